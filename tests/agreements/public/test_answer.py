"""Tags, periods, days, languages, chosen filters and sentences of the public pages."""

import datetime

import pytest
from django.http import QueryDict

from agreements.days.imprecise import ImpreciseDay
from agreements.lookup.vocabulary import vocabulary
from agreements.models import Agreement
from agreements.positions import Position, Status
from agreements.public.answer import existence_sentence
from agreements.public.day import Day
from agreements.public.filters import MunicipalityFilter
from agreements.public.page import chosen_filters, export_query, languages
from agreements.public.rows import period
from agreements.public.tags import agreement_tag, position_tag
from municipalities.models import Municipality

DAY = datetime.date(2023, 6, 1)


def test_every_position_has_a_word_and_a_sign_of_its_own() -> None:
    tags = [position_tag(position) for position in Position.values]
    assert len({tag.sign for tag in tags}) == len({str(tag.word) for tag in tags}) == len(Position)
    assert [tag.kind for tag in tags] == Position.values


def test_unknown_position_has_the_unknown_tag() -> None:
    assert position_tag("new").kind == "unknown"
    assert agreement_tag(Agreement(status="new", valid_from=DAY), DAY).kind == "unknown"
    assert agreement_tag(Agreement(status=Status.SIGNED), DAY).kind == "unknown"


@pytest.mark.parametrize(
    ("status", "valid_from", "valid_to", "kind"),
    [
        (Status.SIGNED, DAY, None, "signed"),
        (Status.SIGNED, DAY, DAY, "signed"),
        (Status.SIGNED, DAY + datetime.timedelta(1), None, "coming"),
        (Status.SIGNED, datetime.date(2020, 1, 1), DAY - datetime.timedelta(1), "lapsed"),
        (Status.DECLINED, DAY, None, "declined"),
        (Status.DECLINED, datetime.date(2020, 1, 1), DAY - datetime.timedelta(1), "lapsed"),
        # In the history before dialogues had days of their own.
        (Status.IN_DIALOGUE, None, None, "dialogue"),
        (Status.IN_DIALOGUE, DAY, None, "dialogue"),
        (Status.IN_DIALOGUE, DAY + datetime.timedelta(1), None, "coming"),
        (Status.IN_DIALOGUE, datetime.date(2020, 1, 1), DAY - datetime.timedelta(1), "lapsed"),
    ],
)
def test_agreement_tag(
    status: Status, valid_from: datetime.date | None, valid_to: datetime.date | None, kind: str
) -> None:
    assert agreement_tag(Agreement(status=status, valid_from=valid_from, valid_to=valid_to), DAY).kind == kind


def test_period() -> None:
    assert period(None, None) == ""
    first, month, by_february = (ImpreciseDay.from_edtf(text) for text in ("2023-06-01", "2022-12", "../2016-02"))
    assert period(first, None) == "från 2023-06-01, tills vidare"
    assert period(first, ImpreciseDay.from_edtf("2025-12-31")) == "2023-06-01 – 2025-12-31"
    assert period(month, None) == "någon gång i december 2022 – tills vidare"
    assert period(by_february, ImpreciseDay.from_edtf("2019")) == "senast i februari 2016 – någon gång under 2019"


def test_links_keep_a_day_other_than_today() -> None:
    assert Day(DAY, DAY).query == ""
    assert Day(DAY, datetime.date(2024, 1, 1)).query == "?per=2023-06-01"
    assert str(Day(DAY, DAY)) == "1 juni 2023"


def test_languages_keep_the_page_and_its_query() -> None:
    urls = {language.code: language.url for language in languages("/kommuner/1280/?per=2023-06-01&q=a%26b")}
    assert urls == {
        "sv": "/kommuner/1280/?per=2023-06-01&q=a%26b",
        "en": "/en/kommuner/1280/?per=2023-06-01&q=a%26b",
    }


def test_languages_lead_from_an_unknown_address_to_the_overview() -> None:
    assert [language.url for language in languages("/finns-inte/")] == ["/finns-inte/", "/en/"]


@pytest.mark.django_db
def test_chosen_filters_have_value_and_removal_link() -> None:
    query = QueryDict("position=signed&position=none&county=12&q=&page=2")
    filterset = chosen_filters(MunicipalityFilter(query, words=vocabulary(), today=DAY), query)
    assert {(str(item.label), item.value): item.without for item in filterset} == {
        ("Län", "Skåne län"): "?position=signed&position=none&q=",
        ("Läge", "har överenskommelse eller inget svar"): "?county=12&q=",
    }


def test_export_has_the_filters_and_neither_page_nor_variant() -> None:
    assert export_query(QueryDict("q=a&page=2&variant=excel&per=2023-06-01")) == "q=a&per=2023-06-01"


@pytest.mark.django_db
def test_ceased_municipality_says_so_after_its_last_day() -> None:
    municipality = Municipality(name="Gamla", ceased_on=DAY)
    assert existence_sentence(municipality, DAY) == ""
    assert (
        existence_sentence(municipality, DAY + datetime.timedelta(1))
        == "Gamla var en egen kommun till och med den 1 juni 2023."
    )
    assert existence_sentence(Municipality(name="Nya", established_on=DAY), datetime.date(2020, 1, 1)).startswith(
        "Nya bildades"
    )
