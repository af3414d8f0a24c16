"""A declined answer has no levels or areas: those that stand there are taken away, and the history keeps them.

Backwards, what was taken away here is put back.
"""

import pghistory
from django.db import migrations

ACT = "declined_without_terms"
LINKS = [("levels", "AgreementLevelEvent", "collaborationlevel"), ("areas", "AgreementAreaEvent", "cooperationarea")]


def remove_terms(apps, schema_editor):
    Agreement = apps.get_model("agreements", "Agreement")
    with pghistory.context(act=ACT, command="migrate"):
        for name, _event, _term in LINKS:
            getattr(Agreement, name).through.objects.filter(agreement__status="declined").delete()


def put_terms_back(apps, schema_editor):
    Agreement = apps.get_model("agreements", "Agreement")
    with pghistory.context(act=ACT, command="migrate"):
        for name, event, term in LINKS:
            through = getattr(Agreement, name).through
            model = apps.get_model("agreements", term)
            removed = apps.get_model("agreements", event).objects.filter(
                pgh_label="delete",
                pgh_context__metadata__act=ACT,
                agreement_id__in=Agreement.objects.filter(status="declined").values("pk"),
                **{f"{term}_id__in": model.objects.values("pk")},
            )
            links = removed.values_list("agreement_id", f"{term}_id").distinct()
            through.objects.bulk_create(
                [through(agreement_id=agreement, **{f"{term}_id": key}) for agreement, key in links],
                ignore_conflicts=True,
            )


class Migration(migrations.Migration):
    dependencies = [("agreements", "0060_import_notes")]

    operations = [migrations.RunPython(remove_terms, put_terms_back)]
