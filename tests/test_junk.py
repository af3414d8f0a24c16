"""Junk in every address of the register is answered, and never with an error of the register's own."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterator
from itertools import count, zip_longest
from typing import Any
from urllib.parse import quote

import factory
import pytest
from django.apps import apps
from django.contrib import admin as desk
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from agreements.change_forms import ChangesForm
from agreements.comparison import CompareForm
from agreements.filters import AgreementFilter, KnownForm, MunicipalityFilter
from agreements.models import Agreement
from agreements.vocabulary import vocabulary
from tests import factories

pytestmark = pytest.mark.django_db

JUNK = [
    *map(
        quote,
        [
            "9" * 40, "-1", "0001-01-01", "9999-12-31", "2023-02-30", "'\"><%s%(x)s{}", "x" * 3000, "[]", "1,2,x",
            "٣",  # a digit to Python, and not to PostgreSQL
            "1e999", "NaN", "True", "\u2028", "../..", "a__b__c", "id", "",
        ],
    ),
    # Bytes that are no text, half a character, and percent signs that begin nothing.
    "%", "%zz", "%ff%fe", "%ed%a0%80", "+", "&&=&==",
]  # fmt: skip
# So many kinds of junk each parameter gets, in turn: all of it on every page would take an hour.
EACH = int(os.environ.get("JUNK_EACH", "1"))
KEYS = ["0", "-1", "9" * 40, "x", "å", "_5F", "%ff", "1e3"]
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^()]*\)")
ARGUMENTS = {
    "code": ["1280", "12", "9999", "99"],
    "public_id": ["1280-1", "9999-999999999"],
    "slug": ["strategisk", "finns-inte", "lan", "tid"],
    "sha256": ["0" * 64],
    "section": ["kommuner", "finns-inte"],
    "token": ["x", "1.2.3", "9" * 60, "%ff"],
    "key": ["00000000-0000-0000-0000-000000000000"],
    "extension": ["csv", "xlsx", "exe"],
    "version": ["0", "1", "9" * 40],
    "app_label": ["agreements", "auth"],
    "content_type_id": ["1", *KEYS],
    "id": ["1", *KEYS],
    "url": ["finns-inte/"],
}
DESK_NAMES = ["q", "o", "p", "e", "all", "_popup", "_to_field", "_changelist_filters", "_facets", "arende", "next", "id",
    "app_label", "model_name", "field_name", "term", "visa", "vidare", "variant", "id__exact", "pk__in", "x__y__in"]  # fmt: skip
PUBLIC = [pattern for pattern in ("", "en/")]


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for found in resolver.url_patterns:
        where = before + str(found.pattern)
        if isinstance(found, URLPattern):
            yield where
        else:
            yield from patterns(found, where)


PATTERNS = sorted(set(patterns(get_resolver())))
ROW = re.compile(r"admin/(\w+)/(\w+)/(.*)")
MODELS = sorted(
    {f"{found[1]}.{found[2]}" for pattern in PATTERNS if (found := ROW.match(pattern)) and "<" not in found[2]} - {"r"}
)
OTHERS = [pattern for pattern in PATTERNS if not ROW.match(pattern)]


class Visit:
    """Asks as somebody, and remembers each answer that is an error of the register's own."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.client.raise_request_exception = False
        self.errors: list[str] = []

    def ask(self, address: str, **options: Any) -> None:
        # What fails in the database must not stop the next.
        with transaction.atomic():
            response = self.client.generic(options.pop("method", "GET"), address, **options)
            if response.streaming:
                b"".join(response)
            transaction.set_rollback(True)
        if response.status_code >= 500:
            self.errors.append(f"{response.status_code} {address[:200]} {getattr(response, 'exc_info', [''] * 2)[1]!r}")


def addresses(pattern: str, row: Model | None = None) -> Iterator[str]:
    """The pattern's address with arguments that exist, and with junk."""
    names = [next(filter(None, match)) for match in ARGUMENT.findall(pattern)]
    plain = ARGUMENT.sub("{}", pattern).replace("^", "").replace("$", "").replace("\\", "")
    known = ARGUMENTS | {"object_id": [str(row.pk) if row else "1", *KEYS]}
    for number in range(max([len(known[name]) for name in names], default=1)):
        yield "/" + plain.format(*(known[name][number % len(known[name])] for name in names))


def with_junk(address: str, names: list[str]) -> Iterator[str]:
    # Each page begins elsewhere, so that all pages together get all junk.
    turn = count(sum(address.encode()))
    for name in names:
        for _ in range(EACH):
            yield f"{address}?{name}={JUNK[next(turn) % len(JUNK)]}"


def public_names() -> list[str]:
    words, today = vocabulary(), datetime.date(2026, 1, 1)
    forms = [
        AgreementFilter({}, words=words, today=today).form,
        MunicipalityFilter({}, words=words, today=today).form,
        ChangesForm({}, words=words, today=today),
        CompareForm({}, words=words, today=today),
        KnownForm({}),
    ]
    return sorted({name for form in forms for name in form.fields} | {"page", "variant", "q", "sort"})


def row_of(label: str) -> Model:
    model = apps.get_model(label)
    if found := model._default_manager.first():
        return found
    if model is Group:
        return Group.objects.create(name="Grupp")
    [made] = [
        item
        for item in vars(factories).values()
        if isinstance(item, type) and issubclass(item, factory.django.DjangoModelFactory) and item._meta.model is model
    ]
    return made()


def desk_names(label: str, user: User) -> list[str]:
    """What the list filters by, and what every list of the desk understands."""
    model_admin = desk.site._registry[apps.get_model(label)]
    request: HttpRequest = RequestFactory().get("/")
    request.user = user
    found = model_admin.get_changelist_instance(request)
    return [*DESK_NAMES, *(name for spec in found.filter_specs for name in spec.expected_parameters() if name)]


@pytest.mark.parametrize("label", MODELS)
def test_desk_answers_junk(admin: Client, registrar: User, label: str) -> None:
    row = row_of(label)
    superuser, anybody = Visit(admin), Visit(Client())
    for pattern in PATTERNS:
        if not pattern.startswith(f"admin/{label.replace('.', '/')}/"):
            continue
        for number, address in enumerate(addresses(pattern, row)):
            superuser.ask(address)
            if number == 0:
                anybody.ask(address)
                names = ["_to_field", "_popup", "_changelist_filters", "p", "visa"]
                names = names if "<" in pattern else desk_names(label, registrar)
                for junk in with_junk(address, names):
                    superuser.ask(junk)
                superuser.ask(f"{address}?_to_field=")
                superuser.ask(f"{address}?_to_field=id&_popup=1")
    assert superuser.errors + anybody.errors == []


@pytest.mark.parametrize("pattern", OTHERS)
def test_public_pages_and_the_rest_of_the_desk_answer_junk(admin: Client, pattern: str) -> None:
    factories.AgreementFactory()
    superuser, anybody = Visit(admin), Visit(Client())
    is_desk = pattern.startswith("admin/")
    for address in addresses(pattern):
        superuser.ask(address)
        anybody.ask("/en" + address)
        for junk in with_junk(address, DESK_NAMES if is_desk else public_names()):
            (superuser if is_desk else anybody).ask(junk)
    assert superuser.errors + anybody.errors == []
