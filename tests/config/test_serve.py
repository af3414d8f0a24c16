from __future__ import annotations

import re
import socket

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.test import Client

from agreements.models import Agreement
from agreements.public.serving import rendering
from agreements.public.serving.concurrency import Room
from config.management.commands import serve
from tests.factories import AgreementFactory, UserFactory


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that a start runs, in place of running them."""
    commands: list[str] = []
    monkeypatch.setattr(serve, "call_command", lambda name, **_options: commands.append(name))
    return commands


@pytest.mark.django_db
def test_first_start_loads_demo_data_and_makes_the_admin(demo: list[str]) -> None:
    password = serve.first_start()
    assert demo == ["load_demo"]
    client = Client()
    client.post("/admin/login/", {"username": "admin", "password": password})
    assert client.session["_auth_user_id"] == str(User.objects.get(is_superuser=True).pk)


@pytest.mark.django_db
def test_second_start_changes_nothing(demo: list[str]) -> None:
    serve.first_start()
    demo.clear()
    assert serve.first_start() == ""
    assert demo == []
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_register_in_use_gets_no_demo_data(demo: list[str]) -> None:
    UserFactory()
    assert serve.first_start() == ""
    assert demo == []


@pytest.mark.django_db
def test_register_that_once_had_agreements_gets_no_demo_data(demo: list[str]) -> None:
    agreement = AgreementFactory(draft=True)
    agreement.delete()
    User.objects.all().delete()
    assert not Agreement.objects.exists()
    assert serve.first_start() == ""
    assert demo == []


def test_welcome_says_how_to_log_in_and_on() -> None:
    box = serve.welcome("http://127.0.0.1:8000/", "abcd-efgh-jkmn-pqrs")
    assert "http://127.0.0.1:8000/admin/" in box
    assert "abcd-efgh-jkmn-pqrs" in box
    assert "changepassword admin" in box
    assert len({len(line) for line in box.strip().splitlines()}) == 1


def test_taken_port_is_said_before_anything_starts() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Porten {port} är upptagen.*make run PORT="):
            serve.ensure_free("127.0.0.1", port)
    serve.ensure_free("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("192.0.2.1", 8000)])
def test_impossible_address_is_said(host: str, port: int) -> None:
    with pytest.raises(CommandError, match="Det går inte att lyssna"):
        serve.ensure_free(host, port)


def test_threads_that_render_leave_some_to_answer_from_the_cache() -> None:
    rooms = [value for value in vars(rendering).values() if isinstance(value, Room)]
    assert len(rooms) == 3
    assert sum(room.size for room in rooms) <= settings.THREADS - 3


def test_service_file_has_the_threads_that_the_register_counts_on() -> None:
    text = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    assert re.findall(r"--blocking-threads (\d+)", text) == [str(settings.THREADS)]
