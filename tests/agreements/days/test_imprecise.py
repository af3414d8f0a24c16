"""Days as well as they are known: EDTF text, bounds, words, and what people type."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from agreements.days.fields import ImpreciseDayField, bounds_to_store, imprecise_day, typed
from agreements.days.imprecise import OPEN_FUTURE, OPEN_PAST, ImpreciseDay
from agreements.days.reading import read_day
from agreements.models import DialogueMeeting

DAY = datetime.date


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "words"),
    [
        ("2022-12-23", DAY(2022, 12, 23), DAY(2022, 12, 23), "23 december 2022"),
        ("2022-12", DAY(2022, 12, 1), DAY(2022, 12, 31), "någon gång i december 2022"),
        ("2024-02", DAY(2024, 2, 1), DAY(2024, 2, 29), "någon gång i februari 2024"),
        ("2022", DAY(2022, 1, 1), DAY(2022, 12, 31), "någon gång under 2022"),
        ("../2016-02-18", OPEN_PAST, DAY(2016, 2, 18), "senast den 18 februari 2016"),
        ("../2016-02", OPEN_PAST, DAY(2016, 2, 29), "senast i februari 2016"),
        ("2022-10-02/..", DAY(2022, 10, 2), OPEN_FUTURE, "tidigast den 2 oktober 2022"),
        ("../..", OPEN_PAST, OPEN_FUTURE, "okänd dag"),
        ("2022-09/2022-11", DAY(2022, 9, 1), DAY(2022, 11, 30), None),
    ],
)
def test_edtf_gives_bounds_and_words(
    text: str, earliest: datetime.date, latest: datetime.date, words: str | None
) -> None:
    day = ImpreciseDay.from_edtf(text)
    assert (day.earliest, day.latest, day.edtf) == (earliest, latest, text)
    with translation.override("sv"):
        assert words is None or str(day) == words


@pytest.mark.parametrize(
    "text",
    [
        *("", "2022-13", "2015-02-29", "2022-1", "22", "XXXX", "2023/2022", "2023-01/2022-12-31", "0000", "../x"),
        # EDTF that says something else, or more than a day is known to be.
        *(
            "2022?",
            "2022-12~",
            "2022-23",
            "2022-XX",
            "/2016-02",
            "2016-02/",
            "2022-12-23T10:00",
            "[2022,2023]",
            "Y22022",
        ),
        "２０２２",
    ],
)
def test_other_text_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        ImpreciseDay.from_edtf(text)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("dec 2022", "2022-12"),
        ("December 2022", "2022-12"),
        ("5 oktober 2023", "2023-10-05"),
        ("den 5 okt 2023", "2023-10-05"),
        ("senast 2016-02-18", "../2016-02-18"),
        ("Senast i februari 2016", "../2016-02"),
        ("tidigast den 1 oktober 2022", "2022-10/.."),
        ("okänd", "../.."),
        (" 2022 ", "2022"),
    ],
)
def test_day_is_read_as_people_write_it(text: str, edtf: str) -> None:
    day = read_day(text)
    assert day is not None
    assert day.edtf == edtf
    with translation.override("sv"):
        assert read_day(typed(day)) == day


def test_season_gets_advice_with_months() -> None:
    with translation.override("sv"), pytest.raises(ValidationError, match=r"årstid.*2022-09/2022-11"):
        read_day("hösten 2022")


def test_field_refuses_implausible_days_and_sees_no_change_in_the_same_day() -> None:
    field = ImpreciseDayField(plausible=(DAY(1990, 1, 1), DAY(2100, 12, 31)), required=False)
    assert field.clean("") is None
    assert field.clean("senast 2016-02") == ImpreciseDay.from_edtf("../2016-02")
    with pytest.raises(ValidationError):
        field.clean("0202-10-05")
    assert not field.has_changed(ImpreciseDay.from_edtf("2022-12"), "dec 2022")
    assert field.has_changed(ImpreciseDay.from_edtf("2022-12"), "2022-12-01")


@pytest.mark.parametrize("text", ["2022-12-23", "2022-12", "../2016-02", "2022-10-02/..", "../.."])
def test_column_that_is_never_empty_holds_every_day(text: str) -> None:
    meeting = DialogueMeeting()
    DialogueMeeting._meta.get_field("held_on").save_form_data(meeting, ImpreciseDay.from_edtf(text))
    assert meeting.held_on is not None
    assert meeting.day.edtf == text


days = st.dates(DAY(1990, 1, 1), DAY(2100, 12, 31))
imprecise_days = st.builds(
    lambda first, last: ImpreciseDay(min(first, last), max(first, last)),
    days | st.just(OPEN_PAST),
    days | st.just(OPEN_FUTURE),
)


@given(day=imprecise_days)
def test_text_and_columns_keep_the_day(day: ImpreciseDay) -> None:
    assert ImpreciseDay.from_edtf(day.edtf) == day
    for other in ("earliest", "latest"):
        assert imprecise_day(*bounds_to_store(day, other), other) == day


@pytest.mark.django_db
@given(day=imprecise_days)
def test_sql_writes_the_same_text(day: ImpreciseDay) -> None:
    with connection.cursor() as cursor:
        for other in ("earliest", "latest"):
            certain, possible = bounds_to_store(day, other)
            cursor.execute("SELECT public.day_edtf(%s, %s, %s)", [certain, possible, other == "latest"])
            assert cursor.fetchone() == (day.edtf,)
