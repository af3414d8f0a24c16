"""The functions of accounts, and who at the desk has accepted what a municipality confirmed.

Backwards, the history keeps what it has of the reviews: its columns stay. The functions go with their history.
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

EVENT_COLUMNS = """
ALTER TABLE agreements_confirmationrequestevent
    ADD COLUMN IF NOT EXISTS reviewed_at TIMESTAMPTZ NULL,
    ADD COLUMN IF NOT EXISTS reviewed_by_id INTEGER NULL,
    ADD COLUMN IF NOT EXISTS shown_as VARCHAR(200) NOT NULL DEFAULT '';
CREATE INDEX IF NOT EXISTS agreements_confirmationrequestevent_reviewed_by
    ON agreements_confirmationrequestevent (reviewed_by_id);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0071_declined_has_no_terms'),
        ('municipalities', '0006_help_texts'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountFunction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('function', models.CharField(help_text='Till exempel handläggare, Arbetsförmedlingen Malmö. Visas för alla som kontrollerad av. Aldrig en persons namn.', max_length=200, verbose_name='funktion')),
            ],
            options={
                'verbose_name': 'kontots funktion',
                'verbose_name_plural': 'kontonas funktioner',
                'ordering': ['function'],
            },
        ),
        migrations.CreateModel(
            name='AccountFunctionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('function', models.CharField(help_text='Till exempel handläggare, Arbetsförmedlingen Malmö. Visas för alla som kontrollerad av. Aldrig en persons namn.', max_length=200, verbose_name='funktion')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='confirmationrequest',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='confirmationrequest',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='confirmationrequest',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='confirmationrequest',
            name='reviewed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='granskad'),
        ),
        migrations.AddField(
            model_name='confirmationrequest',
            name='reviewed_by',
            field=models.ForeignKey(blank=True, editable=False, help_text='Tomt för svar från tiden innan svaren granskades.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granskad av'),
        ),
        migrations.AddField(
            model_name='confirmationrequest',
            name='shown_as',
            field=models.CharField(blank=True, editable=False, help_text='Funktionen som granskaren har godtagit. Tomt när svaret inte är godtaget.', max_length=200, verbose_name='visas för alla som'),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(EVENT_COLUMNS, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AddField(
                    model_name='confirmationrequestevent',
                    name='reviewed_at',
                    field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='granskad'),
                ),
                migrations.AddField(
                    model_name='confirmationrequestevent',
                    name='reviewed_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, editable=False, help_text='Tomt för svar från tiden innan svaren granskades.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granskad av'),
                ),
                migrations.AddField(
                    model_name='confirmationrequestevent',
                    name='shown_as',
                    field=models.CharField(blank=True, editable=False, help_text='Funktionen som granskaren har godtagit. Tomt när svaret inte är godtaget.', max_length=200, verbose_name='visas för alla som'),
                ),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='confirmationrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_confirmationrequestevent" ("answer", "answered_at", "answered_by", "asked_at", "asked_by_id", "expires_at", "function", "id", "message", "municipality_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewed_at", "reviewed_by_id", "revoked_at", "revoked_by_id", "sent_at", "sent_to", "shown_as", "snapshot") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by", NEW."asked_at", NEW."asked_by_id", NEW."expires_at", NEW."function", NEW."id", NEW."message", NEW."municipality_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."reviewed_at", NEW."reviewed_by_id", NEW."revoked_at", NEW."revoked_by_id", NEW."sent_at", NEW."sent_to", NEW."shown_as", NEW."snapshot"); RETURN NULL;', hash='e1f390661e855d132e6b8b0eaab216884743fc43', operation='INSERT', pgid='pgtrigger_insert_insert_69dc2', table='agreements_confirmationrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='confirmationrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer" IS DISTINCT FROM (NEW."answer") OR OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."answered_by" IS DISTINCT FROM (NEW."answered_by") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."function" IS DISTINCT FROM (NEW."function") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."message" IS DISTINCT FROM (NEW."message") OR OLD."municipality_id" IS DISTINCT FROM (NEW."municipality_id") OR OLD."reviewed_at" IS DISTINCT FROM (NEW."reviewed_at") OR OLD."reviewed_by_id" IS DISTINCT FROM (NEW."reviewed_by_id") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."revoked_by_id" IS DISTINCT FROM (NEW."revoked_by_id") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."sent_to" IS DISTINCT FROM (NEW."sent_to") OR OLD."shown_as" IS DISTINCT FROM (NEW."shown_as") OR OLD."snapshot" IS DISTINCT FROM (NEW."snapshot"))', func='INSERT INTO "agreements_confirmationrequestevent" ("answer", "answered_at", "answered_by", "asked_at", "asked_by_id", "expires_at", "function", "id", "message", "municipality_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewed_at", "reviewed_by_id", "revoked_at", "revoked_by_id", "sent_at", "sent_to", "shown_as", "snapshot") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by", NEW."asked_at", NEW."asked_by_id", NEW."expires_at", NEW."function", NEW."id", NEW."message", NEW."municipality_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."reviewed_at", NEW."reviewed_by_id", NEW."revoked_at", NEW."revoked_by_id", NEW."sent_at", NEW."sent_to", NEW."shown_as", NEW."snapshot"); RETURN NULL;', hash='6c70d59328c4d9e50e0bd283d6a4e99c0c310c5e', operation='UPDATE', pgid='pgtrigger_update_update_66dab', table='agreements_confirmationrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='confirmationrequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_confirmationrequestevent" ("answer", "answered_at", "answered_by", "asked_at", "asked_by_id", "expires_at", "function", "id", "message", "municipality_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewed_at", "reviewed_by_id", "revoked_at", "revoked_by_id", "sent_at", "sent_to", "shown_as", "snapshot") VALUES (OLD."answer", OLD."answered_at", OLD."answered_by", OLD."asked_at", OLD."asked_by_id", OLD."expires_at", OLD."function", OLD."id", OLD."message", OLD."municipality_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."reviewed_at", OLD."reviewed_by_id", OLD."revoked_at", OLD."revoked_by_id", OLD."sent_at", OLD."sent_to", OLD."shown_as", OLD."snapshot"); RETURN NULL;', hash='0ecca32afa0b3ba4b3cf325b0a9abf48ff67b306', operation='DELETE', pgid='pgtrigger_delete_delete_88e43', table='agreements_confirmationrequest', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='confirmationrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at', None), ('reviewed_by', None), ('shown_as', '')), models.Q(('answered_at__isnull', False), ('reviewed_at__isnull', False)), _connector='OR'), name='confirmation_request_answered_before_reviewed', violation_error_message='Bara ett svar kan granskas.'),
        ),
        migrations.AddField(
            model_name='accountfunction',
            name='account',
            field=models.OneToOneField(help_text='Kontot som arbetar i funktionen.', on_delete=django.db.models.deletion.CASCADE, related_name='account_function', to=settings.AUTH_USER_MODEL, verbose_name='konto'),
        ),
        migrations.AddField(
            model_name='accountfunctionevent',
            name='account',
            field=models.ForeignKey(db_constraint=False, help_text='Kontot som arbetar i funktionen.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='konto'),
        ),
        migrations.AddField(
            model_name='accountfunctionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='accountfunctionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.accountfunction'),
        ),
        migrations.AddConstraint(
            model_name='accountfunction',
            constraint=models.CheckConstraint(condition=models.Q(('function', ''), _negated=True), name='account_function_is_not_empty', violation_error_message='Skriv kontots funktion.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountfunction',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_accountfunctionevent" ("account_id", "function", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."account_id", NEW."function", NEW."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id"); RETURN NULL;', hash='97a9a26f591809547b108f660df10faa790ebd10', operation='INSERT', pgid='pgtrigger_insert_insert_28ed9', table='agreements_accountfunction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountfunction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_accountfunctionevent" ("account_id", "function", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."account_id", NEW."function", NEW."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id"); RETURN NULL;', hash='36b2210586a12cb265bf8749920e4e56ae571062', operation='UPDATE', pgid='pgtrigger_update_update_b5a64', table='agreements_accountfunction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountfunction',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_accountfunctionevent" ("account_id", "function", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."account_id", OLD."function", OLD."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id"); RETURN NULL;', hash='06c5ca971318f03df777462923d6487278e5c943', operation='DELETE', pgid='pgtrigger_delete_delete_a58fb', table='agreements_accountfunction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountfunctionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='57f139bf54658d33e18fb08605fe7eb93f6ee588', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f2053', table='agreements_accountfunctionevent', when='BEFORE')),
        ),
    ]
