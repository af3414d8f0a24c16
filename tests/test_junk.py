"""No URL responds 500 to invalid input, for visitors and superusers."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

from tests import factories
from tests.examples import share

# The first two alone, each parameter by itself.
JUNK = ["x", "%00", "9" * 30, "-1", "%ff", "", "2026-02-31", "0001-01-01", "9999-12-31", "%F0%9F%92%A5", "Å" * 300]
# What the public pages and the admin's pages read of an address.
PARAMETERS = [
    "per", "enligt", "fran", "till", "q", "county", "type", "position", "level", "area", "lapses", "in_dialogue",
    "in_force", "sort", "page", "variant", "kommun", "status",
]  # fmt: skip
ADMIN_PARAMETERS = [
    "o",
    "p",
    "q",
    "all",
    "e",
    "_to_field",
    "_popup",
    "_facets",
    "_changelist_filters",
    "lage",
    "_saveasnew",
]
KEYS = ["junk", "9" * 30, "%00"]

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        else:
            yield route


def faults(client: Client, addresses: list[str], *post: Any) -> list[str]:
    """The addresses with an unhandled exception. `post` is a body and its content type."""
    client.raise_request_exception = False
    found = []
    for address in addresses:
        # A savepoint, so that one query that fails does not fail all the later ones.
        with transaction.atomic():
            answer = client.generic("POST", address, *post) if post else client.get(address)
            # A file is made while it is sent.
            if answer.streaming:
                b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            found.append(f"{answer.status_code} {address}: {answer.exc_info[:2] if answer.exc_info else ''}")
    return found


PUBLIC_ADDRESSES = {
    r"(?P<code>[0-9]{4})": ["1280"],
    r"(?P<code>[0-9]{2})": ["12"],
    r"(?P<public_id>[0-9]{4}-[0-9]{1,9})": ["1280-1"],
    r"(?P<sha256>[0-9a-f]{64})": ["0" * 64],
    r"(?P<slug>lan|typ|niva|omrade|tid|kvartal)": ["lan", "tid"],
    "<slug:slug>": ["junk"],
    "<slug:section>": ["pages", "junk"],
    "<str:token>": ["junk"],
}


def public_addresses() -> list[str]:
    return [
        "/" + address
        for route in routes(get_resolver())
        if not route.startswith("admin/")
        for address in filled(re.sub(r"\^|\$", "", route), PUBLIC_ADDRESSES)
    ]


def filled(route: str, values: dict[str, list[str]]) -> list[str]:
    for pattern, choices in values.items():
        if pattern in route:
            return [one for value in choices for one in filled(route.replace(pattern, value), values)]
    assert not re.search(r"[<(]", route), f"no value for {route}"
    return [route]


def test_public_pages_accept_junk(client: Client) -> None:
    factories.fill(3)
    junk = []
    for address in public_addresses():
        junk += [f"{address}?{name}={value}" for name in PARAMETERS for value in JUNK[:2]]
        junk += [f"{address}?{'&'.join(f'{name}={value}' for name in PARAMETERS)}" for value in JUNK]
    assert faults(client, [*public_addresses(), *share(junk)]) == []


def rows() -> list[models.Model]:
    """A row of each model in the admin."""
    made: list[models.Model] = [Group.objects.first() or Group.objects.create(name="x")]
    agreement = factories.AgreementFactory()
    for name in dir(factories):
        factory = getattr(factories, name)
        if name.endswith("Factory") and isinstance(factory, type) and name != "PublishableFactory":
            given = {"agreement": agreement} if "agreement" in factory._meta.declarations else {}
            made.append(agreement if name == "AgreementFactory" else factory(**given))
    return made


def admin_addresses() -> list[str]:
    keys = {row._meta.label_lower: str(row.pk) for row in rows()}
    found = []
    for route in routes(get_resolver()):
        if not route.startswith("admin/"):
            continue
        parts = route.split("/")
        own = keys.get(".".join(parts[1:3]), "1")
        values = {
            "<path:object_id>": [own, *KEYS],
            "<id>": [own, *KEYS],
            "<int:version>": ["1", "9" * 30],
            "<uuid:key>": [str(uuid.UUID(int=0))],
            "<str:extension>": ["csv", "xlsx", "junk"],
            "(?P<app_label>municipalities|auth|agreements)": ["agreements"],
            "(?P<url>.*)": ["junk", "%00"],
        }
        found += ["/" + one for one in filled(re.sub(r"\^|\$", "", route), values)]
    return found


def filter_addresses() -> list[str]:
    """The filters of each list, and Django's own parameters."""
    found = []
    for model, options in admin.site._registry.items():
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        names = [*ADMIN_PARAMETERS, "pk", "id__in", "id__isnull", "junk__x"]
        for field in options.list_filter:  # type: ignore[union-attr]
            name = field[0] if isinstance(field, tuple) else field
            names += (
                [f"{name}{end}" for end in ("", "__exact", "__id__exact", "__isnull", "__gte", "__lt", "__in")]
                if isinstance(name, str)
                else [getattr(name, "parameter_name", "x")]
            )
        if isinstance(options.date_hierarchy, str):
            names += [f"{options.date_hierarchy}__{part}" for part in ("year", "month", "day")]
        found += [f"{address}?{name}={value}" for name in names for value in JUNK[:3]]
    return found


