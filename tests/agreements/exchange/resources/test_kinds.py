"""The files of rounds, meetings, follow-ups and reported totals."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import tablib
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from import_export.results import RowResult

from agreements.days.imprecise import OPEN_PAST
from agreements.desk.help.dictionary import DICTIONARY_FILE
from agreements.exchange import engine
from agreements.exchange.kinds import IMPORT_KINDS, columns_of
from agreements.exchange.resources import FileRow
from agreements.exchange.undoing import undo
from agreements.models import Agreement, DialogueRound, FollowUp, ImportRun, Register
from agreements.tables.reading import read_table
from agreements.tables.writing import Sheet, write_csv, write_xlsx
from municipalities.models import Municipality
from tests.factories import (
    AgreementFactory,
    CheckerFactory,
    DialogueMeetingFactory,
    DialogueRoundFactory,
    FollowUpFactory,
    JointAgreementFactory,
    ReportedTotalFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SLUGS = ["dialogue-round", "dialogue-meeting", "follow-up", "reported-total"]
NAMES = {
    RowResult.IMPORT_TYPE_NEW: "new",
    RowResult.IMPORT_TYPE_UPDATE: "changed",
    RowResult.IMPORT_TYPE_SKIP: "unchanged",
}


def read_in(slug: str, *rows: dict[str, str], by: User | None = None, **about: Any) -> list[FileRow]:
    """Imports the rows as a user who may publish, unless `by` is given."""
    headers = list(dict.fromkeys(column for row in rows for column in row))
    dataset = tablib.Dataset(*([row.get(header, "") for header in headers] for row in rows), headers=headers)
    resource = IMPORT_KINDS[slug].resource(numbers=list(range(2, len(rows) + 2)), by=by or CheckerFactory(), **about)
    return resource.import_data(dataset, dry_run=False, use_transactions=False).rows


def counts(results: list[FileRow]) -> dict[str, int]:
    return dict(Counter(NAMES.get(row.import_type, "refused") for row in results))


def refusals_of(results: list[FileRow]) -> list[tuple[str, str]]:
    return [reason for row in results for reason in row.reasons]


def cells(row: Any) -> dict[str, str]:
    [kind] = [kind for kind in IMPORT_KINDS.values() if kind.model is type(row)]
    return kind.resource().cells(kind.model._default_manager.get(pk=row.pk))


def new_row(slug: str) -> dict[str, str]:
    """A row with every column, and the rows that it refers to."""
    if slug == "dialogue-round":
        return {
            "slug": "turnen-2024",
            "name": "Turnén 2024",
            "starts_on": "2024-02-01",
            "ends_on": "2024-11-30",
            "description": "Rad ett\nRad två",
            "source_note": "Nyhet",
            "source_url": "https://example.org/turnen",
            "starts_on_edtf": "2024-02-01",
            "ends_on_edtf": "2024-11-30",
        }
    if slug == "dialogue-meeting":
        if not DialogueRound.objects.filter(slug="turnen").exists():
            DialogueRoundFactory(slug="turnen")
        return {
            "number": "",
            "round": "turnen",
            "held_on": "2022-10-12",
            "title": "Möte i Lund",
            "place": "Lund",
            "organisers": "Dua",
            "municipalities": "Lund|1280",
            "summary": "=1+1",
            "source_url": "https://example.org/mote",
            "published": "ja",
            "held_on_edtf": "2022-10-12",
        }
    if slug == "follow-up":
        return {
            "agreement": (Agreement.objects.first() or AgreementFactory()).public_id,
            "municipality": "Malmö",
            "year": "2023",
            "done_on": "2023-11-05",
            "findings": "Går bra",
            "source_url": "https://example.org/uppfoljning",
            "published": "ja",
            "joint_agreement": "",
            "done_on_edtf": "2023-11-05",
        }
    return {
        "type": "dua-unga",
        "reported_on": "2024-03-15",
        "position": "har avböjt",
        "publisher": "Dua",
        "total": "12",
        "source_note": "Årsrapport",
        "source_url": "https://example.org/rapport",
        "note": "Räknar om",
        "note_en": "Counts anew",
        "published": "ja",
        "unit": "",
        "precision": "minst",
        "naming": "those",
        "municipalities": "Lund|1280",
        "reported_on_edtf": "2024-03-15",
    }


def key_cells(slug: str, row: dict[str, str]) -> dict[str, str]:
    """The row's cells that tell which row it is."""
    key = IMPORT_KINDS[slug].resource.key
    return {column: cell for column, cell in row.items() if column.removesuffix("_edtf") in key}


