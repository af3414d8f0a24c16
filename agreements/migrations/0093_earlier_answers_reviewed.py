"""What municipalities confirmed before anybody reviewed it is public already, and is not asked about again.

Administrators set the functions of accounts, whose history is sealed like every other.
"""

import pghistory
from django.contrib.auth.management import create_permissions
from django.db import migrations


def count_as_reviewed(apps, schema_editor):
    ConfirmationRequest = apps.get_model("agreements", "ConfirmationRequest")
    with pghistory.context(command="migrate"):
        for request in ConfirmationRequest.objects.filter(answer="correct", reviewed_at=None).select_related("municipality"):
            request.reviewed_at = request.answered_at
            request.shown_as = f"{request.answered_by}, {request.municipality.official_name}"[:200]
            request.save()


def give_administrators(apps, schema_editor):
    config = apps.get_app_config("agreements")
    # Permissions otherwise come only after the last migration.
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__model="accountfunction")
    for group in apps.get_model("auth", "Group").objects.filter(name="Administratör"):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0092_functions_and_reviews")]

    operations = [
        migrations.RunSQL("SELECT public.seal_histories()", migrations.RunSQL.noop),
        migrations.RunPython(count_as_reviewed, migrations.RunPython.noop),
        migrations.RunPython(give_administrators, migrations.RunPython.noop),
    ]
