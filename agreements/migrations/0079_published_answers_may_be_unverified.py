"""A published answer has a source; nobody need have compared it with the source again."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agreements", "0078_day_edtf")]

    operations = [
        # In the database 0075 removes it: backwards, the rows that break it are made drafts there.
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveConstraint("agreement", "agreement_published_is_verified")]
        ),
    ]
