"""The filters of the desk's lists. A filter with the meaning of a matter calls the matter's rule."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.desk.todo import rules
from agreements.desk.todo.matter import PARAMETER
from agreements.desk.todo.matters import matters_of
from agreements.models import AgreementQuerySet
from agreements.positions import ANSWERS, Position, Status, ending_before, holding_on, possibly_holding_on
from municipalities.models import MunicipalityQuerySet


def by_whom(request: HttpRequest) -> User:
    return cast("User", request.user)


class ToDo(admin.SimpleListFilter):
    """The rows of a matter of the first page, as many as it counts there."""

    title = _("ärende")
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        matters = matters_of(model_admin.model)
        return [(matter.slug, matter.title) for matter in matters if matter.is_seen_by(by_whom(request))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        for matter in matters_of(queryset.model):
            if matter.slug == self.value():
                rows = matter.rows(by_whom(request), timezone.localdate())
                return queryset.filter(pk__in=rows.order_by().values("pk"))
        return None


class Publication(admin.SimpleListFilter):
    title = _("publicering")
    parameter_name = "publicering"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("publicerad", _("Publicerad")), ("utkast", _("Utkast"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() not in ("publicerad", "utkast"):
            return None
        return queryset.filter(published_at__isnull=self.value() == "utkast")


class Validity(admin.SimpleListFilter):
    title = _("giltighet i dag")
    parameter_name = "giltighet"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [
            ("galler", _("Gäller")),
            ("upphor-snart", _("Upphör inom 90 dagar")),
            ("har-upphort", _("Har upphört")),
            ("kommande", _("Börjar gälla senare")),
            ("osakert", _("Osäkert om det gäller")),
        ]

    def queryset(self, request: HttpRequest, queryset: AgreementQuerySet) -> QuerySet | None:  # type: ignore[override]
        today = timezone.localdate()
        answers = queryset.filter(status__in=ANSWERS)
        match self.value():
            case "galler":
                return queryset.in_force_on(today)
            case "upphor-snart":
                return queryset.filter(rules.lapsing(by_whom(request), today))
            case "har-upphort":
                return answers.filter(ending_before(today))
            case "kommande":
                begins_later = Q(valid_from_earliest__gt=today) | Q(valid_from_earliest=None, valid_from__gt=today)
                return answers.filter(begins_later)
            case "osakert":
                return answers.filter(possibly_holding_on(today) & ~holding_on(today))
        return None


class Missing(admin.SimpleListFilter):
    title = _("saknas")
    parameter_name = "saknas"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [
            ("kalla", _("Källa")),
            ("kontroll", _("Dag för kontroll")),
            ("nivaer", _("Samverkansnivåer")),
            ("dokument", _("Dokument")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        gap_filters = {
            "kalla": Q(source_url="", source_note=""),
            "kontroll": Q(verified_on=None),
            "nivaer": Q(levels=None) & ~Q(status=Status.DECLINED),
            "dokument": rules.without_document(by_whom(request), timezone.localdate()),
        }
        chosen = gap_filters.get(self.value() or "")
        return None if chosen is None else queryset.filter(chosen)


class PositionToday(admin.SimpleListFilter):
    title = _("läge i dag")
    parameter_name = "lage"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return list(Position.choices)

    def queryset(self, request: HttpRequest, queryset: MunicipalityQuerySet) -> QuerySet | None:  # type: ignore[override]
        if self.value() not in Position.values:
            return None
        return queryset.existing_on(timezone.localdate()).filter(position=self.value())  # type: ignore[misc]
