"""What is really known: imprecise days, completeness, sources, parties, target groups, revisions, joint texts of their own.

A day that is not exact has its other bound in a column of its own, which is empty for every day that is. So the rows
and the history of before say the same as they did.
"""

import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.lookups
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# Tables of the past whose columns change, and tables that are new to it: see 0003_as_known.
CHANGED = [
    ("agreements_agreementevent", "agreements_agreement", "municipality_id, id"),
    ("agreements_jointagreementevent", "agreements_jointagreement", "id"),
    ("agreements_dialogueroundevent", "agreements_dialogueround", "id"),
    ("agreements_dialoguemeetingevent", "agreements_dialoguemeeting", "id"),
    ("agreements_followupevent", "agreements_followup", "id"),
    ("agreements_reportedtotalevent", "agreements_reportedtotal", "id"),
]
NEW = [
    ("agreements_completenessevent", "agreements_completeness", "id"),
    ("agreements_partyevent", "agreements_party", "id"),
    ("agreements_targetgroupevent", "agreements_targetgroup", "id"),
    ("agreements_sourceevent", "agreements_source", "id"),
    ("agreements_agreementrevisionevent", "agreements_agreementrevision", "id"),
    ("agreements_agreementtargetgroupevent", "agreements_agreement_target_groups", "agreement_id, id"),
    ("agreements_agreementpartyevent", "agreements_agreement_parties", "agreement_id, id"),
    ("agreements_agreementreplacementevent", "agreements_agreement_also_replaces", "from_agreement_id, id"),
    ("agreements_jointagreementpartyevent", "agreements_jointagreement_parties", "id"),
    ("agreements_reportedmunicipalityevent", "agreements_reportedtotal_municipalities", "id"),
]


def shown(views):
    return " ".join(f"SELECT show_as_known('{event_table}', '{table}', '{key}');" for event_table, table, key in views)


def dropped(views):
    return " ".join(f"DROP VIEW IF EXISTS as_known.{table};" for _event_table, table, _key in views)


# Backwards the history keeps what it has: its columns stay.
EVENT_COLUMNS = [
    ("agreementevent", "decided_on_earliest", "DATE NULL"),
    ("agreementevent", "deciding_body", "VARCHAR(200) NOT NULL DEFAULT ''"),
    ("agreementevent", "extension_months", "SMALLINT NULL"),
    ("agreementevent", "signed_on", "DATE NULL"),
    ("agreementevent", "signed_on_earliest", "DATE NULL"),
    ("agreementevent", "valid_from_earliest", "DATE NULL"),
    ("agreementevent", "valid_to_latest", "DATE NULL"),
    ("dialoguemeetingevent", "held_on_earliest", "DATE NULL"),
    ("dialogueroundevent", "ends_on_latest", "DATE NULL"),
    ("dialogueroundevent", "starts_on_earliest", "DATE NULL"),
    ("followupevent", "done_on_earliest", "DATE NULL"),
    ("followupevent", "joint_agreement_id", "BIGINT NULL"),
    ("jointagreementevent", "decided_on", "DATE NULL"),
    ("jointagreementevent", "decided_on_earliest", "DATE NULL"),
    ("jointagreementevent", "deciding_body", "VARCHAR(200) NOT NULL DEFAULT ''"),
    ("jointagreementevent", "signed_on", "DATE NULL"),
    ("jointagreementevent", "signed_on_earliest", "DATE NULL"),
    ("jointagreementevent", "source_note", "VARCHAR(500) NOT NULL DEFAULT ''"),
    ("jointagreementevent", "source_url", "VARCHAR(500) NOT NULL DEFAULT ''"),
    ("jointagreementevent", "valid_from", "DATE NULL"),
    ("jointagreementevent", "valid_from_earliest", "DATE NULL"),
    ("jointagreementevent", "valid_to", "DATE NULL"),
    ("jointagreementevent", "valid_to_latest", "DATE NULL"),
    ("reportedtotalevent", "naming", "VARCHAR(20) NOT NULL DEFAULT ''"),
    ("reportedtotalevent", "precision", "VARCHAR(20) NOT NULL DEFAULT ''"),
    ("reportedtotalevent", "reported_on_earliest", "DATE NULL"),
    ("reportedtotalevent", "unit", "VARCHAR(20) NOT NULL DEFAULT ''"),
]


# Backwards: the constraint of before, for its rows. The index is made while versions of rows that it could not hold, whose
# days are reversed, may still be in the table, and PostgreSQL computes the range of those too.
DROP_ONE_ANSWER = "ALTER TABLE public.agreements_agreement DROP CONSTRAINT agreement_one_answer_at_a_time"
ADD_ONE_ANSWER = """
ALTER TABLE public.agreements_agreement ADD CONSTRAINT agreement_one_answer_at_a_time EXCLUDE USING gist (
    municipality_id WITH =, type_id WITH =,
    daterange(valid_from, CASE WHEN valid_to < valid_from THEN valid_from ELSE valid_to END, '[]') WITH &&
) WHERE (published_at IS NOT NULL AND status IN ('signed', 'declined'))
"""


