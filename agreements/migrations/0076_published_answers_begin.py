"""Every published answer has a first day of some precision; the new histories are sealed.

Backwards, the histories of the tables that go, which hold every row they had, are laid aside in the schema `laid_aside`
and the chain is made again without them. Forwards, the histories and the rows are put back from there.
"""

import pghistory
from django.db import migrations, models

# The new tables with their histories, each after the tables that it refers to.
NEW = {
    "agreements_party": "agreements_partyevent",
    "agreements_targetgroup": "agreements_targetgroupevent",
    "agreements_completeness": "agreements_completenessevent",
    "agreements_source": "agreements_sourceevent",
    "agreements_agreementrevision": "agreements_agreementrevisionevent",
    "agreements_agreement_target_groups": "agreements_agreementtargetgroupevent",
    "agreements_agreement_parties": "agreements_agreementpartyevent",
    "agreements_agreement_also_replaces": "agreements_agreementreplacementevent",
    "agreements_jointagreement_parties": "agreements_jointagreementpartyevent",
    "agreements_reportedtotal_municipalities": "agreements_reportedmunicipalityevent",
}


def lay_aside(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CREATE SCHEMA laid_aside")
        for events in NEW.values():
            cursor.execute(f"CREATE TABLE laid_aside.{events} AS TABLE public.{events}")
        cursor.execute(f"TRUNCATE {', '.join(f'public.{name}' for name in (*NEW, *NEW.values()))}")
        cursor.execute("ALTER TABLE public.agreements_historyentry DISABLE TRIGGER USER")
        cursor.execute("SELECT public.rebuild_history()")
        cursor.execute("ALTER TABLE public.agreements_historyentry ENABLE TRIGGER USER")


def put_back(apps, schema_editor):
    connection = schema_editor.connection
    with pghistory.context(act="put_back", command="migrate"), connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace('laid_aside')")
        if cursor.fetchone()[0] is None:
            return
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, events in NEW.items():
            names = ", ".join(columns_of(connection, cursor, events))
            cursor.execute(f"INSERT INTO public.{events} ({names}) SELECT {names} FROM laid_aside.{events}")
            put_back_rows(connection, cursor, table, events)
            for changed, key in ((table, "id"), (events, "pgh_id")):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('public.{changed}', '{key}'), MAX({key}))"
                    f" FROM public.{changed} HAVING MAX({key}) IS NOT NULL"
                )
        cursor.execute("DROP SCHEMA laid_aside CASCADE")


def put_back_rows(connection, cursor, table, events):
    """The last version of each row. One that refers to a row that is gone was removed with it."""
    relations = connection.introspection.get_relations(cursor, table)
    listed = ", ".join(columns_of(connection, cursor, table))
    last = f"(SELECT DISTINCT ON (id) * FROM public.{events} ORDER BY id, pgh_id DESC) AS last"
    refers = "".join(
        f" AND (last.{column} IS NULL OR EXISTS (SELECT FROM public.{other} WHERE {other}.{key} = last.{column}))"
        for column, (key, other, *_) in relations.items()
    )
    # The events of the rows are there already.
    cursor.execute(f"ALTER TABLE public.{table} DISABLE TRIGGER USER")
    cursor.execute(
        f"INSERT INTO public.{table} ({listed}) SELECT {listed} FROM {last} WHERE pgh_label <> 'delete'{refers}"
    )
    cursor.execute(f"ALTER TABLE public.{table} ENABLE TRIGGER USER")
    objects = ", pgh_obj_id" if '"pgh_obj_id"' in columns_of(connection, cursor, events) else ""
    cursor.execute(
        f"INSERT INTO public.{events} ({listed}, pgh_created_at, pgh_label, pgh_context_id{objects})"
        f" SELECT {listed}, CLOCK_TIMESTAMP(), 'delete', public._pgh_attach_context(){objects} FROM {last}"
        f" WHERE pgh_label <> 'delete' AND NOT EXISTS (SELECT FROM public.{table} WHERE {table}.id = last.id)"
    )


def columns_of(connection, cursor, table):
    description = connection.introspection.get_table_description(cursor, table)
    return [connection.ops.quote_name(column.name) for column in description]


def sealed_with(before, after):
    """The log names the agreement that an event is about; a replacement names it in a column of another name."""
    return f"""
    DO $do$ BEGIN
        EXECUTE REPLACE(
            PG_GET_FUNCTIONDEF('public.seal_history_event(TEXT, JSONB)'::REGPROCEDURE), '{before}', '{after}'
        );
    END $do$;
    """


AGREEMENT = "ELSE event->>''agreement_id''"
AGREEMENT_OR_LATER = "ELSE COALESCE(event->>''agreement_id'', event->>''from_agreement_id'')"


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0075_rows_forth_and_back"),
    ]

    operations = [
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('published_at', None), ('valid_from__isnull', False), ('valid_from_earliest__isnull', False), _connector='OR'), name='agreement_days_follow_status', violation_error_message='Fyll i gäller från innan du publicerar, så noga som dagen är känd: en dag, en månad, ett år, eller senast en dag.'),
        ),
        migrations.RunSQL(sealed_with(AGREEMENT, AGREEMENT_OR_LATER), sealed_with(AGREEMENT_OR_LATER, AGREEMENT)),
        migrations.RunPython(put_back, lay_aside),
        migrations.RunSQL("SELECT public.seal_histories()", migrations.RunSQL.noop),
    ]
