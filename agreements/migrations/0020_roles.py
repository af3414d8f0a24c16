"""The four roles of the desk, as groups. docs/operations.md says what each may do."""

from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.models import Q

ALL = ("view", "add", "change", "delete")

# Each role may also do what the roles before it may.
ROLES = {
    "Läsare": {
        model: ["view"]
        for model in (
            "agreement", "jointagreement", "document", "storedfile", "followup", "dialogueround", "dialoguemeeting",
            "reportedtotal", "proposal", "confirmationrequest", "agreementtype", "collaborationlevel", "cooperationarea", "register",
            "revision", "linkcheck", "historyentry", "municipality", "county", "boundary",
        )
    },
    "Registrator": {
        "agreement": ALL, "jointagreement": ALL, "document": ALL, "followup": ALL, "dialogueround": ALL,
        "dialoguemeeting": ALL, "reportedtotal": ALL, "storedfile": ["add"], "importrun": ["view"], "proposal": ["add", "change"],
    },
    "Granskare": {"agreement": ["publish"], "confirmationrequest": ["add", "change"]},
    "Administratör": {},
}  # fmt: skip


def make_roles(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for label in ("agreements", "municipalities", "auth", "contenttypes"):
        # Permissions otherwise come only after the last migration.
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    granted = Q(pk=None)
    for role, models in ROLES.items():
        for model, acts in models.items():
            granted |= Q(content_type__model=model, codename__in=[f"{act}_{model}" for act in acts])
        if role == "Administratör":
            granted = Q(content_type__app_label__in=["agreements", "municipalities"]) | Q(
                content_type__app_label="auth", content_type__model__in=["user", "group"]
            )
        group, _ = Group.objects.get_or_create(name=role)
        # Nobody changes the history.
        unchangeable = Q(content_type__model__endswith="event") | (
            Q(content_type__model="historyentry") & ~Q(codename__startswith="view_")
        )
        group.permissions.set(Permission.objects.filter(granted).exclude(unchangeable))


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0014_submissions"),
        ("municipalities", "0005_contact"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_roles, remove_roles)]
