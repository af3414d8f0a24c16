from __future__ import annotations

import datetime
from functools import partial
from typing import Any

import pytest
from django.forms import modelform_factory as plain_factory
from django.utils import timezone

from agreements.act_forms import EndForm, ReplaceForm
from agreements.document_forms import DocumentForm
from agreements.forms import AgreementForm, FollowUpForm, ReportedTotalForm, field_at_the_desk
from agreements.models import Agreement, AgreementType
from agreements.periods import Status
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


def test_valid_from_is_the_day_of_the_decision_when_left_empty() -> None:
    form = form_of()
    assert form.is_valid(), form.errors
    assert form.save().valid_from == datetime.date(2023, 3, 1)


def test_valid_from_that_is_written_is_kept() -> None:
    form = form_of(valid_from="2023-04-01")
    assert form.is_valid()
    assert form.cleaned_data["valid_from"] == datetime.date(2023, 4, 1)


def tomorrow() -> str:
    return (timezone.localdate() + datetime.timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"decided_on": ""}, "decided_on", "Fyll i dagen"),
        ({"decided_on": "2023-13-45"}, "decided_on", "Skriv till exempel 2023-03-01"),
        ({"decided_on": "03/04/2023"}, "decided_on", "Skriv till exempel 2023-03-01"),
        ({"decided_on": "0202-10-05"}, "decided_on", "mellan 1990-01-01 och 2100-12-31"),
        ({"decided_on": tomorrow}, "decided_on", "inte vara efter i dag"),
        ({"valid_from": "9999-12-31"}, "valid_from", "mellan 1990-01-01 och 2100-12-31"),
        ({"valid_to": "2022-12-31"}, "valid_to", "inte vara före gäller från"),
        ({"ending": "expired"}, "valid_to", "Ange sista dagen"),
        ({"ending": "vanished"}, "ending", ""),
        ({"status": "in_dialogue"}, "decided_on", "Ta bort dagen eller ändra status"),
        ({"status": "unheard-of"}, "status", ""),
        ({"status": "unheard-of", "_publish": "1", "source_note": "x", "verified_on": "2024-01-01"}, "status", ""),
        ({"verified_on": tomorrow}, "verified_on", "inte vara efter i dag"),
        ({"verified_on": "0202-10-05"}, "verified_on", "mellan 1990-01-01 och 2100-12-31"),
        ({"_publish": "1", "verified_on": "2024-01-01"}, "source_note", "innan du publicerar"),
        ({"_publish": "1", "source_note": "Protokoll"}, "verified_on", "innan du publicerar"),
        ({"municipality": "9999"}, "municipality", ""),
        ({"type": ""}, "type", ""),
        ({"source_url": "inte en adress"}, "source_url", ""),
    ],
)
def test_error_is_next_to_its_field_and_alone(data: dict[str, Any], field: str, message: str) -> None:
    form = form_of(**{name: value() if callable(value) else value for name, value in data.items()})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert message in " ".join(form.errors[field])
    assert len(form.errors[field]) == 1


@pytest.mark.parametrize("draft", [False, True])
def test_overlap_names_what_is_in_the_way(draft: bool) -> None:
    other = AgreementFactory(draft=draft)
    form = form_of(_publish="1", source_note="Protokoll", verified_on="2024-01-01")
    assert form.is_valid() is draft
    if not draft:
        assert list(form.errors) == ["valid_from"]
        assert f"{other.public_id} Malmö" in form.errors["valid_from"][0]
        assert "tills vidare" in form.errors["valid_from"][0]


def test_draft_may_overlap_until_it_is_published() -> None:
    AgreementFactory()
    assert form_of().is_valid()


def test_published_agreement_is_checked_as_published() -> None:
    AgreementFactory(valid_to=datetime.date(2023, 12, 31))
    later = AgreementFactory(decided_on=datetime.date(2024, 1, 1))
    kept = {"source_note": "Protokoll", "verified_on": "2024-01-01"}
    assert list(form_of(later, **kept).errors) == ["valid_from"]
    assert list(form_of(later, **kept | {"decided_on": "2024-01-01", "source_note": ""}).errors) == ["source_note"]
    assert form_of(later, **kept | {"decided_on": "2024-01-01"}).is_valid()


def test_checking_for_publication_does_not_publish() -> None:
    form = form_of(_publish="1", source_note="Protokoll", verified_on="2024-01-01")
    assert form.is_valid()
    assert form.instance.published_at is None
    assert form.is_to_be_published


def test_replaced_is_of_the_same_municipality_and_replaced_once() -> None:
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


def test_end_says_next_to_the_field_what_is_wrong(registrar: Any) -> None:
    agreement = AgreementFactory()
    form = EndForm({"valid_to": "2022-01-01", "ending": "expired"}, agreement=agreement)
    assert form.carried_out(registrar) is None
    assert form.errors == {"valid_to": ["Gäller till kan inte vara före gäller från."]}
    agreement.refresh_from_db()
    assert agreement.valid_to is None


def test_end_later_than_the_next_one_begins_names_the_next_one(registrar: Any) -> None:
    first = AgreementFactory(valid_to=datetime.date(2023, 12, 31))
    second = AgreementFactory(decided_on=datetime.date(2024, 1, 1))
    form = EndForm({"valid_to": "2024-06-30", "ending": "expired"}, agreement=first)
    assert form.carried_out(registrar) is None
    assert second.public_id in form.errors["valid_to"][0]


def replacement(**data: str) -> dict[str, str]:
    return {"decided_on": "2024-05-01", "source_note": "Protokoll", "verified_on": "2024-05-02"} | data


def test_replace_closes_the_old_and_opens_the_new(registrar: Any) -> None:
    old = AgreementFactory()
    new = ReplaceForm(replacement(), agreement=old).carried_out(registrar)
    old.refresh_from_db()
    assert new is not None
    assert (new.valid_from, new.replaces, new.is_published) == (datetime.date(2024, 5, 1), old, True)
    assert (old.valid_to, old.ending) == (datetime.date(2024, 4, 30), "replaced")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"decided_on": "2023-02-01"}, "valid_from"),
        ({"decided_on": tomorrow}, "decided_on"),
        ({"decided_on": "2023-13-45"}, "decided_on"),
        ({"source_note": ""}, "source_note"),
        ({"verified_on": ""}, "verified_on"),
        ({"valid_to": "2024-04-01"}, "valid_to"),
    ],
)
def test_replace_that_breaks_a_rule_changes_nothing(registrar: Any, data: dict[str, Any], field: str) -> None:
    old = AgreementFactory()
    typed = {name: value() if callable(value) else value for name, value in data.items()}
    form = ReplaceForm(replacement(**typed), agreement=old)
    assert form.carried_out(registrar) is None
    assert list(form.errors) == [field]
    old.refresh_from_db()
    assert old.valid_to is None
    assert Agreement.objects.count() == 1


def test_replace_names_a_later_one_that_is_in_the_way(registrar: Any) -> None:
    old = AgreementFactory(valid_to=datetime.date(2024, 12, 31))
    later = AgreementFactory(decided_on=datetime.date(2025, 1, 1))
    form = ReplaceForm(replacement(), agreement=old)
    assert form.carried_out(registrar) is None
    assert later.public_id in form.errors["valid_from"][0]


def test_rules_of_the_other_models_are_next_to_their_fields() -> None:
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
