"""Accounts and groups: Django's pages, without a way to get or give more permissions than one has."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from agreements.desk.accounts.rights import groups_to_give, may_manage
from agreements.desk.base import TrackedAdmin, person
from agreements.history.account_words import permission_in_words
from agreements.models import AccountFunction

admin.site.unregister([User, Group])


class PermissionsField(ModelMultipleChoiceField):
    def label_from_instance(self, obj: Permission) -> str:
        return permission_in_words(obj)


class FunctionInline(admin.TabularInline):
    """The function that is public as the verifier of the account's answers."""

    model = AccountFunction
    fields = ["function"]


@admin.register(User)
class UserDeskAdmin(TrackedAdmin, UserAdmin):
    inlines = [FunctionInline]
    list_display = [
        "username", "first_name", "last_name", "account_function__function", "email", "is_staff", "is_active",
    ]  # fmt: skip
    list_select_related = ["account_function"]
    filter_horizontal = ["user_permissions"]
    # Set by Django.
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Rättigheter"), {"fields": ["is_active", "is_staff", "groups"]}),
        (_("Tider"), {"fields": ["last_login", "date_joined"]}),
    ]
    password_fieldsets = [(_("Lösenord"), {"fields": ["password"]})]
    superuser_fieldsets = [(_("Utanför rollerna"), {"fields": ["is_superuser", "user_permissions"]})]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        password = self.password_fieldsets if obj and self.has_change_permission(request, obj) else []
        outside = self.superuser_fieldsets if obj and request.user.is_superuser else []
        return [*super().get_fieldsets(request, obj), *password, *outside]

    def get_list_filter(self, request: HttpRequest) -> Any:
        superuser_filters = ["is_superuser"] if request.user.is_superuser else []
        return ["is_active", "is_staff", *superuser_filters, "groups"]

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        options: dict[str, Any] = {"form_class": PermissionsField}
        if db_field.name == "groups":
            options = {"queryset": groups_to_give(person(request)).order_by("pk"), "widget": CheckboxSelectMultiple}
        return super().formfield_for_manytomany(db_field, request, **options, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or may_manage(person(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or may_manage(person(request), obj))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id is None:
            # A form with a password is not stored, not even as a digest. User names are unique, so none is saved twice.
            return admin.ModelAdmin.changeform_view(self, request, None, form_url, extra_context)
        return super().changeform_view(request, object_id, form_url, extra_context)


@admin.register(Group)
class GroupDeskAdmin(TrackedAdmin, GroupAdmin):
    """Only superusers change the permissions of a group: the groups bound what administrators may give."""

    readonly_fields = ["rights"]

    def get_fields(self, request: HttpRequest, obj: Group | None = None) -> Any:
        return ["name", "permissions" if request.user.is_superuser else "rights"]

    @admin.display(description=_("rättigheter"))
    def rights(self, group: Group) -> str:
        """The permissions in Swedish: Django lists them in English to readers."""
        words = sorted(map(permission_in_words, group.permissions.select_related("content_type")))
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((word,) for word in words)))

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: Any = None, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, form_class=PermissionsField, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.is_superuser and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.is_superuser and super().has_delete_permission(request, obj)
