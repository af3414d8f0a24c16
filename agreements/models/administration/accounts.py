"""Proxies of Django's User and Group and of their links, so that the history tracks them.

The proxies put the triggers and history tables in this app's migrations. All other code uses `User` and `Group`.
"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _

# The event of a changed password. The history holds no password, not even as a hash.
NEW_PASSWORD = "new_password"  # noqa: S105 - the name of an event


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.UpdateEvent(NEW_PASSWORD, condition=pgtrigger.AnyChange("password")),
    pghistory.DeleteEvent(),
    exclude=["password", "last_login"],
    meta={"default_permissions": ()},
)
class Account(User):
    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("användare")
        verbose_name_plural = _("användare")


@pghistory.track(meta={"default_permissions": ()})
class Role(Group):
    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("grupp")
        verbose_name_plural = _("grupper")


LINK_EVENTS = (pghistory.InsertEvent(), pghistory.DeleteEvent())


@pghistory.track(*LINK_EVENTS, obj_field=None, model_name="AccountRoleEvent", meta={"default_permissions": ()})
class AccountRole(User.groups.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("användarens grupp")
        verbose_name_plural = _("användarnas grupper")


@pghistory.track(*LINK_EVENTS, obj_field=None, model_name="AccountPermissionEvent", meta={"default_permissions": ()})
class AccountPermission(User.user_permissions.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("användarens rättighet")
        verbose_name_plural = _("användarnas rättigheter")


@pghistory.track(*LINK_EVENTS, obj_field=None, model_name="RolePermissionEvent", meta={"default_permissions": ()})
class RolePermission(Group.permissions.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("gruppens rättighet")
        verbose_name_plural = _("gruppernas rättigheter")
