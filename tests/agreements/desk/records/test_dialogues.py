"""Dialogue rounds and meetings: rules and forms."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from agreements.models import DialogueMeeting, DialogueRound
from municipalities.models import County, Municipality
from tests.conftest import post_form
from tests.factories import DialogueMeetingFactory, DialogueRoundFactory

pytestmark = pytest.mark.django_db

FIRST, LAST = datetime.date(2022, 9, 1), datetime.date(2022, 12, 9)
ONE_DAY = datetime.timedelta(days=1)
ADD = "/admin/agreements/dialoguemeeting/add/"


@pytest.fixture
def tour() -> DialogueRound:
    return DialogueRoundFactory(starts_on=FIRST, ends_on=LAST)


def typed(tour: DialogueRound, **fields: Any) -> dict[str, Any]:
    return {
        "round": tour.pk,
        "held_on": "2022-10-12",
        "title": "Möte i Skåne",
        "organisers": "Arbetsförmedlingen och SKR",
        "municipalities": ["1280", "1281"],
        **fields,
    }


def test_meeting_number_is_never_reused(tour: DialogueRound) -> None:
    first, second = DialogueMeetingFactory(round=tour, title="A"), DialogueMeetingFactory(round=tour, title="B")
    assert second.number == first.number + 1
    second.delete()
    assert DialogueMeetingFactory(round=tour, title="B").number == second.number + 1
    several = DialogueMeeting.objects.bulk_create(
        DialogueMeetingFactory.build(round=tour, title=title) for title in "CDE"
    )
    assert [meeting.number for meeting in several] == [second.number + 2, second.number + 3, second.number + 4]


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_meeting_within_round_is_valid(tour: DialogueRound, day: datetime.date) -> None:
    DialogueMeetingFactory.build(round=tour, held_on=day).full_clean()


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (FIRST - ONE_DAY, "Omgången börjar den 1 september 2022"),
        (LAST + ONE_DAY, "Omgången slutar den 9 december 2022"),
    ],
)
def test_meeting_outside_round_is_refused(tour: DialogueRound, day: datetime.date, message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        DialogueMeetingFactory.build(round=tour, held_on=day).full_clean()
    assert refusal.value.message_dict["held_on"][0].startswith(message)


def test_round_without_last_day_accepts_later_meetings(tour: DialogueRound) -> None:
    DialogueMeetingFactory.build(
        round=DialogueRoundFactory(starts_on=FIRST), held_on=datetime.date(2090, 1, 1), published_by=None
    ).full_clean()


def test_round_cannot_exclude_its_meetings(tour: DialogueRound) -> None:
    DialogueMeetingFactory(round=tour, held_on=datetime.date(2022, 10, 12))
    for name, day in (("starts_on", "2022-10-12"), ("ends_on", "2022-10-12")):
        setattr(tour, name, datetime.date.fromisoformat(day))
        tour.full_clean()
    tour.ends_on = None
    tour.starts_on = datetime.date(2022, 10, 13)
    with pytest.raises(ValidationError, match="skulle hamna utanför omgången"):
        tour.full_clean()
    tour.starts_on, tour.ends_on = FIRST, datetime.date(2022, 10, 11)
    with pytest.raises(ValidationError) as refusal:
        tour.full_clean()
    assert list(refusal.value.message_dict) == ["ends_on"]


def test_duplicate_meeting_is_refused(tour: DialogueRound, admin: Client) -> None:
    post_form(admin, ADD, typed(tour))
    response = post_form(admin, ADD, typed(tour, organisers="SKR"))
    assert response.context["adminform"].form.errors == {
        "title": ["Omgången har redan ett möte med den rubriken den dagen. Ändra det, eller skriv en annan rubrik."]
    }
    assert DialogueMeeting.objects.count() == 1


class TestForm:
    def test_new_meeting_is_draft_with_municipalities(self, tour: DialogueRound, admin: Client) -> None:
        assert post_form(admin, ADD, typed(tour)).status_code == 302
        [meeting] = DialogueMeeting.objects.all()
        assert not meeting.is_published
        assert [municipality.pk for municipality in meeting.municipalities.order_by("pk")] == ["1280", "1281"]

    def test_whole_county_is_added_to_chosen_municipalities(self, tour: DialogueRound, admin: Client) -> None:
        blekinge = County.objects.get(code="10")
        post_form(admin, ADD, typed(tour, municipalities=["1280"], whole_county=blekinge.pk))
        [meeting] = DialogueMeeting.objects.all()
        its = set(Municipality.objects.filter(county=blekinge).values_list("pk", flat=True))
        assert set(meeting.municipalities.values_list("pk", flat=True)) == its | {"1280"}

    def test_county_adds_municipalities_that_existed_on_day(self, tour: DialogueRound, admin: Client) -> None:
        Municipality.objects.filter(pk="1080").update(ceased_on=datetime.date(2021, 12, 31))
        post_form(admin, ADD, typed(tour, municipalities=[], whole_county="10"))
        assert not DialogueMeeting.objects.get().municipalities.filter(pk="1080").exists()

    def test_future_meeting_is_saved(self, admin: Client) -> None:
        tour = DialogueRoundFactory(starts_on=FIRST)
        post_form(admin, ADD, typed(tour, held_on="2099-01-01"))
        assert DialogueMeeting.objects.get().held_on.year == 2099

    def test_invalid_day_keeps_form_values(self, tour: DialogueRound, admin: Client) -> None:
        response = post_form(admin, ADD, typed(tour, held_on="12/10", whole_county="10"))
        assert list(response.context["adminform"].form.errors) == ["held_on"]
        text = response.content.decode()
        assert "Möte i Skåne" in text
        assert '<option value="1280" selected' in text

    def test_new_meeting_defaults_to_latest_round_and_organisers(self, tour: DialogueRound, admin: Client) -> None:
        assert admin.get(ADD).status_code == 200
        DialogueMeetingFactory(round=tour, organisers="Dua")
        form = admin.get(ADD).context["adminform"].form
        assert (form["round"].value(), form["organisers"].value()) == (tour.pk, "Dua")


def test_list_counts_municipalities(tour: DialogueRound, admin: Client) -> None:
    DialogueMeetingFactory(round=tour).municipalities.set(["1280", "1281", "0180"])
    text = admin.get(reverse("admin:agreements_dialoguemeeting_changelist")).content.decode()
    assert '<td class="field-municipality_count">3</td>' in text


def test_as_known_view_shows_number(tour: DialogueRound) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM information_schema.columns"
            " WHERE table_schema = 'as_known' AND table_name = 'agreements_dialoguemeeting' AND column_name = 'number'"
        )
        assert cursor.fetchone()
