"""Permissions and password changes in words."""

from __future__ import annotations

from django.contrib.auth.models import Permission, User
from django.db.models import Field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models.administration.accounts import NEW_PASSWORD

# The verb of each permission, by the prefix of its code name.
PERMISSION_VERBS = {
    "view": gettext_lazy("läsa"),
    "add": gettext_lazy("lägga till"),
    "change": gettext_lazy("ändra"),
    "delete": gettext_lazy("ta bort"),
}


def permission_in_words(permission: Permission) -> str:
    """For example "överenskommelse: ta bort"; a custom permission has a Swedish name."""
    about = permission.content_type
    act = permission.codename.removesuffix(f"_{about.model}")
    model = about.model_class()
    kind = model._meta.verbose_name if model else about.model
    return f"{kind}: {PERMISSION_VERBS.get(act, permission.name)}"


def password_changes(label: str) -> list[tuple[Field, str, str]]:
    """The change of the password field, for the event of a changed password. No password is stored."""
    if label != NEW_PASSWORD:
        return []
    return [(User._meta.get_field("password"), _("visas inte"), _("sparat på nytt, visas inte"))]
