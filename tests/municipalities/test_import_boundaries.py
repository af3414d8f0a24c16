"""The import of boundaries."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from municipalities.models import Boundary, Municipality
from tests.municipalities.test_boundaries import geojson, square

pytestmark = pytest.mark.django_db


def write_geojson(path: Path, codes: list[str]) -> Path:
    west, south = 12.0, 56.0
    shapes = {
        code: square(west + (index % 20) * 0.3, south + (index // 20) * 0.3, 0.3) for index, code in enumerate(codes)
    }
    path.write_text(geojson(shapes).getvalue(), encoding="utf-8")
    return path


def test_boundaries_are_read_and_replaced(tmp_path: Path) -> None:
    codes = list(Municipality.objects.values_list("code", flat=True))
    for _ in range(2):
        call_command("import_boundaries", write_geojson(tmp_path / "gränser.geojson", codes), property="kod")
    assert Boundary.objects.count() == 290


def test_a_refused_file_leaves_the_boundaries_as_they_were(tmp_path: Path) -> None:
    Boundary.objects.create(municipality_id="0180", path="M0 0z")
    with pytest.raises(CommandError, match=r"saknar 289 kommuner.*Inget är ändrat"):
        call_command("import_boundaries", write_geojson(tmp_path / "en.geojson", ["0180"]), property="kod")
    assert Boundary.objects.get().path == "M0 0z"


def test_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="går inte att läsa"):
        call_command("import_boundaries", tmp_path / "saknas.geojson")


def test_file_in_another_encoding_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "latin.geojson"
    path.write_bytes(json.dumps({"type": "FeatureCollection", "å": "ä"}, ensure_ascii=False).encode("latin-1"))
    with pytest.raises(CommandError, match="inte JSON"):
        call_command("import_boundaries", path)
