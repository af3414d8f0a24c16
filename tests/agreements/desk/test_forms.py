"""The forms of agreements: defaults, and errors at their fields."""

from __future__ import annotations

import datetime
from functools import partial
from typing import Any

import pytest
from django.forms import modelform_factory as plain_factory
from django.utils import timezone

from agreements.acts import proposals
from agreements.days.imprecise import ImpreciseDay
from agreements.desk.agreements.act_forms import EndForm
from agreements.desk.agreements.form import AgreementForm
from agreements.desk.agreements.renewal_form import RenewForm
from agreements.desk.documents.form import DocumentForm
from agreements.desk.forms import field_at_the_desk
from agreements.desk.records.reference_forms import FollowUpForm
from agreements.desk.records.reported_totals import ReportedTotalForm
from agreements.models import Agreement, AgreementType, CollaborationLevel, Proposal
from agreements.positions import Status
from municipalities.forms import MunicipalityForm
from municipalities.models import Municipality
from tests.factories import AgreementFactory, FollowUpFactory, ReportedTotalFactory

pytestmark = pytest.mark.django_db


modelform_factory = partial(plain_factory, formfield_callback=field_at_the_desk)


def form_of(instance: Agreement | None = None, **data: Any) -> AgreementForm:
    filled = {
        "municipality": "1280",
        "type": AgreementType.objects.get(is_headline=True).pk,
        "status": Status.SIGNED,
        "decided_on": "2023-03-01",
    }
    return AgreementForm(filled | data, instance=instance)


def test_empty_valid_from_defaults_to_decision_day() -> None:
    form = form_of()
    assert form.is_valid(), form.errors
    assert form.save().valid_from == datetime.date(2023, 3, 1)


def test_given_valid_from_is_kept() -> None:
    form = form_of(valid_from="2023-04-01")
    assert form.is_valid()
    assert form.cleaned_data["valid_from"] == ImpreciseDay.exactly(datetime.date(2023, 4, 1))


def tomorrow() -> str:
    return (timezone.localdate() + datetime.timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"decided_on": "2023-13-45"}, "decided_on", "Skriv det som är känt: 2022-12-23"),
        ({"decided_on": "03/04/2023"}, "decided_on", "Skriv det som är känt: 2022-12-23"),
        ({"decided_on": "0202-10-05"}, "decided_on", "mellan 1990-01-01 och 2100-12-31"),
        ({"decided_on": tomorrow}, "decided_on", "inte vara efter i dag"),
        ({"valid_from": "9999-12-31"}, "valid_from", "mellan 1990-01-01 och 2100-12-31"),
        ({"valid_to": "2022-12-31"}, "valid_to", "inte vara före gäller från"),
        ({"ending": "expired"}, "valid_to", "Ange sista dagen"),
        ({"ending": "vanished"}, "ending", ""),
        ({"status": "in_dialogue"}, "decided_on", "Ta bort dagen eller ändra status"),
        ({"status": "unheard-of"}, "status", ""),
        ({"verified_on": tomorrow}, "verified_on", "inte vara efter i dag"),
        ({"verified_on": "0202-10-05"}, "verified_on", "mellan 1990-01-01 och 2100-12-31"),
        ({"municipality": "9999"}, "municipality", ""),
        ({"type": ""}, "type", ""),
        ({"source_url": "inte en adress"}, "source_url", ""),
    ],
)
def test_error_is_reported_once_at_its_field(data: dict[str, Any], field: str, message: str) -> None:
    form = form_of(**{name: value() if callable(value) else value for name, value in data.items()})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert message in " ".join(form.errors[field])
    assert len(form.errors[field]) == 1


def test_draft_requires_municipality_type_and_status_only() -> None:
    assert form_of(decided_on="").is_valid()


@pytest.mark.parametrize("draft", [False, True])
def test_overlap_names_conflicting_answer_once(draft: bool) -> None:
    other = AgreementFactory(draft=draft)
    form = form_of(decided_on="2024-03-01")
    assert form.is_valid() is draft
    if not draft:
        assert list(form.errors) == ["overlap"]
        assert f"{other.public_id} Malmö" in form.errors["overlap"][0]
        assert "tills vidare" in form.errors["overlap"][0]
        assert [value for value, _label in form.fields["overlap"].widget.choices] == ["close", "keep"]
        assert "29 februari 2024" in str(form["overlap"])


def test_overlap_choice_is_kept() -> None:
    other = AgreementFactory()
    form = form_of(decided_on="2024-03-01", overlap="close")
    assert form.is_valid()
    assert form.closes == other
    form = form_of(decided_on="2024-03-01", overlap="keep")
    assert form.is_valid()
    assert form.closes is None


def test_answer_that_begins_no_later_cannot_end_earlier_answer() -> None:
    AgreementFactory()
    form = form_of(overlap="close")
    assert list(form.errors) == ["overlap"]
    assert [value for value, _label in form.fields["overlap"].widget.choices] == ["keep"]


def test_published_agreement_is_validated_as_published() -> None:
    AgreementFactory(valid_to=datetime.date(2023, 12, 31))
    later = AgreementFactory(decided_on=datetime.date(2024, 1, 1))
    kept = {"source_note": "Protokoll", "verified_on": "2024-01-01", "kind": "change"}
    assert list(form_of(later, **kept).errors) == ["valid_from"]
    assert list(form_of(later, **kept | {"decided_on": "2024-01-01", "source_note": ""}).errors) == ["source_note"]
    assert list(form_of(later, **kept | {"decided_on": ""}).errors) == ["valid_from"]
    assert form_of(later, **kept | {"decided_on": "2024-01-01"}).is_valid()


