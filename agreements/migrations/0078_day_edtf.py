"""The EDTF text of a day that two columns hold, for the files that PostgreSQL writes: `ImpreciseDay.edtf` in SQL."""

from django.db import migrations

CREATE = """
CREATE FUNCTION public.day_edtf(certain DATE, possible DATE, is_last BOOLEAN) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    WITH bounds AS (
        SELECT
            CASE WHEN is_last THEN COALESCE(certain, '0001-01-01') ELSE COALESCE(possible, certain, '0001-01-01') END
                AS earliest,
            CASE WHEN is_last THEN COALESCE(possible, certain, '9999-12-31') ELSE COALESCE(certain, '9999-12-31') END
                AS latest
    ), texts AS (
        SELECT
            earliest,
            latest,
            CASE
                WHEN earliest = '0001-01-01' THEN '..'
                WHEN EXTRACT(DAY FROM earliest) = 1 THEN TO_CHAR(earliest, 'YYYY-MM')
                ELSE TO_CHAR(earliest, 'YYYY-MM-DD')
            END AS first_text,
            CASE
                WHEN latest = '9999-12-31' THEN '..'
                WHEN EXTRACT(DAY FROM latest + 1) = 1 THEN TO_CHAR(latest, 'YYYY-MM')
                ELSE TO_CHAR(latest, 'YYYY-MM-DD')
            END AS last_text
        FROM bounds
    )
    SELECT CASE
        WHEN certain IS NULL AND possible IS NULL THEN NULL
        WHEN earliest = latest THEN TO_CHAR(earliest, 'YYYY-MM-DD')
        WHEN TO_CHAR(earliest, 'MM-DD') = '01-01' AND TO_CHAR(latest, 'MM-DD') = '12-31'
            AND TO_CHAR(earliest, 'YYYY') = TO_CHAR(latest, 'YYYY') THEN TO_CHAR(earliest, 'YYYY')
        WHEN first_text = last_text AND first_text <> '..' THEN first_text
        ELSE first_text || '/' || last_text
    END FROM texts
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0077_roles_and_partial_knowledge")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION public.day_edtf(DATE, DATE, BOOLEAN)")]
