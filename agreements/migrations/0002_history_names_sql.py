"""A change made directly in the database, past every form and command, is kept with the database user as its person.

Replaces pghistory's own function of the same name, which leaves such a change without any context.
"""

from django.db import migrations

ATTACH_CONTEXT = """
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS pghistory_context.id%TYPE AS $$
DECLARE
    context_id UUID := NULLIF(CURRENT_SETTING('pghistory.context_id', TRUE), '')::UUID;
    context_metadata JSONB := NULLIF(CURRENT_SETTING('pghistory.context_metadata', TRUE), '')::JSONB;
BEGIN
    IF context_id IS NULL OR context_metadata IS NULL THEN
        context_id := GEN_RANDOM_UUID();
        context_metadata := JSONB_BUILD_OBJECT('database_user', SESSION_USER);
        PERFORM SET_CONFIG('pghistory.context_id', context_id::text, TRUE);
        PERFORM SET_CONFIG('pghistory.context_metadata', context_metadata::text, TRUE);
    END IF;
    INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
    VALUES (context_id, context_metadata, NOW(), NOW())
    ON CONFLICT (id) DO UPDATE
    SET metadata = EXCLUDED.metadata, updated_at = EXCLUDED.updated_at
    WHERE pghistory_context.metadata <> EXCLUDED.metadata;
    RETURN context_id;
END;
$$ LANGUAGE plpgsql;
"""


def restore(apps, schema_editor):
    from pghistory.models import Context

    Context.install_pgh_attach_context_func(using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial"), ("pghistory", "0007_auto_20250421_0444")]

    operations = [
        migrations.RunSQL(ATTACH_CONTEXT, migrations.RunSQL.noop),
        migrations.RunPython(migrations.RunPython.noop, restore),
    ]
