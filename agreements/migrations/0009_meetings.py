"""Meetings get a number, which tells them apart in files."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# Those that are there already, and were, are numbered in the order in which they were entered.
NUMBERED = """
ALTER TABLE agreements_dialoguemeeting DISABLE TRIGGER USER;
ALTER TABLE agreements_dialoguemeetingevent DISABLE TRIGGER USER;
UPDATE agreements_dialoguemeeting SET number = id;
UPDATE agreements_dialoguemeetingevent SET number = id;
ALTER TABLE agreements_dialoguemeeting ENABLE TRIGGER USER;
ALTER TABLE agreements_dialoguemeetingevent ENABLE TRIGGER USER;
"""
AS_KNOWN = "SELECT show_as_known('agreements_dialoguemeetingevent', 'agreements_dialoguemeeting', 'id')"


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0008_desk'),
    ]

    operations = [
        # Backwards: the view of the past made again without the column, once that is gone.
        migrations.RunSQL(migrations.RunSQL.noop, AS_KNOWN),
        pgtrigger.migrations.RemoveTrigger(
            model_name='dialoguemeeting',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='dialoguemeeting',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='dialoguemeeting',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='dialoguemeeting',
            name='number',
            field=models.PositiveIntegerField(db_default=0, editable=False, verbose_name='löpnummer'),
        ),
        migrations.AddField(
            model_name='dialoguemeetingevent',
            name='number',
            field=models.PositiveIntegerField(db_default=0, editable=False, verbose_name='löpnummer'),
        ),
        migrations.RunSQL(NUMBERED, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='dialoguemeeting',
            trigger=pgtrigger.compiler.Trigger(name='assign_number', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        PERFORM pg_advisory_xact_lock(hashtext('meeting number'));\n        NEW.number := 1 + GREATEST(\n            (SELECT COALESCE(MAX(number), 0) FROM agreements_dialoguemeeting),\n            (SELECT COALESCE(MAX(number), 0) FROM agreements_dialoguemeetingevent)\n        );\n        RETURN NEW;\n    ", hash='91fa4487cd3b9a56f3b1de8d49f9f24e06af7994', operation='INSERT', pgid='pgtrigger_assign_number_9d9fc', table='agreements_dialoguemeeting', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dialoguemeeting',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_dialoguemeetingevent" ("held_on", "id", "number", "organisers", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "published_at", "published_by_id", "round_id", "source_url", "summary", "title") VALUES (NEW."held_on", NEW."id", NEW."number", NEW."organisers", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."place", NEW."published_at", NEW."published_by_id", NEW."round_id", NEW."source_url", NEW."summary", NEW."title"); RETURN NULL;', hash='453e4372a259dcd9a3a5a0348bf2ae368c95a4c4', operation='INSERT', pgid='pgtrigger_insert_insert_89321', table='agreements_dialoguemeeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dialoguemeeting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_dialoguemeetingevent" ("held_on", "id", "number", "organisers", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "published_at", "published_by_id", "round_id", "source_url", "summary", "title") VALUES (NEW."held_on", NEW."id", NEW."number", NEW."organisers", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."place", NEW."published_at", NEW."published_by_id", NEW."round_id", NEW."source_url", NEW."summary", NEW."title"); RETURN NULL;', hash='c3618d5fb04d756f1c98a8e503a53272ca8b31aa', operation='UPDATE', pgid='pgtrigger_update_update_f442b', table='agreements_dialoguemeeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dialoguemeeting',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_dialoguemeetingevent" ("held_on", "id", "number", "organisers", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "published_at", "published_by_id", "round_id", "source_url", "summary", "title") VALUES (OLD."held_on", OLD."id", OLD."number", OLD."organisers", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."place", OLD."published_at", OLD."published_by_id", OLD."round_id", OLD."source_url", OLD."summary", OLD."title"); RETURN NULL;', hash='5a7c2bb54a2257a87a607742b0a888e57ef1bf5e', operation='DELETE', pgid='pgtrigger_delete_delete_3c413', table='agreements_dialoguemeeting', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='dialoguemeeting',
            constraint=models.UniqueConstraint(fields=('number',), name='dialogue_meeting_number_given_once', violation_error_message='Numret finns redan. Spara igen.'),
        ),
        migrations.AddConstraint(
            model_name='dialoguemeeting',
            constraint=models.UniqueConstraint(fields=('round', 'held_on', 'title'), name='dialogue_meeting_entered_once', violation_error_message='Omgången har redan ett möte med den rubriken den dagen. Ändra det, eller skriv en annan rubrik.'),
        ),
        # Backwards: the view lets go of the column, which can then be removed.
        migrations.RunSQL(AS_KNOWN, "DROP VIEW IF EXISTS as_known.agreements_dialoguemeeting"),
    ]
