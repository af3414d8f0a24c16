import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('municipalities', '0005_contact'),
    ]

    operations = [
        migrations.AlterField(
            model_name='county',
            name='letter',
            field=models.CharField(help_text='Länets bokstav, till exempel M.', max_length=2, verbose_name='länsbokstav'),
        ),
        migrations.AlterField(
            model_name='county',
            name='nuts3',
            field=models.CharField(help_text='Länets kod i EU:s statistik, till exempel SE224.', max_length=5, verbose_name='NUTS 3-kod'),
        ),
        migrations.AlterField(
            model_name='countyevent',
            name='letter',
            field=models.CharField(help_text='Länets bokstav, till exempel M.', max_length=2, verbose_name='länsbokstav'),
        ),
        migrations.AlterField(
            model_name='countyevent',
            name='nuts3',
            field=models.CharField(help_text='Länets kod i EU:s statistik, till exempel SE224.', max_length=5, verbose_name='NUTS 3-kod'),
        ),
        migrations.AlterField(
            model_name='municipality',
            name='county',
            field=models.ForeignKey(help_text='Länet som kommunen ligger i.', on_delete=django.db.models.deletion.PROTECT, related_name='municipalities', to='municipalities.county', verbose_name='län'),
        ),
        migrations.AlterField(
            model_name='municipality',
            name='tile_column',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Var kommunens ruta står i kartan över landet, från vänster.', null=True, verbose_name='kolumn i kartan'),
        ),
        migrations.AlterField(
            model_name='municipality',
            name='tile_row',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Var kommunens ruta står i kartan över landet, uppifrån.', null=True, verbose_name='rad i kartan'),
        ),
        migrations.AlterField(
            model_name='municipalityevent',
            name='county',
            field=models.ForeignKey(db_constraint=False, help_text='Länet som kommunen ligger i.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='municipalities.county', verbose_name='län'),
        ),
        migrations.AlterField(
            model_name='municipalityevent',
            name='tile_column',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Var kommunens ruta står i kartan över landet, från vänster.', null=True, verbose_name='kolumn i kartan'),
        ),
        migrations.AlterField(
            model_name='municipalityevent',
            name='tile_row',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Var kommunens ruta står i kartan över landet, uppifrån.', null=True, verbose_name='rad i kartan'),
        ),
    ]
