"""The token of a confirmation link is in no log."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.confirmations import requests, snapshots
from config.masking import mask_secrets
from municipalities.models import Municipality
from tests.factories import AgreementFactory


@pytest.fixture
def token(db: None) -> str:
    malmo = Municipality.objects.get(code="1280")
    malmo.contact_function, malmo.contact_email = "Arbetsmarknadsenheten", "arbetsmarknad@malmo.example"
    malmo.save()
    AgreementFactory(municipality=malmo)
    return requests.ask(malmo, by=None)[1]


def shown_by_console(records: list[logging.LogRecord]) -> str:
    [console] = [handler for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler]
    return "\n".join(map(console.format, records))


@pytest.mark.parametrize("address", ["/bekrafta/{}/", "/en/bekrafta/{}/ratta/", "/bekrafta/{}/finns-inte/"])
def test_log_of_refused_request_has_no_token(client: Client, token: str, caplog: Any, address: str) -> None:
    response = client.post(address.format(token), {"function": ""})
    assert response.status_code in (400, 404)
    assert token in caplog.text  # what Django logs of it
    assert token.split(".")[1] not in shown_by_console(caplog.records)
    assert response["Referrer-Policy"] == "no-referrer"


def test_statements_have_no_token(client: Client, token: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        shown = snapshots.page_fingerprint(snapshots.municipality_snapshot(Municipality.objects.get(code="1280")))
        answer = client.post(f"/bekrafta/{token}/", {"function": "Enheten", "shown": shown})
    assert answer.status_code == 303
    assert token.split(".")[1] not in "\n".join(query["sql"] for query in queries)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Gone: /bekrafta/12.abc/ratta/", "Gone: /bekrafta/…/ratta/"),
        ("GET //bekrafta//12.abc?x=1", "GET //bekrafta//…?x=1"),
        (f"Reverse for 'confirm' with '7.{'0a' * 16}.{'x' * 43}'", "Reverse for 'confirm' with '…'"),
        ("postgres://register:hemligt@db/register", "postgres://…@db/register"),
        ("https://register.example.se/kommuner/1280/", "https://register.example.se/kommuner/1280/"),
    ],
)
def test_secrets_in_text_are_masked(text: str, shown: str) -> None:
    assert mask_secrets(text) == shown


def test_known_secrets_are_masked(settings: Any) -> None:
    settings.SECRET_KEY = "nyckeln-som-signerar"
    assert mask_secrets("fel: nyckeln-som-signerar") == "fel: …"
