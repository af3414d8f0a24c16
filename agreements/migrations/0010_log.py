"""The log: one entry for each event of every history table, each with the digest of the one before it.

`seal_histories()` makes the database seal the events of every history table from now on, and those that are not sealed yet.
A migration that makes a history table calls it again. Nothing here depends on the search path: the past is read with
another one, and a dump is restored with none.

An event's digest leaves out what is null, empty or false, and what the database computes, so that a new column without
other values changes no digest. A migration that gives old events another value has to say so: `rebuild_history()`.
A migration that writes to tracked rows and then alters their tables begins the latter with SET CONSTRAINTS ALL IMMEDIATE.
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


FUNCTIONS = """
CREATE FUNCTION public.history_content(event JSONB) RETURNS TEXT LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT ENCODE(SHA256(CONVERT_TO(COALESCE(JSONB_OBJECT_AGG(key, value), '{}')::TEXT, 'UTF8')), 'hex')
    FROM JSONB_EACH(event)
    WHERE value NOT IN ('null'::JSONB, '""'::JSONB, 'false'::JSONB)
$$;

CREATE FUNCTION public.history_computed(event_table TEXT) RETURNS TEXT[] LANGUAGE sql STABLE AS $$
    SELECT COALESCE(ARRAY_AGG(attname::TEXT), '{}') FROM pg_catalog.pg_attribute
    WHERE attrelid = TO_REGCLASS('public.' || QUOTE_IDENT(event_table)) AND attgenerated <> ''
$$;

CREATE FUNCTION public.history_digest(previous TEXT, entry public.agreements_historyentry) RETURNS TEXT
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT ENCODE(SHA256(CONVERT_TO(previous || JSONB_BUILD_ARRAY(
        entry.position, entry.event_table, entry.event_id, entry.label, entry.object_id, entry.agreement_id,
        entry.municipality_id, entry.context, entry.user_id, entry.metadata,
        TO_CHAR(entry.happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), entry.content
    )::TEXT, 'UTF8')), 'hex')
$$;

CREATE FUNCTION public.seal_history_event(sealed_table TEXT, event JSONB) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    entry public.agreements_historyentry;
    previous TEXT;
BEGIN
    -- Held until the commit is done: the chain has one order. Taken last in the transaction, when nothing is left to
    -- wait for.
    PERFORM PG_ADVISORY_XACT_LOCK(HASHTEXT('agreements_historyentry'));
    entry.event_table := sealed_table;
    entry.event_id := event->>'pgh_id';
    IF EXISTS (
        SELECT 1 FROM public.agreements_historyentry kept
        WHERE kept.event_table = entry.event_table AND kept.event_id = entry.event_id
    ) THEN
        RETURN;
    END IF;
    entry.label := event->>'pgh_label';
    entry.object_id := COALESCE(event->>'pgh_obj_id', event->>'id', event->>'code', '');
    entry.agreement_id := CASE
        WHEN sealed_table = 'agreements_agreementevent' THEN event->>'id' ELSE event->>'agreement_id'
    END;
    entry.municipality_id := CASE
        WHEN sealed_table = 'municipalities_municipalityevent' THEN event->>'code' ELSE event->>'municipality_id'
    END;
    IF entry.municipality_id IS NULL AND entry.agreement_id IS NOT NULL THEN
        SELECT municipality_id INTO entry.municipality_id FROM public.agreements_agreementevent
        WHERE pgh_obj_id = entry.agreement_id LIMIT 1;
    END IF;
    entry.context := event->>'pgh_context_id';
    SELECT metadata INTO entry.metadata FROM public.pghistory_context WHERE id = entry.context;
    entry.metadata := COALESCE(entry.metadata, '{}');
    IF entry.metadata->>'user' ~ '^[0-9]{1,18}$' THEN
        entry.user_id := entry.metadata->>'user';
    END IF;
    entry.happened_at := event->>'pgh_created_at';
    entry.content := public.history_content(event - public.history_computed(sealed_table));
    SELECT latest.position, latest.digest INTO entry.position, previous FROM public.agreements_historyentry latest
    ORDER BY latest.position DESC LIMIT 1;
    entry.position := COALESCE(entry.position, 0) + 1;
    entry.digest := public.history_digest(COALESCE(previous, ''), entry);
    INSERT INTO public.agreements_historyentry (
        position, event_table, event_id, label, object_id, agreement_id, municipality_id, context, user_id, metadata,
        happened_at, content, digest
    ) VALUES (
        entry.position, entry.event_table, entry.event_id, entry.label, entry.object_id, entry.agreement_id,
        entry.municipality_id, entry.context, entry.user_id, entry.metadata, entry.happened_at, entry.content,
        entry.digest
    );
END;
$$;

CREATE FUNCTION public.seal_inserted_event() RETURNS TRIGGER LANGUAGE plpgsql SET timezone = 'UTC' AS $$
BEGIN
    PERFORM public.seal_history_event(TG_TABLE_NAME::TEXT, TO_JSONB(NEW));
    RETURN NULL;
END;
$$;

