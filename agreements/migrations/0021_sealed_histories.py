"""From now on the database seals every change in the log, after every migration that makes a history table."""

from django.db import migrations

UNSEALED = """
DO $$
DECLARE
    sealed_table TEXT;
BEGIN
    FOR sealed_table IN SELECT public.history_tables() LOOP
        EXECUTE 'DROP TRIGGER IF EXISTS sealed ON public.' || QUOTE_IDENT(sealed_table);
    END LOOP;
END;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0020_roles"), ("municipalities", "0005_contact")]

    operations = [migrations.RunSQL("SELECT public.seal_histories()", UNSEALED)]
