"""Administrators give roles and do not change them: what a role may do is the superuser's to decide."""

import pghistory
from django.db import migrations

RIGHTS = ["add_group", "change_group", "delete_group"]


def _permissions(apps):
    return apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="auth", content_type__model="group", codename__in=RIGHTS
    )


def take(apps, schema_editor):
    with pghistory.context(command="migrate"):
        for group in apps.get_model("auth", "Group").objects.filter(name="Administratör"):
            group.permissions.remove(*_permissions(apps))


def give_back(apps, schema_editor):
    with pghistory.context(command="migrate"):
        for group in apps.get_model("auth", "Group").objects.filter(name="Administratör"):
            group.permissions.add(*_permissions(apps))


class Migration(migrations.Migration):
    dependencies = [("agreements", "0040_account_history")]

    operations = [migrations.RunPython(take, give_back)]
