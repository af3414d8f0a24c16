"""The functions of accounts, on each account's own page and in a list."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import admin as accounts_of_django  # noqa: F401, registers the page of accounts
from django.contrib.auth.models import User

from agreements.admin.base import DeskAdmin
from agreements.models import AccountFunction


@admin.register(AccountFunction)
class AccountFunctionAdmin(DeskAdmin):
    list_display = ["account", "function"]
    list_select_related = ["account"]
    search_fields = ["account__username", "account__first_name", "account__last_name", "function"]
    autocomplete_fields = ["account"]
    ordering = ["account__username"]


class FunctionInline(admin.TabularInline):
    model = AccountFunction
    fields = ["function"]


# On whichever page the desk has for accounts.
accounts = admin.site.get_model_admin(User)
accounts.inlines = [*accounts.inlines, FunctionInline]  # type: ignore[misc]