def registered() -> dict[str, Any]:
    return {
        "dialogue-round": DialogueRoundFactory(
            slug="tidig",
            description=" rad ett\r\nrad två ",
            starts_on=datetime.date(2022, 10, 31),
            starts_on_earliest=datetime.date(2022, 10, 1),
        ),
        "dialogue-meeting": DialogueMeetingFactory(
            held_on=datetime.date(2022, 12, 31), held_on_earliest=datetime.date(2022, 12, 1)
        ),
        "follow-up": FollowUpFactory(
            findings="=1+1",
            agreement=None,
            joint_agreement=JointAgreementFactory(),
            done_on_earliest=datetime.date(2024, 1, 1),
        ),
        "reported-total": ReportedTotalFactory(
            reported_on=datetime.date(2016, 2, 29), reported_on_earliest=OPEN_PAST, unit="per_cent", total=86
        ),
    }


@pytest.mark.parametrize("slug", SLUGS)
class TestEveryKind:
    def test_every_column_is_written(self, registrar: User, slug: str) -> None:
        row = new_row(slug)
        assert list(row) == IMPORT_KINDS[slug].columns
        assert counts(read_in(slug, row, by=registrar)) == {"new": 1}
        made = IMPORT_KINDS[slug].model._default_manager.order_by("-pk").first()
        given = {
            "dialogue-meeting": {"number": str(getattr(made, "number", "")), "municipalities": "1280 Malmö|1281 Lund"},
            "reported-total": {
                "position": "declined",
                "precision": "at_least",
                "municipalities": "1280 Malmö|1281 Lund",
            },
        }
        assert cells(made) == row | given.get(slug, {})
        if "published" in row:
            assert made.published_by == registrar  # type: ignore[union-attr]

    @pytest.mark.parametrize("layout", ["excel", "plain", "xlsx"])
    @pytest.mark.parametrize("demo", [False, True])
    def test_imported_export_changes_nothing(self, registrar: User, slug: str, layout: str, demo: bool) -> None:
        registered()
        read_in(slug, new_row(slug))
        Register.objects.update_or_create(pk=1, defaults={"is_demo": demo})
        kind = IMPORT_KINDS[slug]
        dataset = kind.resource().export(kind.model._default_manager.all())
        if layout == "xlsx":
            content = write_xlsx(Sheet("x", dataset.headers, list(dataset), kind.resource.days))
        else:
            content = write_csv(dataset.headers, list(dataset), for_excel=layout == "excel")
        table = read_table(content)
        columns = columns_of(kind, table.headers, {})
        rows = [{column: cell for column, cell in zip(columns, line, strict=True) if column} for line in table.rows]
        assert len(rows) >= 2
        results = read_in(slug, *rows, by=registrar)
        assert refusals_of(results) == []
        assert counts(results) == {"unchanged": len(rows)}

    def test_every_column_has_a_swedish_name_and_an_explanation(self, slug: str) -> None:
        explained = IMPORT_KINDS[slug].explanations()
        assert len({label.casefold() for _column, label, _text in explained}) == len(explained)
        assert [column for column, _label, text in explained if not text] == []

    def test_dictionary_has_every_column(self, slug: str) -> None:
        rows = [f"| `{column}` | {label} |" for column, label, _text in IMPORT_KINDS[slug].explanations()]
        assert re.search(r"\n".join(re.escape(row) + ".*" for row in rows), DICTIONARY_FILE.read_text())

    def test_missing_columns_are_unchanged(self, slug: str) -> None:
        row = registered()[slug]
        before = cells(row)
        key = key_cells(slug, before)
        results = read_in(slug, key | {"source_url": "https://example.org/ny"})
        assert counts(results) == {"changed": 1}
        assert cells(row) == before | {"source_url": "https://example.org/ny"}
        assert results[0].before == before

    def test_same_row_twice_is_refused(self, slug: str) -> None:
        before = cells(registered()[slug])
        key = key_cells(slug, before)
        results = read_in(slug, key, key)
        assert counts(results) == {"refused": 2}
        assert "finns på flera rader. Behåll en av dem." in refusals_of(results)[0][1]

    def test_queries_for_each_row_do_not_grow_with_size(self, registrar: User, slug: str) -> None:
        queries(slug, 1, registrar)  # so that both find rows in the register
        few, many_to_many_names = queries(slug, 10, registrar), queries(slug, 60, registrar)
        # A savepoint, the insert and the release; the municipalities of a meeting or a total are read and added.
        assert many_to_many_names - few == 50 * (5 if slug in ("dialogue-meeting", "reported-total") else 3)

    def test_unchanged_rows_take_no_queries(self, slug: str) -> None:
        queries(slug, 40)
        kind = IMPORT_KINDS[slug]
        rows = kind.resource().export(kind.model._default_manager.order_by("-pk")).dict

        def taken(size: int) -> int:
            with CaptureQueriesContext(connection) as captured:
                assert counts(read_in(slug, *rows[:size])) == {"unchanged": size}
            return len(captured)

        assert taken(30) == taken(10)

    def test_query_count_of_export_does_not_grow_with_size(self, slug: str) -> None:
        def taken(size: int) -> int:
            queries(slug, size)
            with CaptureQueriesContext(connection) as captured:
                IMPORT_KINDS[slug].resource().export(IMPORT_KINDS[slug].model._default_manager.all())
            return len(captured)

        assert taken(3) == taken(30)


