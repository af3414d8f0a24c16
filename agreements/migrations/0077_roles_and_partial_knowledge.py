"""The roles may use what the register holds of what is really known."""

import pghistory
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.models import Q

# Each role may also do what the roles before it may; "Administratör" may all.
ROLES = {
    "Läsare": {model: ["view"] for model in ("source", "agreementrevision", "party", "targetgroup", "completeness")},
    "Registrator": {"source": ["view", "add", "change", "delete"], "agreementrevision": ["view", "add", "change", "delete"]},
    "Granskare": {},
    "Administratör": {
        model: ["view", "add", "change", "delete"]
        for model in ("source", "agreementrevision", "party", "targetgroup", "completeness")
    },
}


def grant(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    # Permissions otherwise come only after the last migration.
    config = apps.get_app_config("agreements")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    granted = Q(pk=None)
    with pghistory.context(command="migrate"):
        for role, models_of_role in ROLES.items():
            for model, acts in models_of_role.items():
                granted |= Q(content_type__model=model, codename__in=[f"{act}_{model}" for act in acts])
            for group in Group.objects.filter(name=role):
                group.permissions.add(*Permission.objects.filter(granted, content_type__app_label="agreements"))


def take_back(apps, schema_editor):
    """Also from roles and accounts that an administrator gave them to: the models are about to go."""
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="agreements", content_type__model__in=ROLES["Administratör"]
    )
    with pghistory.context(command="migrate"):
        for group in apps.get_model("auth", "Group").objects.filter(permissions__in=permissions).distinct():
            group.permissions.remove(*permissions)
        for account in apps.get_model("auth", "User").objects.filter(user_permissions__in=permissions).distinct():
            account.user_permissions.remove(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0076_published_answers_begin"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, take_back)]
