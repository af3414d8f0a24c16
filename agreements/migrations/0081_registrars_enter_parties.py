"""Registrars enter the parties of the agreements that they register."""

from django.db import migrations
from django.db.models import Q

ROLES = ["Registrator", "Granskare"]
ENTERS = Q(content_type__app_label="agreements", codename__in=["add_party", "change_party"])


def grant(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for group in Group.objects.filter(name__in=ROLES):
        group.permissions.add(*Permission.objects.filter(ENTERS))


def revoke(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for group in Group.objects.filter(name__in=ROLES):
        group.permissions.remove(*Permission.objects.filter(ENTERS))


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0080_proposals_of_totals"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(grant, revoke)]