def queries(slug: str, size: int, by: User | None = None) -> int:
    """The number of queries to import `size` new rows."""
    row = new_row(slug)
    number = IMPORT_KINDS[slug].model._default_manager.count()
    differing: Callable[[int], dict[str, str]] = {
        "dialogue-round": lambda each: {"slug": f"turnen-{each}"},
        "dialogue-meeting": lambda each: {"title": f"Möte {each}"},
        "follow-up": lambda each: {"year": str(1990 + each)},
        "reported-total": lambda each: {"publisher": f"Utgivare {each}"},
    }[slug]
    rows = [row | differing(number + each) for each in range(size)]
    with CaptureQueriesContext(connection) as captured:
        results = read_in(slug, *rows, by=by)
    assert refusals_of(results) == []
    assert counts(results) == {"new": size}
    return len(captured)


REFUSED = [
    ("dialogue-round", {"slug": "Mötet 1"}, "kortnamn", "slug"),
    ("dialogue-round", {"slug": ""}, "kortnamn", "får inte vara tomt"),
    ("dialogue-round", {"name": ""}, "namn", "får inte vara tomt"),
    ("dialogue-round", {"starts_on": ""}, "börjar", "Cellen är tom. Skriv ÅÅÅÅ-MM-DD"),
    ("dialogue-round", {"starts_on": "1/2 2024"}, "börjar", "”1/2 2024” är ingen dag."),
    ("dialogue-round", {"ends_on": "2204-01-01"}, "slutar", "mellan 1990-01-01 och 2100-12-31"),
    ("dialogue-round", {"ends_on": "2023-01-01"}, "", "Omgången kan inte sluta innan den börjar."),
    ("dialogue-round", {"source_url": "exempel"}, "källans adress", "giltig URL"),
    ("dialogue-meeting", {"number": "99"}, "löpnummer", "99 finns inte i registret. Lämna cellen tom för en ny rad."),
    ("dialogue-meeting", {"round": "okänd"}, "dialogomgång", "okänd är inte kortnamnet på en dialogomgång."),
    ("dialogue-meeting", {"round": ""}, "dialogomgång", "Fyll i omgångens kortnamn"),
    ("dialogue-meeting", {"held_on": ""}, "dag", "Cellen är tom."),
    ("dialogue-meeting", {"held_on": "2021-10-12"}, "dag", "Omgången börjar den 1 september 2022."),
    ("dialogue-meeting", {"title": ""}, "rubrik", "får inte vara tomt"),
    ("dialogue-meeting", {"organisers": ""}, "arrangörer", "får inte vara tomt"),
    ("dialogue-meeting", {"municipalities": "Malmo|0999"}, "kommuner", "Ingen kommun heter Malmo. Menade du Malmö?"),
    ("dialogue-meeting", {"municipalities": "Malmo|0999"}, "kommuner", "Ingen kommun har koden 0999."),
    ("dialogue-meeting", {"municipalities": "1280 Lund"}, "kommuner", "Koden 1280 är Malmö, inte Lund."),
    ("dialogue-meeting", {"municipalities": ""}, "publicerad", "Välj kommunerna som mötet är till för."),
    ("dialogue-meeting", {"published": "kanske"}, "publicerad", "Skriv ja eller nej."),
    ("follow-up", {"agreement": "0180-99"}, "överenskommelse", "0180-99 finns inte i registret."),
    ("follow-up", {"agreement": ""}, "överenskommelse", "Fyll i överenskommelsens id"),
    ("follow-up", {"municipality": "Lund"}, "kommun", "är överenskommelsen med Malmö, inte Lund."),
    ("follow-up", {"year": ""}, "år", "Cellen är tom. Skriv siffror"),
    ("follow-up", {"year": "i fjol"}, "år", "i fjol är inget helt antal."),
    ("follow-up", {"year": "1980"}, "år", "1990"),
    ("follow-up", {"done_on": ""}, "gjord", "Cellen är tom."),
    ("follow-up", {"done_on": "1980-01-01"}, "gjord", "mellan 1990-01-01 och 2100-12-31"),
    ("follow-up", {"done_on": "TOMORROW"}, "gjord", "kan inte vara gjord efter i dag"),
    (
        "reported-total",
        {"type": "okänd"},
        "typ",
        "okänd finns inte. Skriv samlad, dua-unga, dua-nyanlanda, lok eller annan.",
    ),
    ("reported-total", {"type": ""}, "typ", "Cellen är tom. Skriv samlad, dua-unga, dua-nyanlanda, lok eller annan."),
    ("reported-total", {"reported_on": ""}, "dag", "Cellen är tom."),
    ("reported-total", {"reported_on": "TOMORROW"}, "dag", "kan inte gälla en dag efter i dag"),
    ("reported-total", {"position": ""}, "läge", "Cellen är tom. Skriv har överenskommelse"),
    ("reported-total", {"position": "vet ej"}, "läge", "vet ej finns inte."),
    ("reported-total", {"total": ""}, "antal", "Cellen är tom."),
    ("reported-total", {"total": "-3"}, "antal", "-3 är inget helt antal."),
    ("reported-total", {"publisher": ""}, "utgivare", "får inte vara tomt"),
    ("reported-total", {"source_note": ""}, "källa", "får inte vara tomt"),
]


