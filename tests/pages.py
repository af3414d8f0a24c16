"""What a browser sends back of a page at the desk, and who is logged in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from django.contrib.auth.models import Group
from django.forms import BaseForm, BooleanField, ModelMultipleChoiceField
from django.test import Client

from tests.factories import UserFactory

HIDDEN = re.compile(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"')
AGREEMENTS = "/admin/agreements/agreement/"


def member(role: str, **about: Any) -> Client:
    """Somebody logged in with the role; `client.user` is who."""
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
    """What a browser that has opened the form sends when nothing is changed, without the button."""
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
        # What is not ticked or chosen is not sent, and an empty text is.
        is_ticked = isinstance(bound.field, BooleanField | ModelMultipleChoiceField)
        if value or not is_ticked:
            yield bound.html_name, "" if value is None else value


def send(client: Client, address: str, **changed: Any) -> Any:
    """Opens the form, changes some fields and sends it."""
    return client.post(address, form_data(client, address) | changed, follow=True)


def open_publish_page(client: Client, keys: Iterable[int]) -> Any:
    """The page that shows what would become public of the agreements chosen in the list."""
    return client.post(AGREEMENTS, {"action": "publish", "_selected_action": list(keys)}, follow=True)


def publish_chosen(client: Client, keys: Iterable[int]) -> Any:
    """Publishes agreements chosen in the list, by way of the page that shows what would become public."""
    page = open_publish_page(client, keys)
    return client.post(AGREEMENTS, hidden_fields(page.content.decode()), follow=True)
