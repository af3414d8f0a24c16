"""The check box for the comparison with the source sets the day and the function of the verification."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from agreements.acts.account_functions import function_of
from agreements.history.row import history_of
from agreements.models import AccountFunction, Agreement, AgreementType, Proposal
from tests.agreements.desk.test_roles import LIST, entered
from tests.conftest import post_form
from tests.factories import AccountFunctionFactory, AgreementFactory, UserFactory

pytestmark = pytest.mark.django_db

FUNCTION = "Handläggare, Arbetsförmedlingen Malmö"
TODAY = timezone.localdate()
DAY_AFTER = "2024-06-01"  # the decisions that the forms enter
BOX = "Jag har jämfört med källan i dag"


@pytest.fixture
def rut() -> User:
    user: User = UserFactory(username="rutreg", first_name="Rut", last_name="Registrator", is_staff=True)
    user.groups.add(Group.objects.get(name="Granskare"))
    return user


@pytest.fixture
def desk(rut: User) -> Client:
    client = Client()
    client.force_login(rut)
    return client


def new(**data: Any) -> dict[str, Any]:
    return entered(_save="") | {"verified_on": "", "verified_by": ""} | data


def renewal(**data: Any) -> dict[str, Any]:
    return {"decided_on": "2024-05-01", "source_note": "Protokoll", "verified_on": "", "verified_by": ""} | data


def joint(**data: Any) -> dict[str, Any]:
    return {
        "new_title": "Samverkan i Skåne", "type": AgreementType.objects.get(is_headline=True).pk, "status": "signed",
        "source_note": "Protokoll", "verified_on": "", "verified_by": "", "rows-TOTAL_FORMS": 1,
        "rows-INITIAL_FORMS": 0, "rows-0-municipality": "1280", "rows-0-decided_on": "2024-01-01", **data,
    }  # fmt: skip


def renewed() -> str:
    return f"{LIST}{AgreementFactory().pk}/renew/"


FORMS = {
    "register": (lambda: LIST + "add/", new),
    "renew": (renewed, renewal),
    "joint": (lambda: LIST + "joint/", joint),
}


def value_of(page: str, name: str) -> str:
    field = re.search(rf'<input[^>]*\bname="{name}"[^>]*>', page)
    assert field, name
    value = re.search(r'\bvalue="([^"]*)"', field[0])
    return value[1] if value else ""


@pytest.mark.parametrize("form", FORMS)
class TestEveryForm:
    def test_new_form_has_no_day_and_function(self, desk: Client, form: str) -> None:
        address, _data = FORMS[form]
        page = desk.get(address()).content.decode()
        assert (value_of(page, "verified_on"), value_of(page, "verified_by")) == ("", "")
        assert BOX in page
        assert 'name="own_function"' in page

    def test_unticked_box_sets_nothing(self, desk: Client, form: str) -> None:
        address, data = FORMS[form]
        assert post_form(desk, address(), data()).status_code == 302
        agreement = Agreement.objects.latest("pk")
        assert (agreement.verified_on, agreement.verified_by) == (None, "")

    def test_ticked_box_sets_today_and_function(self, desk: Client, rut: User, form: str) -> None:
        AccountFunctionFactory(account=rut, function=FUNCTION)
        address, data = FORMS[form]
        url = address()
        page = desk.get(url).content.decode()
        assert f"Fyller i dagens datum och din funktion: {FUNCTION}." in page
        assert 'name="own_function"' not in page
        assert post_form(desk, url, data(compared_today="on")).status_code == 302
        agreement = Agreement.objects.latest("pk")
        assert (agreement.verified_on, agreement.verified_by) == (TODAY, FUNCTION)

    def test_account_without_function_enters_it_in_the_form(self, desk: Client, rut: User, form: str) -> None:
        address, data = FORMS[form]
        url, before = address(), Agreement.objects.count()
        refused = post_form(desk, url, data(compared_today="on"))
        assert "Skriv vilken funktion du har." in refused.content.decode()
        named = post_form(desk, url, data(compared_today="on", own_function="Rut Registrator, Malmö"))
        assert "Skriv en funktion, inte en persons namn eller adress." in named.content.decode()
        assert Agreement.objects.count() == before
        assert post_form(desk, url, data(compared_today="on", own_function=FUNCTION)).status_code == 302
        agreement = Agreement.objects.latest("pk")
        assert (agreement.verified_on, agreement.verified_by) == (TODAY, FUNCTION)
        assert function_of(rut) == FUNCTION

    def test_name_of_user_is_refused_and_other_day_and_function_are_accepted(self, desk: Client, form: str) -> None:
        address, data = FORMS[form]
        url = address()
        refused = post_form(desk, url, data(verified_on=DAY_AFTER, verified_by="Rut Registrator"))
        assert "Skriv en funktion, inte en persons namn eller adress." in refused.content.decode()
        assert post_form(desk, url, data(verified_on=DAY_AFTER, verified_by="Dua")).status_code == 302
        agreement = Agreement.objects.latest("pk")
        assert (str(agreement.verified_on), agreement.verified_by) == (DAY_AFTER, "Dua")


def test_box_of_published_agreement_creates_proposal(desk: Client, rut: User) -> None:
    AccountFunctionFactory(account=rut, function=FUNCTION)
    agreement = AgreementFactory(source_note="Protokoll", verified_by="Rut Registrator")
    page = f"{LIST}{agreement.pk}/change/"
    kept = {"verified_on": agreement.verified_on, "verified_by": "Rut Registrator", "kind": "change"}
    post_form(desk, page, entered(_save="") | kept | {"diary_number": "Af-1"})
    assert Proposal.objects.get().changes == {"diary_number": ["", "Af-1"]}
    post_form(desk, page, entered(_save="") | kept | {"compared_today": "on"})
    assert Proposal.objects.get().changes == {
        "verified_on": ["2024-01-15", TODAY.isoformat()],
        "verified_by": ["Rut Registrator", FUNCTION],
    }


def test_user_without_change_permission_has_no_box() -> None:
    reader = UserFactory(is_staff=True)
    reader.groups.add(Group.objects.get(name="Läsare"))
    client = Client()
    client.force_login(reader)
    page = client.get(f"{LIST}{AgreementFactory().pk}/change/")
    assert page.status_code == 200
    assert BOX not in page.content.decode()


def test_unverified_draft_is_published_without_a_day_of_verification(desk: Client, client: Client) -> None:
    post_form(desk, LIST + "add/", new(_publish=""), follow=True)
    agreement = Agreement.objects.published().get()
    assert (agreement.verified_on, agreement.verified_by) == (None, "")
    page = " ".join(client.get(agreement.get_absolute_url()).text.split())
    assert "<dt>Senast jämförd med källan</dt><dd>Uppgift saknas</dd>" in page


class TestAdministrator:
    @pytest.fixture
    def administrator(self) -> Client:
        user = UserFactory(username="chef", is_staff=True)
        user.groups.add(Group.objects.get(name="Administratör"))
        client = Client()
        client.force_login(user)
        return client

    def test_administrator_sets_function_of_account(self, administrator: Client, rut: User) -> None:
        page = f"/admin/auth/user/{rut.pk}/change/"
        form = administrator.get(page).context["adminform"].form
        data = {name: value for name, value in form.initial.items() if value and name not in ("groups", "password")}
        data |= {"date_joined_0": "2026-01-01", "date_joined_1": "12:00:00", "groups": [rut.groups.get().pk]}
        inline = {"account_function-TOTAL_FORMS": 1, "account_function-INITIAL_FORMS": 0}
        named = post_form(administrator, page, data | inline | {"account_function-0-function": "Rut Registrator"})
        assert "Skriv en funktion, inte en persons namn eller adress." in named.content.decode()
        saved = post_form(administrator, page, data | inline | {"account_function-0-function": FUNCTION})
        assert saved.status_code == 302
        assert function_of(rut) == FUNCTION
        kept = AccountFunction.objects.get()
        assert history_of(AccountFunction, kept.pk)[0].who == "Rut Registrator"

    def test_list_of_accounts_has_function(self, administrator: Client, rut: User) -> None:
        AccountFunctionFactory(account=rut, function=FUNCTION)
        assert FUNCTION in administrator.get("/admin/auth/user/").content.decode()

    def test_administrator_cannot_set_function_of_superuser(self, administrator: Client, registrar: User) -> None:
        page = f"/admin/auth/user/{registrar.pk}/change/"
        assert 'name="account_function-0-function"' not in administrator.get(page).content.decode()
        inline = {"account_function-TOTAL_FORMS": 1, "account_function-INITIAL_FORMS": 0}
        sent = post_form(administrator, page, inline | {"account_function-0-function": FUNCTION})
        assert sent.status_code == 403
        assert function_of(registrar) == ""
