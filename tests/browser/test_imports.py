"""An import of a file with other headers: mapping, correction of refused rows, and undo."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from agreements.models import Agreement, ColumnChoice
from agreements.tables.reading import read_table
from agreements.tables.writing import write_csv
from tests.browser.test_admin import desk, violations  # noqa: F401, the fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILE = "Stad;Dag då de beslutade;Status;Källa\nLund;2024-01-15;tecknad;Protokoll\nMalmö;2024-01-15;kanske;Protokoll\n"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def is_accessible(page: Page) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def choose(page: Page, content: str | bytes, name: str = "svar.csv") -> None:
    content = content.encode() if isinstance(content, str) else content
    page.locator("#id_file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Förhandsgranska").click()


def test_file_with_other_headers_is_mapped_corrected_and_undone(desk: Page, live_server: Any) -> None:  # noqa: F811
    start = f"{live_server.url}/admin/agreements/agreement/import/"
    desk.goto(start)
    choose(desk, b"%PDF-1.4", "svar.pdf")
    expect(desk.get_by_text("Filen är en PDF.")).to_be_visible()
    is_accessible(desk)

    choose(desk, FILE)
    expect(desk.get_by_role("heading", name="Vilka kolumner är det här?")).to_be_visible()
    is_accessible(desk)
    desk.get_by_label("Stad").select_option("municipality")
    desk.get_by_label("Dag då de beslutade").select_option("decided_on")
    desk.get_by_role("button", name="Förhandsgranska").click()
    expect(desk.get_by_text("Filen kan inte läsas in än.")).to_be_visible()
    expect(desk.get_by_text("kanske finns inte.")).to_be_visible()
    is_accessible(desk)
    assert set(ColumnChoice.objects.values_list("column", flat=True)) == {"municipality", "decided_on"}

    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="som CSV för Excel").click()
    refused_rows = read_table(Path(waiting.value.path()).read_bytes())
    desk.get_by_role("button", name="Skriv de andra raderna").click()
    expect(desk.get_by_text("Importen är klar: 1 ny")).to_be_visible()
    run_url = desk.url
    is_accessible(desk)

    desk.goto(start)
    mended = [[cell.replace("kanske", "tecknad") for cell in row] for row in refused_rows.rows]
    choose(desk, io.BytesIO(write_csv(refused_rows.headers, mended, for_excel=True)).getvalue())
    expect(desk.get_by_text("som förra gången").first).to_be_visible()
    desk.get_by_role("button", name="Förhandsgranska").click()
    desk.get_by_role("button", name="Bekräfta och skriv").click()
    expect(desk.get_by_text("Importen är klar: 1 ny")).to_be_visible()
    assert sorted(Agreement.objects.values_list("public_id", flat=True)) == ["1280-1", "1281-1"]

    desk.goto(run_url)
    desk.get_by_role("button", name="Ångra importen").click()
    expect(desk.get_by_text("Importen är ångrad: 1 rad.")).to_be_visible()
    is_accessible(desk)
    assert list(Agreement.objects.values_list("public_id", flat=True)) == ["1280-1"]
