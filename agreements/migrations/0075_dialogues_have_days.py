"""A published dialogue went on at the latest when it was published: "not later than" that day, in EDTF `../<day>`.

Backwards, the days that were given here are taken away; those that somebody has entered are kept in the history.
"""

import pghistory
from django.db import migrations

ACT = "dialogues_have_days"
GIVE = """
UPDATE public.agreements_agreement
SET valid_from = (published_at AT TIME ZONE 'Europe/Stockholm')::date, valid_from_earliest = '0001-01-01'
WHERE status = 'in_dialogue' AND published_at IS NOT NULL AND valid_from IS NULL
"""
TAKE = """
UPDATE public.agreements_agreement
SET decided_on = NULL, valid_from = NULL, valid_from_earliest = NULL, valid_to = NULL, valid_to_latest = NULL, ending = ''
WHERE status = 'in_dialogue'
"""


def give_days(apps, schema_editor):
    with pghistory.context(act=ACT, command="migrate"), schema_editor.connection.cursor() as cursor:
        cursor.execute(GIVE)


def take_days(apps, schema_editor):
    with pghistory.context(act=ACT, command="migrate"), schema_editor.connection.cursor() as cursor:
        cursor.execute(TAKE)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0074_partial_knowledge")]

    operations = [migrations.RunPython(give_days, take_days)]
