"""The first start, and occupied or invalid addresses."""

from __future__ import annotations

import re
import socket

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.test import Client

from agreements.models import Agreement, Register
from agreements.public.serving import rendering
from agreements.public.serving.concurrency import ConcurrencyLimit
from config.management.commands import serve
from tests.factories import AgreementFactory, UserFactory


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Records the commands of a start instead of running them."""
    commands: list[str] = []
    monkeypatch.setattr(serve, "call_command", lambda name, **_options: commands.append(name))
    return commands


@pytest.mark.django_db
def test_first_start_loads_demo_data_and_makes_the_admin(demo: list[str]) -> None:
    password = serve.fill_new_register()
    assert demo == ["load_demo"]
    client = Client()
    client.post("/admin/login/", {"username": "admin", "password": password})
    assert client.session["_auth_user_id"] == str(User.objects.get(is_superuser=True).pk)


@pytest.mark.usefixtures("incomplete")
def test_first_start_with_known_facts_publishes_them_by_the_admin() -> None:
    assert serve.fill_new_register("known")
    assert Agreement.objects.published().count() == 41
    assert {agreement.published_by.username for agreement in Agreement.objects.published()} == {"admin"}
    page = Client().get("/").content.decode()
    assert "Registret känner till 11 kommuner" in " ".join(re.sub("<[^>]+>", " ", page).split())
    assert not Register.objects.get().is_demo


@pytest.mark.django_db
def test_known_facts_are_refused_where_the_register_has_the_demo() -> None:
    Register.objects.update(is_demo=True)
    with pytest.raises(CommandError, match="DATA=known VAR_DIR=var/known"):
        serve.refuse_other_data("known")
    serve.refuse_other_data("demo")


def test_data_of_a_new_register_is_demo_or_known() -> None:
    parser = serve.Command().create_parser("manage.py", "serve")
    assert parser.parse_args([]).data == "demo"
    assert parser.parse_args(["--data", "known"]).data == "known"
    with pytest.raises(CommandError, match="invalid choice"):
        parser.parse_args(["--data", "annat"])


@pytest.mark.django_db
def test_second_start_changes_nothing(demo: list[str]) -> None:
    serve.fill_new_register()
    demo.clear()
    assert serve.fill_new_register() == ""
    assert demo == []
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_register_in_use_gets_no_demo_data(demo: list[str]) -> None:
    UserFactory()
    assert serve.fill_new_register() == ""
    assert demo == []


@pytest.mark.django_db
def test_register_with_removed_agreements_gets_no_demo_data(demo: list[str]) -> None:
    agreement = AgreementFactory(draft=True)
    agreement.delete()
    User.objects.all().delete()
    assert not Agreement.objects.exists()
    assert serve.fill_new_register() == ""
    assert demo == []


@pytest.mark.parametrize(("data", "command"), [("demo", "load_demo --remove"), ("known", "load_known --remove")])
def test_welcome_text_has_address_password_and_the_way_back(
    data: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAR_DIR", "var/known")
    box = serve.welcome_text("http://127.0.0.1:8000/", "abcd-efgh-jkmn-pqrs", data)
    assert f"VAR_DIR=var/known .venv/bin/python manage.py {command}" in box
    assert "http://127.0.0.1:8000/admin/" in box
    assert "abcd-efgh-jkmn-pqrs" in box
    assert "changepassword admin" in box
    assert len({len(line) for line in box.strip().splitlines()}) == 1


def test_occupied_port_stops_the_start() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(CommandError, match=f"Porten {port} är upptagen.*make run PORT="):
            serve.ensure_free("127.0.0.1", port)
    serve.ensure_free("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("192.0.2.1", 8000)])
def test_invalid_listen_address_is_an_error(host: str, port: int) -> None:
    with pytest.raises(CommandError, match="Det går inte att lyssna"):
        serve.ensure_free(host, port)


def test_limits_leave_threads_for_cached_pages() -> None:
    limits = [value for value in vars(rendering).values() if isinstance(value, ConcurrencyLimit)]
    assert len(limits) == 3
    assert sum(limit.size for limit in limits) <= settings.THREADS - 3


def test_service_file_has_threads_of_settings() -> None:
    text = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    assert re.findall(r"--blocking-threads (\d+)", text) == [str(settings.THREADS)]
