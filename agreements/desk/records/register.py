"""The admins of the register's settings and of rows that the system writes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from agreements.desk.base import TrackedAdmin
from agreements.models import ContactMessage, LinkCheck, Register, Reminder, Revision, Submission


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
class RevisionAdmin(admin.ModelAdmin):
    """Read-only: the database's triggers raise the revision."""

    list_display = ["number", "changed_at"]
    fields = ["number", "transaction", "changed_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return False


@admin.register(ContactMessage)
class ContactMessageAdmin(admin.ModelAdmin):
    """Messages can be read and deleted, not changed."""

    list_display = ["subject", "reply_to", "received_at", "sent_at"]
    search_fields = ["subject", "message", "reply_to"]
    ordering = ["-received_at"]
    fields = ["subject", "message", "reply_to", "received_at", "sent_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ContactMessage | None = None) -> bool:
        return False


@admin.register(LinkCheck)
class LinkCheckAdmin(admin.ModelAdmin):
    """Read-only: `manage.py check_links` writes the checks."""

    list_display = ["url", "is_alive", "status", "error", "size", "checked_at"]
    list_filter = ["is_alive"]
    search_fields = ["url", "error"]
    ordering = ["is_alive", "url"]
    fields = ["url", "is_alive", "status", "error", "size", "checked_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: LinkCheck | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LinkCheck | None = None) -> bool:
        return False


@admin.register(Reminder)
class ReminderAdmin(admin.ModelAdmin):
    """Read and delete only: `manage.py send_reminders` writes reminders, and sends a deleted one again."""

    list_display = ["recipient", "matter", "row", "sent_at"]
    list_select_related = ["recipient"]
    list_filter = ["matter"]
    search_fields = ["recipient__username", "matter", "row"]
    ordering = ["-sent_at"]
    fields = ["recipient", "matter", "row", "sent_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Reminder | None = None) -> bool:
        return False


@admin.register(Submission)
class SubmissionAdmin(admin.ModelAdmin):
    """Read-only: written when a form is saved, and deleted after a day."""

    list_display = ["saved_at", "user", "url"]
    list_select_related = ["user"]
    ordering = ["-saved_at"]
    fields = ["saved_at", "user", "url"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Submission | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Submission | None = None) -> bool:
        return False

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Hides the model from the index."""
        return {}
