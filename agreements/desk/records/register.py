"""The admins of the register's settings and of rows that the system writes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from agreements.desk.base import TrackedAdmin
from agreements.models import ContactMessage, LinkCheck, Register, Reminder, Revision, Submission
from municipalities.admin import ReadOnlyAdmin


@admin.register(Register)
class RegisterAdmin(TrackedAdmin):
    """The settings: the list redirects to the form of the only row."""

    list_display = ["name", "publisher", "licence", "is_demo"]
    fields = ["name", "publisher", "contact_email", "licence", "licence_url", "four_eyes", "is_demo"]
    readonly_fields = ["is_demo"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if register := Register.objects.first():
            return HttpResponseRedirect(reverse("admin:agreements_register_change", args=[register.pk]))
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Register.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Register | None = None) -> bool:
        return False


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """Read-only: the database's triggers raise the revision."""

    list_display = ["number", "changed_at"]
    fields = ["number", "transaction", "changed_at"]


@admin.register(ContactMessage)
class ContactMessageAdmin(ReadOnlyAdmin):
    """Messages can be read and deleted, not changed."""

    may_be_removed = True
    list_display = ["subject", "reply_to", "received_at", "sent_at"]
    search_fields = ["subject", "message", "reply_to"]
    ordering = ["-received_at"]
    fields = ["subject", "message", "reply_to", "received_at", "sent_at"]


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnlyAdmin):
    """Read-only: `manage.py check_links` writes the checks."""

    list_display = ["url", "is_alive", "status", "error", "size", "checked_at"]
    list_filter = ["is_alive"]
    search_fields = ["url", "error"]
    ordering = ["is_alive", "url"]
    fields = ["url", "is_alive", "status", "error", "size", "checked_at"]


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    """Read and delete only: `manage.py send_reminders` writes reminders, and sends a deleted one again."""

    may_be_removed = True
    list_display = ["recipient", "matter", "row", "sent_at"]
    list_select_related = ["recipient"]
    list_filter = ["matter"]
    search_fields = ["recipient__username", "matter", "row"]
    ordering = ["-sent_at"]
    fields = ["recipient", "matter", "row", "sent_at"]


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    """Read-only: written when a form is saved, and deleted after a day."""

    list_display = ["saved_at", "user", "url"]
    list_select_related = ["user"]
    ordering = ["-saved_at"]
    fields = ["saved_at", "user", "url"]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Hides the model from the index."""
        return {}
