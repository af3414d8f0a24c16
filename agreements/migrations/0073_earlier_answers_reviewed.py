"""What municipalities confirmed before anybody reviewed it is public already, and is not asked about again.

Administrators set the functions of accounts, whose history is sealed like every other.
"""

import pghistory
from django.contrib.auth.management import create_permissions
from django.db import migrations

FUNCTION_EVENTS = "public.agreements_accountfunctionevent"


def count_as_reviewed(apps, schema_editor):
    """Those that marked agreements as verified at once; and, run again, those that the history has a review of."""
    ConfirmationRequest = apps.get_model("agreements", "ConfirmationRequest")
    events = apps.get_model("agreements", "ConfirmationRequestEvent").objects.filter(reviewed_at__isnull=False)
    verified = apps.get_model("agreements", "AgreementEvent").objects.filter(pgh_context__metadata__act="confirm")
    waiting = ConfirmationRequest.objects.filter(answer="correct", reviewed_at=None).select_related("municipality")
    with pghistory.context(command="migrate"):
        for request in waiting:
            if review := events.filter(pgh_obj=request.pk).order_by("-pgh_id").first():
                request.reviewed_at, request.reviewed_by_id = review.reviewed_at, review.reviewed_by_id
                request.shown_as = review.shown_as
            elif verified.filter(pgh_context__metadata__confirmation=request.pk).exists():
                request.reviewed_at = request.answered_at
                request.shown_as = f"{request.answered_by}, {request.municipality.official_name}"[:200]
            else:
                continue
            request.save()


def _permissions(apps):
    return apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="agreements", content_type__model="accountfunction"
    )


def give_administrators(apps, schema_editor):
    config = apps.get_app_config("agreements")
    # Permissions otherwise come only after the last migration.
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    with pghistory.context(command="migrate"):
        for group in apps.get_model("auth", "Group").objects.filter(name="Administratör"):
            group.permissions.add(*_permissions(apps))


def take_back(apps, schema_editor):
    with pghistory.context(command="migrate"):
        for group in apps.get_model("auth", "Group").objects.filter(name="Administratör"):
            group.permissions.remove(*_permissions(apps))


def take_events_out_of_the_log(apps, schema_editor):
    """The chain is made again without the events of the functions, whose tables are about to go."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {FUNCTION_EVENTS}")
        cursor.execute("ALTER TABLE public.agreements_historyentry DISABLE TRIGGER USER")
        cursor.execute("SELECT public.rebuild_history()")
        cursor.execute("ALTER TABLE public.agreements_historyentry ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("agreements", "0072_functions_and_reviews")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, take_events_out_of_the_log),
        migrations.RunSQL("SELECT public.seal_histories()", migrations.RunSQL.noop),
        migrations.RunPython(count_as_reviewed, migrations.RunPython.noop),
        migrations.RunPython(give_administrators, take_back),
    ]
