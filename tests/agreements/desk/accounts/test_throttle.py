"""Log-ins over HTTP: each is recorded, and guessing is refused before a hash is computed."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.desk.accounts.throttle import (
    FAILURES_OF_ACCOUNT,
    FAILURES_OF_ACCOUNT_THERE,
    FAILURES_OF_NETWORK,
    LOG_IN_KEPT_FOR,
    WINDOW,
)
from agreements.history import log
from agreements.models import HistoryEntry, LogInRecord
from config.passwords import Argon2Hasher
from tests.agreements.desk.test_roles import ROLES, member
from tests.factories import LogInRecordFactory, UserFactory

pytestmark = pytest.mark.django_db

LOG_IN = "/admin/login/"
LIST = "/admin/agreements/loginrecord/"
PASSWORD = "kastanj-under-fullmåne-7"
WRONG = "fel"
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def rut(db: None) -> User:
    account: User = UserFactory(username="rut", is_staff=True)
    account.set_password(PASSWORD)
    account.save()
    return account


def attempt(name: str = "rut", password: str = WRONG, network: str = HOME, **headers: str) -> Any:
    data = {"username": name, "password": password, "next": "/admin/"}
    return Client().post(LOG_IN, data, REMOTE_ADDR=network, **headers)


def can_log_in(name: str = "rut", network: str = HOME, **headers: str) -> bool:
    status: int = attempt(name, PASSWORD, network, **headers).status_code
    assert status in (302, 429)
    return status == 302


def fail(times: int, **about: str) -> None:
    for _ in range(times):
        assert attempt(**about).status_code == 200


def let_time_pass(interval: Any) -> None:
    LogInRecord.objects.update(at=F("at") - interval)


class TestThrottle:
    def test_right_password_is_refused_after_five_wrong_ones(self, rut: User) -> None:
        fail(FAILURES_OF_ACCOUNT_THERE)
        answer = attempt(password=PASSWORD)
        assert answer.status_code == 429
        assert answer["Retry-After"] == "900"
        page = answer.content.decode()
        assert "Vänta 15 minuter" in page
        assert "admin_theme/theme.css" in page
        assert "administratören" in page

    def test_message_is_translated(self, rut: User) -> None:
        fail(FAILURES_OF_ACCOUNT_THERE)
        data = {"username": "rut", "password": "fel"}
        answer = Client().post("/en/admin/login/", data, REMOTE_ADDR=HOME)
        assert answer.status_code == 429
        assert "Wait 15 minutes" in answer.content.decode()

    def test_refused_attempt_computes_no_hash(self, rut: User, monkeypatch: pytest.MonkeyPatch) -> None:
        computed = []
        verify, encode = Argon2Hasher.verify, Argon2Hasher.encode
        monkeypatch.setattr(Argon2Hasher, "verify", lambda *a: computed.append("verify") or verify(*a))
        monkeypatch.setattr(Argon2Hasher, "encode", lambda *a: computed.append("encode") or encode(*a))
        for name in ("rut", "ingen"):
            fail(FAILURES_OF_ACCOUNT_THERE, name=name)
            assert len(computed) == FAILURES_OF_ACCOUNT_THERE
            assert attempt(name=name).status_code == 429
            assert len(computed) == FAILURES_OF_ACCOUNT_THERE
            computed.clear()

    def test_account_opens_after_fifteen_minutes_despite_refused_attempts(self, rut: User) -> None:
        fail(FAILURES_OF_ACCOUNT_THERE)
        let_time_pass(WINDOW * 0.9)
        assert not can_log_in()
        let_time_pass(WINDOW * 0.2)
        assert can_log_in()

    def test_owner_logs_in_from_another_network(self, rut: User) -> None:
        fail(FAILURES_OF_ACCOUNT_THERE)
        assert not can_log_in()
        assert can_log_in(network=ELSEWHERE)

    def test_log_in_resets_count(self, rut: User) -> None:
        fail(FAILURES_OF_ACCOUNT_THERE - 1)
        assert can_log_in()
        fail(FAILURES_OF_ACCOUNT_THERE - 1)
        assert can_log_in()

    def test_names_without_an_account_are_treated_alike(self, rut: User) -> None:
        answers = {}
        for name in ("rut", "ingen", "ingen annan"):
            answers[name] = [attempt(name=name) for _ in range(FAILURES_OF_ACCOUNT_THERE + 1)]
        assert {tuple(answer.status_code for answer in its) for its in answers.values()} == {(200,) * 5 + (429,)}

    def test_network_limit_covers_many_names(self, rut: User) -> None:
        for number in range(FAILURES_OF_NETWORK):
            fail(1, name=f"namn{number}")
        assert attempt(name="ett till").status_code == 429
        assert not can_log_in()
        assert can_log_in(network=ELSEWHERE)

    def test_failures_elsewhere_do_not_lock_out_known_network(self, rut: User) -> None:
        assert can_log_in()
        for number in range(FAILURES_OF_ACCOUNT):
            fail(1, network=f"203.0.113.{number}")
        assert attempt(network=ELSEWHERE).status_code == 429
        assert can_log_in()

    def test_failures_of_others_do_not_lock_out_known_user_in_same_network(self, rut: User) -> None:
        assert can_log_in()
        for number in range(FAILURES_OF_NETWORK):
            fail(1, name=f"namn{number}")
        assert attempt(name="ett till").status_code == 429
        assert can_log_in()


class TestNetwork:
    def test_network_is_last_hop_added_by_proxy(self, rut: User, settings: Any) -> None:
        settings.HTTPS = True
        for number in range(FAILURES_OF_ACCOUNT_THERE):
            fail(1, network="127.0.0.1", HTTP_CLIENTADDRESS=f"10.0.0.{number}, {HOME}")
        assert not can_log_in(network="127.0.0.1", HTTP_CLIENTADDRESS=f"10.9.9.9, {HOME}")
        assert can_log_in(network="127.0.0.1", HTTP_CLIENTADDRESS=f"{HOME}, {ELSEWHERE}")

    def test_header_is_ignored_without_proxy(self, rut: User) -> None:
        for number in range(FAILURES_OF_ACCOUNT_THERE):
            fail(1, HTTP_CLIENTADDRESS=f"10.0.0.{number}")
        assert not can_log_in(HTTP_CLIENTADDRESS="10.9.9.9")

    @pytest.mark.parametrize(
        "header", ["HTTP_USER_AGENT", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_CLIENT_IP"]
    )
    def test_other_headers_are_ignored(self, rut: User, header: str) -> None:
        for number in range(FAILURES_OF_ACCOUNT_THERE):
            fail(1, **{header: f"10.0.0.{number}"})
        assert not can_log_in(**{header: "10.9.9.9"})

    def test_ipv6_prefix_counts_as_one_network(self, rut: User) -> None:
        for number in range(FAILURES_OF_ACCOUNT_THERE):
            fail(1, network=f"2001:db8:0:1::{number + 1}")
        assert not can_log_in(network="2001:db8:0:1:ffff::1")
        assert can_log_in(network="2001:db8:0:2::1")


class TestPresentPassword:
    """The password page of an open session is limited like the log-in page."""

    def change(self, client: Client, old: str) -> Any:
        new = "tall-bakom-ladan-9-vind"
        data = {"old_password": old, "new_password1": new, "new_password2": new}
        return client.post("/admin/password_change/", data, REMOTE_ADDR=HOME)

    def test_wrong_present_passwords_are_refused_after_limit(self, rut: User) -> None:
        client = Client()
        client.force_login(rut)
        for _ in range(FAILURES_OF_ACCOUNT_THERE):
            assert self.change(client, "fel").status_code == 200
        assert self.change(client, PASSWORD).status_code == 429
        rut.refresh_from_db()
        assert rut.check_password(PASSWORD)
        let_time_pass(WINDOW)
        assert self.change(client, PASSWORD).status_code == 302

    def test_password_page_opens(self, rut: User) -> None:
        client = Client()
        client.force_login(rut)
        page = client.get("/admin/password_change/").content.decode()
        assert "12 tecken" in page
        assert "Fyra ord" in page


def outcomes() -> list[tuple[str, str, str]]:
    return list(LogInRecord.objects.order_by("pk").values_list("outcome", "username", "network"))


class TestRecord:
    def test_log_in_log_out_and_failure_are_recorded(self, rut: User) -> None:
        client = Client()
        fail(1)
        client.post(LOG_IN, {"username": "rut", "password": PASSWORD}, REMOTE_ADDR=HOME)
        client.post("/admin/logout/", REMOTE_ADDR=HOME)
        assert outcomes() == [("failed", "rut", HOME), ("logged_in", "rut", HOME), ("logged_out", "rut", HOME)]

    def test_unknown_name_is_not_stored(self, rut: User) -> None:
        fail(1, name=PASSWORD, password="rut")
        assert outcomes() == [("failed", "", HOME)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(r)::text FROM agreements_loginrecord r")
            [(text,)] = cursor.fetchall()
        assert PASSWORD not in text
        assert "kastanj" not in text

    def test_refusals_are_recorded_once_a_minute(self, rut: User) -> None:
        fail(FAILURES_OF_ACCOUNT_THERE)
        for _ in range(20):
            assert attempt().status_code == 429
        assert [outcome for outcome, _name, _network in outcomes()].count("refused") == 1

    def test_next_record_deletes_old_records(self, rut: User) -> None:
        fail(1)
        let_time_pass(LOG_IN_KEPT_FOR)
        fail(1)
        assert LogInRecord.objects.count() == 1

    def test_query_count_of_refusal_does_not_grow_with_attempts(self, rut: User) -> None:
        counts = []
        for number in (FAILURES_OF_NETWORK, 300):
            LogInRecordFactory.create_batch(number, network=HOME, outcome="failed")
            assert attempt().status_code == 429
            with CaptureQueriesContext(connection) as queries:
                assert attempt().status_code == 429
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 6

    @pytest.mark.parametrize("role", ROLES)
    def test_list_requires_administrator(self, role: str) -> None:
        row = LogInRecordFactory()
        LogInRecordFactory(username="", outcome="failed")
        client = member(role)
        may = role == "Administratör"
        answer = client.get(LIST)
        assert answer.status_code == (200 if may else 403)
        assert (LIST in client.get("/admin/").content.decode()) == may
        if may:
            page = answer.content.decode()
            assert "192.0.2.1" in page
            assert "inget konto med det namnet" in page
            assert client.get(f"{LIST}{row.pk}/change/").status_code == 200
        assert client.post(f"{LIST}{row.pk}/change/", {"username": "x"}).status_code == 403
        assert client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get(f"{LIST}add/").status_code == 403


class TestStoredPassword:
    def test_new_passwords_are_stored_by_argon2(self) -> None:
        assert make_password("x").startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")

    def test_old_hash_is_upgraded_at_log_in_and_logged(self, rut: User) -> None:
        rut.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1000)
        rut.save()
        connection.check_constraints()
        since = HistoryEntry.objects.count()
        assert can_log_in()
        rut.refresh_from_db()
        assert rut.password.startswith("argon2$")
        assert rut.check_password(PASSWORD)
        connection.check_constraints()
        [act] = log.latest_acts(HistoryEntry.objects.filter(position__gt=since))[0]
        assert (act.how, act.who) == ("Inloggning", "Den som loggade in")
        assert [row.name for row in act.rows] == ["Rut Registrator"]
        assert can_log_in()
        connection.check_constraints()
        assert HistoryEntry.objects.count() == since + 1
