"""Clients cannot forge the client address or the scheme with another spelling of a header."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings as django_settings

from agreements.models import LogInRecord
from tests.web_server import WebServer, web_server

FRONT = ("ClientScheme: https", "ClientAddress: 192.0.2.7")
FORGED = "198.51.100.66"


def networks_of_log_in(server: WebServer, *headers: str) -> list[str]:
    """Sends a wrong password with the headers. Returns the recorded networks."""
    page = server.ask("/admin/login/", *headers)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert token is not None, page.text
    cookie = str(page.headers["Set-Cookie"]).partition(";")[0]
    body = urlencode({"csrfmiddlewaretoken": token[1], "username": "rut", "password": "fel"})
    referer = ("Referer: https://localhost/admin/login/", f"Cookie: {cookie}")
    assert server.ask("/admin/login/", *referer, *headers, body=body).status == 200
    return list(LogInRecord.objects.order_by("pk").values_list("network", flat=True))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_only_headers_of_the_proxy_are_trusted(tmp_path: Path) -> None:
    forged = [
        f"{name}: {FORGED}"
        for name in ("X_Forwarded_For", "X-Forwarded-For", "X-Forwarded_For", "Client_Address", "Client-Address",
                     "Http_ClientAddress", "X_Real_IP", "Forwarded")
    ]  # fmt: skip
    with web_server(tmp_path, HTTPS="true") as server:
        assert networks_of_log_in(server, *FRONT, *forged) == ["192.0.2.7"]
        assert networks_of_log_in(server, *forged, *FRONT) == ["192.0.2.7"] * 2
        for scheme in ("X_Forwarded_Proto", "X-Forwarded-Proto", "Client_Scheme", "Client-Scheme"):
            assert server.ask("/admin/login/", f"{scheme}: https").status == 301
            assert server.ask("/admin/login/", *FRONT, f"{scheme}: http").status == 200


def test_proxy_headers_have_one_spelling() -> None:
    """WSGI maps hyphens and underscores of header names to the same key."""
    assert django_settings.CLIENT_ADDRESS_HEADER.isalpha()
    assert (
        "proxy_set_header ClientAddress $remote_addr;" in (django_settings.BASE_DIR / "docs/operations.md").read_text()
    )
