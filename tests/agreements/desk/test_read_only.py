"""Rows of read-only admins cannot be added or changed, and only some can be deleted."""

from __future__ import annotations

import pytest
from django.contrib import admin as django_admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from agreements.models import (
    ConfirmationRequest,
    ContactMessage,
    HistoryEntry,
    ImportRun,
    LinkCheck,
    LogInRecord,
    Reminder,
    Revision,
    StoredFile,
    Submission,
)
from municipalities.admin import ReadOnlyAdmin
from municipalities.models import Boundary

REMOVABLE = [ContactMessage, Reminder]
READ_ONLY = [
    Boundary,
    ConfirmationRequest,
    HistoryEntry,
    ImportRun,
    LinkCheck,
    LogInRecord,
    Revision,
    StoredFile,
    Submission,
    *REMOVABLE,
]


def test_every_read_only_admin_is_tested() -> None:
    registered = django_admin.site._registry
    assert {model for model, page in registered.items() if isinstance(page, ReadOnlyAdmin)} == set(READ_ONLY)


@pytest.mark.parametrize("model", READ_ONLY)
def test_rows_are_listed_and_cannot_be_added(admin: Client, model: type[Model]) -> None:
    place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert admin.get(reverse(f"{place}_changelist")).status_code == 200
    assert admin.get(reverse(f"{place}_add")).status_code == 403


@pytest.mark.parametrize("model", READ_ONLY)
def test_rows_cannot_be_changed_and_only_some_deleted(registrar: User, model: type[Model]) -> None:
    request = RequestFactory().get("/")
    request.user = registrar
    page = django_admin.site._registry[model]
    assert page.has_view_permission(request)
    assert not page.has_change_permission(request, model())
    assert page.has_delete_permission(request, model()) == (model in REMOVABLE)


def test_deletion_requires_permission(db: None) -> None:
    request = RequestFactory().get("/")
    request.user = User.objects.create_user("utan-roll", is_staff=True)
    assert not django_admin.site._registry[ContactMessage].has_delete_permission(request)
