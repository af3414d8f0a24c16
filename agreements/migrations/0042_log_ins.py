"""Who has logged in and out, and who has tried; for administrators to see."""

import django.utils.timezone
import pghistory
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def let_administrators_see_them(apps, schema_editor):
    # Permissions otherwise come only after the last migration.
    config = apps.get_app_config("agreements")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="agreements", codename="view_loginrecord"
    )
    with pghistory.context(command="migrate"):
        for group in apps.get_model("auth", "Group").objects.filter(name="Administratör"):
            group.permissions.add(permission)


def take_it_back(apps, schema_editor):
    through = apps.get_model("auth", "Group").permissions.through
    with pghistory.context(command="migrate"):
        through.objects.filter(permission__codename="view_loginrecord").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0041_roles_are_the_superusers'),
    ]

    operations = [
        migrations.CreateModel(
            name='LogInRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='tid')),
                ('outcome', models.CharField(choices=[('logged_in', 'inloggning'), ('failed', 'fel namn eller lösenord'), ('refused', 'avvisad efter för många försök'), ('logged_out', 'utloggning')], max_length=10, verbose_name='händelse')),
                ('username', models.CharField(blank=True, max_length=150, verbose_name='användarnamn')),
                ('name_key', models.CharField(max_length=8, verbose_name='kontrolltal för namnet')),
                ('network', models.CharField(max_length=64, verbose_name='nät')),
            ],
            options={
                'verbose_name': 'inloggning',
                'verbose_name_plural': 'inloggningar',
                'ordering': ['-at'],
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['at'], name='log_in_time'), models.Index(fields=['name_key', 'at'], name='log_in_name'), models.Index(fields=['network', 'at'], name='log_in_network')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['logged_in', 'failed', 'refused', 'logged_out'])), name='log_in_outcome_known', violation_error_message='Välj en händelse som finns.')],
            },
        ),
        migrations.RunPython(let_administrators_see_them, take_it_back),
    ]
