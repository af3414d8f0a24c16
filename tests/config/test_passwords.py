"""Accepted and refused passwords."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from config.management.commands.serve import UNAMBIGUOUS_CHARACTERS
from config.passwords import swedish_words
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PHRASE = "kastanj paraply vedbod sextant"


@pytest.fixture
def client(db: None) -> Client:
    administrator = UserFactory(is_staff=True)
    administrator.groups.add(Group.objects.get(name="Administratör"))
    client = Client()
    client.force_login(administrator)
    return client


def set_password(client: Client, password: str, **about: str) -> Any:
    data = {"username": "greta", "usable_password": "true", "password1": password, "password2": password}
    data |= {"account_function-TOTAL_FORMS": "0", "account_function-INITIAL_FORMS": "0"}
    return client.post("/admin/auth/user/add/", data | about)


@pytest.mark.parametrize(
    "password",
    [
        "kort-Ord7",
        "överenskommelse",
        "Överenskommelse1",
        "overenskommelse2026",
        "Arbetsförmedlingen2026!",
        "Arb3tsförmedl1ngen",
        "örnsköldsvik2026",
        "Ornskoldsvik123!",
        "VästraGötaland1",
        "Sommar2026!!!!",
        "lösenordlösenord",
        "qwertyuiopåasd",
        "kommunsommarvinter",
        "gretagretagreta",
        "password12345678",
        "123456789012345",
        "aaaaaaaaaaaaaaaa",
    ],
)
def test_guessable_password_is_refused(client: Client, password: str) -> None:
    answer = set_password(client, password)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["password2"]
    assert not User.objects.filter(username="greta").exists()


def test_message_says_what_to_do(client: Client) -> None:
    assert "Välj minst fyra ord som inte hör ihop" in set_password(client, "Sommar2026!!!!").content.decode()


@pytest.mark.parametrize(
    "password",
    [
        PHRASE,
        "hcsz-9d3k-xkq2-pm4v",
        "Blåögd tapir knackar på plåt",
        "x7#Lq!v9Zr2$mB",
        f"{PHRASE} och {PHRASE[::-1]} " * 3,
    ],
)
def test_strong_password_is_accepted(client: Client, password: str) -> None:
    assert set_password(client, password).status_code == 302
    assert User.objects.get(username="greta").check_password(password)


def test_password_with_the_names_of_the_person_is_refused(client: Client) -> None:
    account = UserFactory(username="gk", first_name="Wilhelmina", last_name="Skragge", email="w.skragge@example.se")
    for password in ("WilhelminaSkragge", "w.skragge@example.se", "Skragge19870101"):
        with pytest.raises(ValidationError):
            validate_password(password, account)


def test_rule_applies_to_own_and_administrator_changes(client: Client) -> None:
    weak = {"password1": "Sommar2026!!!!", "password2": "Sommar2026!!!!", "usable_password": "true"}
    account = UserFactory()
    answer = client.post(f"/admin/auth/user/{account.pk}/password/", weak)
    assert "lätt att gissa" in answer.content.decode()
    account.set_password(PHRASE)
    account.is_staff = True
    account.save()
    client.force_login(account)
    passwords = {"new_password1": "Sommar2026!!!!", "new_password2": "Sommar2026!!!!"}
    answer = client.post("/admin/password_change/", passwords | {"old_password": PHRASE})
    assert "lätt att gissa" in answer.content.decode()


def test_generated_first_password_is_accepted() -> None:
    validate_password("-".join(UNAMBIGUOUS_CHARACTERS[start : start + 7 : 2] for start in (3, 17, 8, 22)))


def test_word_list_has_words() -> None:
    words = swedish_words()
    assert {"sommar", "lösenord", "losenord"} <= set(words)
    assert all(word == word.lower() and word.strip() for word in words)
