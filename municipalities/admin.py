"""The base admins of counties, municipalities and boundaries."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import CharField, Model, QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from municipalities.forms import MunicipalityForm
from municipalities.models import Boundary, County, Municipality, MunicipalityQuerySet
from municipalities.swedish import search_key, sort_key, words_in


class FoldedSearchAdmin(admin.ModelAdmin):
    """Searches every word of the text in `search_fields`, ignoring case and diacritics."""

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        between = Value(" ")
        parts = [part for name in self.search_fields for part in (between, name)]
        texts = Concat(between, *parts, output_field=CharField())
        keys = queryset.alias(searched=search_key(texts), spelled=sort_key(texts))
        return keys.filter(words_in(search_term, searched="searched", spelled="spelled")), False


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that nobody adds or changes at the desk. Must be the first base class."""

    # Whether users with the permission may delete rows.
    may_be_removed = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_be_removed and super().has_delete_permission(request, obj)


class FixedCodeAdmin(admin.ModelAdmin):
    """A model with its code as primary key: read-only after creation."""

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> list[str]:
        return ["code"] if obj else []

    def view_on_site(self, obj: County | Municipality) -> str:
        return obj.get_absolute_url()


@admin.register(Boundary)
class BoundaryAdmin(ReadOnlyAdmin):
    """Read-only: the command import_boundaries replaces all rows."""

    list_display = ["municipality"]
    list_select_related = ["municipality"]
    search_fields = ["municipality__name", "municipality__code"]
    ordering = ["municipality__sort_key"]


@admin.register(County)
class CountyAdmin(FoldedSearchAdmin, FixedCodeAdmin):
    list_display = ["code", "name", "letter", "nuts3"]
    list_display_links = ["code", "name"]
    search_fields = ["name", "code"]
    ordering = ["sort_key"]
    fields = ["code", "name", "short_name", "letter", "nuts3"]


@admin.register(Municipality)
class MunicipalityAdmin(FixedCodeAdmin):
    form = MunicipalityForm
    list_display = ["code", "name", "official_name", "county"]
    list_display_links = ["code", "name"]
    list_select_related = ["county"]
    list_filter = ["county"]
    search_fields = ["name", "official_name", "other_names", "code"]
    search_help_text = _("Sök på namn eller kod. Å, ä och ö behövs inte.")
    autocomplete_fields = ["county", "successor"]
    ordering = ["sort_key"]
    fieldsets = [
        (None, {"fields": ["code", "name", "official_name", "other_names", "county"]}),
        (_("Kontakt"), {"fields": ["contact_function", "contact_email"]}),
        (_("Karta och andra register"), {
            "fields": ["latitude", "longitude", "tile_column", "tile_row", "jobtech_concept_id"]
        }),
        (_("Sammanslagning och delning"), {"fields": ["established_on", "ceased_on", "successor"]}),
    ]  # fmt: skip

    def get_search_results(
        self,
        request: HttpRequest,
        queryset: MunicipalityQuerySet,  # type: ignore[override]
        search_term: str,
    ) -> tuple[MunicipalityQuerySet, bool]:
        return queryset.search(search_term).best_first(search_term).select_related("county"), False

    @staticmethod
    def choice_label(municipality: Municipality) -> str:
        """The name with the county, which distinguishes Håbo and Habo."""
        return f"{municipality.name}, {municipality.county.name}"