def lookup_addresses() -> list[str]:
    """Every lookup of every class of field."""
    fields = {
        type(field): (model, field)
        for model in admin.site._registry
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
    }
    return [
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/?{field.name}__{lookup}={value}"
        for model, field in fields.values()
        for lookup in [*field.get_lookups(), "junk"]
        for value in ("x", "(", "0", "1", "1,2", "9" * 30)
    ]


def test_desk_accepts_junk(admin: Client, client: Client) -> None:
    addresses = admin_addresses()
    junk = [
        f"{address}?{name}=x"
        for address in addresses
        if "/history" in address or "/delete" in address or "/add" in address or "/change" in address
        for name in ("_to_field", "p", "_popup", "_changelist_filters")
        if not any(key in address for key in KEYS[1:])
    ]
    assert faults(admin, addresses + share(junk)) == []
    assert faults(client, addresses) == []


def test_desk_lists_accept_junk(admin: Client) -> None:
    rows()
    assert faults(admin, share(filter_addresses())) == []


def test_desk_lists_accept_junk_lookups(admin: Client) -> None:
    rows()
    assert faults(admin, share(lookup_addresses())) == []


def test_desk_has_no_content_type_redirect(admin: Client) -> None:
    """Django's page fails on a model without a table."""
    addresses = [f"/admin/r/{type_.pk}/{key}/" for type_ in ContentType.objects.all() for key in ("1", "x")]
    assert faults(admin, [*addresses, f"/admin/r/{'9' * 30}/1/"]) == []


def test_row_pages_link_to_public_page(admin: Client) -> None:
    agreement = factories.AgreementFactory()
    for address, public in (
        (f"/admin/agreements/agreement/{agreement.pk}/change/", agreement.get_absolute_url()),
        ("/admin/municipalities/municipality/1280/change/", "/kommuner/1280/"),
        ("/admin/municipalities/county/12/change/", "/lan/12/"),
    ):
        assert f'href="{public}"' in admin.get(address).content.decode()


FORMS = [
    "/kontakt/", "/bekrafta/junk/", "/bekrafta/junk/ratta/", "/admin/login/", "/admin/password_change/",
    "/admin/logout/", "/admin/agreements/agreement/add/", "/admin/agreements/agreement/",
    "/admin/municipalities/municipality/", "/admin/agreements/register/1/change/",
    "/admin/agreements/agreement/import/", "/admin/agreements/agreement/export/", "/",
]  # fmt: skip
BOUNDARY = "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n--b--\r\n'
BODIES: list[tuple[str, bytes]] = [
    ("application/x-www-form-urlencoded; charset=utf-16", b"subject=x&action=revoke"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"subject=%FF%FE%00"),
    ("application/x-www-form-urlencoded; charset=junk", b"subject=x"),
    ("application/x-www-form-urlencoded; charset=base64", b"subject=x"),
    ("application/x-www-form-urlencoded; charset=idna", b"subject=x..&" + b"a" * 70),
    ("application/x-www-form-urlencoded; charset=utf-7", b"subject=%2B2AA-"),
    ("application/x-www-form-urlencoded", b"subject=%00&username=%00&password=%00&action=%00&_selected_action=%00"),
    ("application/x-www-form-urlencoded", b"subject=%FF&username=%FF&message=%ED%A0%80&reply_to=%FF"),
    ("application/x-www-form-urlencoded", b"_selected_action=99999999999999999999999999&action=delete_selected"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=" % number for number in range(1200))),
    ("application/x-www-form-urlencoded", b"a=" + b"x" * 2_700_000),
    (BOUNDARY + "; charset=utf-16", PART % (b"subject", b"x")),
    (BOUNDARY + "; charset=junk", PART % (b"subject", b"x")),
    (BOUNDARY, PART % (b"subject", b"\0\xff")),
    (BOUNDARY, b"--b\r\nContent-Disposition: form-data; name=\"subject\""),
    (BOUNDARY, b"junk"),
    ("multipart/form-data", b"junk"),
    ("multipart/form-data; boundary=" + "b" * 300, b"junk"),
    ("multipart/form-data; boundary=\xe5", b"junk"),
    (BOUNDARY, b"--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\"\r\n"
               b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--b--\r\n"),
    ("", b"junk"),
]  # fmt: skip


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.parametrize("role", ["anybody", "superuser"])
def test_forms_accept_junk(client: Client, registrar: User, address: str, role: str) -> None:
    if role == "superuser":
        client.force_login(registrar)
    found = []
    for content_type, body in BODIES:
        found += [f"{content_type} {body[:60]!r} {fault}" for fault in faults(client, [address], body, content_type)]
    assert found == []


def test_row_pages_accept_junk_to_field(admin: Client) -> None:
    addresses = [
        f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{page}/?_to_field={value}"
        for row in rows()
        for page in ("delete", "change", "history")
        for value in ("", "x", "id", "pk")
    ]
    assert faults(admin, addresses) == []


def test_picture_refuses_junk_known_day(client: Client) -> None:
    answer = client.get("/bild.png?enligt=x")
    assert (answer.status_code, "är ingen dag" in answer.content.decode()) == (400, True)
