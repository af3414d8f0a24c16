from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import Browser, Page

OpenPage = Callable[..., Page]

# Every width, colour scheme and language that a public page has, and most of their pairs: all twelve combinations would
# take most of the tests' time, and find nothing more.
GUISES = [(320, "light", ""), (320, "dark", "en/"), (768, "light", "en/"), (1280, "dark", "")]
in_every_guise = pytest.mark.parametrize(("width", "colours", "language"), GUISES)


@pytest.fixture(scope="session", autouse=True)
def _database_beside_the_browser() -> Iterator[None]:
    """Playwright keeps an event loop in the test's thread, where Django would otherwise refuse to use the database."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("The browser tests need Chromium. On Debian and Ubuntu: apt-get install chromium")
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    # Chromium refuses its sandbox to root, which is what a container runs as.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": chromium, "args": [*quiet, *sandbox]}


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens an empty page in a browser of its own, with Playwright's options for a context; closes them all."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(browser.new_context(**options)).new_page()


@pytest.fixture
def site(transactional_db: None, live_server: Any) -> str:
    """The address of a server with the reference data, which the flush after each such test empties."""
    cache.clear()
    call_command("load_fixtures", verbosity=0)
    return live_server.url


@pytest.fixture
def register(site: str) -> None:
    """The reference data alone, for tests that name the live server themselves."""


@pytest.fixture(scope="session")
def base_url() -> None:
    """Tests name their live server; the driver's own fixture of this name warns of itself."""