def event_columns():
    return " ".join(
        f"ALTER TABLE public.agreements_{table} ADD COLUMN IF NOT EXISTS {column} {kind};"
        for table, column, kind in EVENT_COLUMNS
    )


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0073_earlier_answers_reviewed'),
        ('municipalities', '0007_other_names_with_commas'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Backwards: made again without the columns, once these are gone.
        migrations.RunSQL(migrations.RunSQL.noop, shown(CHANGED)),
        migrations.CreateModel(
            name='AgreementPartyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AgreementReplacementEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AgreementRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='publicerad')),
                ('revised_on', models.DateField(help_text='Dagen då texten reviderades, så noga som den är känd: en dag, en månad, ett år.', verbose_name='reviderad')),
                ('revised_on_earliest', models.DateField(blank=True, editable=False, null=True, verbose_name='reviderad, tidigast')),
                ('changes', models.TextField(blank=True, help_text='Visas för alla. Tomt betyder att registret inte vet vad som ändrades.', verbose_name='vad som ändrades')),
                ('source_url', models.URLField(blank=True, help_text='Webbadressen där det står om revideringen.', max_length=500, verbose_name='källans adress')),
                ('source_note', models.CharField(blank=True, help_text='Varifrån uppgiften om revideringen kommer.', max_length=500, verbose_name='källa')),
            ],
            options={
                'verbose_name': 'revidering',
                'verbose_name_plural': 'revideringar',
                'ordering': ['-revised_on'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AgreementRevisionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='publicerad')),
                ('revised_on', models.DateField(help_text='Dagen då texten reviderades, så noga som den är känd: en dag, en månad, ett år.', verbose_name='reviderad')),
                ('revised_on_earliest', models.DateField(blank=True, editable=False, null=True, verbose_name='reviderad, tidigast')),
                ('changes', models.TextField(blank=True, help_text='Visas för alla. Tomt betyder att registret inte vet vad som ändrades.', verbose_name='vad som ändrades')),
                ('source_url', models.URLField(blank=True, help_text='Webbadressen där det står om revideringen.', max_length=500, verbose_name='källans adress')),
                ('source_note', models.CharField(blank=True, help_text='Varifrån uppgiften om revideringen kommer.', max_length=500, verbose_name='källa')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AgreementTargetGroupEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Completeness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(help_text='Första dagen som registret är fullständigt för.', verbose_name='från')),
                ('last_day', models.DateField(blank=True, help_text='Sista dagen som registret är fullständigt för. Tomt betyder tills vidare.', null=True, verbose_name='till')),
                ('ground', models.TextField(help_text='Hur det är känt att inget svar saknas, till exempel: alla 290 kommuner tillfrågade i mars 2023. Visas för alla.', verbose_name='grund')),
                ('stated_on', models.DateField(help_text='Dagen då det konstaterades.', verbose_name='konstaterat')),
            ],
            options={
                'verbose_name': 'fullständighet',
                'verbose_name_plural': 'fullständighet',
                'ordering': ['type', 'first_day'],
            },
        ),
        migrations.CreateModel(
            name='CompletenessEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('first_day', models.DateField(help_text='Första dagen som registret är fullständigt för.', verbose_name='från')),
                ('last_day', models.DateField(blank=True, help_text='Sista dagen som registret är fullständigt för. Tomt betyder tills vidare.', null=True, verbose_name='till')),
                ('ground', models.TextField(help_text='Hur det är känt att inget svar saknas, till exempel: alla 290 kommuner tillfrågade i mars 2023. Visas för alla.', verbose_name='grund')),
                ('stated_on', models.DateField(help_text='Dagen då det konstaterades.', verbose_name='konstaterat')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='JointAgreementPartyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Står i filer, till exempel region-skane. Ändra det inte.', unique=True, verbose_name='kortnamn')),
                ('kind', models.CharField(choices=[('forsakringskassan', 'Försäkringskassan'), ('region', 'region'), ('samordningsforbund', 'samordningsförbund'), ('migrationsverket', 'Migrationsverket'), ('utbildning', 'utbildningsförbund eller folkhögskola'), ('arbetsgivare', 'arbetsgivare eller näringslivsorganisation'), ('annan', 'annan')], help_text='Vilket slag av part.', max_length=20, verbose_name='slag')),
                ('name', models.CharField(help_text='Till exempel Samordningsförbundet Finsam Väst.', max_length=200, verbose_name='namn')),
            ],
            options={
                'verbose_name': 'part',
                'verbose_name_plural': 'parter',
                'ordering': ['name', 'slug'],
            },
        ),
        migrations.CreateModel(
            name='PartyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, help_text='Står i filer, till exempel region-skane. Ändra det inte.', verbose_name='kortnamn')),
                ('kind', models.CharField(choices=[('forsakringskassan', 'Försäkringskassan'), ('region', 'region'), ('samordningsforbund', 'samordningsförbund'), ('migrationsverket', 'Migrationsverket'), ('utbildning', 'utbildningsförbund eller folkhögskola'), ('arbetsgivare', 'arbetsgivare eller näringslivsorganisation'), ('annan', 'annan')], help_text='Vilket slag av part.', max_length=20, verbose_name='slag')),
                ('name', models.CharField(help_text='Till exempel Samordningsförbundet Finsam Väst.', max_length=200, verbose_name='namn')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReportedMunicipalityEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='publicerad')),
                ('title', models.CharField(help_text='Vad källan heter, till exempel SOU 2017:19.', max_length=300, verbose_name='titel')),
                ('publisher', models.CharField(blank=True, help_text='Vem som har gett ut den, till exempel Dua.', max_length=200, verbose_name='utgivare')),
                ('url', models.URLField(blank=True, help_text='Webbadressen där den går att läsa.', max_length=500, verbose_name='adress')),
                ('published_on', models.DateField(blank=True, help_text='Dagen då den gavs ut, så noga som den är känd.', null=True, verbose_name='utgiven')),
                ('published_on_earliest', models.DateField(blank=True, editable=False, null=True, verbose_name='utgiven, tidigast')),
                ('read_on', models.DateField(blank=True, help_text='Dagen då någon läste den.', null=True, verbose_name='läst')),
                ('is_copy', models.BooleanField(default=False, help_text='Bara en sparad kopia har lästs, inte sidan som den är nu. Det sägs på sidan.', verbose_name='läst som kopia')),
                ('supports', models.CharField(blank=True, help_text='Vilken uppgift den stöder, till exempel gäller från. Tomt betyder alla uppgifter.', max_length=300, verbose_name='vad den stöder')),
            ],
            options={
                'verbose_name': 'källa',
                'verbose_name_plural': 'källor',
                'ordering': ['-published_on', 'title'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SourceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='publicerad')),
                ('title', models.CharField(help_text='Vad källan heter, till exempel SOU 2017:19.', max_length=300, verbose_name='titel')),
                ('publisher', models.CharField(blank=True, help_text='Vem som har gett ut den, till exempel Dua.', max_length=200, verbose_name='utgivare')),
                ('url', models.URLField(blank=True, help_text='Webbadressen där den går att läsa.', max_length=500, verbose_name='adress')),
                ('published_on', models.DateField(blank=True, help_text='Dagen då den gavs ut, så noga som den är känd.', null=True, verbose_name='utgiven')),
                ('published_on_earliest', models.DateField(blank=True, editable=False, null=True, verbose_name='utgiven, tidigast')),
                ('read_on', models.DateField(blank=True, help_text='Dagen då någon läste den.', null=True, verbose_name='läst')),
                ('is_copy', models.BooleanField(default=False, help_text='Bara en sparad kopia har lästs, inte sidan som den är nu. Det sägs på sidan.', verbose_name='läst som kopia')),
                ('supports', models.CharField(blank=True, help_text='Vilken uppgift den stöder, till exempel gäller från. Tomt betyder alla uppgifter.', max_length=300, verbose_name='vad den stöder')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TargetGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Står i adresser och filer, till exempel strategisk. Ändra det inte.', unique=True, verbose_name='kortnamn')),
                ('name', models.CharField(help_text='Som ordet står på svenska sidor.', max_length=200, verbose_name='namn')),
                ('name_en', models.CharField(help_text='Som ordet står på engelska sidor.', max_length=200, verbose_name='namn på engelska')),
                ('description', models.TextField(blank=True, help_text='Vad ordet betyder. Visas för alla.', verbose_name='beskrivning')),
                ('description_en', models.TextField(blank=True, help_text='Samma betydelse på engelska.', verbose_name='beskrivning på engelska')),
                ('order', models.PositiveSmallIntegerField(default=0, help_text='Lägst först i listor och val.', verbose_name='ordning')),
            ],
            options={
                'verbose_name': 'målgrupp',
                'verbose_name_plural': 'målgrupper',
                'ordering': ['order', 'slug'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TargetGroupEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, help_text='Står i adresser och filer, till exempel strategisk. Ändra det inte.', verbose_name='kortnamn')),
                ('name', models.CharField(help_text='Som ordet står på svenska sidor.', max_length=200, verbose_name='namn')),
                ('name_en', models.CharField(help_text='Som ordet står på engelska sidor.', max_length=200, verbose_name='namn på engelska')),
                ('description', models.TextField(blank=True, help_text='Vad ordet betyder. Visas för alla.', verbose_name='beskrivning')),
                ('description_en', models.TextField(blank=True, help_text='Samma betydelse på engelska.', verbose_name='beskrivning på engelska')),
                ('order', models.PositiveSmallIntegerField(default=0, help_text='Lägst först i listor och val.', verbose_name='ordning')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='agreement',
            name='also_replaces',
            field=models.ManyToManyField(blank=True, help_text='Fler tidigare svar i samma kommun som upphörde när det här började gälla, av vilken typ som helst.', related_name='also_replaced_by', to='agreements.agreement', verbose_name='ersätter också'),
        ),
        migrations.AddField(
            model_name='reportedtotal',
            name='municipalities',
            field=models.ManyToManyField(blank=True, help_text='De visas på kommunernas sidor som utgivarens uppgift, aldrig som registrets eget svar.', related_name='reported_totals', to='municipalities.municipality', verbose_name='kommuner som källan namnger'),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='agreement',
            name='replaces_its_own_kind',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='agreement',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='agreement',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='agreement',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='dialoguemeeting',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='dialoguemeeting',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='dialoguemeeting',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='dialogueround',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='dialogueround',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='dialogueround',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='followup',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='followup',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='followup',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='jointagreement',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='jointagreement',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='jointagreement',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='reportedtotal',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='reportedtotal',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='reportedtotal',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreement_ends_after_it_begins',
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreement_days_are_plausible',
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(DROP_ONE_ANSWER, ADD_ONE_ANSWER)],
            state_operations=[
                migrations.RemoveConstraint(
                    model_name='agreement',
                    name='agreement_one_answer_at_a_time',
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreement_days_follow_status',
        ),
        migrations.RemoveConstraint(
            model_name='dialogueround',
            name='dialogue_round_ends_after_it_starts',
        ),
        migrations.RemoveConstraint(
            model_name='reportedtotal',
            name='reported_total_once',
        ),
        migrations.AddField(
            model_name='agreement',
            name='decided_on_earliest',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='beslutsdag, tidigast'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='deciding_body',
            field=models.CharField(blank=True, help_text='Den som beslutade, till exempel kommunstyrelsen eller kommunfullmäktige.', max_length=200, verbose_name='beslutande organ'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='extension_months',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Så många månader förlängs den i taget om ingen säger upp den. Tomt betyder att det inte sägs.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='förlängs med antal månader'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='signed_on',
            field=models.DateField(blank=True, help_text='Dagen då texten undertecknades, så noga som den är känd.', null=True, verbose_name='undertecknad'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='signed_on_earliest',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='undertecknad, tidigast'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='valid_from_earliest',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='gäller från, tidigast'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='valid_to_latest',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='gäller till, senast'),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(event_columns(), migrations.RunSQL.noop)],
            state_operations=[
                migrations.AddField(
                    model_name='agreementevent',
                    name='decided_on_earliest',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='beslutsdag, tidigast'),
                ),
                migrations.AddField(
                    model_name='agreementevent',
                    name='deciding_body',
                    field=models.CharField(blank=True, help_text='Den som beslutade, till exempel kommunstyrelsen eller kommunfullmäktige.', max_length=200, verbose_name='beslutande organ'),
                ),
                migrations.AddField(
                    model_name='agreementevent',
                    name='extension_months',
                    field=models.PositiveSmallIntegerField(blank=True, help_text='Så många månader förlängs den i taget om ingen säger upp den. Tomt betyder att det inte sägs.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='förlängs med antal månader'),
                ),
                migrations.AddField(
                    model_name='agreementevent',
                    name='signed_on',
                    field=models.DateField(blank=True, help_text='Dagen då texten undertecknades, så noga som den är känd.', null=True, verbose_name='undertecknad'),
                ),
                migrations.AddField(
                    model_name='agreementevent',
                    name='signed_on_earliest',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='undertecknad, tidigast'),
                ),
                migrations.AddField(
                    model_name='agreementevent',
                    name='valid_from_earliest',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='gäller från, tidigast'),
                ),
                migrations.AddField(
                    model_name='agreementevent',
                    name='valid_to_latest',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='gäller till, senast'),
                ),
                migrations.AddField(
                    model_name='dialoguemeetingevent',
                    name='held_on_earliest',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='dag, tidigast'),
                ),
                migrations.AddField(
                    model_name='dialogueroundevent',
                    name='ends_on_latest',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='slutar, senast'),
                ),
                migrations.AddField(
                    model_name='dialogueroundevent',
                    name='starts_on_earliest',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='börjar, tidigast'),
                ),
                migrations.AddField(
                    model_name='followupevent',
                    name='done_on_earliest',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='gjord, tidigast'),
                ),
                migrations.AddField(
                    model_name='followupevent',
                    name='joint_agreement',
                    field=models.ForeignKey(blank=True, db_constraint=False, help_text='Den gemensamma texten som har följts upp. Uppföljningen visas hos alla dess kommuner.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.jointagreement', verbose_name='gemensam överenskommelse'),
                ),
                migrations.AddField(
                    model_name='jointagreementevent',
                    name='decided_on',
                    field=models.DateField(blank=True, help_text='Dagen då texten beslutades, så noga som den är känd.', null=True, verbose_name='beslutsdag'),
                ),
                migrations.AddField(
                    model_name='jointagreementevent',
                    name='decided_on_earliest',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='beslutsdag, tidigast'),
                ),
                migrations.AddField(
                    model_name='jointagreementevent',
                    name='deciding_body',
                    field=models.CharField(blank=True, help_text='Till exempel Region Jämtland Härjedalen.', max_length=200, verbose_name='beslutande organ'),
                ),
                migrations.AddField(
                    model_name='jointagreementevent',
                    name='signed_on',
                    field=models.DateField(blank=True, help_text='Dagen då texten undertecknades, så noga som den är känd.', null=True, verbose_name='undertecknad'),
                ),
                migrations.AddField(
                    model_name='jointagreementevent',
                    name='signed_on_earliest',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='undertecknad, tidigast'),
                ),
                migrations.AddField(
                    model_name='jointagreementevent',
                    name='source_note',
                    field=models.CharField(blank=True, help_text='Varifrån uppgifterna om texten kommer.', max_length=500, verbose_name='källa'),
                ),
                migrations.AddField(
                    model_name='jointagreementevent',
                    name='source_url',
                    field=models.URLField(blank=True, help_text='Webbadressen där texten eller uppgiften finns.', max_length=500, verbose_name='källans adress'),
                ),
                migrations.AddField(
                    model_name='jointagreementevent',
                    name='valid_from',
                    field=models.DateField(blank=True, help_text='Textens första dag. Varje kommuns egen dag står på kommunens svar.', null=True, verbose_name='gäller från'),
                ),
                migrations.AddField(
                    model_name='jointagreementevent',
                    name='valid_from_earliest',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='gäller från, tidigast'),
                ),
                migrations.AddField(
                    model_name='jointagreementevent',
                    name='valid_to',
                    field=models.DateField(blank=True, help_text='Textens sista dag. Tomt betyder tills vidare.', null=True, verbose_name='gäller till'),
                ),
                migrations.AddField(
                    model_name='jointagreementevent',
                    name='valid_to_latest',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='gäller till, senast'),
                ),
                migrations.AddField(
                    model_name='reportedtotalevent',
                    name='naming',
                    field=models.CharField(blank=True, choices=[('', 'källan namnger inga'), ('those', 'källan namnger dem'), ('all_but', 'källan namnger alla andra: alla utom de valda')], default='', help_text='Om källan namnger kommunerna, eller alla utom några.', max_length=20, verbose_name='namngivna kommuner'),
                ),
                migrations.AddField(
                    model_name='reportedtotalevent',
                    name='precision',
                    field=models.CharField(blank=True, choices=[('', 'precis'), ('at_least', 'minst'), ('at_most', 'högst')], default='', help_text='Om utgivaren anger precis så många, minst så många eller högst så många.', max_length=20, verbose_name='hur siffran ska förstås'),
                ),
                migrations.AddField(
                    model_name='reportedtotalevent',
                    name='reported_on_earliest',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='dag, tidigast'),
                ),
                migrations.AddField(
                    model_name='reportedtotalevent',
                    name='unit',
                    field=models.CharField(blank=True, choices=[('', 'kommuner'), ('letters', 'avsiktsförklaringar'), ('per_cent', 'procent av kommunerna')], default='', help_text='Bara antal kommuner jämförs med registret.', max_length=20, verbose_name='vad som räknas'),
                ),
            ],
        ),
        migrations.AddField(
            model_name='dialoguemeeting',
            name='held_on_earliest',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='dag, tidigast'),
        ),
        migrations.AddField(
            model_name='dialogueround',
            name='ends_on_latest',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='slutar, senast'),
        ),
        migrations.AddField(
            model_name='dialogueround',
            name='starts_on_earliest',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='börjar, tidigast'),
        ),
        migrations.AddField(
            model_name='followup',
            name='done_on_earliest',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='gjord, tidigast'),
        ),
        migrations.AddField(
            model_name='followup',
            name='joint_agreement',
            field=models.ForeignKey(blank=True, help_text='Den gemensamma texten som har följts upp. Uppföljningen visas hos alla dess kommuner.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='agreements.jointagreement', verbose_name='gemensam överenskommelse'),
        ),
        migrations.AddField(
            model_name='jointagreement',
            name='decided_on',
            field=models.DateField(blank=True, help_text='Dagen då texten beslutades, så noga som den är känd.', null=True, verbose_name='beslutsdag'),
        ),
        migrations.AddField(
            model_name='jointagreement',
            name='decided_on_earliest',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='beslutsdag, tidigast'),
        ),
        migrations.AddField(
            model_name='jointagreement',
            name='deciding_body',
            field=models.CharField(blank=True, help_text='Till exempel Region Jämtland Härjedalen.', max_length=200, verbose_name='beslutande organ'),
        ),
        migrations.AddField(
            model_name='jointagreement',
            name='signed_on',
            field=models.DateField(blank=True, help_text='Dagen då texten undertecknades, så noga som den är känd.', null=True, verbose_name='undertecknad'),
        ),
        migrations.AddField(
            model_name='jointagreement',
            name='signed_on_earliest',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='undertecknad, tidigast'),
        ),
        migrations.AddField(
            model_name='jointagreement',
            name='source_note',
            field=models.CharField(blank=True, help_text='Varifrån uppgifterna om texten kommer.', max_length=500, verbose_name='källa'),
        ),
        migrations.AddField(
            model_name='jointagreement',
            name='source_url',
            field=models.URLField(blank=True, help_text='Webbadressen där texten eller uppgiften finns.', max_length=500, verbose_name='källans adress'),
        ),
        migrations.AddField(
            model_name='jointagreement',
            name='valid_from',
            field=models.DateField(blank=True, help_text='Textens första dag. Varje kommuns egen dag står på kommunens svar.', null=True, verbose_name='gäller från'),
        ),
        migrations.AddField(
            model_name='jointagreement',
            name='valid_from_earliest',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='gäller från, tidigast'),
        ),
        migrations.AddField(
            model_name='jointagreement',
            name='valid_to',
            field=models.DateField(blank=True, help_text='Textens sista dag. Tomt betyder tills vidare.', null=True, verbose_name='gäller till'),
        ),
        migrations.AddField(
            model_name='jointagreement',
            name='valid_to_latest',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='gäller till, senast'),
        ),
        migrations.AddField(
            model_name='reportedtotal',
            name='naming',
            field=models.CharField(blank=True, choices=[('', 'källan namnger inga'), ('those', 'källan namnger dem'), ('all_but', 'källan namnger alla andra: alla utom de valda')], default='', help_text='Om källan namnger kommunerna, eller alla utom några.', max_length=20, verbose_name='namngivna kommuner'),
        ),
        migrations.AddField(
            model_name='reportedtotal',
            name='precision',
            field=models.CharField(blank=True, choices=[('', 'precis'), ('at_least', 'minst'), ('at_most', 'högst')], default='', help_text='Om utgivaren anger precis så många, minst så många eller högst så många.', max_length=20, verbose_name='hur siffran ska förstås'),
        ),
        migrations.AddField(
            model_name='reportedtotal',
            name='reported_on_earliest',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='dag, tidigast'),
        ),
        migrations.AddField(
            model_name='reportedtotal',
            name='unit',
            field=models.CharField(blank=True, choices=[('', 'kommuner'), ('letters', 'avsiktsförklaringar'), ('per_cent', 'procent av kommunerna')], default='', help_text='Bara antal kommuner jämförs med registret.', max_length=20, verbose_name='vad som räknas'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='decided_on',
            field=models.DateField(blank=True, help_text='Dagen då kommunen beslutade att teckna eller avböja, så noga som den är känd.', null=True, verbose_name='beslutsdag'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='replaces',
            field=models.OneToOneField(blank=True, help_text='Det tidigare svaret som det här förnyar, ändrar eller tar över efter, av vilken typ som helst.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='agreements.agreement', verbose_name='ersätter'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='valid_from',
            field=models.DateField(blank=True, help_text='Första dagen som svaret gäller, så noga som den är känd. Den dagen räknas med.', null=True, verbose_name='gäller från'),
        ),
        migrations.AlterField(
            model_name='agreementevent',
            name='decided_on',
            field=models.DateField(blank=True, help_text='Dagen då kommunen beslutade att teckna eller avböja, så noga som den är känd.', null=True, verbose_name='beslutsdag'),
        ),
        migrations.AlterField(
            model_name='agreementevent',
            name='replaces',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Det tidigare svaret som det här förnyar, ändrar eller tar över efter, av vilken typ som helst.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreement', verbose_name='ersätter'),
        ),
        migrations.AlterField(
            model_name='agreementevent',
            name='valid_from',
            field=models.DateField(blank=True, help_text='Första dagen som svaret gäller, så noga som den är känd. Den dagen räknas med.', null=True, verbose_name='gäller från'),
        ),
        migrations.AlterField(
            model_name='dialoguemeeting',
            name='held_on',
            field=models.DateField(help_text='Dagen då mötet hölls, så noga som den är känd: en dag, en månad eller ett år.', verbose_name='dag'),
        ),
        migrations.AlterField(
            model_name='dialoguemeetingevent',
            name='held_on',
            field=models.DateField(help_text='Dagen då mötet hölls, så noga som den är känd: en dag, en månad eller ett år.', verbose_name='dag'),
        ),
        migrations.AlterField(
            model_name='dialogueround',
            name='ends_on',
            field=models.DateField(blank=True, help_text='Omgångens sista dag, så noga som den är känd. Tomt betyder att den pågår.', null=True, verbose_name='slutar'),
        ),
        migrations.AlterField(
            model_name='dialogueround',
            name='starts_on',
            field=models.DateField(help_text='Omgångens första dag, så noga som den är känd: en dag, en månad eller ett år.', verbose_name='börjar'),
        ),
        migrations.AlterField(
            model_name='dialogueroundevent',
            name='ends_on',
            field=models.DateField(blank=True, help_text='Omgångens sista dag, så noga som den är känd. Tomt betyder att den pågår.', null=True, verbose_name='slutar'),
        ),
        migrations.AlterField(
            model_name='dialogueroundevent',
            name='starts_on',
            field=models.DateField(help_text='Omgångens första dag, så noga som den är känd: en dag, en månad eller ett år.', verbose_name='börjar'),
        ),
        migrations.AlterField(
            model_name='followup',
            name='agreement',
            field=models.ForeignKey(blank=True, help_text='Överenskommelsen som har följts upp, om uppföljningen inte gäller en gemensam text.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='agreements.agreement', verbose_name='överenskommelse'),
        ),
        migrations.AlterField(
            model_name='followup',
            name='done_on',
            field=models.DateField(help_text='Dagen då uppföljningen var klar, så noga som den är känd: en dag, en månad, ett år.', verbose_name='gjord'),
        ),
        # Backwards the history may have follow-ups of joint agreements.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE public.agreements_followupevent ALTER COLUMN agreement_id DROP NOT NULL",
                    migrations.RunSQL.noop,
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name='followupevent',
                    name='agreement',
                    field=models.ForeignKey(blank=True, db_constraint=False, help_text='Överenskommelsen som har följts upp, om uppföljningen inte gäller en gemensam text.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreement', verbose_name='överenskommelse'),
                ),
            ],
        ),
        migrations.AlterField(
            model_name='followupevent',
            name='done_on',
            field=models.DateField(help_text='Dagen då uppföljningen var klar, så noga som den är känd: en dag, en månad, ett år.', verbose_name='gjord'),
        ),
        migrations.AlterField(
            model_name='reportedtotal',
            name='reported_on',
            field=models.DateField(help_text='Dagen som siffran gäller, så noga som den är känd: en dag, en månad, senast en dag.', verbose_name='dag'),
        ),
        migrations.AlterField(
            model_name='reportedtotal',
            name='total',
            field=models.PositiveIntegerField(help_text='Siffran som utgivaren anger.', verbose_name='antal'),
        ),
        migrations.AlterField(
            model_name='reportedtotalevent',
            name='reported_on',
            field=models.DateField(help_text='Dagen som siffran gäller, så noga som den är känd: en dag, en månad, senast en dag.', verbose_name='dag'),
        ),
        migrations.AlterField(
            model_name='reportedtotalevent',
            name='total',
            field=models.PositiveIntegerField(help_text='Siffran som utgivaren anger.', verbose_name='antal'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreement',
            trigger=pgtrigger.compiler.Trigger(name='replaces_its_own_kind', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM agreements_agreement earlier\n            WHERE earlier.id = NEW.replaces_id AND earlier.municipality_id = NEW.municipality_id\n        ) THEN\n            RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_replaces_in_its_municipality', MESSAGE = 'Ett svar ersätter ett tidigare svar från samma kommun.';\n        END IF;\n        RETURN NEW;\n    ", hash='1ed3837bc97fe9ead33c69f555e1d2384787bb0b', operation='INSERT OR UPDATE OF "replaces_id"', pgid='pgtrigger_replaces_its_own_kind_664fe', table='agreements_agreement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_agreementevent" ("decided_on", "decided_on_earliest", "deciding_body", "diary_number", "ending", "extension_months", "id", "internal_note", "joint_agreement_id", "municipality_diary_number", "municipality_id", "next_follow_up_on", "notice_months", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "public_summary", "published_at", "published_by_id", "replaces_id", "returned_because", "signed_on", "signed_on_earliest", "source_note", "source_url", "status", "submitted_at", "type_id", "valid_from", "valid_from_earliest", "valid_to", "valid_to_latest", "verified_by", "verified_on") VALUES (NEW."decided_on", NEW."decided_on_earliest", NEW."deciding_body", NEW."diary_number", NEW."ending", NEW."extension_months", NEW."id", NEW."internal_note", NEW."joint_agreement_id", NEW."municipality_diary_number", NEW."municipality_id", NEW."next_follow_up_on", NEW."notice_months", NEW."number", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."public_id", NEW."public_summary", NEW."published_at", NEW."published_by_id", NEW."replaces_id", NEW."returned_because", NEW."signed_on", NEW."signed_on_earliest", NEW."source_note", NEW."source_url", NEW."status", NEW."submitted_at", NEW."type_id", NEW."valid_from", NEW."valid_from_earliest", NEW."valid_to", NEW."valid_to_latest", NEW."verified_by", NEW."verified_on"); RETURN NULL;', hash='97c757eb0286a6ab32e101afa8788339c0e8efee', operation='INSERT', pgid='pgtrigger_insert_insert_13a93', table='agreements_agreement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_agreementevent" ("decided_on", "decided_on_earliest", "deciding_body", "diary_number", "ending", "extension_months", "id", "internal_note", "joint_agreement_id", "municipality_diary_number", "municipality_id", "next_follow_up_on", "notice_months", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "public_summary", "published_at", "published_by_id", "replaces_id", "returned_because", "signed_on", "signed_on_earliest", "source_note", "source_url", "status", "submitted_at", "type_id", "valid_from", "valid_from_earliest", "valid_to", "valid_to_latest", "verified_by", "verified_on") VALUES (NEW."decided_on", NEW."decided_on_earliest", NEW."deciding_body", NEW."diary_number", NEW."ending", NEW."extension_months", NEW."id", NEW."internal_note", NEW."joint_agreement_id", NEW."municipality_diary_number", NEW."municipality_id", NEW."next_follow_up_on", NEW."notice_months", NEW."number", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."public_id", NEW."public_summary", NEW."published_at", NEW."published_by_id", NEW."replaces_id", NEW."returned_because", NEW."signed_on", NEW."signed_on_earliest", NEW."source_note", NEW."source_url", NEW."status", NEW."submitted_at", NEW."type_id", NEW."valid_from", NEW."valid_from_earliest", NEW."valid_to", NEW."valid_to_latest", NEW."verified_by", NEW."verified_on"); RETURN NULL;', hash='d793fd953df3536a204aecfe3736d418de7782d1', operation='UPDATE', pgid='pgtrigger_update_update_36fdd', table='agreements_agreement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_agreementevent" ("decided_on", "decided_on_earliest", "deciding_body", "diary_number", "ending", "extension_months", "id", "internal_note", "joint_agreement_id", "municipality_diary_number", "municipality_id", "next_follow_up_on", "notice_months", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "public_summary", "published_at", "published_by_id", "replaces_id", "returned_because", "signed_on", "signed_on_earliest", "source_note", "source_url", "status", "submitted_at", "type_id", "valid_from", "valid_from_earliest", "valid_to", "valid_to_latest", "verified_by", "verified_on") VALUES (OLD."decided_on", OLD."decided_on_earliest", OLD."deciding_body", OLD."diary_number", OLD."ending", OLD."extension_months", OLD."id", OLD."internal_note", OLD."joint_agreement_id", OLD."municipality_diary_number", OLD."municipality_id", OLD."next_follow_up_on", OLD."notice_months", OLD."number", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."public_id", OLD."public_summary", OLD."published_at", OLD."published_by_id", OLD."replaces_id", OLD."returned_because", OLD."signed_on", OLD."signed_on_earliest", OLD."source_note", OLD."source_url", OLD."status", OLD."submitted_at", OLD."type_id", OLD."valid_from", OLD."valid_from_earliest", OLD."valid_to", OLD."valid_to_latest", OLD."verified_by", OLD."verified_on"); RETURN NULL;', hash='2c62221c2b13c72337f0f6f878fe391a503a7dc8', operation='DELETE', pgid='pgtrigger_delete_delete_a07e3', table='agreements_agreement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dialoguemeeting',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_dialoguemeetingevent" ("held_on", "held_on_earliest", "id", "number", "organisers", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "published_at", "published_by_id", "round_id", "source_url", "summary", "title") VALUES (NEW."held_on", NEW."held_on_earliest", NEW."id", NEW."number", NEW."organisers", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."place", NEW."published_at", NEW."published_by_id", NEW."round_id", NEW."source_url", NEW."summary", NEW."title"); RETURN NULL;', hash='820fb2598e6639345dade68346b6933f11dadce3', operation='INSERT', pgid='pgtrigger_insert_insert_89321', table='agreements_dialoguemeeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dialoguemeeting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_dialoguemeetingevent" ("held_on", "held_on_earliest", "id", "number", "organisers", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "published_at", "published_by_id", "round_id", "source_url", "summary", "title") VALUES (NEW."held_on", NEW."held_on_earliest", NEW."id", NEW."number", NEW."organisers", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."place", NEW."published_at", NEW."published_by_id", NEW."round_id", NEW."source_url", NEW."summary", NEW."title"); RETURN NULL;', hash='0ba2a33d42ebb4ec54be48626e66c8b9274eca06', operation='UPDATE', pgid='pgtrigger_update_update_f442b', table='agreements_dialoguemeeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dialoguemeeting',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_dialoguemeetingevent" ("held_on", "held_on_earliest", "id", "number", "organisers", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "published_at", "published_by_id", "round_id", "source_url", "summary", "title") VALUES (OLD."held_on", OLD."held_on_earliest", OLD."id", OLD."number", OLD."organisers", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."place", OLD."published_at", OLD."published_by_id", OLD."round_id", OLD."source_url", OLD."summary", OLD."title"); RETURN NULL;', hash='03032a022498c666efbd0f0ae4590640b1067b3e', operation='DELETE', pgid='pgtrigger_delete_delete_3c413', table='agreements_dialoguemeeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dialogueround',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_dialogueroundevent" ("description", "ends_on", "ends_on_latest", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_note", "source_url", "starts_on", "starts_on_earliest") VALUES (NEW."description", NEW."ends_on", NEW."ends_on_latest", NEW."id", NEW."name", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."slug", NEW."source_note", NEW."source_url", NEW."starts_on", NEW."starts_on_earliest"); RETURN NULL;', hash='6044297015089d9370ffe7f1d59f4ecfab1b9f3a', operation='INSERT', pgid='pgtrigger_insert_insert_3c1c5', table='agreements_dialogueround', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dialogueround',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_dialogueroundevent" ("description", "ends_on", "ends_on_latest", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_note", "source_url", "starts_on", "starts_on_earliest") VALUES (NEW."description", NEW."ends_on", NEW."ends_on_latest", NEW."id", NEW."name", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."slug", NEW."source_note", NEW."source_url", NEW."starts_on", NEW."starts_on_earliest"); RETURN NULL;', hash='1d111aac286b8e9641de4044127a0e1e5179c47e', operation='UPDATE', pgid='pgtrigger_update_update_c651c', table='agreements_dialogueround', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dialogueround',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_dialogueroundevent" ("description", "ends_on", "ends_on_latest", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_note", "source_url", "starts_on", "starts_on_earliest") VALUES (OLD."description", OLD."ends_on", OLD."ends_on_latest", OLD."id", OLD."name", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."slug", OLD."source_note", OLD."source_url", OLD."starts_on", OLD."starts_on_earliest"); RETURN NULL;', hash='5413a935717b8f749f28a641681e4c80afe7858f', operation='DELETE', pgid='pgtrigger_delete_delete_1ec4f', table='agreements_dialogueround', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_followupevent" ("agreement_id", "done_on", "done_on_earliest", "findings", "id", "joint_agreement_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "source_url", "year") VALUES (NEW."agreement_id", NEW."done_on", NEW."done_on_earliest", NEW."findings", NEW."id", NEW."joint_agreement_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."source_url", NEW."year"); RETURN NULL;', hash='55eb95853a08e132408f1934cf4dfec54e867687', operation='INSERT', pgid='pgtrigger_insert_insert_c49f3', table='agreements_followup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_followupevent" ("agreement_id", "done_on", "done_on_earliest", "findings", "id", "joint_agreement_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "source_url", "year") VALUES (NEW."agreement_id", NEW."done_on", NEW."done_on_earliest", NEW."findings", NEW."id", NEW."joint_agreement_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."source_url", NEW."year"); RETURN NULL;', hash='6d402968c7b6b59f19d44a9607a81043e17e65d9', operation='UPDATE', pgid='pgtrigger_update_update_ebea7', table='agreements_followup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followup',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_followupevent" ("agreement_id", "done_on", "done_on_earliest", "findings", "id", "joint_agreement_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "source_url", "year") VALUES (OLD."agreement_id", OLD."done_on", OLD."done_on_earliest", OLD."findings", OLD."id", OLD."joint_agreement_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."published_at", OLD."published_by_id", OLD."source_url", OLD."year"); RETURN NULL;', hash='0df93133d9664531d0bf23649acc2ccd3c88b011', operation='DELETE', pgid='pgtrigger_delete_delete_d5b99', table='agreements_followup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='jointagreement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_jointagreementevent" ("decided_on", "decided_on_earliest", "deciding_body", "diary_number", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_summary", "signed_on", "signed_on_earliest", "source_note", "source_url", "title", "valid_from", "valid_from_earliest", "valid_to", "valid_to_latest") VALUES (NEW."decided_on", NEW."decided_on_earliest", NEW."deciding_body", NEW."diary_number", NEW."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."public_summary", NEW."signed_on", NEW."signed_on_earliest", NEW."source_note", NEW."source_url", NEW."title", NEW."valid_from", NEW."valid_from_earliest", NEW."valid_to", NEW."valid_to_latest"); RETURN NULL;', hash='39298421750e8faa85bf57cfb9f53e54df10923c', operation='INSERT', pgid='pgtrigger_insert_insert_35f7c', table='agreements_jointagreement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='jointagreement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_jointagreementevent" ("decided_on", "decided_on_earliest", "deciding_body", "diary_number", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_summary", "signed_on", "signed_on_earliest", "source_note", "source_url", "title", "valid_from", "valid_from_earliest", "valid_to", "valid_to_latest") VALUES (NEW."decided_on", NEW."decided_on_earliest", NEW."deciding_body", NEW."diary_number", NEW."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."public_summary", NEW."signed_on", NEW."signed_on_earliest", NEW."source_note", NEW."source_url", NEW."title", NEW."valid_from", NEW."valid_from_earliest", NEW."valid_to", NEW."valid_to_latest"); RETURN NULL;', hash='3017b5c00c7cc3697c601ee522d06f4f7db0ffed', operation='UPDATE', pgid='pgtrigger_update_update_34d5d', table='agreements_jointagreement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='jointagreement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_jointagreementevent" ("decided_on", "decided_on_earliest", "deciding_body", "diary_number", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_summary", "signed_on", "signed_on_earliest", "source_note", "source_url", "title", "valid_from", "valid_from_earliest", "valid_to", "valid_to_latest") VALUES (OLD."decided_on", OLD."decided_on_earliest", OLD."deciding_body", OLD."diary_number", OLD."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."public_summary", OLD."signed_on", OLD."signed_on_earliest", OLD."source_note", OLD."source_url", OLD."title", OLD."valid_from", OLD."valid_from_earliest", OLD."valid_to", OLD."valid_to_latest"); RETURN NULL;', hash='d8c5eb37170a657e6811b24195c7c28853a77cef', operation='DELETE', pgid='pgtrigger_delete_delete_cdb29', table='agreements_jointagreement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportedtotal',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_reportedtotalevent" ("id", "naming", "note", "note_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "precision", "published_at", "published_by_id", "publisher", "reported_on", "reported_on_earliest", "source_note", "source_url", "total", "type_id", "unit") VALUES (NEW."id", NEW."naming", NEW."note", NEW."note_en", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."position", NEW."precision", NEW."published_at", NEW."published_by_id", NEW."publisher", NEW."reported_on", NEW."reported_on_earliest", NEW."source_note", NEW."source_url", NEW."total", NEW."type_id", NEW."unit"); RETURN NULL;', hash='08a2f2f9ded2afc4d53b32346bcbbb3e3423624f', operation='INSERT', pgid='pgtrigger_insert_insert_936dd', table='agreements_reportedtotal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportedtotal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_reportedtotalevent" ("id", "naming", "note", "note_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "precision", "published_at", "published_by_id", "publisher", "reported_on", "reported_on_earliest", "source_note", "source_url", "total", "type_id", "unit") VALUES (NEW."id", NEW."naming", NEW."note", NEW."note_en", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."position", NEW."precision", NEW."published_at", NEW."published_by_id", NEW."publisher", NEW."reported_on", NEW."reported_on_earliest", NEW."source_note", NEW."source_url", NEW."total", NEW."type_id", NEW."unit"); RETURN NULL;', hash='520a520ca5948d73268e3df6cf47624a1199e52c', operation='UPDATE', pgid='pgtrigger_update_update_55d55', table='agreements_reportedtotal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportedtotal',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_reportedtotalevent" ("id", "naming", "note", "note_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "precision", "published_at", "published_by_id", "publisher", "reported_on", "reported_on_earliest", "source_note", "source_url", "total", "type_id", "unit") VALUES (OLD."id", OLD."naming", OLD."note", OLD."note_en", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."position", OLD."precision", OLD."published_at", OLD."published_by_id", OLD."publisher", OLD."reported_on", OLD."reported_on_earliest", OLD."source_note", OLD."source_url", OLD."total", OLD."type_id", OLD."unit"); RETURN NULL;', hash='063bc56396919ec1d68018e9f8d86b4a8e57059f', operation='DELETE', pgid='pgtrigger_delete_delete_8d91f', table='agreements_reportedtotal', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='dialogueround',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.comparison.Coalesce('ends_on_latest', 'ends_on', models.Value(datetime.date(9999, 12, 31)), output_field=models.DateField()), django.db.models.functions.comparison.Coalesce('starts_on_earliest', 'starts_on', models.Value(datetime.date(1, 1, 1)), output_field=models.DateField())), name='dialogue_round_ends_after_it_starts', violation_error_message='Omgången kan inte sluta innan den börjar.'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.UniqueConstraint(fields=('joint_agreement', 'year'), name='follow_up_of_joint_once_a_year', violation_error_message='Den gemensamma överenskommelsen har redan en uppföljning för det året. Ändra den i stället.'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreement__isnull', False), ('joint_agreement', None)), models.Q(('agreement', None), ('joint_agreement__isnull', False)), _connector='OR'), name='follow_up_belongs_to_one', violation_error_message='Välj antingen en överenskommelse eller en gemensam överenskommelse som uppföljningen gäller.'),
        ),
        migrations.AddConstraint(
            model_name='reportedtotal',
            constraint=models.UniqueConstraint(fields=('type', 'reported_on', 'position', 'publisher', 'unit'), name='reported_total_once', violation_error_message='Utgivarens siffra för den dagen och det läget finns redan. Ändra den i stället.'),
        ),
        migrations.AddConstraint(
            model_name='reportedtotal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('unit', 'per_cent'), _negated=True), ('total__lte', 100), _connector='OR'), name='reported_total_share_is_a_share', violation_error_message='En andel i procent är högst 100.'),
        ),
        migrations.AddField(
            model_name='agreementpartyevent',
            name='agreement',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreement'),
        ),
        migrations.AddField(
            model_name='agreementpartyevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='agreementreplacementevent',
            name='from_agreement',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreement'),
        ),
        migrations.AddField(
            model_name='agreementreplacementevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='agreementreplacementevent',
            name='to_agreement',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreement'),
        ),
        migrations.AddField(
            model_name='agreementrevision',
            name='agreement',
            field=models.ForeignKey(blank=True, help_text='Överenskommelsen som har reviderats, om det inte är en gemensam text.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='agreements.agreement', verbose_name='överenskommelse'),
        ),
        migrations.AddField(
            model_name='agreementrevision',
            name='joint_agreement',
            field=models.ForeignKey(blank=True, help_text='Den gemensamma texten som har reviderats. Revideringen visas hos alla dess kommuner.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='agreements.jointagreement', verbose_name='gemensam överenskommelse'),
        ),
        migrations.AddField(
            model_name='agreementrevision',
            name='published_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='publicerad av'),
        ),
        migrations.AddField(
            model_name='agreementrevisionevent',
            name='agreement',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Överenskommelsen som har reviderats, om det inte är en gemensam text.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreement', verbose_name='överenskommelse'),
        ),
        migrations.AddField(
            model_name='agreementrevisionevent',
            name='joint_agreement',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Den gemensamma texten som har reviderats. Revideringen visas hos alla dess kommuner.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.jointagreement', verbose_name='gemensam överenskommelse'),
        ),
        migrations.AddField(
            model_name='agreementrevisionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='agreementrevisionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.agreementrevision'),
        ),
        migrations.AddField(
            model_name='agreementrevisionevent',
            name='published_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='publicerad av'),
        ),
        migrations.AddField(
            model_name='agreementtargetgroupevent',
            name='agreement',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreement'),
        ),
        migrations.AddField(
            model_name='agreementtargetgroupevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='completeness',
            name='stated_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='konstaterat av'),
        ),
        migrations.AddField(
            model_name='completeness',
            name='type',
            field=models.ForeignKey(help_text='Typen av överenskommelse som registret är fullständigt för.', on_delete=django.db.models.deletion.PROTECT, related_name='completeness', to='agreements.agreementtype', verbose_name='typ'),
        ),
        migrations.AddField(
            model_name='completenessevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='completenessevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.completeness'),
        ),
        migrations.AddField(
            model_name='completenessevent',
            name='stated_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='konstaterat av'),
        ),
        migrations.AddField(
            model_name='completenessevent',
            name='type',
            field=models.ForeignKey(db_constraint=False, help_text='Typen av överenskommelse som registret är fullständigt för.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreementtype', verbose_name='typ'),
        ),
        migrations.AddField(
            model_name='jointagreementpartyevent',
            name='jointagreement',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.jointagreement'),
        ),
        migrations.AddField(
            model_name='jointagreementpartyevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['forsakringskassan', 'region', 'samordningsforbund', 'migrationsverket', 'utbildning', 'arbetsgivare', 'annan'])), name='party_kind_known', violation_error_message='Välj ett slag av part som finns.'),
        ),
        migrations.AddField(
            model_name='jointagreementpartyevent',
            name='party',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.party'),
        ),
        migrations.AddField(
            model_name='agreementpartyevent',
            name='party',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.party'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='party',
            trigger=pgtrigger.compiler.Trigger(name='raises_revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        INSERT INTO agreements_revision (id, number, transaction, changed_at)\n        VALUES (1, 1, pg_current_xact_id()::text::bigint, now())\n        ON CONFLICT (id) DO UPDATE\n        SET number = agreements_revision.number + 1, transaction = EXCLUDED.transaction, changed_at = now()\n        WHERE agreements_revision.transaction <> EXCLUDED.transaction;\n        RETURN NULL;\n    ', hash='7d71e54c0f9ad7a0d70f93f5fd905969dddb7d15', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_raises_revision_46596', table='agreements_party', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='party',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_partyevent" ("id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."slug"); RETURN NULL;', hash='a29f777814fc61ac10cfbf6e79df1d189a39bf17', operation='INSERT', pgid='pgtrigger_insert_insert_783c4', table='agreements_party', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='party',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_partyevent" ("id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."slug"); RETURN NULL;', hash='282bc1ea2db86477fa62b2fc4bf6ad645de504fc', operation='UPDATE', pgid='pgtrigger_update_update_83158', table='agreements_party', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='party',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_partyevent" ("id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (OLD."id", OLD."kind", OLD."name", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."slug"); RETURN NULL;', hash='9321651658b3a2624c28856416734ef2969d8a17', operation='DELETE', pgid='pgtrigger_delete_delete_048bd', table='agreements_party', when='AFTER')),
        ),
        migrations.AddField(
            model_name='agreement',
            name='parties',
            field=models.ManyToManyField(blank=True, help_text='Parter utöver kommunen och Arbetsförmedlingen.', related_name='agreements', to='agreements.party', verbose_name='fler parter'),
        ),
        migrations.AddField(
            model_name='jointagreement',
            name='parties',
            field=models.ManyToManyField(blank=True, help_text='Parter utöver kommunerna och Arbetsförmedlingen.', related_name='joint_agreements', to='agreements.party', verbose_name='fler parter'),
        ),
        migrations.AddConstraint(
            model_name='jointagreement',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.comparison.Coalesce('valid_to_latest', 'valid_to', models.Value(datetime.date(9999, 12, 31)), output_field=models.DateField()), django.db.models.functions.comparison.Coalesce('valid_from_earliest', 'valid_from', models.Value(datetime.date(1, 1, 1)), output_field=models.DateField())), name='joint_agreement_ends_after_it_begins', violation_error_message='Gäller till kan inte vara före gäller från.'),
        ),
        migrations.AddConstraint(
            model_name='jointagreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_on', None), ('decided_on_earliest', None), ('decided_on_earliest__lte', models.F('decided_on')), _connector='OR'), models.Q(('signed_on', None), ('signed_on_earliest', None), ('signed_on_earliest__lte', models.F('signed_on')), _connector='OR'), models.Q(('valid_from', None), ('valid_from_earliest', None), ('valid_from_earliest__lte', models.F('valid_from')), _connector='OR'), models.Q(('valid_to_latest', None), models.Q(('valid_to__isnull', False), ('valid_to_latest__gte', models.F('valid_to'))), _connector='OR')), name='joint_agreement_bounds_are_in_order', violation_error_message='Den tidigaste möjliga dagen kan inte vara efter den senaste.'),
        ),
        migrations.AddConstraint(
            model_name='jointagreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_on', None), ('decided_on__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), models.Q(('decided_on', datetime.date(9999, 12, 31)), ('decided_on_earliest__isnull', False)), _connector='OR'), models.Q(('decided_on_earliest', None), ('decided_on_earliest__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), ('decided_on_earliest', datetime.date(1, 1, 1)), _connector='OR'), models.Q(('signed_on', None), ('signed_on__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), models.Q(('signed_on', datetime.date(9999, 12, 31)), ('signed_on_earliest__isnull', False)), _connector='OR'), models.Q(('signed_on_earliest', None), ('signed_on_earliest__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), ('signed_on_earliest', datetime.date(1, 1, 1)), _connector='OR'), models.Q(('valid_from', None), ('valid_from__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), models.Q(('valid_from', datetime.date(9999, 12, 31)), ('valid_from_earliest__isnull', False)), _connector='OR'), models.Q(('valid_from_earliest', None), ('valid_from_earliest__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), ('valid_from_earliest', datetime.date(1, 1, 1)), _connector='OR'), models.Q(('valid_to', None), ('valid_to__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), models.Q(('valid_to', datetime.date(1, 1, 1)), ('valid_to_latest__isnull', False)), _connector='OR'), models.Q(('valid_to_latest', None), ('valid_to_latest__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), ('valid_to_latest', datetime.date(9999, 12, 31)), _connector='OR')), name='joint_agreement_days_are_plausible', violation_error_message='En dag ska ligga mellan 1990-01-01 och 2100-12-31. Kontrollera årtalet.'),
        ),
        migrations.AddField(
            model_name='partyevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='partyevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.party'),
        ),
        migrations.AddField(
            model_name='reportedmunicipalityevent',
            name='municipality',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='municipalities.municipality'),
        ),
        migrations.AddField(
            model_name='reportedmunicipalityevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='reportedmunicipalityevent',
            name='reportedtotal',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.reportedtotal'),
        ),
        migrations.AddField(
            model_name='source',
            name='agreement',
            field=models.ForeignKey(blank=True, help_text='Svaret som källan stöder.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='agreements.agreement', verbose_name='överenskommelse'),
        ),
        migrations.AddField(
            model_name='source',
            name='file',
            field=models.ForeignKey(blank=True, help_text='En kopia av källan som registret har sparat.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='agreements.storedfile', verbose_name='sparad kopia'),
        ),
        migrations.AddField(
            model_name='source',
            name='joint_agreement',
            field=models.ForeignKey(blank=True, help_text='Den gemensamma texten som källan stöder. Källan visas hos alla dess kommuner.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='agreements.jointagreement', verbose_name='gemensam överenskommelse'),
        ),
        migrations.AddField(
            model_name='source',
            name='published_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='publicerad av'),
        ),
        migrations.AddField(
            model_name='source',
            name='reported_total',
            field=models.ForeignKey(blank=True, help_text='Siffran som källan stöder.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='agreements.reportedtotal', verbose_name='rapporterad siffra'),
        ),
        migrations.AddField(
            model_name='source',
            name='round',
            field=models.ForeignKey(blank=True, help_text='Omgången som källan stöder.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='agreements.dialogueround', verbose_name='dialogomgång'),
        ),
        migrations.AddField(
            model_name='sourceevent',
            name='agreement',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Svaret som källan stöder.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreement', verbose_name='överenskommelse'),
        ),
        migrations.AddField(
            model_name='sourceevent',
            name='file',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='En kopia av källan som registret har sparat.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.storedfile', verbose_name='sparad kopia'),
        ),
        migrations.AddField(
            model_name='sourceevent',
            name='joint_agreement',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Den gemensamma texten som källan stöder. Källan visas hos alla dess kommuner.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.jointagreement', verbose_name='gemensam överenskommelse'),
        ),
        migrations.AddField(
            model_name='sourceevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='sourceevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.source'),
        ),
        migrations.AddField(
            model_name='sourceevent',
            name='published_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='publicerad av'),
        ),
        migrations.AddField(
            model_name='sourceevent',
            name='reported_total',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Siffran som källan stöder.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.reportedtotal', verbose_name='rapporterad siffra'),
        ),
        migrations.AddField(
            model_name='sourceevent',
            name='round',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Omgången som källan stöder.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.dialogueround', verbose_name='dialogomgång'),
        ),
        migrations.AddField(
            model_name='agreementtargetgroupevent',
            name='targetgroup',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.targetgroup'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetgroup',
            trigger=pgtrigger.compiler.Trigger(name='raises_revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        INSERT INTO agreements_revision (id, number, transaction, changed_at)\n        VALUES (1, 1, pg_current_xact_id()::text::bigint, now())\n        ON CONFLICT (id) DO UPDATE\n        SET number = agreements_revision.number + 1, transaction = EXCLUDED.transaction, changed_at = now()\n        WHERE agreements_revision.transaction <> EXCLUDED.transaction;\n        RETURN NULL;\n    ', hash='b08419f0aaf0df85244ce91f6bf1d13158cd1eb7', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_raises_revision_90d22', table='agreements_targetgroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetgroup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_targetgroupevent" ("description", "description_en", "id", "name", "name_en", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."description", NEW."description_en", NEW."id", NEW."name", NEW."name_en", NEW."order", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."slug"); RETURN NULL;', hash='dad296e3ef27cb94d1110f283cc805895c0f37a3', operation='INSERT', pgid='pgtrigger_insert_insert_0c981', table='agreements_targetgroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetgroup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_targetgroupevent" ("description", "description_en", "id", "name", "name_en", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."description", NEW."description_en", NEW."id", NEW."name", NEW."name_en", NEW."order", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."slug"); RETURN NULL;', hash='c87cb2188a97cdf70f694f00faba873568c1fc37', operation='UPDATE', pgid='pgtrigger_update_update_ca6c1', table='agreements_targetgroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetgroup',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_targetgroupevent" ("description", "description_en", "id", "name", "name_en", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (OLD."description", OLD."description_en", OLD."id", OLD."name", OLD."name_en", OLD."order", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."slug"); RETURN NULL;', hash='76f1ea3f0d8b7e636e07181b60fb96d49bfc977e', operation='DELETE', pgid='pgtrigger_delete_delete_e50e7', table='agreements_targetgroup', when='AFTER')),
        ),
        migrations.AddField(
            model_name='agreement',
            name='target_groups',
            field=models.ManyToManyField(blank=True, help_text='Vilka överenskommelsen är till för. Flera kan väljas.', related_name='agreements', to='agreements.targetgroup', verbose_name='målgrupper'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'in_dialogue'), _negated=True), models.Q(('decided_on', None), ('decided_on_earliest', None), ('signed_on', None), ('signed_on_earliest', None)), _connector='OR'), name='agreement_dialogue_has_no_decision', violation_error_message='En som är i dialog har varken beslutsdag eller undertecknad dag.'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.comparison.Coalesce('valid_to_latest', 'valid_to', models.Value(datetime.date(9999, 12, 31)), output_field=models.DateField()), django.db.models.functions.comparison.Coalesce('valid_from_earliest', 'valid_from', models.Value(datetime.date(1, 1, 1)), output_field=models.DateField())), name='agreement_ends_after_it_begins', violation_error_message='Gäller till kan inte vara före gäller från.'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_on', None), ('decided_on_earliest', None), ('decided_on_earliest__lte', models.F('decided_on')), _connector='OR'), models.Q(('signed_on', None), ('signed_on_earliest', None), ('signed_on_earliest__lte', models.F('signed_on')), _connector='OR'), models.Q(('valid_from', None), ('valid_from_earliest', None), ('valid_from_earliest__lte', models.F('valid_from')), _connector='OR'), models.Q(('valid_to_latest', None), models.Q(('valid_to__isnull', False), ('valid_to_latest__gte', models.F('valid_to'))), _connector='OR')), name='agreement_bounds_are_in_order', violation_error_message='Den tidigaste möjliga dagen kan inte vara efter den senaste.'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_on', None), ('decided_on__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), models.Q(('decided_on', datetime.date(9999, 12, 31)), ('decided_on_earliest__isnull', False)), _connector='OR'), models.Q(('decided_on_earliest', None), ('decided_on_earliest__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), ('decided_on_earliest', datetime.date(1, 1, 1)), _connector='OR'), models.Q(('signed_on', None), ('signed_on__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), models.Q(('signed_on', datetime.date(9999, 12, 31)), ('signed_on_earliest__isnull', False)), _connector='OR'), models.Q(('signed_on_earliest', None), ('signed_on_earliest__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), ('signed_on_earliest', datetime.date(1, 1, 1)), _connector='OR'), models.Q(('valid_from', None), ('valid_from__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), models.Q(('valid_from', datetime.date(9999, 12, 31)), ('valid_from_earliest__isnull', False)), _connector='OR'), models.Q(('valid_from_earliest', None), ('valid_from_earliest__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), ('valid_from_earliest', datetime.date(1, 1, 1)), _connector='OR'), models.Q(('valid_to', None), ('valid_to__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), models.Q(('valid_to', datetime.date(1, 1, 1)), ('valid_to_latest__isnull', False)), _connector='OR'), models.Q(('valid_to_latest', None), ('valid_to_latest__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), ('valid_to_latest', datetime.date(9999, 12, 31)), _connector='OR')), name='agreement_days_are_plausible', violation_error_message='En dag ska ligga mellan 1990-01-01 och 2100-12-31. Kontrollera årtalet.'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('published_at__isnull', False), ('status__in', ['signed', 'declined'])), expressions=[('municipality', '='), ('type', '='), (models.Case(models.When(then=models.Func(models.Func('valid_from', models.Value(None, output_field=models.DateField()), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), models.Func(models.Value(None, output_field=models.DateField()), 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), arg_joiner=' * ', output_field=django.contrib.postgres.fields.ranges.DateRangeField(), template='(%(expressions)s)'), valid_from__isnull=False), output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='agreement_one_answer_at_a_time', violation_error_message='Kommunen har redan ett publicerat svar av samma typ som gäller någon av de här dagarna. Avsluta det dagen före, eller ändra dagarna.'),
        ),
        migrations.AddField(
            model_name='targetgroupevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='targetgroupevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.targetgroup'),
        ),
        migrations.CreateModel(
            name='AgreementReplacement',
            fields=[
            ],
            options={
                'verbose_name': 'svar som överenskommelsen också ersätter',
                'verbose_name_plural': 'svar som överenskommelserna också ersätter',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('agreements.agreement_also_replaces',),
        ),
        migrations.CreateModel(
            name='ReportedMunicipality',
            fields=[
            ],
            options={
                'verbose_name': 'den rapporterade siffrans kommun',
                'verbose_name_plural': 'de rapporterade siffrornas kommuner',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('agreements.reportedtotal_municipalities',),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementreplacementevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='35d2eeab8e2e843c63d709555c1214db97fa23db', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_73ac3', table='agreements_agreementreplacementevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='agreementrevision',
            constraint=models.CheckConstraint(condition=models.Q(('published_by', None), ('published_at__isnull', False), _connector='OR'), name='agreementrevision_published_has_a_time', violation_error_message='En publicering ska ha en tid.'),
        ),
        migrations.AddConstraint(
            model_name='agreementrevision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreement__isnull', False), ('joint_agreement', None)), models.Q(('agreement', None), ('joint_agreement__isnull', False)), _connector='OR'), name='agreement_revision_belongs_to_one', violation_error_message='Välj antingen en överenskommelse eller en gemensam överenskommelse som revideringen gäller.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementrevision',
            trigger=pgtrigger.compiler.Trigger(name='raises_revision', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF (TG_OP <> 'INSERT' AND OLD.published_at IS NOT NULL)\n                    OR (TG_OP <> 'DELETE' AND NEW.published_at IS NOT NULL) THEN\n                    \n        INSERT INTO agreements_revision (id, number, transaction, changed_at)\n        VALUES (1, 1, pg_current_xact_id()::text::bigint, now())\n        ON CONFLICT (id) DO UPDATE\n        SET number = agreements_revision.number + 1, transaction = EXCLUDED.transaction, changed_at = now()\n        WHERE agreements_revision.transaction <> EXCLUDED.transaction;\n        \n    \n                END IF;\n                RETURN NULL;\n            ", hash='80646484f84909fb6070e669a3344de396b86154', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_raises_revision_45e36', table='agreements_agreementrevision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementrevision',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_agreementrevisionevent" ("agreement_id", "changes", "id", "joint_agreement_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "revised_on", "revised_on_earliest", "source_note", "source_url") VALUES (NEW."agreement_id", NEW."changes", NEW."id", NEW."joint_agreement_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."revised_on", NEW."revised_on_earliest", NEW."source_note", NEW."source_url"); RETURN NULL;', hash='ee9813ad069705547679afeee5458139d22dd11b', operation='INSERT', pgid='pgtrigger_insert_insert_be71e', table='agreements_agreementrevision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementrevision',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_agreementrevisionevent" ("agreement_id", "changes", "id", "joint_agreement_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "revised_on", "revised_on_earliest", "source_note", "source_url") VALUES (NEW."agreement_id", NEW."changes", NEW."id", NEW."joint_agreement_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."revised_on", NEW."revised_on_earliest", NEW."source_note", NEW."source_url"); RETURN NULL;', hash='97fb867d092fb995b7e8c4d821e50f40b5bd8e3e', operation='UPDATE', pgid='pgtrigger_update_update_4cfe9', table='agreements_agreementrevision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementrevision',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_agreementrevisionevent" ("agreement_id", "changes", "id", "joint_agreement_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "revised_on", "revised_on_earliest", "source_note", "source_url") VALUES (OLD."agreement_id", OLD."changes", OLD."id", OLD."joint_agreement_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."published_at", OLD."published_by_id", OLD."revised_on", OLD."revised_on_earliest", OLD."source_note", OLD."source_url"); RETURN NULL;', hash='8b1a113ef3fc8fd6572567bcf37dd1b60a91cb86', operation='DELETE', pgid='pgtrigger_delete_delete_4783e', table='agreements_agreementrevision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementrevisionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1fff96cc0a99c638aabe786fd290f75bd4e45ea4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b005b', table='agreements_agreementrevisionevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='completeness',
            constraint=models.CheckConstraint(condition=models.Q(('last_day', None), ('last_day__gte', models.F('first_day')), _connector='OR'), name='completeness_ends_after_it_begins', violation_error_message='Sista dagen kan inte vara före den första.'),
        ),
        migrations.AddConstraint(
            model_name='completeness',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('type', '='), (models.Func('first_day', 'last_day', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='completeness_stated_once', violation_error_message='Typen har redan en uppgift om fullständighet för någon av de dagarna.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='completeness',
            trigger=pgtrigger.compiler.Trigger(name='raises_revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        INSERT INTO agreements_revision (id, number, transaction, changed_at)\n        VALUES (1, 1, pg_current_xact_id()::text::bigint, now())\n        ON CONFLICT (id) DO UPDATE\n        SET number = agreements_revision.number + 1, transaction = EXCLUDED.transaction, changed_at = now()\n        WHERE agreements_revision.transaction <> EXCLUDED.transaction;\n        RETURN NULL;\n    ', hash='09ae009dfc66a7501b61beec4e19eb13ba4df4c1', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_raises_revision_b337e', table='agreements_completeness', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='completeness',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_completenessevent" ("first_day", "ground", "id", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stated_by_id", "stated_on", "type_id") VALUES (NEW."first_day", NEW."ground", NEW."id", NEW."last_day", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."stated_by_id", NEW."stated_on", NEW."type_id"); RETURN NULL;', hash='19dcda4617340748181692a12a5e35a512bfbbb4', operation='INSERT', pgid='pgtrigger_insert_insert_baf06', table='agreements_completeness', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='completeness',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_completenessevent" ("first_day", "ground", "id", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stated_by_id", "stated_on", "type_id") VALUES (NEW."first_day", NEW."ground", NEW."id", NEW."last_day", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."stated_by_id", NEW."stated_on", NEW."type_id"); RETURN NULL;', hash='a9506f0d86490f0a6c9f5d3ce0d5b5372a71cca7', operation='UPDATE', pgid='pgtrigger_update_update_fd616', table='agreements_completeness', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='completeness',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_completenessevent" ("first_day", "ground", "id", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stated_by_id", "stated_on", "type_id") VALUES (OLD."first_day", OLD."ground", OLD."id", OLD."last_day", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."stated_by_id", OLD."stated_on", OLD."type_id"); RETURN NULL;', hash='7f15a48044051cd214fb649d4621fae328aa47dc', operation='DELETE', pgid='pgtrigger_delete_delete_d1d37', table='agreements_completeness', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='completenessevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8b5aaf7a04c738aa0b85260d482412c27a6dce76', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3ff24', table='agreements_completenessevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='jointagreementpartyevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3dbbf33b7c9a5e519a06dc5573912d2815c083c6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f39ed', table='agreements_jointagreementpartyevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementpartyevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='53789b6af748bd1a950b6af113e3269e76d2b2f3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dc810', table='agreements_agreementpartyevent', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='AgreementParty',
            fields=[
            ],
            options={
                'verbose_name': 'överenskommelsens part',
                'verbose_name_plural': 'överenskommelsernas parter',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('agreements.agreement_parties',),
        ),
        migrations.CreateModel(
            name='JointAgreementParty',
            fields=[
            ],
            options={
                'verbose_name': 'den gemensamma överenskommelsens part',
                'verbose_name_plural': 'de gemensamma överenskommelsernas parter',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('agreements.jointagreement_parties',),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partyevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3f51c6a16a2ff95f51b7f8e6b5bdf1251841f76d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_09a15', table='agreements_partyevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportedmunicipalityevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='315a0e5b1564ceffb7041ab495b89fa4620ae2db', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c708f', table='agreements_reportedmunicipalityevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('published_by', None), ('published_at__isnull', False), _connector='OR'), name='source_published_has_a_time', violation_error_message='En publicering ska ha en tid.'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreement__isnull', False), ('joint_agreement__isnull', True), ('reported_total__isnull', True), ('round__isnull', True)), models.Q(('agreement__isnull', True), ('joint_agreement__isnull', False), ('reported_total__isnull', True), ('round__isnull', True)), models.Q(('agreement__isnull', True), ('joint_agreement__isnull', True), ('reported_total__isnull', False), ('round__isnull', True)), models.Q(('agreement__isnull', True), ('joint_agreement__isnull', True), ('reported_total__isnull', True), ('round__isnull', False)), _connector='OR'), name='source_belongs_to_one', violation_error_message='Välj en sak som källan stöder: ett svar, en gemensam text, en siffra eller en omgång.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='raises_revision', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF (TG_OP <> 'INSERT' AND OLD.published_at IS NOT NULL)\n                    OR (TG_OP <> 'DELETE' AND NEW.published_at IS NOT NULL) THEN\n                    \n        INSERT INTO agreements_revision (id, number, transaction, changed_at)\n        VALUES (1, 1, pg_current_xact_id()::text::bigint, now())\n        ON CONFLICT (id) DO UPDATE\n        SET number = agreements_revision.number + 1, transaction = EXCLUDED.transaction, changed_at = now()\n        WHERE agreements_revision.transaction <> EXCLUDED.transaction;\n        \n    \n                END IF;\n                RETURN NULL;\n            ", hash='a1ad77311155f86ff5a638b6fc0fe519628ce802', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_raises_revision_30a0e', table='agreements_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_sourceevent" ("agreement_id", "file_id", "id", "is_copy", "joint_agreement_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "published_on", "published_on_earliest", "publisher", "read_on", "reported_total_id", "round_id", "supports", "title", "url") VALUES (NEW."agreement_id", NEW."file_id", NEW."id", NEW."is_copy", NEW."joint_agreement_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."published_on", NEW."published_on_earliest", NEW."publisher", NEW."read_on", NEW."reported_total_id", NEW."round_id", NEW."supports", NEW."title", NEW."url"); RETURN NULL;', hash='767683bbc37bad3b190db7b7bd52e17d44b1bebc', operation='INSERT', pgid='pgtrigger_insert_insert_0fab4', table='agreements_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_sourceevent" ("agreement_id", "file_id", "id", "is_copy", "joint_agreement_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "published_on", "published_on_earliest", "publisher", "read_on", "reported_total_id", "round_id", "supports", "title", "url") VALUES (NEW."agreement_id", NEW."file_id", NEW."id", NEW."is_copy", NEW."joint_agreement_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."published_on", NEW."published_on_earliest", NEW."publisher", NEW."read_on", NEW."reported_total_id", NEW."round_id", NEW."supports", NEW."title", NEW."url"); RETURN NULL;', hash='3712bbcb6708e4c294c41c79ad74e1b7411a85d7', operation='UPDATE', pgid='pgtrigger_update_update_14d4e', table='agreements_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_sourceevent" ("agreement_id", "file_id", "id", "is_copy", "joint_agreement_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "published_on", "published_on_earliest", "publisher", "read_on", "reported_total_id", "round_id", "supports", "title", "url") VALUES (OLD."agreement_id", OLD."file_id", OLD."id", OLD."is_copy", OLD."joint_agreement_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."published_at", OLD."published_by_id", OLD."published_on", OLD."published_on_earliest", OLD."publisher", OLD."read_on", OLD."reported_total_id", OLD."round_id", OLD."supports", OLD."title", OLD."url"); RETURN NULL;', hash='8ddc8487ea67c47136fcd8e1968235fc76487e67', operation='DELETE', pgid='pgtrigger_delete_delete_a733b', table='agreements_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sourceevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4a2ee81ca9c4094b770e5c78bb602733c3bf968a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_68e1c', table='agreements_sourceevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementtargetgroupevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0b4220becb8844ca3c321e630a3665cc9ad3cf5b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_46f4f', table='agreements_agreementtargetgroupevent', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='AgreementTargetGroup',
            fields=[
            ],
            options={
                'verbose_name': 'överenskommelsens målgrupp',
                'verbose_name_plural': 'överenskommelsernas målgrupper',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('agreements.agreement_target_groups',),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetgroupevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f76e8127b80816c2e74155d140ff22334fd9b490', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_539e1', table='agreements_targetgroupevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementreplacement',
            trigger=pgtrigger.compiler.Trigger(name='replaces_in_its_municipality', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF NEW.from_agreement_id = NEW.to_agreement_id OR NOT EXISTS (\n            SELECT 1 FROM agreements_agreement earlier JOIN agreements_agreement later\n              ON later.municipality_id = earlier.municipality_id\n            WHERE earlier.id = NEW.to_agreement_id AND later.id = NEW.from_agreement_id\n        ) THEN\n            RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_also_replaces_in_its_municipality', MESSAGE = 'Ett svar ersätter tidigare svar från samma kommun.';\n        END IF;\n        RETURN NEW;\n    ", hash='f9ef3837e2335d0f36ecf5d7b62238d0350e6a09', operation='INSERT OR UPDATE', pgid='pgtrigger_replaces_in_its_municipality_d46b9', table='agreements_agreement_also_replaces', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementreplacement',
            trigger=pgtrigger.compiler.Trigger(name='raises_revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        INSERT INTO agreements_revision (id, number, transaction, changed_at)\n        VALUES (1, 1, pg_current_xact_id()::text::bigint, now())\n        ON CONFLICT (id) DO UPDATE\n        SET number = agreements_revision.number + 1, transaction = EXCLUDED.transaction, changed_at = now()\n        WHERE agreements_revision.transaction <> EXCLUDED.transaction;\n        RETURN NULL;\n    ', hash='8bcd0e662ad813f642e9d4a7f23b7fc1e1a8b703', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_raises_revision_67f90', table='agreements_agreement_also_replaces', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementreplacement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_agreementreplacementevent" ("from_agreement_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "to_agreement_id") VALUES (NEW."from_agreement_id", NEW."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."to_agreement_id"); RETURN NULL;', hash='9ded6bc57e66e2a557b7213c3a431d7e68d89bb5', operation='INSERT', pgid='pgtrigger_insert_insert_88785', table='agreements_agreement_also_replaces', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementreplacement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_agreementreplacementevent" ("from_agreement_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "to_agreement_id") VALUES (OLD."from_agreement_id", OLD."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."to_agreement_id"); RETURN NULL;', hash='419e7bbc9de545db54e2d183f3bdb7b49fe45b68', operation='DELETE', pgid='pgtrigger_delete_delete_2c3fd', table='agreements_agreement_also_replaces', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportedmunicipality',
            trigger=pgtrigger.compiler.Trigger(name='raises_revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        INSERT INTO agreements_revision (id, number, transaction, changed_at)\n        VALUES (1, 1, pg_current_xact_id()::text::bigint, now())\n        ON CONFLICT (id) DO UPDATE\n        SET number = agreements_revision.number + 1, transaction = EXCLUDED.transaction, changed_at = now()\n        WHERE agreements_revision.transaction <> EXCLUDED.transaction;\n        RETURN NULL;\n    ', hash='143694bb6a46a0799a146fd7f70750168c20bac1', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_raises_revision_15a3a', table='agreements_reportedtotal_municipalities', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportedmunicipality',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_reportedmunicipalityevent" ("id", "municipality_id", "pgh_context_id", "pgh_created_at", "pgh_label", "reportedtotal_id") VALUES (NEW."id", NEW."municipality_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."reportedtotal_id"); RETURN NULL;', hash='8f181587dc26395a35d189dca12ac6fddc2aa4a7', operation='INSERT', pgid='pgtrigger_insert_insert_05bb6', table='agreements_reportedtotal_municipalities', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportedmunicipality',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_reportedmunicipalityevent" ("id", "municipality_id", "pgh_context_id", "pgh_created_at", "pgh_label", "reportedtotal_id") VALUES (OLD."id", OLD."municipality_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."reportedtotal_id"); RETURN NULL;', hash='36af639881b3321088f6735385a852fa6ccbbb97', operation='DELETE', pgid='pgtrigger_delete_delete_fbcc9', table='agreements_reportedtotal_municipalities', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementparty',
            trigger=pgtrigger.compiler.Trigger(name='raises_revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        INSERT INTO agreements_revision (id, number, transaction, changed_at)\n        VALUES (1, 1, pg_current_xact_id()::text::bigint, now())\n        ON CONFLICT (id) DO UPDATE\n        SET number = agreements_revision.number + 1, transaction = EXCLUDED.transaction, changed_at = now()\n        WHERE agreements_revision.transaction <> EXCLUDED.transaction;\n        RETURN NULL;\n    ', hash='2e38e1eed5a627bf15bba2eb3345bb34ed337ef8', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_raises_revision_83ba2', table='agreements_agreement_parties', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementparty',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_agreementpartyevent" ("agreement_id", "id", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."agreement_id", NEW."id", NEW."party_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\'); RETURN NULL;', hash='9942276a64bb5d70df41ebe8ef6b6dd29dee9a38', operation='INSERT', pgid='pgtrigger_insert_insert_9a22b', table='agreements_agreement_parties', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementparty',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_agreementpartyevent" ("agreement_id", "id", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (OLD."agreement_id", OLD."id", OLD."party_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\'); RETURN NULL;', hash='1902207cbc5165f750cecaf6cab0861c876618e0', operation='DELETE', pgid='pgtrigger_delete_delete_2eefb', table='agreements_agreement_parties', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='jointagreementparty',
            trigger=pgtrigger.compiler.Trigger(name='raises_revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        INSERT INTO agreements_revision (id, number, transaction, changed_at)\n        VALUES (1, 1, pg_current_xact_id()::text::bigint, now())\n        ON CONFLICT (id) DO UPDATE\n        SET number = agreements_revision.number + 1, transaction = EXCLUDED.transaction, changed_at = now()\n        WHERE agreements_revision.transaction <> EXCLUDED.transaction;\n        RETURN NULL;\n    ', hash='1eb54d35acab532f967843692f9daf6527b1fc94', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_raises_revision_c0ab2', table='agreements_jointagreement_parties', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='jointagreementparty',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_jointagreementpartyevent" ("id", "jointagreement_id", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."id", NEW."jointagreement_id", NEW."party_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\'); RETURN NULL;', hash='0f24154769a424a58e0b4d92b1c14c51c078c05f', operation='INSERT', pgid='pgtrigger_insert_insert_3cb5d', table='agreements_jointagreement_parties', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='jointagreementparty',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_jointagreementpartyevent" ("id", "jointagreement_id", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (OLD."id", OLD."jointagreement_id", OLD."party_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\'); RETURN NULL;', hash='22c5746f8eac7bb4f3a3ff51f912f00310ca11d8', operation='DELETE', pgid='pgtrigger_delete_delete_778cc', table='agreements_jointagreement_parties', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementtargetgroup',
            trigger=pgtrigger.compiler.Trigger(name='raises_revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n        INSERT INTO agreements_revision (id, number, transaction, changed_at)\n        VALUES (1, 1, pg_current_xact_id()::text::bigint, now())\n        ON CONFLICT (id) DO UPDATE\n        SET number = agreements_revision.number + 1, transaction = EXCLUDED.transaction, changed_at = now()\n        WHERE agreements_revision.transaction <> EXCLUDED.transaction;\n        RETURN NULL;\n    ', hash='82bf07b63f61a4fc56e8ac5634242ab75325b89c', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_raises_revision_1146b', table='agreements_agreement_target_groups', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementtargetgroup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_agreementtargetgroupevent" ("agreement_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "targetgroup_id") VALUES (NEW."agreement_id", NEW."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."targetgroup_id"); RETURN NULL;', hash='b89d16f6d75619bd493dc5c42b13db9063b753a0', operation='INSERT', pgid='pgtrigger_insert_insert_2e680', table='agreements_agreement_target_groups', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementtargetgroup',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_agreementtargetgroupevent" ("agreement_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "targetgroup_id") VALUES (OLD."agreement_id", OLD."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."targetgroup_id"); RETURN NULL;', hash='d4bdc0246e5549bab8be4b123802618cc10bcf17', operation='DELETE', pgid='pgtrigger_delete_delete_32468', table='agreements_agreement_target_groups', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='agreementrevision',
            constraint=models.CheckConstraint(condition=models.Q(('revised_on', None), ('revised_on_earliest', None), ('revised_on_earliest__lte', models.F('revised_on')), _connector='OR'), name='agreement_revision_bounds_are_in_order', violation_error_message='Den tidigaste möjliga dagen kan inte vara efter den senaste.'),
        ),
        migrations.AddConstraint(
            model_name='agreementrevision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revised_on', None), ('revised_on__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), models.Q(('revised_on', datetime.date(9999, 12, 31)), ('revised_on_earliest__isnull', False)), _connector='OR'), models.Q(('revised_on_earliest', None), ('revised_on_earliest__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), ('revised_on_earliest', datetime.date(1, 1, 1)), _connector='OR')), name='agreement_revision_days_are_plausible', violation_error_message='Dagen ska ligga mellan 1990-01-01 och 2100-12-31. Kontrollera årtalet.'),
        ),
        migrations.AddConstraint(
            model_name='completeness',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('first_day', None), ('first_day__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('last_day', None), ('last_day__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('stated_on', None), ('stated_on__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='completeness_days_are_plausible', violation_error_message='Dagen ska ligga mellan 1990-01-01 och 2100-12-31. Kontrollera årtalet.'),
        ),
        migrations.AddConstraint(
            model_name='completeness',
            constraint=models.CheckConstraint(condition=models.Q(('ground', ''), _negated=True), name='completeness_has_a_ground', violation_error_message='Skriv hur det är känt att inget svar saknas.'),
        ),
        migrations.AddConstraint(
            model_name='dialoguemeeting',
            constraint=models.CheckConstraint(condition=models.Q(('held_on', None), ('held_on_earliest', None), ('held_on_earliest__lte', models.F('held_on')), _connector='OR'), name='dialogue_meeting_bounds_are_in_order', violation_error_message='Den tidigaste möjliga dagen kan inte vara efter den senaste.'),
        ),
        migrations.AddConstraint(
            model_name='dialogueround',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('starts_on', None), ('starts_on_earliest', None), ('starts_on_earliest__lte', models.F('starts_on')), _connector='OR'), models.Q(('ends_on_latest', None), models.Q(('ends_on__isnull', False), ('ends_on_latest__gte', models.F('ends_on'))), _connector='OR')), name='dialogue_round_bounds_are_in_order', violation_error_message='Den tidigaste möjliga dagen kan inte vara efter den senaste.'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('done_on', None), ('done_on_earliest', None), ('done_on_earliest__lte', models.F('done_on')), _connector='OR'), name='follow_up_bounds_are_in_order', violation_error_message='Den tidigaste möjliga dagen kan inte vara efter den senaste.'),
        ),
        migrations.AddConstraint(
            model_name='reportedtotal',
            constraint=models.CheckConstraint(condition=models.Q(('naming__in', ['', 'those', 'all_but']), ('precision__in', ['', 'at_least', 'at_most']), ('unit__in', ['', 'letters', 'per_cent'])), name='reported_total_words_known', violation_error_message='Välj vad som räknas, hur siffran ska förstås och vilka källan namnger.'),
        ),
        migrations.AddConstraint(
            model_name='reportedtotal',
            constraint=models.CheckConstraint(condition=models.Q(('reported_on', None), ('reported_on_earliest', None), ('reported_on_earliest__lte', models.F('reported_on')), _connector='OR'), name='reported_total_bounds_are_in_order', violation_error_message='Den tidigaste möjliga dagen kan inte vara efter den senaste.'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('published_on', None), ('published_on_earliest', None), ('published_on_earliest__lte', models.F('published_on')), _connector='OR'), name='source_bounds_are_in_order', violation_error_message='Den tidigaste möjliga dagen kan inte vara efter den senaste.'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_on', None), ('published_on__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), models.Q(('published_on', datetime.date(9999, 12, 31)), ('published_on_earliest__isnull', False)), _connector='OR'), models.Q(('published_on_earliest', None), ('published_on_earliest__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), ('published_on_earliest', datetime.date(1, 1, 1)), _connector='OR')), name='source_days_are_plausible', violation_error_message='Dagen ska ligga mellan 1990-01-01 och 2100-12-31. Kontrollera årtalet.'),
        ),
        migrations.RunSQL(shown(CHANGED + NEW), dropped(CHANGED + NEW)),
    ]
