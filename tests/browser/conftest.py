"""Fixtures of the browser tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.pages import forget_pages

OpenPage = Callable[..., Page]

# Every width, colour scheme and language, and most of their pairs. All twelve take longer and find no more.
GUISES = [(320, "light", ""), (320, "dark", "en/"), (768, "light", "en/"), (1280, "dark", "")]
in_every_guise = pytest.mark.parametrize(("width", "colours", "language"), GUISES)


@pytest.fixture(scope="session", autouse=True)
def _database_beside_the_browser() -> Iterator[None]:
    """Allows database access in the test's thread, where Playwright runs an event loop."""
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
    # Chromium has no sandbox for root, the user of a container.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": chromium, "args": [*quiet, *sandbox]}


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens an empty page in a new browser context, with Playwright's options. Closes all contexts."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(browser.new_context(**options)).new_page()


@pytest.fixture
def site(transactional_db: None, live_server: Any) -> str:
    """The address of a server with the reference data."""
    forget_pages()
    return live_server.url


@pytest.fixture
def register(site: str) -> None:
    """The reference data, for tests that use the live server directly."""


@pytest.fixture(scope="session")
def base_url() -> None:
    """Replaces pytest-playwright's fixture, which raises a warning."""
