from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def network_address(request: HttpRequest) -> str:
    """Where the request comes from. The web server in front adds the last hop; those before it anybody can invent."""
    hops = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return hops.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def network(address: str) -> str:
    """Whoever has one IPv6 address has a whole network of them."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)
