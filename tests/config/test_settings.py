"""The settings from environment variables."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SERVER = {"DATABASE_URL": "postgres://register:hemligt@db.example.se:5433/register"}
PRODUCTION = SERVER | {"SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "register.example.se,www.example.se"}
OURS = ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "HTTPS", "DEBUG", "VAR_DIR")


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def setting(expression: str, **environment: str) -> str:
    process = manage(
        "shell", "--no-imports", "-c", f"from django.conf import settings; print([{expression}])", **environment
    )
    assert process.returncode == 0, process.stderr
    return process.stdout.strip()


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        (SERVER, "DATABASE_URL är angiven, men inte SECRET_KEY"),
        (SERVER | {"SECRET_KEY": "k" * 50}, "DATABASE_URL är angiven, men inte ALLOWED_HOSTS"),
        (PRODUCTION | {"DATABASE_URL": "sqlite:///register.sqlite3"}, "DATABASE_URL ska se ut så här: postgres://"),
        (PRODUCTION | {"DATABASE_URL": "db.example.se"}, "DATABASE_URL ska se ut så här: postgres://"),
        (PRODUCTION | {"DEBUG": "kanske"}, '"DEBUG" invalid: Not a valid boolean.'),
        (PRODUCTION | {"HTTPS": "2"}, '"HTTPS" invalid: Not a valid boolean.'),
    ],
)
def test_invalid_environment_gives_a_one_line_error(environment: dict[str, str], message: str) -> None:
    output = manage("check", **environment)
    assert output.returncode == 1
    assert message in output.stderr
    assert "Traceback" not in output.stderr


def test_production() -> None:
    output = setting(
        "settings.DEBUG, settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE, settings.ALLOWED_HOSTS, "
        "settings.DATABASES['default']['HOST'], settings.DATABASES['default']['CONN_MAX_AGE']",
        **PRODUCTION,
    )
    assert output == "[False, True, True, ['register.example.se', 'www.example.se'], 'db.example.se', 600]"


def test_one_machine(tmp_path: Path) -> None:
    output = setting(
        "settings.DEBUG, settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS, settings.SECURE_PROXY_SSL_HEADER",
        VAR_DIR=str(tmp_path),
    )
    assert output == "[False, False, ['127.0.0.1', 'localhost', '[::1]'], None]"


def test_local_secret_key_is_kept_and_private(tmp_path: Path) -> None:
    first, second = (setting("settings.SECRET_KEY", VAR_DIR=str(tmp_path)) for _ in range(2))
    assert first == second
    assert len(first) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