@pytest.mark.parametrize(("slug", "mistaken", "column", "reason"), REFUSED)
def test_refusal_has_column_and_reason(
    registrar: User, slug: str, mistaken: dict[str, str], column: str, reason: str
) -> None:
    tomorrow = str(timezone.localdate() + timedelta(days=1))
    row = new_row(slug) | {name: cell.replace("TOMORROW", tomorrow) for name, cell in mistaken.items()}
    row = {
        column: cell for column, cell in row.items() if column.removesuffix("_edtf") not in mistaken.keys() - {column}
    }
    number = IMPORT_KINDS[slug].model._default_manager.count()
    results = read_in(slug, row, by=registrar)
    assert any(where == column and reason in why for where, why in refusals_of(results)), refusals_of(results)
    assert {where for where, _why in refusals_of(results)} == {column}
    assert IMPORT_KINDS[slug].model._default_manager.count() == number


@pytest.mark.parametrize("slug", SLUGS)
def test_empty_row_reports_all_missing_cells(registrar: User, slug: str) -> None:
    missing_columns = {
        "dialogue-round": {"kortnamn", "namn", "börjar"},
        "dialogue-meeting": {"dialogomgång", "dag", "rubrik", "arrangörer"},
        "follow-up": {"överenskommelse", "år", "gjord"},
        "reported-total": {"typ", "dag", "läge", "utgivare", "antal", "källa"},
    }
    results = read_in(slug, {"source_url": "https://example.org/"}, by=registrar)
    assert {where for where, _why in refusals_of(results)} == missing_columns[slug]


