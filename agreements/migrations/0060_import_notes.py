from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0042_log_ins")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="notes",
            field=models.JSONField(blank=True, default=list, verbose_name="hur filen är läst"),
        ),
    ]
