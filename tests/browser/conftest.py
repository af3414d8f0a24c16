from __future__ import annotations

import os
from typing import Any

import pytest
from django.core.management import call_command


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    # The browser driver keeps an event loop in the thread of the tests; Django would refuse the database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return browser_type_launch_args | {"executable_path": "/usr/bin/chromium", "args": quiet}


@pytest.fixture
def register(transactional_db: None) -> None:
    """The reference data, loaded again: tests with a live server empty the database after them."""
    call_command("load_fixtures", verbosity=0)


@pytest.fixture(scope="session")
def base_url() -> None:
    """Tests name their live server; the driver's own fixture of this name warns of itself."""
