"""The filters of the audit log: user, municipality, days, kind of row and act."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agreements.history.row import EVENT_KINDS
from agreements.history.words import model_kind, tracked_models
from agreements.models import HistoryEntry
from agreements.models.administration.log import HistoryEntryQuerySet
from agreements.models.events import history_model
from agreements.models.links import LINKS
from municipalities.models import Municipality


class PersonField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.get_username()


class PersonFilter(django_filters.ModelChoiceFilter):
    field_class = PersonField


def kinds() -> list[tuple[str, str]]:
    links = {through for fields in LINKS.values() for through in fields.values()}
    choices = [
        (model._meta.model_name or "", capfirst(model_kind(model))) for model in tracked_models() if model not in links
    ]
    return sorted(choices, key=lambda kind: kind[1])


def act_choices() -> list[tuple[str, Any]]:
    return list(EVENT_KINDS.items())


class LogFilter(django_filters.FilterSet):
    person = PersonFilter(
        field_name="user",
        label=_("Person"),
        queryset=User.objects.order_by("first_name", "last_name", "username"),
        empty_label=_("Alla"),
    )
    kommun = django_filters.ModelChoiceFilter(
        field_name="municipality", label=_("Kommun"), queryset=Municipality.objects.all(), empty_label=_("Alla")
    )
    fran = django_filters.DateFilter(
        label=_("Från och med"), method="from_day", widget=forms.DateInput(attrs={"type": "date"})
    )
    till = django_filters.DateFilter(
        label=_("Till och med"), method="to_day", widget=forms.DateInput(attrs={"type": "date"})
    )
    slag = django_filters.ChoiceFilter(label=_("Slags rad"), method="of_kind", choices=kinds, empty_label=_("Alla"))
    handling = django_filters.ChoiceFilter(
        label=_("Handling"), field_name="metadata__act", choices=act_choices, empty_label=_("Alla")
    )
    handelse = django_filters.UUIDFilter(field_name="context", widget=forms.HiddenInput)
    overenskommelse = django_filters.NumberFilter(field_name="agreement_id", widget=forms.HiddenInput)

    class Meta:
        model = HistoryEntry
        fields: list[str] = []

    def from_day(self, entries: HistoryEntryQuerySet, name: str, day: datetime.date) -> HistoryEntryQuerySet:
        return entries.within(first=_midnight(day))

    def to_day(self, entries: HistoryEntryQuerySet, name: str, day: datetime.date) -> HistoryEntryQuerySet:
        return entries.within(before=_midnight(day + datetime.timedelta(days=1)))

    def of_kind(self, entries: HistoryEntryQuerySet, name: str, kind: str) -> HistoryEntryQuerySet:
        model = next(model for model in tracked_models() if model._meta.model_name == kind)
        models = [model, *LINKS.get(model, {}).values()]
        return entries.filter(event_table__in=[history_model(event_source)._meta.db_table for event_source in models])


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), timezone.get_default_timezone())
