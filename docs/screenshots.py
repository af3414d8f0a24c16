"""Pictures of every public page, for whoever looks the design over: `make screenshots`.

Starts a register of its own with demo data, and leaves light and dark pictures at two widths in var/screenshots. The
README's picture is made anew too.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

BASE = Path(__file__).resolve().parent.parent
SHOTS = BASE / "var" / "screenshots"
README_PICTURE = BASE / "docs" / "screenshot.png"
PORT = 8321
ADDRESS = f"http://127.0.0.1:{PORT}"
PAGES = {
    "oversikt": "/",
    "oversikt-en": "/en/",
    "oversikt-2023": "/?per=2023-03-15",
    "kommuner": "/kommuner/?county=12",
    "kommuner-inga": "/kommuner/?q=finns+inte",
    "kommuner-fel": "/kommuner/?per=2023-13-01",
    "kommun": "/kommuner/1280/",
    "kommun-fornyad": "/kommuner/0191/",
    "jamfor": "/jamfor/?kommun=0180&kommun=1280&kommun=1480",
    "lan": "/lan/12/",
    "overenskommelser": "/overenskommelser/",
    "overenskommelse": "/overenskommelser/1280-1/",
    "niva": "/nivaer/strategisk/",
    "omraden": "/omraden/",
    "forandringar": "/forandringar/",
    "statistik": "/statistik/",
    "kvalitet": "/statistik/kvalitet/",
    "oppna-data": "/oppna-data/",
    "om": "/om/",
    "tillganglighet": "/tillganglighet/",
    "kontakt": "/kontakt/",
    "finns-inte": "/finns-inte/",
    "logga-in": "/admin/login/",
}
SECONDS_TO_START = 60


def main() -> None:
    environment = os.environ | {"VAR_DIR": str(BASE / "var" / "screenshots-register")}
    command = [sys.executable, str(BASE / "manage.py"), "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, env=environment, cwd=BASE)  # noqa: S603
    try:
        wait_for_server()
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        # Chromium refuses its sandbox to root, which is what a container runs as.
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=sandbox)
            take_all(browser)
            browser.close()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def wait_for_server() -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            urllib.request.urlopen(f"{ADDRESS}/halsa/").close()  # noqa: S310
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def take_all(browser: Browser) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    for width in (390, 1280):
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,  # type: ignore[arg-type]
                locale="sv-SE",
            )
            page = context.new_page()
            for name, path in PAGES.items():
                page.goto(ADDRESS + path)
                page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
                if (name, width, scheme) == ("oversikt", 1280, "light"):
                    page.screenshot(path=README_PICTURE, clip={"x": 0, "y": 0, "width": 1280, "height": 1100})
            context.close()


if __name__ == "__main__":
    main()
