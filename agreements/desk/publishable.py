"""The publication state and actions of admins whose rows are published.

A published agreement is changed by proposals, other published rows directly or not at all: hence two classes.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.acts import companions, four_eyes, perms, publication
from agreements.desk.base import person
from agreements.desk.filters import Publication
from agreements.models.publishing import Publishable


def publication_tag(row: Publishable) -> str:
    if row.is_published:
        return format_html('<span class="tag tag-published">{}</span>', _("Publicerad"))
    return format_html('<span class="tag tag-draft">{}</span>', _("Utkast"))


class DeskRequest(HttpRequest):
    """A request with what the desk remembers of it. Each attribute is missing until it is set."""

    # Whether four eyes is on.
    takes_two: bool
    # Whether the response is the form again, because the publication was refused.
    stays: bool
    # The keys of the rows that were entered with the form.
    new_row_keys: set[str]


def takes_two(request: HttpRequest) -> bool:
    """Whether four eyes is on: read once a request."""
    request = cast("DeskRequest", request)
    if not hasattr(request, "takes_two"):
        request.takes_two = four_eyes.applies()
    return request.takes_two


def may_change_published(request: HttpRequest) -> bool:
    """Whether the user may change public rows directly: they may publish, and four eyes is off."""
    return perms.may_publish(person(request)) and not takes_two(request)


class PublicationAdmin(admin.ModelAdmin):
    """An admin of rows that are published. Comes before DeskAdmin among the bases."""

    actions = ["publish", "unpublish"]

    @admin.display(description=gettext_lazy("publicering"), ordering="published_at")
    def publication_state(self, row: Publishable) -> str:
        return publication_tag(row)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [*super().get_list_display(request), "publication_state"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [Publication, *super().get_list_filter(request)]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return perms.may_publish(person(request))

    @admin.action(description=gettext_lazy("Publicera"), permissions=["publish"])
    def publish(self, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        self.publish_at_once(request, chosen)
        return None

    def publish_at_once(
        self, request: HttpRequest, chosen: QuerySet[Any], seen_digests: companions.ShownDigests | None = None
    ) -> None:
        try:
            count = publication.publish(chosen, by=person(request), seen_digests=seen_digests)
        except ValidationError as error:
            self.tell_why_not(request, error, _("Ingen publicerades. Rätta utkasten och försök igen."))
            return
        self.message_user(
            request, ngettext("%(count)d publicerades.", "%(count)d publicerades.", count) % {"count": count}
        )

    @admin.action(description=gettext_lazy("Avpublicera"), permissions=["publish"])
    def unpublish(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        count = publication.unpublish(chosen, by=person(request))
        self.message_user(
            request, ngettext("%(count)d avpublicerades.", "%(count)d avpublicerades.", count) % {"count": count}
        )

    def tell_why_not(self, request: HttpRequest, error: ValidationError, conclusion: str) -> None:
        for message in error.messages:
            self.message_user(request, message, messages.ERROR)
        self.message_user(request, conclusion, messages.WARNING)


class PublishableAdmin(PublicationAdmin):
    """An admin of rows without proposals: only those who may publish change a published row, and only without four
    eyes.
    """

    # Permissions

    def has_change_permission(self, request: HttpRequest, obj: Publishable | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.is_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Publishable | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self.is_open(request, obj)

    def is_open(self, request: HttpRequest, row: Publishable | None) -> bool:
        return not (row and row.is_published) or may_change_published(request)

    # The form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row: Publishable | None = context.get("original")
        context["may_publish"] = self.can_publish_now(request, row)
        if row and row.is_published and super().has_change_permission(request, row) and not self.is_open(request, row):
            self.message_user(request, self.why_closed(request), messages.INFO)
        return super().render_change_form(request, context, *args, **kwargs)

    def can_publish_now(self, request: HttpRequest, row: Publishable | None) -> bool:
        if not self.has_publish_permission(request) or (row and row.is_published):
            return False
        if row is None:
            return not takes_two(request)
        return not four_eyes.four_eyes_obstacle(row, person(request))

    def why_closed(self, request: HttpRequest) -> str:
        if self.has_publish_permission(request):
            return _("Raden är publicerad. Avpublicera den i listan för att ändra eller ta bort den.")
        return _("Raden är publicerad. Be en granskare att avpublicera den, så kan du ändra den.")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "_publish" not in request.POST or form.instance.is_published or not self.has_publish_permission(request):
            return
        try:
            publication.publish(self.model._default_manager.filter(pk=form.instance.pk), by=person(request))
        except ValidationError as error:
            self.tell_why_not(request, error, _("Utkastet är sparat men inte publicerat."))
            cast("DeskRequest", request).stays = True
        else:
            self.message_user(request, _("%(row)s är publicerad.") % {"row": form.instance}, messages.SUCCESS)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self.response_where_refused(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self.response_where_refused(request, obj) or super().response_change(request, obj)

    def response_where_refused(self, request: HttpRequest, row: Publishable) -> HttpResponse | None:
        """Redirects to the form if the publication was refused."""
        if not getattr(request, "stays", False):
            return None
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(page, args=[row.pk]))


class PublishableFormSet(BaseInlineFormSet):
    """Inline rows: the fields of published rows are disabled unless the user may change them."""

    may_change_published = False

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.is_published and not self.may_change_published:
            for name in [*form._meta.fields, "DELETE"]:
                if name in form.fields:
                    form.fields[name].disabled = True


class PublishableInline(admin.options.InlineModelAdmin):
    """An inline of rows that are published. Comes before TabularInline or StackedInline among the bases."""

    formset = PublishableFormSet
    readonly_fields = ["publication_state"]

    @admin.display(description=gettext_lazy("publicering"))
    def publication_state(self, row: Publishable) -> str:
        return publication_tag(row)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        return type(formset.__name__, (formset,), {"may_change_published": may_change_published(request)})
