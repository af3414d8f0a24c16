"""Outgoing HTTP requests to public addresses only, never to a private network.

Connects to the IP address that was checked, at every redirect: the next lookup of the name may give another address.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl

import httpx

AGENT = "Overenskommelseregistret (kontroll av lankar)"
MAX_REDIRECTS = 10
MAX_ADDRESSES = 4  # of one host name, tried in turn

# The public range of IPv6. Mapped IPv4 addresses and NAT64 (64:ff9b::/96) lie outside it.
PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")
# Ranges that Python calls global but that lead into other networks or to many hosts: multicast, 6to4 and Teredo.
NOT_PUBLIC = [ipaddress.ip_network(network) for network in ("224.0.0.0/4", "192.88.99.0/24", "2001::/32", "2002::/16")]


class PrivateAddressError(OSError):
    """The host name resolves to a private address."""


def is_public(number: str) -> bool:
    address = ipaddress.ip_address(number)
    if address.version == 6 and address not in PUBLIC_IPV6:
        return False
    return address.is_global and not any(address in network for network in NOT_PUBLIC)


def http_client(*, timeout: float, allow_private: bool = False) -> httpx.Client:
    """An HTTP client that follows a few redirects and uses no proxy from the environment."""
    return httpx.Client(
        transport=PublicTransport(allow_private),
        headers={"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity"},
        timeout=timeout,
        follow_redirects=True,
        max_redirects=MAX_REDIRECTS,
        trust_env=False,
    )


class PublicTransport(httpx.HTTPTransport):
    """Resolves the host name, checks every address, and connects to those addresses only."""

    def __init__(self, allow_private: bool) -> None:
        # No keep-alive: the next request could be for another host name at the same address.
        super().__init__(verify=ssl.create_default_context(), limits=httpx.Limits(max_keepalive_connections=0))
        self.allow_private = allow_private

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.scheme not in ("http", "https") or not request.url.host:
            raise httpx.UnsupportedProtocol("Bara http och https kontrolleras.", request=request)
        *earlier, last = self._addresses(request.url)
        for number in earlier:
            try:
                return super().handle_request(_request_to(number, request))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return super().handle_request(_request_to(last, request))

    def _addresses(self, url: httpx.URL) -> list[str]:
        results = socket.getaddrinfo(url.raw_host.decode("ascii"), url.port, type=socket.SOCK_STREAM)
        numbers = list(dict.fromkeys(str(address[4][0]) for address in results))
        if not self.allow_private and not all(map(is_public, numbers)):
            raise PrivateAddressError("Adressen leder till ett privat nät och kontrolleras inte.")
        return numbers[:MAX_ADDRESSES]


def _request_to(number: str, request: httpx.Request) -> httpx.Request:
    """The request sent to the IP address, with the host name in the Host header and for the certificate."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=number),
        headers=request.headers,
        stream=request.stream,
        extensions=request.extensions | {"sni_hostname": request.url.raw_host.decode("ascii")},
    )
