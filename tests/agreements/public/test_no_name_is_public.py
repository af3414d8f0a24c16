"""No name of a person and no unreviewed text is on a public page or in a public file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override

from agreements.confirmations import requests, snapshots
from agreements.models import Agreement, DialogueMeeting
from municipalities.models import Municipality
from tests.agreements.desk.test_roles import LIST, entered
from tests.conftest import post_form
from tests.factories import (
    AgreementFactory,
    DialogueMeetingFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
    ReportedTotalFactory,
    StoredFileFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NAMES = {"username": "svehem01", "first_name": "Svea", "last_name": "Hemligsson", "email": "svea.hemligsson@af.example"}
OUTSIDER = "Kurt Kommunman"
FUNCTION = "Handläggare, Arbetsförmedlingen Malmö"
SLUGS = {"level": "strategisk", "area": "fordjupat-stod", "statistics_export": "niva", "ground_file": "kallor"}
# Not of the public: the desk, a link that only one municipality has, and files of a content that is there.
LEFT_OUT = {"confirm", "confirm_correct", "stored_file"}


def addresses(patterns: Any = None) -> Iterator[str]:
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from addresses(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name and pattern.name not in LEFT_OUT:
            yield address(pattern)


def address(pattern: URLPattern) -> str:
    known = {
        "code": "12" if pattern.name and pattern.name.startswith("county") else "1280",
        "public_id": "1280-1",
        "slug": SLUGS.get(pattern.name or "", ""),
        "section": "kommuner",
    }
    names = pattern.pattern.regex.groupindex
    return reverse(pattern.name, kwargs={name: known[name] for name in names})  # type: ignore[arg-type]


@pytest.fixture
def person() -> User:
    user: User = UserFactory(**NAMES, is_staff=True)
    user.groups.add(Group.objects.get(name="Administratör"))
    return user


@pytest.fixture
def _worked_on(person: User, client: Client) -> None:
    """A register with acts by a named person and three kinds of confirmations."""
    desk = Client()
    desk.force_login(person)
    box = {"compared_today": "on", "own_function": FUNCTION, "verified_on": "", "verified_by": ""}
    assert post_form(desk, LIST + "add/", entered(_publish="") | box).status_code == 302
    agreement = Agreement.objects.get()
    assert agreement.verified_by == FUNCTION
    page = f"{LIST}{agreement.pk}/change/"
    mended = {"kind": "correction", "reason": "Fel", "diary_number": "Af-1", "verified_by": FUNCTION, "_publish": ""}
    assert post_form(desk, page, entered() | mended).status_code == 302
    post_form(desk, f"{LIST}{agreement.pk}/end/", {"valid_to": "2030-12-31", "ending": "expired", "reason": "Uppsagd"})
    of_the_person: dict[str, Any] = {"published_by": person}
    DocumentFactory(agreement=agreement, **of_the_person)
    FollowUpFactory(agreement=agreement, **of_the_person)
    ReportedTotalFactory(**of_the_person)
    StoredFileFactory(stored_by=person)
    meeting: DialogueMeeting = DialogueMeetingFactory(**of_the_person)
    meeting.municipalities.set(["1280"])
    AgreementFactory(municipality_id="1281", joint_agreement=JointAgreementFactory(), **of_the_person)
    Municipality.objects.update(contact_function="Enheten", contact_email="enheten@kommun.example")
    answer_in_three_ways(client, Municipality.objects.get(code="1280"))


def answer_in_three_ways(client: Client, malmo: Municipality) -> None:
    _asked, token = requests.ask(malmo, by=None)
    shown = snapshots.page_fingerprint(snapshots.municipality_snapshot(malmo))
    assert client.post(f"/bekrafta/{token}/", {"function": OUTSIDER, "shown": shown}).status_code == 303
    _asked, token = requests.ask(malmo, by=None)
    words = {"function": OUTSIDER, "message": f"Hälsar {OUTSIDER}", "shown": shown}
    words |= {
        "1280-1-municipality_diary_number": OUTSIDER,
        "1280-1-comment": OUTSIDER,
        "1280-1-decided_on": "2023-03-01",
    }
    words |= {"1280-1-valid_from": "2023-03-01"}
    assert client.post(f"/bekrafta/{token}/ratta/", words).status_code == 303
    _asked, token = requests.ask(Municipality.objects.get(code="0180"), by=None)
    new = {"function": OUTSIDER, "type": Agreement.objects.earliest("pk").type_id, "status": "in_dialogue"}
    assert client.post(f"/bekrafta/{token}/ratta/", new | {"message": OUTSIDER}).status_code == 303


@pytest.mark.usefixtures("_worked_on")
def test_no_name_is_public(client: Client) -> None:
    read = 0
    for language in ("sv", "en"):
        with override(language):
            for url in {*addresses(), "/lan/01/", "/kommuner/0180/", "/overenskommelser/1281-1/"}:
                response = client.get(url)
                content = b"".join(response).decode("utf-8", "replace")
                read += response.status_code == 200
                for name in (NAMES["username"], NAMES["last_name"], OUTSIDER):
                    assert name not in content, (url, name)
                    assert name not in str(response.headers), (url, name)
    assert read > 40
    assert FUNCTION in client.get("/overenskommelser/1280-1/").content.decode()
