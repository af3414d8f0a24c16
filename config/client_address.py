from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def network_address(request: HttpRequest) -> str:
    """Where the request comes from, as the web server in front says. Of several values, that server added the last."""
    values = request.headers.get(settings.CLIENT_ADDRESS_HEADER, "") if settings.HTTPS else ""
    return values.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def network(address: str) -> str:
    """Whoever has one IPv6 address has a whole network of them."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
