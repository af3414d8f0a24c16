"""The columns of a stored file: its size, its warnings, and where it is used."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts.values import EMPTY
from agreements.models import Document, Proposal, StoredFile
from agreements.models.events import history_model


class StoredFileColumns:
    @admin.display(description=gettext_lazy("storlek"), ordering="size")
    def size_in_words(self, stored: StoredFile) -> str:
        return filesizeformat(stored.size)

    @admin.display(description=gettext_lazy("varning"))
    def warnings(self, stored: StoredFile) -> str:
        return ", ".join(stored.warnings) or EMPTY

    @admin.display(description=gettext_lazy("dokument"), ordering="uses")
    def documents_with_it(self, stored: StoredFile) -> int:
        return stored.uses  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("uppladdad"), ordering="stored_at")
    def stored_on(self, stored: StoredFile) -> str:
        return timezone.localdate(stored.stored_at).isoformat()

    @admin.display(description=gettext_lazy("uppladdad av"), ordering="stored_by")
    def uploaded_by(self, stored: StoredFile) -> str:
        return (
            (stored.stored_by.get_full_name() or stored.stored_by.get_username()) if stored.stored_by else _("kommunen")
        )

    @admin.display(description=gettext_lazy("visning"), ordering="withheld_at")
    def state(self, stored: StoredFile) -> str:
        if stored.withheld_at is None:
            return EMPTY
        return format_html('<span class="tag tag-draft">{}</span> {}', _("Undanhållen"), stored.withheld_because)

    @admin.display(description=gettext_lazy("dokument som har filen"))
    def used_by(self, stored: StoredFile) -> str:
        documents = stored.documents.select_related("agreement__municipality", "joint_agreement")
        return _link_list(
            (
                reverse("admin:agreements_document_change", args=[document.pk]),
                f"{document.agreement or document.joint_agreement}: {document.title}",
                _("publicerat") if document.is_published else _("utkast"),
            )
            for document in documents
        )

    @admin.display(description=gettext_lazy("ändringsförslag med filen som underlag"))
    def grounds_for(self, stored: StoredFile) -> str:
        proposals = Proposal.objects.filter(document=stored).select_related("agreement__municipality")
        return _link_list(
            (
                reverse("admin:agreements_proposal_change", args=[proposal.pk]),
                f"{proposal.agreement}: {proposal.get_act_display()}",
                proposal.get_state_display(),
            )
            for proposal in proposals
        )

    @admin.display(description=gettext_lazy("dokument som har haft filen"))
    def used_before(self, stored: StoredFile) -> str:
        events: Any = history_model(Document).objects.filter(file=stored.pk)
        events = events.exclude(pgh_obj__in=stored.documents.values("pk")).order_by("pgh_obj_id", "-pgh_id")
        latest_events = events.distinct("pgh_obj_id").select_related("agreement__municipality", "joint_agreement")
        return _link_list(
            (
                reverse("admin:agreements_document_history", args=[event.pgh_obj_id]),
                f"{event.agreement or event.joint_agreement or ''}: {event.title}",
                _("historik"),
            )
            for event in latest_events
        )


def _link_list(rows: Any) -> str:
    return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a> ({})', rows) or EMPTY
