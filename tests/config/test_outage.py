"""The responses while the database is unreachable, and when a connection breaks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.urls import path

from agreements.models import Register
from config import outage, urls

PROGRAM = """
import django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
client.cookies["sessionid"] = "x" * 32
addresses = "/ /en/kommuner/ /finns-inte/ /admin/ /halsa/ /kontakt/ /robots.txt /static/favicon.svg"
for address in addresses.split():
    answer = client.get(address)
    print(answer.status_code, answer.headers.get("Retry-After"), address)
    if address == "/":
        print("svarar inte just nu" in answer.text and "does not answer right now" in answer.text)
print(client.post("/admin/login/", {"username": "a", "password": "b"}).status_code)
"""


def test_unreachable_database_responds_503(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (tmp_path / "static").mkdir()
    (tmp_path / "static/favicon.svg").write_text("<svg/>")
    environment = {
        "DATABASE_URL": f"postgres://register:hemligt@127.0.0.1:{port}/register",
        "SECRET_KEY": "k" * 50,
        "ALLOWED_HOSTS": "testserver",
        "HTTPS": "false",
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.config.plain_static",
        "PATH": os.environ["PATH"],
    }
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.stdout.splitlines() == [
        "503 30 /", "True", "503 30 /en/kommuner/", "503 30 /finns-inte/", "503 30 /admin/", "503 30 /halsa/",
        "503 30 /kontakt/", "200 None /robots.txt", "200 None /static/favicon.svg", "503",
    ], run.stderr  # fmt: skip
    assert "hemligt" not in run.stderr


def breaks(request: Any) -> None:
    """Breaks the connection during a request."""
    Register.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


class Urls:
    urlpatterns = [path("bryts/", breaks), *urls.urlpatterns]
    handler404, handler500 = urls.handler404, urls.handler500


@pytest.mark.django_db(transaction=True)
def test_register_recovers_after_outage(settings: Any) -> None:
    Register.objects.get_or_create(pk=1)
    settings.ROOT_URLCONF = Urls
    client = Client(raise_request_exception=False)
    answer = client.get("/bryts/")
    assert (answer.status_code, answer["Retry-After"]) == (503, str(outage.RETRY_AFTER_SECONDS))
    assert "svarar inte just nu" in answer.content.decode()
    # The test client does not end its requests as the web server does.
    connection.close_if_unusable_or_obsolete()
    assert client.get("/halsa/").status_code == 200
    assert client.get("/").status_code == 200
