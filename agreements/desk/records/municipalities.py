"""The admins of counties and municipalities, with positions and agreements."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.desk.base import TrackedAdmin
from agreements.desk.filters import PositionToday
from agreements.desk.records.confirmations import ConfirmationAction
from agreements.lookup.municipalities import with_type_position
from agreements.models import Agreement
from agreements.positions import Position
from municipalities.admin import CountyAdmin, MunicipalityAdmin
from municipalities.models import County, Municipality, MunicipalityQuerySet

admin.site.unregister([County, Municipality])


@admin.register(County)
class CountyDeskAdmin(CountyAdmin, TrackedAdmin):
    pass


@admin.register(Municipality)
class MunicipalityDeskAdmin(ConfirmationAction, MunicipalityAdmin, TrackedAdmin):
    list_display = ["code", "name", "county", "position_today"]
    list_filter = [PositionToday, "county"]
    change_form_template = "admin/municipalities/municipality/change_form.html"

    def get_queryset(self, request: HttpRequest) -> MunicipalityQuerySet:
        municipalities = super().get_queryset(request)
        return with_type_position(municipalities, timezone.localdate(), type__is_headline=True)  # type: ignore[return-value]

    @admin.display(description=_("läge i dag"))
    def position_today(self, municipality: Municipality) -> str:
        return str(Position(municipality.position).label)  # type: ignore[attr-defined]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        agreements = Agreement.objects.filter(municipality=object_id.replace("\x00", ""))
        context = {
            "agreements": agreements.select_related("type").order_by(F("valid_from").desc(nulls_first=True), "-number"),
            "may_register": request.user.has_perm("agreements.add_agreement"),
            "may_see_agreements": request.user.has_perm("agreements.view_agreement"),
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))
