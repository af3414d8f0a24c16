"""The client's IP address and network."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def network_address(request: HttpRequest) -> str:
    """The IP address of the client, from the header of the proxy. Of several values only the last is the proxy's."""
    values = request.headers.get(settings.CLIENT_ADDRESS_HEADER, "") if settings.HTTPS else ""
    return values.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def network(address: str) -> str:
    """The /64 network of an IPv6 address, because a client has all its addresses; an IPv4 address as it is."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)
