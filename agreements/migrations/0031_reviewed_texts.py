"""The texts of joint agreements and dialogue rounds are changed by proposals too, while the public sees them.

Backwards, the proposals of texts go, and the history keeps what it has of them: its columns stay.
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

EVENT_COLUMNS = """
ALTER TABLE agreements_proposalevent
    ALTER COLUMN agreement_id DROP NOT NULL,
    ADD COLUMN IF NOT EXISTS joint_agreement_id BIGINT NULL,
    ADD COLUMN IF NOT EXISTS round_id BIGINT NULL;
CREATE INDEX IF NOT EXISTS agreements_proposalevent_joint_agreement ON agreements_proposalevent (joint_agreement_id);
CREATE INDEX IF NOT EXISTS agreements_proposalevent_round ON agreements_proposalevent (round_id);
"""
# The log's triggers wait for the end of the transaction, and a table with waiting triggers cannot be altered.
PROPOSALS_OF_TEXTS_REMOVED = """
DELETE FROM agreements_proposal WHERE agreement_id IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0030_accompanying_ends'),
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
        migrations.AddField(
            model_name='proposal',
            name='joint_agreement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='agreements.jointagreement', verbose_name='gemensam överenskommelse'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='round',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='agreements.dialogueround', verbose_name='dialogomgång'),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(EVENT_COLUMNS, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AddField(
                    model_name='proposalevent',
                    name='joint_agreement',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.jointagreement', verbose_name='gemensam överenskommelse'),
                ),
                migrations.AddField(
                    model_name='proposalevent',
                    name='round',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.dialogueround', verbose_name='dialogomgång'),
                ),
                migrations.AlterField(
                    model_name='proposalevent',
                    name='agreement',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreement', verbose_name='överenskommelse'),
                ),
            ],
        ),
        migrations.AlterField(
            model_name='proposal',
            name='agreement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='agreements.agreement', verbose_name='överenskommelse'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_proposalevent" ("accompanies_id", "act", "agreement_id", "changes", "decided_at", "decided_by_id", "document_id", "id", "joint_agreement_id", "on_behalf_of", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "returned_because", "round_id", "state") VALUES (NEW."accompanies_id", NEW."act", NEW."agreement_id", NEW."changes", NEW."decided_at", NEW."decided_by_id", NEW."document_id", NEW."id", NEW."joint_agreement_id", NEW."on_behalf_of", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."reason", NEW."returned_because", NEW."round_id", NEW."state"); RETURN NULL;', hash='c90e5d39944f4cfbcf4930e6315fb84fafe84e62', operation='INSERT', pgid='pgtrigger_insert_insert_8f1b5', table='agreements_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_proposalevent" ("accompanies_id", "act", "agreement_id", "changes", "decided_at", "decided_by_id", "document_id", "id", "joint_agreement_id", "on_behalf_of", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "returned_because", "round_id", "state") VALUES (NEW."accompanies_id", NEW."act", NEW."agreement_id", NEW."changes", NEW."decided_at", NEW."decided_by_id", NEW."document_id", NEW."id", NEW."joint_agreement_id", NEW."on_behalf_of", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."reason", NEW."returned_because", NEW."round_id", NEW."state"); RETURN NULL;', hash='3c35f23220481bb946075f69074b16e193ac4a49', operation='UPDATE', pgid='pgtrigger_update_update_3d27b', table='agreements_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_proposalevent" ("accompanies_id", "act", "agreement_id", "changes", "decided_at", "decided_by_id", "document_id", "id", "joint_agreement_id", "on_behalf_of", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "returned_because", "round_id", "state") VALUES (OLD."accompanies_id", OLD."act", OLD."agreement_id", OLD."changes", OLD."decided_at", OLD."decided_by_id", OLD."document_id", OLD."id", OLD."joint_agreement_id", OLD."on_behalf_of", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."proposed_at", OLD."proposed_by_id", OLD."reason", OLD."returned_because", OLD."round_id", OLD."state"); RETURN NULL;', hash='a8fe5b91425ea9b8f52eac86db9c48587f8a457c', operation='DELETE', pgid='pgtrigger_delete_delete_1f732', table='agreements_proposal', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreement__isnull', False), ('joint_agreement', None), ('round', None)), models.Q(('agreement', None), ('joint_agreement__isnull', False), ('round', None)), models.Q(('agreement', None), ('joint_agreement', None), ('round__isnull', False)), _connector='OR'), name='proposal_of_one_row', violation_error_message='Ett ändringsförslag ska gälla en överenskommelse, en text eller en omgång.'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'returned'])), fields=('joint_agreement',), name='proposal_one_of_a_joint_agreement', violation_error_message='Den gemensamma överenskommelsen har redan ett ändringsförslag som inte är avgjort. Fortsätt på det.'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'returned'])), fields=('round',), name='proposal_one_of_a_round', violation_error_message='Dialogomgången har redan ett ändringsförslag som inte är avgjort. Fortsätt på det.'),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, PROPOSALS_OF_TEXTS_REMOVED),
    ]