def test_correction_requires_reason() -> None:
    published = AgreementFactory()
    data = {"source_note": "Protokoll", "verified_on": "2024-01-01", "kind": "correction"}
    assert form_of(published, **data).errors == {"reason": ["Skriv vad som var fel."]}
    assert form_of(published, **data | {"reason": "Dagen var fel."}).is_valid()


def test_form_of_published_agreement_shows_undecided_proposal(registrar: Any) -> None:
    published = AgreementFactory()
    level = CollaborationLevel.objects.get(slug="operativ")
    values = {"valid_to": "2025-12-31", "levels": ["operativ"]}
    proposals.propose(published, values, kind=Proposal.Act.CORRECTION, by=registrar, reason="Fel dag")
    form = AgreementForm(instance=published)
    assert form["valid_to"].value() == "2025-12-31"
    assert form["levels"].value() == [level.pk]
    assert (form["kind"].value(), form["reason"].value()) == ("correction", "Fel dag")


def test_levels_and_areas_have_meanings() -> None:
    strategic = CollaborationLevel.objects.get(slug="strategisk")
    assert f"{strategic.label}: {strategic.meaning}" in str(AgreementForm()["levels"])


def test_replaced_agreement_has_same_municipality_and_one_successor() -> None:
    elsewhere = AgreementFactory(municipality_id="0180")
    assert list(form_of(replaces=elsewhere.pk).errors) == ["replaces"]
    first = AgreementFactory(valid_to=datetime.date(2023, 12, 31))
    AgreementFactory(decided_on=datetime.date(2024, 1, 1), replaces=first)
    form = form_of(replaces=first.pk)
    assert form.errors["replaces"] == ["Den är redan ersatt av en annan. Välj en annan tidigare."]


def test_agreement_does_not_replace_itself() -> None:
    agreement = AgreementFactory(draft=True)
    assert form_of(agreement, replaces=agreement.pk).errors == {
        "replaces": ["En överenskommelse kan inte ersätta sig själv. Välj en tidigare."]
    }


def test_end_reports_error_at_field(registrar: Any) -> None:
    agreement = AgreementFactory()
    form = EndForm({"valid_to": "2022-01-01", "ending": "expired", "reason": "Löpte ut"}, agreement=agreement)
    assert form.run_act(registrar) is None
    assert form.errors == {"valid_to": ["Gäller till kan inte vara före gäller från."]}
    agreement.refresh_from_db()
    assert agreement.valid_to is None


def test_end_that_overlaps_next_answer_names_it(registrar: Any) -> None:
    first = AgreementFactory(valid_to=datetime.date(2023, 12, 31))
    second = AgreementFactory(decided_on=datetime.date(2024, 1, 1))
    form = EndForm({"valid_to": "2024-06-30", "ending": "expired", "reason": "Löpte ut"}, agreement=first)
    assert form.run_act(registrar) is None
    assert second.public_id in form.errors["valid_to"][0]


def test_end_requires_reason(registrar: Any) -> None:
    form = EndForm({"valid_to": "2024-01-01", "ending": "expired"}, agreement=AgreementFactory())
    assert form.run_act(registrar) is None
    assert form.errors == {"reason": ["Skriv varför överenskommelsen upphör."]}


def renewal(**data: str) -> dict[str, str]:
    return {"decided_on": "2024-05-01", "source_note": "Protokoll", "verified_on": "2024-05-02"} | data


def test_renewal_is_draft_that_ends_old_agreement(registrar: Any) -> None:
    old = AgreementFactory()
    new = RenewForm(renewal(), agreement=old).run_act(registrar)
    assert isinstance(new, Agreement)
    assert (new.valid_from, new.replaces, new.is_published) == (datetime.date(2024, 5, 1), old, False)
    assert old.proposals.get().changes["valid_to"] == [None, "2024-04-30"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"decided_on": "2023-02-01"}, "valid_from"),
        ({"decided_on": tomorrow}, "decided_on"),
        ({"decided_on": "2023-13-45"}, "decided_on"),
        ({"valid_to": "2024-04-01"}, "valid_to"),
    ],
)
def test_invalid_renewal_changes_nothing(registrar: Any, data: dict[str, Any], field: str) -> None:
    old = AgreementFactory()
    typed = {name: value() if callable(value) else value for name, value in data.items()}
    form = RenewForm(renewal(**typed), agreement=old)
    assert form.run_act(registrar) is None
    assert list(form.errors) == [field]
    old.refresh_from_db()
    assert old.valid_to is None
    assert Agreement.objects.count() == 1


def test_rules_of_other_models_are_reported_at_fields() -> None:
    agreement = AgreementFactory()
    document = modelform_factory(agreement.documents.model, form=DocumentForm, fields="__all__")
    assert list(document({"title": "T", "url": "https://example.org", "language": "sv"}).errors) == ["agreement"]

    once = FollowUpFactory(agreement=agreement)
    follow_up = modelform_factory(type(once), form=FollowUpForm, fields="__all__")
    data = {"agreement": agreement.pk, "year": once.year, "done_on": "2024-12-01"}
    assert list(follow_up(data).errors) == ["year"]

    total = ReportedTotalFactory()
    reported = modelform_factory(type(total), form=ReportedTotalForm, fields="__all__")
    data = {"type": total.type_id, "reported_on": total.reported_on, "position": total.position}
    data |= {"total": 1, "publisher": total.publisher, "source_note": "x"}
    assert list(reported(data).errors) == ["reported_on"]

    malmo = Municipality.objects.get(code="1280")
    fields = ["ceased_on", "successor"]
    merged = modelform_factory(Municipality, form=MunicipalityForm, fields=fields)
    assert list(merged({"successor": "0180"}, instance=malmo).errors) == ["ceased_on"]
    assert list(merged({"successor": "1280", "ceased_on": "2024-12-31"}, instance=malmo).errors) == ["successor"]
