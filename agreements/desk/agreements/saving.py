"""Saves the form of an agreement.

A draft is saved and, at the press of a button, submitted or published. For a published agreement a change is proposed.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import ManyToManyField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from agreements.acts import agreements as agreement_acts
from agreements.acts import closings, companions, publication, publication_refusals
from agreements.acts.companions import PublicRow, ShownDigests
from agreements.desk.agreements.change_proposals import (
    DIGESTS_FIELD,
    MERGED_NOTICE,
    ChangeProposals,
    change_address,
    is_merged,
)
from agreements.desk.agreements.form import TERM_FIELDS, AgreementForm, terms_field
from agreements.desk.base import person
from agreements.desk.conflicts.admin import ConflictAdmin
from agreements.desk.publishable import DeskRequest, PublicationAdmin
from agreements.models import Agreement, Proposal

IDENTITY = ["public_id", "publication"]


class DraftAdmin(ChangeProposals, PublicationAdmin, ConflictAdmin):
    """A mixin of the admin of agreements."""

    def get_fieldsets(self, request: HttpRequest, obj: Agreement | None = None) -> Any:
        (title, first), *others = super().get_fieldsets(request, obj)
        if obj is None:
            first["fields"] = [name for name in first["fields"] if name not in IDENTITY]
        return [(title, first), *others]

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in TERM_FIELDS:
            return terms_field(db_field)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def lock(self, key: str) -> bool:
        """Locks the proposals before their agreement: decisions on proposals lock in the same order."""
        undecided = Proposal.objects.undecided().filter(agreement__pk=key).order_by("pk")
        list(undecided.select_for_update(no_key=True))
        return super().lock(key)

    # Saving

    def save_model(self, request: HttpRequest, obj: Agreement, form: Any, change: bool) -> None:
        if not form.proposes:
            obj.returned_because = ""
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: AgreementForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.proposes:
            return
        if form.closes:
            closings.close_before(form.closes, form.instance, by=person(request))
        closings.move_closing(form.instance, by=person(request))
        cast("DeskRequest", request).new_row_keys = new_row_keys(form, formsets)

    def response_add(self, request: HttpRequest, obj: Agreement, post_url_continue: str | None = None) -> HttpResponse:
        return self.submit_or_publish(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Agreement) -> HttpResponse:
        if Agreement.objects.published().filter(pk=obj.pk).exists():
            return HttpResponseRedirect(change_address(obj))
        return self.submit_or_publish(request, obj) or super().response_change(request, obj)

    def submit_or_publish(self, request: HttpRequest, draft: Agreement) -> HttpResponse | None:
        """Submits or publishes the saved draft if that button was pressed."""
        by, chosen = person(request), Agreement.objects.filter(pk=draft.pk)
        try:
            if "_publish" in request.POST and self.has_publish_permission(request):
                if is_merged(request):
                    raise ValidationError(str(MERGED_NOTICE))
                publication.publish(chosen, by=by, seen_digests=seen_digests(request, draft))
                message = _("%(id)s är publicerad.")
            elif "_submit" in request.POST:
                agreement_acts.submit(chosen, by=by)
                message = _("%(id)s är lämnad för granskning.")
            else:
                return None
        except ValidationError as error:
            obstacles = format_html_join("", "<li>{}</li>", ([message] for message in error.messages))
            saved = _("Utkastet är sparat, men det är inte färdigt:")
            self.message_user(request, format_html("{} <ul>{}</ul>", saved, obstacles), messages.WARNING)
        else:
            self.message_user(request, message % {"id": draft.public_id}, messages.SUCCESS)
        return HttpResponseRedirect(change_address(draft))

    # The page

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        draft = kwargs.get("obj")
        context["may_publish"] = self.has_publish_permission(request)
        if draft and not draft.is_published:
            context |= self.draft_context(request, draft)
        return super().render_change_form(request, context, *args, **kwargs)

    def draft_context(self, request: HttpRequest, draft: Agreement) -> dict[str, Any]:
        by, companion_rows = person(request), companions.rows_of_draft(draft)
        publishes = self.has_publish_permission(request)
        obstacles = publication_refusals.four_eyes_obstacles(draft, companion_rows, by) if publishes else []
        return {
            "may_publish": publishes and not obstacles,
            "obstacles": obstacles,
            "missing": publication.obstacles_to_publication(draft, by=by)
            if self.has_change_permission(request, draft)
            else [],
            "companions": companion_rows,
            "digests": {"name": DIGESTS_FIELD, "seal": companions.seal_digests(companion_rows)},
        }


def new_row_keys(form: AgreementForm, formsets: Any) -> set[str]:
    """The keys of the rows that were entered with this form, besides the agreement."""
    rows = [row for formset in formsets for row in formset.new_objects]
    rows += [row for formset in formsets for row, _fields in formset.changed_objects]
    rows += form.instance.accompanied_by.undecided().filter(agreement=form.closes) if form.closes else []
    return {PublicRow(row).key for row in rows}


def seen_digests(request: HttpRequest, draft: Agreement) -> ShownDigests:
    """The digests of the rows that the user has seen: those on the page, and those entered with the form."""
    entered_keys: set[str] = getattr(request, "new_row_keys", set())
    entered_rows = [
        PublicRow(draft),
        *(companion for companion in companions.rows_of_draft(draft) if companion.key in entered_keys),
    ]
    return {**companions.unseal_digests(request.POST.get(DIGESTS_FIELD, "")), **companions.row_digests(entered_rows)}
