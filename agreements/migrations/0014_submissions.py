import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0013_reminders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=64, unique=True, verbose_name="formulärets engångskod")),
                (
                    "url",
                    models.CharField(
                        help_text="Sidan som visas när samma formulär skickas en gång till.",
                        max_length=2000,
                        verbose_name="vart det ledde",
                    ),
                ),
                ("content", models.CharField(max_length=64, verbose_name="innehållets kontrollsumma")),
                ("saved_at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="sparad")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sparad av",
                    ),
                ),
            ],
            options={
                "verbose_name": "sparat formulär",
                "verbose_name_plural": "sparade formulär",
                "ordering": ["-saved_at"],
            },
        ),
    ]
