"""The rows of the version before as this version knows them, and back.

Forwards: a published dialogue went on at the latest when it was published, which is "not later than" that day (EDTF
`../<day>`). Nothing else is changed. A register that has been at this version before gets back what was taken out of
its rows, unless somebody has changed the row since.

Backwards: what the version before cannot hold is taken out of the rows, as a change of its own, and stays in the
history. A published answer without an exact decision day and first day becomes a draft, as does one that nobody has
compared with its source, one whose last day is not exact, a dialogue with an end, and a meeting, follow-up or total whose day or number is not exact: the version before
would say more than is known. Follow-ups of joint agreements, and totals of other things than municipalities, are removed.
"""

import pghistory
from django.db import IntegrityError, migrations, transaction

DAYS = "dialogues_have_days"
BACK = "back_to_exact_days"

GIVE_DAYS = """
UPDATE public.agreements_agreement
SET valid_from = (published_at AT TIME ZONE 'Europe/Stockholm')::date, valid_from_earliest = '0001-01-01'
WHERE status = 'in_dialogue' AND published_at IS NOT NULL AND valid_from IS NULL AND valid_from_earliest IS NULL
"""
REMOVE = [
    "DELETE FROM public.agreements_followup WHERE agreement_id IS NULL",
    "DELETE FROM public.agreements_reportedtotal WHERE unit <> ''",
]


def only_if(condition, *columns):
    return {column: f"CASE WHEN {condition} THEN {column} END" for column in columns}


def emptied(*days, texts=()):
    return dict.fromkeys(days, "NULL") | dict.fromkeys(texts, "''")


def publication_if(condition):
    return only_if(condition, "published_at", "published_by_id")


def nearest(certain, earliest):
    """A column that is never empty keeps the bound that is known."""
    return f"CASE WHEN {certain} = '9999-12-31' THEN GREATEST({earliest}, '1990-01-01') ELSE {certain} END"


ANSWER = "status <> 'in_dialogue'"
HAS_LAST_DAY = f"({ANSWER} AND valid_to_latest IS NULL)"
IS_HELD = (
    "verified_on IS NOT NULL AND"
    " CASE WHEN status = 'in_dialogue' THEN valid_to IS NULL ELSE decided_on IS NOT NULL AND valid_from IS NOT NULL"
    " AND decided_on_earliest IS NULL AND valid_from_earliest IS NULL AND valid_to_latest IS NULL END"
)
# For each table: what its columns become on the way back. Without a difference a row gets no event.
TAKEN = {
    "agreement": {
        **publication_if(IS_HELD),
        **only_if(f"{ANSWER} AND decided_on_earliest IS NULL", "decided_on"),
        **only_if(f"{ANSWER} AND valid_from_earliest IS NULL", "valid_from"),
        **only_if(HAS_LAST_DAY, "valid_to"),
        "ending": f"CASE WHEN {HAS_LAST_DAY} THEN ending ELSE '' END",
        **emptied("decided_on_earliest", "signed_on", "signed_on_earliest", "valid_from_earliest", "valid_to_latest"),
        **emptied("extension_months", texts=["deciding_body"]),
    },
    "jointagreement": emptied(
        "decided_on", "decided_on_earliest", "signed_on", "signed_on_earliest", "valid_from", "valid_from_earliest",
        "valid_to", "valid_to_latest", texts=["deciding_body", "source_url", "source_note"],
    ),
    "dialogueround": {
        "description": """CASE WHEN starts_on_earliest IS NULL AND ends_on_latest IS NULL THEN description
            ELSE description || ' (Omgångens dagar är inte kända på dagen.)' END""",
        "starts_on": nearest("starts_on", "starts_on_earliest"),
        "ends_on": "CASE WHEN ends_on_latest IS NULL THEN ends_on END",
        **emptied("starts_on_earliest", "ends_on_latest"),
    },
    "dialoguemeeting": {
        **publication_if("held_on_earliest IS NULL"),
        "held_on": nearest("held_on", "held_on_earliest"),
        **emptied("held_on_earliest"),
    },
    "followup": {
        **publication_if("done_on_earliest IS NULL"),
        "done_on": nearest("done_on", "done_on_earliest"),
        **emptied("done_on_earliest"),
    },
    "reportedtotal": {
        **publication_if("precision = '' AND reported_on_earliest IS NULL"),
        "reported_on": nearest("reported_on", "reported_on_earliest"),
        **emptied("reported_on_earliest", texts=["precision", "naming"]),
    },
}  # fmt: skip

