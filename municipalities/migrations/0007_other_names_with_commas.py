from django.db import migrations, models

# The municipality's code, and its other names before and after.
NAMES = [("0980", "", "Region Gotland"), ("2584", "Giron Kiiruna", "Giron, Kiiruna")]
FIELD = models.CharField(
    blank=True,
    help_text=(
        "Tidigare namn och namn på andra språk, med komma emellan. Sökning och import hittar kommunen på dem: "
        "Giron, Kiiruna."
    ),
    max_length=200,
    verbose_name="andra namn",
)


def put_commas(apps, schema_editor):
    for code, before, after in NAMES:
        municipality = apps.get_model("municipalities", "Municipality")
        municipality.objects.filter(code=code, other_names=before).update(other_names=after)


def take_commas(apps, schema_editor):
    for code, before, after in NAMES:
        municipality = apps.get_model("municipalities", "Municipality")
        municipality.objects.filter(code=code, other_names=after).update(other_names=before)


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0006_help_texts")]

    operations = [
        migrations.AlterField(model_name="municipality", name="other_names", field=FIELD),
        migrations.AlterField(model_name="municipalityevent", name="other_names", field=FIELD.clone()),
        migrations.RunPython(put_commas, take_commas),
    ]