class TestKey:
    def test_key_is_read_in_spreadsheet_forms(self) -> None:
        follow_up, total = FollowUpFactory(), ReportedTotalFactory()
        row = {"agreement": follow_up.agreement.public_id, "year": "2024.0", "findings": "ny"}
        assert counts(read_in("follow-up", row)) == {"changed": 1}
        row = {
            "type": total.type.slug,
            "reported_on": "2024-03-15 00:00:00",
            "position": "Har överenskommelse",
            "publisher": "Arbetsförmedlingen",
            "total": "271",
        }
        assert counts(read_in("reported-total", row)) == {"changed": 1}
        total.refresh_from_db()
        assert total.total == 271

    def test_another_year_is_a_new_follow_up(self) -> None:
        row = cells(FollowUpFactory()) | {"year": "2023", "done_on": "2023-11-05", "done_on_edtf": "2023-11-05"}
        assert counts(read_in("follow-up", row)) == {"new": 1}
        assert list(FollowUp.objects.values_list("year", flat=True)) == [2024, 2023]

    def test_meeting_number_is_assigned_and_kept(self) -> None:
        meeting = DialogueMeetingFactory()
        row = {"number": f"{meeting.number}.0", "title": "Ny rubrik", "held_on": "2022-10-13"}
        [result] = read_in("dialogue-meeting", row)
        assert (result.public_id, result.name) == (str(meeting.number), "Ny rubrik")
        meeting.refresh_from_db()
        assert (meeting.title, str(meeting.held_on)) == ("Ny rubrik", "2022-10-13")
        [made] = read_in("dialogue-meeting", new_row("dialogue-meeting"))
        assert made.public_id == str(meeting.number + 1)


class TestMeeting:
    def test_refused_row_has_registered_name(self) -> None:
        meeting = DialogueMeetingFactory()
        results = read_in("dialogue-meeting", {"number": str(meeting.number), "title": ""})
        results += read_in("dialogue-round", {"slug": meeting.round.slug, "name": ""})
        assert [(row.name, bool(row.reasons)) for row in results] == [(meeting.title, True), (meeting.round.name, True)]

    def test_change_of_municipalities_only_is_saved(self) -> None:
        meeting = DialogueMeetingFactory()
        meeting.municipalities.set(["1280", "1281"])
        row = {"number": str(meeting.number), "municipalities": "114|lund|Malmö"}
        [result] = read_in("dialogue-meeting", row)
        assert result.before["municipalities"] == "1280 Malmö|1281 Lund"
        assert result.after["municipalities"] == "0114 Upplands Väsby|1280 Malmö|1281 Lund"
        assert [municipality.code for municipality in meeting.municipalities.order_by("code")] == [
            "0114",
            "1280",
            "1281",
        ]
        assert counts(read_in("dialogue-meeting", row)) == {"unchanged": 1}

    def test_ceased_municipality_is_found_by_code(self) -> None:
        gone = Municipality.objects.get(code="1281")
        gone.code, gone.ceased_on = "1299", timezone.localdate() - timedelta(days=1)
        gone.save(force_insert=True)
        meeting = DialogueMeetingFactory()
        meeting.municipalities.set(["1299"])
        row = cells(meeting)
        assert row["municipalities"] == "1299 Lund"
        results = read_in("dialogue-meeting", row)
        assert counts(results) == {"unchanged": 1}, refusals_of(results)

    def test_duplicate_meeting_is_refused(self) -> None:
        row = new_row("dialogue-meeting")
        results = read_in("dialogue-meeting", row, row)
        assert counts(results) == {"new": 1, "refused": 1}
        assert refusals_of(results)[0][1].startswith("Omgången har redan ett möte med den rubriken den dagen.")

    def test_round_that_excludes_meeting_is_refused(self) -> None:
        meeting = DialogueMeetingFactory()
        ((where, why),) = refusals_of(
            read_in("dialogue-round", {"slug": meeting.round.slug, "starts_on": "2022-11-01"})
        )
        assert where == "börjar"
        assert "skulle hamna utanför omgången" in why


PUBLISHABLE = ["dialogue-meeting", "follow-up", "reported-total"]


