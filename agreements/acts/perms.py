"""Permissions to publish, to change public rows and to import: the same for the desk, imports and commands."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import models

from agreements.acts import four_eyes

PUBLISH = "agreements.publish_agreement"


def may_publish(by: User) -> bool:
    return by.has_perm(PUBLISH)


def may_change_public(by: User) -> bool:
    """Whether a change by the person becomes public at once. Else it is proposed, or refused for rows without
    proposals.
    """
    return may_publish(by) and not four_eyes.applies()


def may_import(by: User, model: type[models.Model]) -> bool:
    """Whether the person may log in at the desk and may both add and change rows of the model."""
    label, name = model._meta.app_label, model._meta.model_name
    return by.is_active and by.is_staff and by.has_perms([f"{label}.add_{name}", f"{label}.change_{name}"])
