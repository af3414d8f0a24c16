"""Facets, chosen filters and sort links of the list of municipalities."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.days import months_after
from agreements.lookup.vocabulary import vocabulary
from agreements.models import Agreement, AgreementType, CollaborationLevel, Completeness, CooperationArea, Naming
from agreements.positions import Status, holds_on, position_on
from agreements.public.filters import MunicipalityFilter
from agreements.public.lists.facets import chosen_values, find_municipalities, sort_links
from municipalities.models import Municipality
from tests.examples import examples
from tests.factories import AgreementFactory, ReportedTotalFactory, UserFactory, fill
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2024, 6, 1)
EARLY = datetime.date(2023, 1, 1)
# The register is not stated to be complete on one of the days.
COMPLETE_FROM = datetime.date(2022, 6, 1)
DAYS = ["", "2023-06-01", "2022-01-01", "2999-01-01"]
CHOICES = {
    "county": ["12", "01", "05"],
    "level": ["strategisk", "operativ"],
    "area": ["fordjupat-stod", "enklare-service"],
    "in_dialogue": ["yes", "no"],
    "lapses": ["3", "6", "12"],
    "reported": ["signed", "excepted", "no_report"],
    "type": ["dua-unga", "samlad"],
    "q": ["malm", "o", "stokholm"],
    "per": DAYS[1:],
}


def filterset_of(query: str) -> MunicipalityFilter:
    return MunicipalityFilter(QueryDict(query), words=vocabulary(), today=TODAY)


@pytest.fixture
def answers() -> None:
    """Answers of many kinds, distributed over 80 municipalities, and what others have reported of some."""
    Completeness.objects.update(first_day=COMPLETE_FROM)
    ReportedTotalFactory(naming=Naming.THOSE, total=3, reported_on=datetime.date(2023, 3, 1)).municipalities.set(
        ["0114", "0180", "1280"]
    )
    ReportedTotalFactory(
        naming=Naming.ALL_BUT, total=288, reported_on=datetime.date(2024, 3, 1), publisher="SKR"
    ).municipalities.set(["0114", "1281"])
    person = UserFactory()
    types = list(AgreementType.objects.all())
    levels, areas = list(CollaborationLevel.objects.all()), list(CooperationArea.objects.all())
    for place, municipality in enumerate(Municipality.objects.order_by("code")[:80]):
        kind: dict[str, Any] = [
            {},
            {"status": Status.DECLINED},
            {"valid_to": datetime.date(2023, 12, 31)},
            {"valid_to": datetime.date(2024, 8, 1)},
            {"valid_to": datetime.date(2025, 5, 1)},
            {"in_dialogue": True},
            {"draft": True},
            {"decided_on": None, "valid_from": datetime.date(2024, 12, 31), "valid_from_earliest": EARLY},
        ][place % 8]
        publisher = {} if kind.get("draft") else {"published_by": person}
        kind["type"] = types[place % 11 == 0]
        agreement = AgreementFactory(municipality=municipality, **kind, **publisher)
        if agreement.status == Status.DECLINED:
            continue
        agreement.levels.set(levels[place % 3 :])
        agreement.areas.set(areas[place % 4 :: 2])


def expected_codes(query: str) -> set[str]:
    """The codes that the filters must give: a reference implementation in Python."""
    parameters = QueryDict(query)
    day = datetime.date.fromisoformat(parameters.get("per") or str(TODAY))
    type_slug = parameters.get("type") or "samlad"
    codes = set()
    text = {"malm": "malm", "o": "o", "stokholm": "stockholm"}.get(parameters.get("q", ""), "")
    for municipality in Municipality.objects.prefetch_related("agreements__levels", "agreements__areas"):
        municipality_agreements = [
            agreement
            for agreement in municipality.agreements.all()
            if agreement.published_at and agreement.type_id == TYPES[type_slug]
        ]
        position = position_on(municipality_agreements, day, complete=day >= COMPLETE_FROM)
        # The fixture has at most one answer for each municipality and type.
        answer = municipality_agreements[0] if municipality_agreements and position != "none" else None
        in_dialogue = any(
            agreement.status == "in_dialogue" and holds_on(agreement, day) for agreement in municipality_agreements
        )
        signed = answer if position == "signed" else None
        terms = lambda name: [term.slug for term in getattr(signed, name).all()] if signed else []  # noqa: B023, E731
        passes = [
            text in municipality.search_key,
            not parameters.get("county") or municipality.county_id == parameters["county"],
            not parameters.getlist("position") or position in parameters.getlist("position"),
            not parameters.get("level") or parameters["level"] in terms("levels"),
            not parameters.get("area") or parameters["area"] in terms("areas"),
            not parameters.get("in_dialogue") or (parameters["in_dialogue"] == "yes") == in_dialogue,
            not parameters.get("reported") or parameters["reported"] == reported(municipality.code, type_slug, day),
            not parameters.get("lapses")
            or bool(
                position == "signed"
                and answer
                and answer.valid_to
                and answer.valid_to <= months_after(day, int(parameters["lapses"]))
            ),
        ]
        if all(passes):
            codes.add(municipality.code)
    return codes


def reported(code: str, type_slug: str, day: datetime.date) -> str:
    if type_slug == "samlad" and day >= datetime.date(2024, 3, 1):
        return "excepted" if code in ("0114", "1281") else "signed"
    if type_slug == "samlad" and day >= datetime.date(2023, 3, 1):
        return "signed" if code in ("0114", "0180", "1280") else "no_report"
    return "no_report"


TYPES: dict[str, int] = {}


@pytest.fixture(autouse=True)
def _types(db: None) -> None:
    TYPES.update(AgreementType.objects.values_list("slug", "pk"))


EACH_ALONE = [f"{name}={value}" for name, values in CHOICES.items() for value in values]
IN_PAIRS = [
    f"{one}={CHOICES[one][0]}&{other}={CHOICES[other][-1]}" for one, other in itertools.combinations(CHOICES, 2)
]


@pytest.mark.parametrize("queries", [EACH_ALONE, IN_PAIRS], ids=["alone", "in pairs"])
def test_filters_match_the_reference_in_python(answers: None, queries: list[str]) -> None:
    sizes = set()
    for query in [*queries, *(f"{query}&position=signed&position=lapsed" for query in queries)]:
        codes = {row.code for row in find_municipalities(filterset_of(query)).rows}
        assert codes == expected_codes(query), query
        assert codes == {row.code for row in filterset_of(query).rows}, query
        sizes.add(len(codes))
    assert len(sizes) > 5


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    picked=st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in CHOICES.items()}),
    positions=st.sets(st.sampled_from(["signed", "declined", "lapsed", "none", "unknown"])),
)
def test_facet_number_equals_the_rows_of_the_choice(answers: None, picked: dict[str, str], positions: set[str]) -> None:
    query = QueryDict(mutable=True)
    query.update(picked)
    query.setlist("position", sorted(positions))
    for name, facet in find_municipalities(filterset_of(query.urlencode())).facets.items():
        if name == "sort":
            continue
        for choice in facet.choices:
            clicked = query.copy()
            clicked[name] = choice.value
            assert choice.number == filterset_of(clicked.urlencode()).rows.count(), (
                query.urlencode(),
                name,
                choice.value,
            )
        clicked.pop(name)
        assert facet.total in (None, filterset_of(clicked.urlencode()).rows.count())


def test_no_answer_is_a_choice_with_its_denominator(client: Client) -> None:
    fill(30)
    page = client.get("/kommuner/").content.decode()
    assert "30 av 290" in page
    assert "260 av 290" in page
    in_county = find_municipalities(filterset_of("county=12")).facets["position"]
    assert in_county.total == 33
    assert [choice.value for choice in in_county.choices] == ["signed", "declined", "lapsed", "none", "unknown"]


def test_unknown_is_a_choice_with_its_denominator() -> None:
    Completeness.objects.all().delete()
    AgreementFactory()
    AgreementFactory(
        municipality_id="1281", decided_on=None, valid_from=datetime.date(2024, 12, 31), valid_from_earliest=EARLY
    )
    result = find_municipalities(filterset_of("position=unknown"))
    numbers = {choice.value: choice.number for choice in result.facets["position"].choices}
    assert numbers == {"signed": 1, "declined": 0, "lapsed": 0, "none": 0, "unknown": 289}
    assert "1281" in {row.code for row in result.rows}


def test_wrong_filter_gives_no_numbers() -> None:
    result = find_municipalities(filterset_of("county=99"))
    assert (result.rows, result.total) == ([], 0)
    assert {choice.number for facet in result.facets.values() for choice in facet.choices} == {None}


def test_misspelling_shows_similar_names_with_a_note(client: Client) -> None:
    page = client.get("/kommuner/?q=Göteborrg")
    assert "Inget exakt för ”Göteborrg”. Menade du …?" in page.content.decode()
    assert [row.municipality.name for row in page.context["rows"]] == ["Göteborg"]
    assert "Menade du" not in client.get("/kommuner/?q=Göteborg").content.decode()


def test_each_choice_is_removed_alone() -> None:
    parameters = QueryDict("position=signed&position=none&county=12&sort=-name&type=samlad&per=2024-01-01")
    addresses = {
        (str(item.label), str(item.value)): item.without for item in chosen_values(filterset_of(""), parameters)
    }
    assert addresses == {
        ("Dag", "2024-01-01"): "?position=signed&position=none&county=12&sort=-name&type=samlad",
        ("Län", "Skåne län"): "?position=signed&position=none&sort=-name&type=samlad&per=2024-01-01",
        ("Läge", "har överenskommelse"): "?position=none&county=12&sort=-name&type=samlad&per=2024-01-01",
        ("Läge", "inget svar"): "?position=signed&county=12&sort=-name&type=samlad&per=2024-01-01",
    }


def test_heading_sorts_and_sorts_back() -> None:
    links = sort_links(filterset_of("sort=since&county=12"), QueryDict("sort=since&county=12"))
    assert (links["since"].direction, links["since"].url) == ("ascending", "?sort=-since&county=12")
    assert (links["name"].direction, links["name"].url) == ("", "?sort=name&county=12")
    assert sort_links(filterset_of(""), QueryDict(""))["name"].direction == "ascending"
    assert sort_links(filterset_of("sort=-until"), QueryDict("sort=-until"))["until"].direction == "descending"


@pytest.mark.parametrize("query", ["", "?q=o&position=signed&level=operativ&lapses=12&sort=-since", "?q=stokholm"])
def test_as_many_queries_whatever_the_number_of_rows(client: Client, query: str) -> None:
    counts = []
    for number in (10, 290):
        fill(number)
        assert Agreement.objects.count() == number
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/kommuner/{query}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4


def test_what_others_say_has_a_column_only_where_somebody_says_it(client: Client) -> None:
    AgreementFactory()
    assert "Enligt andra</th>" not in client.get("/kommuner/?position=signed").content.decode()
    total = ReportedTotalFactory(
        publisher="Dua",
        total=1,
        reported_on=datetime.date(2016, 2, 29),
        reported_on_earliest=datetime.date(2016, 2, 1),
        naming=Naming.THOSE,
    )
    total.municipalities.set(["1280", "1281"])
    forget_pages()
    page = client.get("/kommuner/?reported=signed").content.decode()
    assert "Dua, februari 2016: tecknad" in page
    assert "2 av 290 kommuner" in page
    file = b"".join(client.get("/kommuner/csv/?reported=signed").streaming_content)  # type: ignore[arg-type]
    assert file.count(b"\r\n") == 3
    assert client.get("/kommuner/?reported=signed&per=2016-02-28").context["rows"] == []


def test_day_of_the_list_is_written_as_it_is_known(client: Client) -> None:
    AgreementFactory(
        decided_on=None, valid_from=datetime.date(2022, 12, 31), valid_from_earliest=datetime.date(2022, 12, 1)
    )
    AgreementFactory(
        municipality_id="1281",
        decided_on=None,
        valid_from=datetime.date(2016, 2, 29),
        valid_from_earliest=datetime.date.min,
    )
    page = client.get("/kommuner/?position=signed")
    assert [(row.since, row.until) for row in page.context["rows"]] == [
        ("senast 2016-02", "tills vidare"),
        ("2022-12", "tills vidare"),
    ]
    assert "2022-12-31" not in page.content.decode()
