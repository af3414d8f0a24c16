"""A municipality reads and corrects days as well as they are known, and a register that knows nothing says so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from agreements.confirmations import requests
from agreements.confirmations.mail import ask_by_mail
from agreements.confirmations.reviews import confirmed_agreements
from agreements.models import Agreement, Proposal
from municipalities.models import Municipality
from tests.factories import AgreementFactory, PartyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def malmo() -> Municipality:
    municipality = Municipality.objects.get(code="1280")
    municipality.contact_function, municipality.contact_email = "Enheten", "enheten@malmo.example"
    municipality.save()
    return municipality


@pytest.fixture
def imprecise(malmo: Municipality) -> Agreement:
    agreement: Agreement = AgreementFactory(
        municipality=malmo,
        decided_on=None,
        signed_on="2022-12-31",
        signed_on_earliest="2022-12-01",
        valid_from="2016-02-29",
        valid_from_earliest="0001-01-01",
    )
    agreement.parties.add(PartyFactory(name="Region Skåne"))
    agreement.refresh_from_db()
    return agreement


def page(client: Client, token: str, act: str = "") -> str:
    return client.get(f"/bekrafta/{token}/{act}").content.decode()


def test_letter_and_page_say_imprecise_days_in_words(client: Client, imprecise: Agreement) -> None:
    ask_by_mail(imprecise.municipality, by=None, site="https://register.example")
    letter = str(mail.outbox[0].body)
    token = re.search(r"/bekrafta/([^/\s]+)/", letter)[1]  # type: ignore[index]
    for text in (letter, page(client, token)):
        assert "senast i februari 2016" in text
        assert "någon gång i december 2022" in text
        assert "Region Skåne" in text
        assert "tills vidare" in text
        assert "0001" not in text


def test_letter_about_an_unknown_answer_claims_nothing(malmo: Municipality) -> None:
    ask_by_mail(malmo, by=None, site="https://register.example")
    letter = str(mail.outbox[0].body)
    assert "I registret saknas uppgift om er kommun" in letter
    assert "inget svar" not in letter


def test_correction_keeps_an_imprecise_day_and_proposes_another(client: Client, imprecise: Agreement) -> None:
    _request, token = requests.ask(imprecise.municipality, by=None)
    form = page(client, token, "ratta/")
    assert 'value="senast 2016-02"' in form
    fields: dict[str, Any] = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', form))
    sent = {name: value for name, value in fields.items() if "levels" not in name and "areas" not in name}
    sent |= {"function": "Enheten", "1280-1-valid_from": "jan 2016"}
    assert client.post(f"/bekrafta/{token}/ratta/", sent).status_code == 303
    assert Proposal.objects.get().changes == {"valid_from": ["../2016-02", "2016-01"]}


def test_confirmation_before_new_fields_were_asked_still_counts(imprecise: Agreement) -> None:
    request, _token = requests.ask(imprecise.municipality, by=None)
    imprecise.parties.clear()
    values = requests.agreements_snapshot([imprecise])["1280-1"]
    newer = ("parties", "target_groups", "also_replaces", "deciding_body", "extension_months")
    request.snapshot = {"1280-1": {name: value for name, value in values.items() if name not in newer}}
    request.answered_at = request.asked_at
    assert confirmed_agreements(request).same == [imprecise]
    imprecise.deciding_body = "Kommunstyrelsen"
    imprecise.save()
    assert confirmed_agreements(request).same == []
