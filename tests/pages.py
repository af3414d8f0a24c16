"""Helpers that log in and send forms of the desk as a browser does."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from django.contrib.auth.models import Group
from django.core.cache import caches
from django.forms import BaseForm, BooleanField, ModelMultipleChoiceField
from django.test import Client

from tests.factories import UserFactory

HIDDEN = re.compile(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"')
AGREEMENTS = "/admin/agreements/agreement/"


def member(role: str, **about: Any) -> Client:
    """A client logged in with the role. `client.user` is its user."""
    user = UserFactory(is_staff=True, **about)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    client.user = user  # type: ignore[attr-defined]
    return client


def hidden_fields(page: str) -> dict[str, list[str]]:
    """The hidden fields of a page."""
    fields: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page):
        fields.setdefault(name, []).append(unescape(value))
    return fields


def form_data(client: Client, address: str) -> dict[str, Any]:
    """The data that a browser sends for an unchanged form, without the button."""
    page = client.get(address)
    forms: list[BaseForm] = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    data: dict[str, Any] = hidden_fields(page.content.decode())
    for form in forms:
        data |= dict(_fields(form))
    for inline in page.context["inline_admin_formsets"]:
        data[f"{inline.formset.prefix}-TOTAL_FORMS"] = len(inline.formset.initial_forms)
    return data


def _fields(form: BaseForm) -> Iterator[tuple[str, Any]]:
    for bound in form:
        value = bound.value()
        if isinstance(value, list):
            value = [getattr(part, "pk", part) for part in value]
        elif isinstance(value, datetime.date):
            value = value.isoformat()
        # A browser omits unchecked boxes and sends empty texts.
        is_ticked = isinstance(bound.field, BooleanField | ModelMultipleChoiceField)
        if value or not is_ticked:
            yield bound.html_name, "" if value is None else value


def send(client: Client, address: str, **changed: Any) -> Any:
    """Opens the form, changes fields and posts it."""
    return client.post(address, form_data(client, address) | changed, follow=True)


def open_publish_page(client: Client, keys: Iterable[int]) -> Any:
    """The page that previews the publication of agreements selected in the list."""
    return client.post(AGREEMENTS, {"action": "publish", "_selected_action": list(keys)}, follow=True)


def publish_chosen(client: Client, keys: Iterable[int]) -> Any:
    """Publishes agreements selected in the list, through the preview page."""
    page = open_publish_page(client, keys)
    return client.post(AGREEMENTS, hidden_fields(page.content.decode()), follow=True)


def forget_pages() -> None:
    """Clears the page caches: a test is one transaction, so its changes do not raise the revision."""
    for cache in caches.all():
        cache.clear()
