"""Every published answer has a first day of some precision; the new histories are sealed."""

from django.db import migrations, models

NEW_EVENTS = [
    "completenessevent", "partyevent", "targetgroupevent", "sourceevent", "agreementrevisionevent",
    "agreementtargetgroupevent", "agreementpartyevent", "agreementreplacementevent", "jointagreementpartyevent",
    "reportedmunicipalityevent",
]  # fmt: skip


def take_events_out_of_the_log(apps, schema_editor):
    """The chain is made again without the events whose tables are about to go."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {', '.join(f'public.agreements_{table}' for table in NEW_EVENTS)}")
        cursor.execute("ALTER TABLE public.agreements_historyentry DISABLE TRIGGER USER")
        cursor.execute("SELECT public.rebuild_history()")
        cursor.execute("ALTER TABLE public.agreements_historyentry ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0075_dialogues_have_days"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('published_at', None), ('valid_from__isnull', False), ('valid_from_earliest__isnull', False), _connector='OR'), name='agreement_days_follow_status', violation_error_message='Fyll i gäller från innan du publicerar, så noga som dagen är känd: en dag, en månad, ett år, eller senast en dag.'),
        ),
        migrations.RunSQL("SELECT public.seal_histories()", migrations.RunSQL.noop),
        migrations.RunPython(migrations.RunPython.noop, take_events_out_of_the_log),
    ]
