"""What the program writes is looked at, at the desk: not added, changed or, unless it is of no more use, removed."""

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
def test_rows_are_listed_and_nobody_adds_one(admin: Client, model: type[Model]) -> None:
    place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert admin.get(reverse(f"{place}_changelist")).status_code == 200
    assert admin.get(reverse(f"{place}_add")).status_code == 403


@pytest.mark.parametrize("model", READ_ONLY)
def test_nobody_changes_a_row_and_only_what_is_of_no_more_use_is_removed(registrar: User, model: type[Model]) -> None:
    request = RequestFactory().get("/")
    request.user = registrar
    page = django_admin.site._registry[model]
    assert page.has_view_permission(request)
    assert not page.has_change_permission(request, model())
    assert page.has_delete_permission(request, model()) == (model in REMOVABLE)


def test_removing_takes_the_right_to(db: None) -> None:
    request = RequestFactory().get("/")
    request.user = User.objects.create_user("utan-roll", is_staff=True)
    assert not django_admin.site._registry[ContactMessage].has_delete_permission(request)
