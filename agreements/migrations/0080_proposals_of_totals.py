"""Published totals are changed by proposals, as agreements are. A meeting names whom it was for, who came or not.

Backwards, the proposals about totals are deleted, and the history keeps what it has of them: its column stays.
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

EVENT_COLUMN = """
ALTER TABLE public.agreements_proposalevent ADD COLUMN IF NOT EXISTS reported_total_id BIGINT NULL;
CREATE INDEX IF NOT EXISTS agreements_proposalevent_reported_total
    ON public.agreements_proposalevent (reported_total_id);
"""
# The log is written before the table changes.
DELETE_PROPOSALS = """
DELETE FROM public.agreements_proposal WHERE reported_total_id IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0079_published_answers_may_be_unverified'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='proposal',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='proposal',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='proposal',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='proposal',
            name='proposal_of_one_row',
        ),
        migrations.AddField(
            model_name='proposal',
            name='reported_total',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='agreements.reportedtotal', verbose_name='rapporterad siffra'),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(EVENT_COLUMN, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AddField(
                    model_name='proposalevent',
                    name='reported_total',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.reportedtotal', verbose_name='rapporterad siffra'),
                ),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_proposalevent" ("accompanies_id", "act", "agreement_id", "changes", "decided_at", "decided_by_id", "document_id", "id", "joint_agreement_id", "on_behalf_of", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "reported_total_id", "returned_because", "round_id", "state") VALUES (NEW."accompanies_id", NEW."act", NEW."agreement_id", NEW."changes", NEW."decided_at", NEW."decided_by_id", NEW."document_id", NEW."id", NEW."joint_agreement_id", NEW."on_behalf_of", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."reason", NEW."reported_total_id", NEW."returned_because", NEW."round_id", NEW."state"); RETURN NULL;', hash='c05f6a201bbee0510fb43c59bc22b0858fdadbba', operation='INSERT', pgid='pgtrigger_insert_insert_8f1b5', table='agreements_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_proposalevent" ("accompanies_id", "act", "agreement_id", "changes", "decided_at", "decided_by_id", "document_id", "id", "joint_agreement_id", "on_behalf_of", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "reported_total_id", "returned_because", "round_id", "state") VALUES (NEW."accompanies_id", NEW."act", NEW."agreement_id", NEW."changes", NEW."decided_at", NEW."decided_by_id", NEW."document_id", NEW."id", NEW."joint_agreement_id", NEW."on_behalf_of", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."reason", NEW."reported_total_id", NEW."returned_because", NEW."round_id", NEW."state"); RETURN NULL;', hash='b073bd6031dc4db53279c630a743f94f9865f688', operation='UPDATE', pgid='pgtrigger_update_update_3d27b', table='agreements_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_proposalevent" ("accompanies_id", "act", "agreement_id", "changes", "decided_at", "decided_by_id", "document_id", "id", "joint_agreement_id", "on_behalf_of", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "reported_total_id", "returned_because", "round_id", "state") VALUES (OLD."accompanies_id", OLD."act", OLD."agreement_id", OLD."changes", OLD."decided_at", OLD."decided_by_id", OLD."document_id", OLD."id", OLD."joint_agreement_id", OLD."on_behalf_of", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."proposed_at", OLD."proposed_by_id", OLD."reason", OLD."reported_total_id", OLD."returned_because", OLD."round_id", OLD."state"); RETURN NULL;', hash='210380e6dff0ed52138bef070616d901635cc15b', operation='DELETE', pgid='pgtrigger_delete_delete_1f732', table='agreements_proposal', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreement__isnull', False), ('joint_agreement', None), ('reported_total', None), ('round', None)), models.Q(('agreement', None), ('joint_agreement__isnull', False), ('reported_total', None), ('round', None)), models.Q(('agreement', None), ('joint_agreement', None), ('reported_total', None), ('round__isnull', False)), models.Q(('agreement', None), ('joint_agreement', None), ('reported_total__isnull', False), ('round', None)), _connector='OR'), name='proposal_of_one_row', violation_error_message='Ett ändringsförslag ska gälla en överenskommelse, en text, en omgång eller en rapporterad siffra.'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'returned'])), fields=('reported_total',), name='proposal_one_of_a_total', violation_error_message='Siffran har redan ett ändringsförslag som inte är avgjort. Fortsätt på det.'),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, DELETE_PROPOSALS),
        migrations.AlterField(
            model_name='dialoguemeeting',
            name='municipalities',
            field=models.ManyToManyField(blank=True, help_text='Kommunerna som mötet var till för, inbjudna eller med på mötet. Mötet syns på deras tidslinjer.', related_name='dialogue_meetings', to='municipalities.municipality', verbose_name='kommuner'),
        ),
    ]
