"""The rights of each role at the desk, on the page and over HTTP."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement, AgreementType, Proposal, Register
from tests.conftest import post_form, require_two_people
from tests.factories import AgreementFactory, ProposalFactory, UserFactory
from tests.pages import member, publish_chosen

pytestmark = pytest.mark.django_db

ROLES = list(import_module("agreements.migrations.0020_roles").ROLES)
LIST = "/admin/agreements/agreement/"
REGISTRARS = {"Registrator", "Granskare", "Administratör"}
CHECKERS = {"Granskare", "Administratör"}


def entered(**buttons: str) -> dict[str, object]:
    forms = {
        f"{prefix}-{name}": 0
        for prefix in ("sources", "documents", "follow_ups", "revisions")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {
        "municipality": "1280",
        "type": AgreementType.objects.get(is_headline=True).pk,
        "status": "signed",
        "decided_on": "2023-03-01",
        "source_note": "Protokoll",
        "verified_on": "2024-01-15",
        **forms,
        **buttons,
    }


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_and_exports(role: str) -> None:
    AgreementFactory()
    client = member(role)
    assert "1280-1" in client.get(LIST).content.decode()
    assert client.get(LIST + "export/").status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_registering_requires_registrar(role: str) -> None:
    client = member(role)
    may = role in REGISTRARS
    for path in ("add/", "joint/", "import/"):
        assert (client.get(LIST + path).status_code == 200) == may, path
    post_form(client, LIST + "add/", entered(_save=""))
    assert Agreement.objects.exists() == may


@pytest.mark.parametrize("role", ROLES)
def test_publishing_from_form_requires_checker(role: str) -> None:
    client = member(role)
    page = client.get(LIST + "add/").content.decode()
    assert ("_publish" in page) == (role in CHECKERS)
    post_form(client, LIST + "add/", entered(_publish=""))
    assert Agreement.objects.published().exists() == (role in CHECKERS)


@pytest.mark.parametrize("role", ROLES)
def test_publishing_from_list_requires_checker(role: str) -> None:
    draft = AgreementFactory(draft=True)
    client = member(role)
    publish_chosen(client, [draft.pk])
    assert Agreement.objects.published().exists() == (role in CHECKERS)
    client.post(LIST, {"action": "unpublish", "_selected_action": [draft.pk]})
    assert not Agreement.objects.published().exists()
    page = client.get(LIST).content.decode()
    assert ('value="publish"' in page) == (role in CHECKERS)
    assert ('value="submit"' in page) == (role in REGISTRARS)


@pytest.mark.parametrize("role", ROLES)
def test_change_of_published_agreement_by_role(role: str) -> None:
    agreement = AgreementFactory()
    client = member(role)
    post_form(client, f"{LIST}{agreement.pk}/change/", entered(_publish="", kind="change", diary_number="Af-1"))
    agreement.refresh_from_db()
    assert (agreement.diary_number == "Af-1") == (role in CHECKERS)
    assert agreement.proposals.exists() == (role in REGISTRARS)


@pytest.mark.parametrize("role", ROLES)
def test_deciding_on_proposal_requires_checker(role: str) -> None:
    proposal = ProposalFactory()
    client = member(role)
    address = f"/admin/agreements/proposal/{proposal.pk}/change/"
    page = client.get(address).content.decode()
    for button in ("_approve", "_return", "_withdraw"):
        assert (f'name="{button}"' in page) == (role in CHECKERS), button
        assert post_form(client, address, {button: "", "because": "x"}).status_code == (
            302 if role in CHECKERS else 403
        )
        state = Proposal.objects.get().state
        assert (state != "open") == (role in CHECKERS), button
        Proposal.objects.update(state="open", decided_at=None, decided_by=None)


def test_author_withdraws_own_proposal() -> None:
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name="Registrator"))
    client = Client()
    client.force_login(user)
    proposal = ProposalFactory(proposed_by=user)
    post_form(client, f"/admin/agreements/proposal/{proposal.pk}/change/", {"_withdraw": ""})
    assert Proposal.objects.get().state == "withdrawn"


@pytest.mark.parametrize("role", ROLES)
def test_sending_back_requires_checker(role: str) -> None:
    draft = AgreementFactory(draft=True, submitted_at=timezone.now())
    client = member(role)
    address = f"{LIST}{draft.pk}/send_back/"
    assert (address in client.get(f"{LIST}{draft.pk}/change/").content.decode()) == (role in CHECKERS)
    post_form(client, address, {"because": "Fel dag"})
    draft.refresh_from_db()
    assert (draft.returned_because == "Fel dag") == (role in CHECKERS)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", ["/admin/auth/user/", "/admin/agreements/register/add/", "/admin/auth/group/"])
def test_accounts_and_settings_require_administrator(role: str, address: str) -> None:
    if "register" in address:
        Agreement.objects.all().delete()
    answer = member(role).get(address).status_code
    assert (answer == 403) == (role != "Administratör" or "register" in address)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "Administratör"])
def test_four_eyes_setting_requires_administrator(role: str) -> None:
    address = "/admin/agreements/register/1/change/"
    client = member(role)
    assert 'name="four_eyes"' not in client.get(address).content.decode()
    assert post_form(client, address, {"name": "Register", "four_eyes": "on"}).status_code == 403
    assert not Register.objects.get().four_eyes


@pytest.mark.parametrize("role", sorted(CHECKERS))
def test_four_eyes_refuses_author(role: str) -> None:
    require_two_people()
    client = member(role)
    post_form(client, LIST + "add/", entered(_publish=""))
    draft = Agreement.objects.get()
    post_form(client, f"{LIST}{draft.pk}/change/", entered(_publish=""))
    publish_chosen(client, [draft.pk])
    assert not Agreement.objects.published().exists()
    publish_chosen(member(role), [draft.pk])
    assert Agreement.objects.published().exists()


def test_author_publishes_after_four_eyes_is_off() -> None:
    require_two_people()
    require_two_people(False)
    post_form(member("Granskare"), LIST + "add/", entered(_publish=""))
    assert Agreement.objects.published().exists()
