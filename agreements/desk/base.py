"""The base classes of the desk's admins."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest

from agreements.desk.conflicts.admin import ConflictAdmin
from agreements.desk.forms import FIELD_CLASSES
from agreements.desk.help.guidance import GuidanceAdmin
from agreements.desk.history.pages import HistoryPages
from municipalities.admin import FoldedSearchAdmin, MunicipalityAdmin
from municipalities.models import Municipality


def person(request: HttpRequest) -> User:
    """The logged-in user of an admin request."""
    return cast("User", request.user)


def name_of(user: User) -> str:
    return user.get_full_name() or user.get_username()


def labelled(field: Any) -> Any:
    """Labels the choices of a municipality field with their counties."""
    if field is not None and field.queryset.model is Municipality:
        field.queryset = field.queryset.select_related("county")
        field.label_from_instance = MunicipalityAdmin.choice_label
    return field


class TrackedAdmin(GuidanceAdmin, HistoryPages, ConflictAdmin):
    """An admin of tracked rows: with history pages and guidance; forms are saved once and merged with concurrent
    changes.
    """

    formfield_overrides = FIELD_CLASSES
    # The total beside a search's result costs a query.
    show_full_result_count = False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return labelled(super().formfield_for_foreignkey(db_field, request, **kwargs))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return labelled(super().formfield_for_manytomany(db_field, request, **kwargs))

    class Media:
        js = ["admin_theme/keyboard.js", "admin_theme/unsaved.js"]


class DeskAdmin(FoldedSearchAdmin, TrackedAdmin):
    """A tracked admin with Swedish search."""