class TestPublishing:
    @pytest.mark.parametrize("slug", PUBLISHABLE)
    @pytest.mark.parametrize(
        ("cell", "publish_new", "published"), [("", False, False), ("", True, True), ("nej", True, False)]
    )
    def test_publication_follows_cell_else_choice(
        self, registrar: User, slug: str, cell: str, publish_new: bool, published: bool
    ) -> None:
        read_in(slug, new_row(slug) | {"published": cell}, by=registrar, publish_new=publish_new)
        made = IMPORT_KINDS[slug].model._default_manager.order_by("-pk").first()
        assert made.is_published is published  # type: ignore[union-attr]

    @pytest.mark.parametrize("slug", PUBLISHABLE)
    def test_row_is_unpublished_and_published_again(self, registrar: User, slug: str) -> None:
        read_in(slug, new_row(slug), by=registrar)
        row = cells(IMPORT_KINDS[slug].model._default_manager.order_by("-pk").first())
        for cell, by in (("nej", None), ("ja", registrar)):
            assert counts(read_in(slug, row | {"published": cell}, by=registrar)) == {"changed": 1}
            made: Any = IMPORT_KINDS[slug].model._default_manager.order_by("-pk").first()
            assert (made.is_published, made.published_by) == (cell == "ja", by)

    @pytest.mark.parametrize("slug", PUBLISHABLE)
    def test_registrar_cannot_change_published_rows(self, slug: str) -> None:
        registrar = UserFactory()
        refused = read_in(slug, new_row(slug), by=registrar)
        assert refusals_of(refused) == [
            ("publicerad", "Du kan inte publicera eller avpublicera med en import. Lämna cellen tom.")
        ]
        read_in(slug, new_row(slug))
        row = cells(IMPORT_KINDS[slug].model._default_manager.order_by("-pk").first())
        for change in ({"published": "nej"}, {"source_url": "https://example.org/ny"}):
            assert counts(read_in(slug, row | change, by=registrar)) == {"refused": 1}
        assert counts(read_in(slug, row, by=registrar)) == {"unchanged": 1}

    @pytest.mark.parametrize("slug", PUBLISHABLE)
    def test_registrar_enters_and_changes_drafts(self, slug: str) -> None:
        registrar = UserFactory()
        row = new_row(slug) | {"published": ""}
        assert counts(read_in(slug, row, by=registrar)) == {"new": 1}
        row = cells(IMPORT_KINDS[slug].model._default_manager.order_by("-pk").first())
        changed = row | {"source_url": "https://example.org/ny"}
        assert counts(read_in(slug, changed, by=registrar)) == {"changed": 1}

    def test_follow_up_of_draft_agreement_is_not_published(self, registrar: User) -> None:
        agreement = AgreementFactory(draft=True)
        ((where, why),) = refusals_of(read_in("follow-up", new_row("follow-up"), by=registrar))
        assert where == "publicerad"
        assert why.startswith(f"Publicera först överenskommelsen {agreement.public_id}")
        assert counts(read_in("follow-up", new_row("follow-up") | {"published": "nej"})) == {"new": 1}

    def test_meeting_without_municipality_is_not_published(self, registrar: User) -> None:
        meeting = DialogueMeetingFactory(draft=True)
        row = {"number": str(meeting.number), "published": "ja"}
        ((where, why),) = refusals_of(read_in("dialogue-meeting", row, by=registrar))
        assert where == "publicerad"
        assert why.startswith("Välj kommunerna som mötet är till för.")
        assert counts(read_in("dialogue-meeting", row | {"municipalities": "Lund"}, by=registrar)) == {"changed": 1}


@pytest.mark.parametrize("slug", SLUGS)
def test_file_is_imported_and_undone(registrar: User, slug: str) -> None:
    kind = IMPORT_KINDS[slug]
    first = cells(registered()[slug])
    changed = {column: first[column] for column in kind.resource.key} | {"source_url": "https://example.org/ny"}
    if slug == "dialogue-meeting":
        changed["municipalities"] = "Lund"
    rows = [new_row(slug), changed]
    columns = list(dict.fromkeys(column for row in rows for column in row if column in changed or row is rows[0]))
    lines = [[row.get(column, first.get(column, "")) for column in columns] for row in rows]
    before = sorted(kind.resource().export(kind.model._default_manager.all()))

    def run(*, commit: bool) -> engine.ImportOutcome:
        file = engine.MappedFile("fil.csv", columns, lambda: zip([2, 3], lines, strict=True))
        return engine.import_rows(kind, file, by=registrar, commit=commit)

    outcome = run(commit=False)
    assert outcome.counts == {"new": 1, "changed": 1, "unchanged": 0, "refused": 0}
    assert sorted(kind.resource().export(kind.model._default_manager.all())) == before
    outcome = run(commit=True)
    assert len(kind.resource().export(kind.model._default_manager.all())) == len(before) + 1
    written = ImportRun.objects.create(
        kind=slug, file="fil.csv", sha256="0" * 64, by=registrar, state="written", written_at=timezone.now(),
        context=outcome.context,
    )  # fmt: skip
    assert undo(written, by=registrar) == 2
    assert sorted(kind.resource().export(kind.model._default_manager.all())) == before
