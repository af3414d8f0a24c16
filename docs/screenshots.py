"""Screenshots of every public page, for design reviews: `make screenshots`.

Starts a separate register with demo data. Writes light and dark pictures at two widths to var/screenshots, and updates
the pictures of the README and of docs/registrar.md.
"""

import io
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

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
# The pictures of the guide by name. {agreement} is the address of an agreement at the desk.
GUIDE = BASE / "docs" / "registrar"
GUIDE_PAGES = {
    "skrivbord": "/admin/",
    "registrera": "/admin/agreements/agreement/add/",
    "lista": "/admin/agreements/agreement/?arende=upphor-snart",
    "andringsforslag": "/admin/agreements/proposal/",
    "importera": "/admin/agreements/agreement/import/",
    "kommun": "/admin/municipalities/municipality/1280/change/",
    "historik": "{agreement}history/",
}
COLOURS = 96  # enough for pages without photographs; a third of the file size
# The user of the pictures, with a new password each time.
LOG_IN = """
import os
from django.contrib.auth.models import User
person, _ = User.objects.get_or_create(username="rut")
person.first_name, person.last_name, person.is_staff, person.is_superuser = "Rut", "Registrator", True, True
person.set_password(os.environ["PASSWORD"])
person.save()
"""
SECONDS_TO_START = 60


def main() -> None:
    environment = os.environ | {"VAR_DIR": str(BASE / "var" / "screenshots-register")}
    command = [sys.executable, str(BASE / "manage.py"), "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, env=environment, cwd=BASE)  # noqa: S603
    try:
        wait_for_server()
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        # Chromium has no sandbox for root, the user of a container.
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=sandbox)
            take_all(browser)
            take_guide(browser, environment)
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


def take_guide(browser: Browser, environment: dict[str, str]) -> None:
    password = secrets.token_urlsafe(20)
    command = [sys.executable, str(BASE / "manage.py"), "shell", "--command", LOG_IN]
    subprocess.run(command, env=environment | {"PASSWORD": password}, cwd=BASE, check=True)  # noqa: S603
    GUIDE.mkdir(exist_ok=True)
    context = browser.new_context(viewport={"width": 1280, "height": 860}, color_scheme="light", locale="sv-SE")
    page = context.new_page()
    page.goto(f"{ADDRESS}/admin/login/")
    page.locator("#id_username").fill("rut")
    page.locator("#id_password").fill(password)
    page.locator("#id_password").press("Enter")
    page.wait_for_url(f"{ADDRESS}/admin/")
    agreement = address_of_agreement(page, "1280-1")
    for name, path in GUIDE_PAGES.items():
        page.goto(ADDRESS + path.format(agreement=agreement))
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
        picture.save(GUIDE / f"{name}.png", optimize=True)
    context.close()


def address_of_agreement(page: Page, public_id: str) -> str:
    page.goto(f"{ADDRESS}/admin/agreements/agreement/?q={public_id}")
    link = page.get_by_role("link", name=public_id, exact=True).get_attribute("href") or ""
    return link.partition("change/")[0]


if __name__ == "__main__":
    main()
