"""What publishing asks for, and the first day that the form proposes where none is stated."""

from __future__ import annotations

from typing import Any

import pytest

from agreements.models import Agreement, AgreementType
from tests.factories import AgreementFactory, JointAgreementFactory
from tests.pages import AGREEMENTS, form_data, member, publish_chosen, send

pytestmark = pytest.mark.django_db


def draft_of(**fields: Any) -> Agreement:
    headline = AgreementType.objects.get(is_headline=True)
    values = {"municipality": "1280", "type": headline.pk, "status": "signed", "source_note": "SOU 2017:19"}
    send(member("Registrator"), f"{AGREEMENTS}add/", **values | fields)
    return Agreement.objects.get()


def page_of(draft: Agreement) -> Any:
    return member("Granskare").get(f"{AGREEMENTS}{draft.pk}/change/")


@pytest.mark.parametrize("status", ["signed", "declined", "in_dialogue"])
def test_draft_lacks_its_source_and_first_day_and_nothing_else(status: str) -> None:
    draft = draft_of(status=status, source_note="")
    assert page_of(draft).context["missing"] == [
        "Gäller från: Fyll i den första dagen, så noga som den är känd.",
        "Ange källans adress eller källa innan du publicerar.",
    ]


@pytest.mark.parametrize("status", ["signed", "declined", "in_dialogue"])
@pytest.mark.parametrize("day", ["2023", "2023-03", "senast 2016-02-18", "tidigast 2022-10-01", "mars 2023"])
def test_first_day_of_any_precision_is_enough_to_publish(status: str, day: str) -> None:
    draft = draft_of(status=status, valid_from=day)
    assert page_of(draft).context["missing"] == []
    publish_chosen(member("Granskare"), [draft.pk])
    assert Agreement.objects.published().get().decision_day is None


@pytest.mark.parametrize(
    ("days", "first"),
    [
        ({"signed_on": "2022-12", "decided_on": "2022-11-30"}, "2022-12"),
        ({"decided_on": "2022-11-30"}, "2022-11-30"),
        ({"valid_from": "2023-01-01", "signed_on": "2022-12"}, "2023-01-01"),
    ],
)
def test_first_day_is_the_signing_day_else_the_decision_day(days: dict[str, str], first: str) -> None:
    assert draft_of(**days).first_day.edtf == first


def test_source_gives_a_proposal_that_is_stored_when_somebody_saves_it() -> None:
    source = {"sources-TOTAL_FORMS": 1, "sources-0-title": "Dua 2015", "sources-0-published_on": "2016-02-18"}
    draft = draft_of(**source)
    assert draft.first_day is None
    page = page_of(draft)
    assert page.context["adminform"].form["valid_from"].value() == "senast 2016-02-18"
    assert "Ett förslag, som inte är sparat" in page.content.decode()
    assert page.context["missing"] == ["Gäller från: Fyll i den första dagen, så noga som den är känd."]
    send(member("Registrator"), f"{AGREEMENTS}{draft.pk}/change/")
    draft.refresh_from_db()
    assert draft.first_day.edtf == "../2016-02-18"


def test_proposal_can_be_changed_or_emptied() -> None:
    joint = JointAgreementFactory(valid_from="2023-01-01")
    draft = AgreementFactory(draft=True, decided_on=None, joint_agreement=joint)
    address = f"{AGREEMENTS}{draft.pk}/change/"
    registrar = member("Registrator")
    assert registrar.get(address).context["adminform"].form["valid_from"].value() == "2023-01-01"
    send(registrar, address, valid_from="")
    draft.refresh_from_db()
    assert draft.first_day is None
    send(registrar, address, valid_from="2023")
    draft.refresh_from_db()
    assert draft.first_day.edtf == "2023"


def test_form_shows_what_it_reads_in_a_day() -> None:
    draft = draft_of(valid_from="dec 2022", valid_to="2024-12-31")
    page = page_of(draft).content.decode()
    assert "Läses: någon gång i december 2022" in page
    assert page.count('class="day-words"') == 1  # an exact day in digits needs no words
    assert 'aria-describedby="id_valid_from_helptext id_valid_from_words"' in page


def test_imprecise_days_are_in_words_where_a_change_is_reviewed() -> None:
    agreement = AgreementFactory()
    registrar = member("Registrator")
    send(registrar, f"{AGREEMENTS}{agreement.pk}/change/", valid_from="senast 2016-02", kind="correction", reason="Fel")
    proposal = agreement.proposals.get()
    assert proposal.changes == {"valid_from": ["2023-03-01", "../2016-02"]}
    page = member("Granskare").get(f"/admin/agreements/proposal/{proposal.pk}/change/").content.decode()
    assert "senast i februari 2016" in page


def test_conflicting_changes_of_a_day_are_named_in_words() -> None:
    draft = draft_of(valid_from="2023")
    address = f"{AGREEMENTS}{draft.pk}/change/"
    one, other = member("Registrator"), member("Registrator")
    opened = form_data(one, address)
    send(other, address, valid_from="2023-03")
    answer = one.post(address, opened | {"valid_from": "2023-04"}, follow=True).content.decode()
    assert "någon gång i mars 2023" in answer
    draft.refresh_from_db()
    assert draft.first_day.edtf == "2023-03"


def test_unchanged_day_in_other_words_is_no_change() -> None:
    agreement = AgreementFactory(valid_from="2022-12-31", valid_from_earliest="2022-12-01", decided_on=None)
    send(member("Registrator"), f"{AGREEMENTS}{agreement.pk}/change/", valid_from="december 2022", kind="change")
    assert not agreement.proposals.exists()