# A later migration takes the constraint out of the state.
DROP_VERIFIED = "ALTER TABLE public.agreements_agreement DROP CONSTRAINT agreement_published_is_verified"
ADD_VERIFIED = """
ALTER TABLE public.agreements_agreement ADD CONSTRAINT agreement_published_is_verified
    CHECK (published_at IS NULL OR verified_on IS NOT NULL)
"""

# The last version of each row before it went back, of the rows that nobody has changed since.
VERSIONS = f"""
    SELECT DISTINCT ON (event.pgh_obj_id) event.* FROM public.agreements_{{name}}event event
    LEFT JOIN public.pghistory_context context ON context.id = event.pgh_context_id
    WHERE context.metadata->>'act' IS DISTINCT FROM '{BACK}' AND event.pgh_obj_id IN (
        SELECT last.pgh_obj_id FROM (
            SELECT DISTINCT ON (pgh_obj_id) * FROM public.agreements_{{name}}event ORDER BY pgh_obj_id, pgh_id DESC
        ) AS last JOIN public.pghistory_context context ON context.id = last.pgh_context_id
        WHERE context.metadata->>'act' = '{BACK}'
    )
    ORDER BY event.pgh_obj_id, event.pgh_id DESC
"""


def take_out(apps, schema_editor):
    with pghistory.context(act=BACK, command="migrate"), schema_editor.connection.cursor() as cursor:
        for statement in REMOVE:
            cursor.execute(statement)
        for name, values in TAKEN.items():
            changes = ", ".join(f"{column} = {value}" for column, value in values.items())
            cursor.execute(f"UPDATE public.agreements_{name} SET {changes}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def put_back(apps, schema_editor):
    if not apps.get_model("pghistory", "Context").objects.filter(metadata__act=BACK).exists():
        return
    with pghistory.context(act="put_back", command="migrate"), schema_editor.connection.cursor() as cursor:
        put_back_removed(cursor)
        for name, values in TAKEN.items():
            cursor.execute(f"SELECT pgh_id FROM ({VERSIONS.format(name=name)}) AS version")
            for (version,) in cursor.fetchall():
                try:
                    put_back_values(cursor, name, version, values)
                except IntegrityError:
                    # Another answer has been published for the days: the row stays a draft.
                    unpublished = [column for column in values if not column.startswith("published_")]
                    put_back_values(cursor, name, version, unpublished)


def put_back_values(cursor, name, version, columns):
    changes = ", ".join(f"{column} = version.{column}" for column in columns)
    with transaction.atomic():
        cursor.execute(
            f"UPDATE public.agreements_{name} kept SET {changes} FROM public.agreements_{name}event version"
            " WHERE version.pgh_id = %s AND kept.id = version.pgh_obj_id",
            [version],
        )


def put_back_removed(cursor):
    """Those whose joint agreement or type is still there."""
    for name, parent, parent_table in (
        ("followup", "joint_agreement_id", "jointagreement"),
        ("reportedtotal", "type_id", "agreementtype"),
    ):
        cursor.execute(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s",
            [f"agreements_{name}"],
        )
        columns = cursor.fetchone()[0]
        cursor.execute(
            f"INSERT INTO public.agreements_{name} ({columns}) SELECT {columns} FROM ({VERSIONS.format(name=name)})"
            f" AS version WHERE {parent} IN (SELECT id FROM public.agreements_{parent_table})"
            f" AND id NOT IN (SELECT id FROM public.agreements_{name})"
        )


def give_days(apps, schema_editor):
    with pghistory.context(act=DAYS, command="migrate"), schema_editor.connection.cursor() as cursor:
        cursor.execute(GIVE_DAYS)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0074_partial_knowledge")]

    operations = [
        migrations.RunSQL(DROP_VERIFIED, ADD_VERIFIED),
        migrations.RunPython(put_back, take_out),
        migrations.RunPython(give_days, migrations.RunPython.noop),
    ]