CREATE FUNCTION public.history_tables() RETURNS SETOF TEXT LANGUAGE sql STABLE AS $$
    SELECT relname::TEXT FROM pg_catalog.pg_class
    JOIN pg_catalog.pg_attribute ON attrelid = pg_class.oid AND attname = 'pgh_label'
    WHERE relnamespace = 'public'::REGNAMESPACE AND relkind = 'r' AND relname ~ '^(agreements|municipalities)_'
    ORDER BY relname
$$;

CREATE FUNCTION public.seal_histories() RETURNS VOID LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    sealed_table TEXT;
    event JSONB;
    unsealed TEXT;
BEGIN
    FOR sealed_table IN SELECT public.history_tables() LOOP
        IF NOT EXISTS (
            SELECT 1 FROM pg_catalog.pg_trigger
            WHERE tgrelid = TO_REGCLASS('public.' || QUOTE_IDENT(sealed_table)) AND tgname = 'sealed'
        ) THEN
            EXECUTE FORMAT(
                'CREATE CONSTRAINT TRIGGER sealed AFTER INSERT ON public.%I DEFERRABLE INITIALLY DEFERRED '
                'FOR EACH ROW EXECUTE FUNCTION public.seal_inserted_event()', sealed_table
            );
        END IF;
    END LOOP;
    SELECT STRING_AGG(FORMAT(
        'SELECT %L AS sealed_table, TO_JSONB(event) AS event FROM public.%I event WHERE NOT EXISTS ('
        'SELECT 1 FROM public.agreements_historyentry WHERE event_table = %L AND event_id = event.pgh_id)',
        name, name, name
    ), ' UNION ALL ') INTO unsealed FROM public.history_tables() name;
    FOR sealed_table, event IN EXECUTE 'SELECT sealed_table, event FROM (' || unsealed || ') AS events'
        ' ORDER BY (event->>''pgh_created_at'')::TIMESTAMPTZ, sealed_table, (event->>''pgh_id'')::BIGINT'
    LOOP
        PERFORM public.seal_history_event(sealed_table, event);
    END LOOP;
END;
$$;

CREATE FUNCTION public.rebuild_history() RETURNS VOID LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    sealed_table TEXT;
    sealed_id BIGINT;
    event JSONB;
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    PERFORM PG_ADVISORY_XACT_LOCK(HASHTEXT('agreements_historyentry'));
    CREATE TEMPORARY TABLE history_order ON COMMIT DROP AS
        SELECT position, event_table, event_id FROM public.agreements_historyentry;
    DELETE FROM public.agreements_historyentry;
    FOR sealed_table, sealed_id IN SELECT event_table, event_id FROM history_order ORDER BY position LOOP
        EXECUTE FORMAT('SELECT TO_JSONB(event) FROM public.%I event WHERE pgh_id = $1', sealed_table)
        INTO event USING sealed_id;
        IF event IS NOT NULL THEN
            PERFORM public.seal_history_event(sealed_table, event);
        END IF;
    END LOOP;
    DROP TABLE history_order;
END;
$$;
"""

REMOVED = """
DROP FUNCTION public.rebuild_history();
DROP FUNCTION public.seal_histories();
DROP FUNCTION public.history_tables();
DROP FUNCTION public.seal_inserted_event();
DROP FUNCTION public.seal_history_event(TEXT, JSONB);
DROP FUNCTION public.history_digest(TEXT, public.agreements_historyentry);
DROP FUNCTION public.history_computed(TEXT);
DROP FUNCTION public.history_content(JSONB);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0009_meetings'),
        ('municipalities', '0005_contact'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoryEntry',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='nummer')),
                ('event_table', models.CharField(max_length=63, verbose_name='tabell')),
                ('event_id', models.BigIntegerField(verbose_name='händelsens id')),
                ('label', models.CharField(max_length=20, verbose_name='händelse')),
                ('object_id', models.CharField(max_length=40, verbose_name='radens id')),
                ('agreement_id', models.BigIntegerField(blank=True, null=True, verbose_name='överenskommelsens nyckel')),
                ('context', models.UUIDField(blank=True, null=True, verbose_name='sammanhang')),
                ('metadata', models.JSONField(blank=True, verbose_name='vem, hur och varför')),
                ('happened_at', models.DateTimeField(verbose_name='tid')),
                ('content', models.CharField(max_length=64, verbose_name='händelsens kontrollsumma')),
                ('digest', models.CharField(max_length=64, verbose_name='kontrollsumma')),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, blank=True, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='municipalities.municipality', verbose_name='kommun')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, blank=True, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'händelse i loggen',
                'verbose_name_plural': 'logg',
                'ordering': ['-position'],
                'indexes': [models.Index(fields=['context', 'position'], name='history_entry_context'), models.Index(fields=['municipality', 'position'], name='history_entry_municipality'), models.Index(fields=['user', 'position'], name='history_entry_user'), models.Index(fields=['happened_at'], name='history_entry_time')],
                'constraints': [models.UniqueConstraint(fields=('event_table', 'event_id'), name='history_entry_once', violation_error_message='Händelsen finns redan i loggen.')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historyentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bc75b8dcaca8b5c2d447540f2efb937d1f6c0cc0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2eefd', table='agreements_historyentry', when='BEFORE')),
        ),
        migrations.RunSQL(FUNCTIONS, REMOVED),
    ]
