"""The admin of the owner's statements that the register is complete."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from agreements.desk.base import DeskAdmin, person
from agreements.desk.records.reference_forms import CompletenessForm
from agreements.models import Completeness


@admin.register(Completeness)
class CompletenessAdmin(DeskAdmin):
    form = CompletenessForm
    list_display = ["type", "first_day", "last_day", "stated_on", "stated_by"]
    list_select_related = ["type", "stated_by"]
    list_filter = ["type"]
    search_fields = ["ground"]
    ordering = ["type", "-first_day"]
    fields = ["type", ("first_day", "last_day"), "ground", "stated_on"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"stated_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Completeness, form: ModelForm, change: bool) -> None:
        obj.stated_by = person(request)
        super().save_model(request, obj, form, change)
