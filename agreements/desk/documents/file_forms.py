"""The filter of stored files, and the form that withholds one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from agreements.models import StoredFile

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class WithholdForm(forms.Form):
    because = forms.CharField(
        label=gettext_lazy("Varför"),
        max_length=500,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("Står i historiken, och visas aldrig för allmänheten."),
        error_messages={"required": gettext_lazy("Skriv varför filen undanhålls.")},
    )


class FileKindFilter(admin.SimpleListFilter):
    title = gettext_lazy("slag")
    parameter_name = "slag"
    CONDITIONS: dict[str, tuple[StrOrPromise, Q]] = {
        "skript": (gettext_lazy("innehåller skript"), Q(has_script=True)),
        "bilagor": (gettext_lazy("innehåller bilagor"), Q(has_attachments=True)),
        "undanhallna": (gettext_lazy("undanhållna"), Q(withheld_at__isnull=False)),
        "oanvanda": (gettext_lazy("utan dokument"), Q(documents=None)),
    }

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, StrOrPromise]]:
        return [(value, name) for value, (name, _condition) in self.CONDITIONS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StoredFile]) -> QuerySet[StoredFile]:
        _name, condition = self.CONDITIONS.get(self.value() or "", ("", Q()))
        return queryset.filter(condition)
