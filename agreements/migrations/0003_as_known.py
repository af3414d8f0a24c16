"""The register as it was known on another day: a schema of views with the names of the tables, made from the history.

A transaction that puts `as_known` first in its search path, and says in `register.known_until` until when, reads the
past with the same queries as the present. A migration that adds a column to a tracked table calls `show_as_known` for
it again, after the trigger and the event table have the column too.
"""

from django.db import migrations

FUNCTION = """
CREATE SCHEMA as_known;

CREATE FUNCTION show_as_known(event_table TEXT, tracked_table TEXT, identity TEXT) RETURNS VOID AS $$
DECLARE
    columns TEXT;
BEGIN
    SELECT STRING_AGG(QUOTE_IDENT(column_name), ', ' ORDER BY ordinal_position) INTO columns
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = tracked_table;
    EXECUTE FORMAT('DROP VIEW IF EXISTS as_known.%I', tracked_table);
    EXECUTE FORMAT(
        'CREATE VIEW as_known.%I AS SELECT %s FROM ('
        'SELECT DISTINCT ON (%s) * FROM public.%I '
        'WHERE pgh_created_at < CURRENT_SETTING(''register.known_until'')::TIMESTAMPTZ ORDER BY %s, pgh_id DESC'
        ') AS latest WHERE pgh_label <> ''delete''',
        tracked_table, columns, identity, event_table, identity
    );
END;
$$ LANGUAGE plpgsql;
"""

# Event table, tracked table and what tells the rows apart. A foreign key that never changes comes first in the latter
# where pages look rows up by it: PostgreSQL can then look in one municipality's history alone.
VIEWS = [
    ("municipalities_countyevent", "municipalities_county", "code"),
    ("municipalities_municipalityevent", "municipalities_municipality", "code"),
    ("agreements_agreementtypeevent", "agreements_agreementtype", "id"),
    ("agreements_collaborationlevelevent", "agreements_collaborationlevel", "id"),
    ("agreements_cooperationareaevent", "agreements_cooperationarea", "id"),
    ("agreements_jointagreementevent", "agreements_jointagreement", "id"),
    ("agreements_agreementevent", "agreements_agreement", "municipality_id, id"),
    ("agreements_agreementlevelevent", "agreements_agreement_levels", "agreement_id, id"),
    ("agreements_agreementareaevent", "agreements_agreement_areas", "agreement_id, id"),
    ("agreements_documentevent", "agreements_document", "id"),
    ("agreements_dialogueroundevent", "agreements_dialogueround", "id"),
    ("agreements_dialoguemeetingevent", "agreements_dialoguemeeting", "id"),
    ("agreements_meetingmunicipalityevent", "agreements_dialoguemeeting_municipalities", "id"),
    ("agreements_followupevent", "agreements_followup", "id"),
    ("agreements_reportedtotalevent", "agreements_reportedtotal", "id"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0002_history_names_sql"),
        ("municipalities", "0002_events_keep_generated_columns"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP SCHEMA as_known CASCADE; DROP FUNCTION show_as_known(TEXT, TEXT, TEXT);"),
        *[
            migrations.RunSQL(
                f"SELECT show_as_known('{event_table}', '{table}', '{identity}')",
                f"DROP VIEW as_known.{table}",
            )
            for event_table, table, identity in VIEWS
        ],
    ]
