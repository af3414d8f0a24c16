"""What has been told to whom, and a meaning beside every field that is filled in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("agreements", "0012_confirmations"),
        ('municipalities', '0006_help_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='agreement',
            name='areas',
            field=models.ManyToManyField(blank=True, help_text='Vad överenskommelsen omfattar. Flera kan väljas.', related_name='agreements', to='agreements.cooperationarea', verbose_name='samverkansområden'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='diary_number',
            field=models.CharField(blank=True, help_text='Ärendets nummer hos Arbetsförmedlingen, till exempel Af-2023/0012.', max_length=50, verbose_name='Arbetsförmedlingens diarienummer'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='levels',
            field=models.ManyToManyField(blank=True, help_text='Nivåerna som överenskommelsen gäller. Flera kan väljas.', related_name='agreements', to='agreements.collaborationlevel', verbose_name='samverkansnivåer'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='municipality',
            field=models.ForeignKey(help_text='Kommunen som har svarat. Den kan inte ändras när svaret är sparat.', on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='municipalities.municipality', verbose_name='kommun'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='municipality_diary_number',
            field=models.CharField(blank=True, help_text='Ärendets nummer hos kommunen, till exempel KS 2023/41.', max_length=50, verbose_name='kommunens diarienummer'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='next_follow_up_on',
            field=models.DateField(blank=True, help_text='Dagen då överenskommelsen ska följas upp. Då står den under Att göra.', null=True, verbose_name='nästa uppföljning'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='status',
            field=models.CharField(choices=[('in_dialogue', 'i dialog'), ('signed', 'tecknad'), ('declined', 'avböjd')], default='signed', help_text='Vad kommunen har svarat. Den som inte har svarat än är i dialog.', max_length=20, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='type',
            field=models.ForeignKey(help_text='Vilket slag av överenskommelse svaret gäller.', on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='agreements.agreementtype', verbose_name='typ'),
        ),
        migrations.AlterField(
            model_name='agreementevent',
            name='diary_number',
            field=models.CharField(blank=True, help_text='Ärendets nummer hos Arbetsförmedlingen, till exempel Af-2023/0012.', max_length=50, verbose_name='Arbetsförmedlingens diarienummer'),
        ),
        migrations.AlterField(
            model_name='agreementevent',
            name='municipality',
            field=models.ForeignKey(db_constraint=False, help_text='Kommunen som har svarat. Den kan inte ändras när svaret är sparat.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='municipalities.municipality', verbose_name='kommun'),
        ),
        migrations.AlterField(
            model_name='agreementevent',
            name='municipality_diary_number',
            field=models.CharField(blank=True, help_text='Ärendets nummer hos kommunen, till exempel KS 2023/41.', max_length=50, verbose_name='kommunens diarienummer'),
        ),
        migrations.AlterField(
            model_name='agreementevent',
            name='next_follow_up_on',
            field=models.DateField(blank=True, help_text='Dagen då överenskommelsen ska följas upp. Då står den under Att göra.', null=True, verbose_name='nästa uppföljning'),
        ),
        migrations.AlterField(
            model_name='agreementevent',
            name='status',
            field=models.CharField(choices=[('in_dialogue', 'i dialog'), ('signed', 'tecknad'), ('declined', 'avböjd')], default='signed', help_text='Vad kommunen har svarat. Den som inte har svarat än är i dialog.', max_length=20, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='agreementevent',
            name='type',
            field=models.ForeignKey(db_constraint=False, help_text='Vilket slag av överenskommelse svaret gäller.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreementtype', verbose_name='typ'),
        ),
        migrations.AlterField(
            model_name='agreementtype',
            name='description',
            field=models.TextField(blank=True, help_text='Vad ordet betyder. Visas för alla.', verbose_name='beskrivning'),
        ),
        migrations.AlterField(
            model_name='agreementtype',
            name='description_en',
            field=models.TextField(blank=True, help_text='Samma betydelse på engelska.', verbose_name='beskrivning på engelska'),
        ),
        migrations.AlterField(
            model_name='agreementtype',
            name='name',
            field=models.CharField(help_text='Som ordet står på svenska sidor.', max_length=200, verbose_name='namn'),
        ),
        migrations.AlterField(
            model_name='agreementtype',
            name='name_en',
            field=models.CharField(help_text='Som ordet står på engelska sidor.', max_length=200, verbose_name='namn på engelska'),
        ),
        migrations.AlterField(
            model_name='agreementtype',
            name='order',
            field=models.PositiveSmallIntegerField(default=0, help_text='Lägst först i listor och val.', verbose_name='ordning'),
        ),
        migrations.AlterField(
            model_name='agreementtypeevent',
            name='description',
            field=models.TextField(blank=True, help_text='Vad ordet betyder. Visas för alla.', verbose_name='beskrivning'),
        ),
        migrations.AlterField(
            model_name='agreementtypeevent',
            name='description_en',
            field=models.TextField(blank=True, help_text='Samma betydelse på engelska.', verbose_name='beskrivning på engelska'),
        ),
        migrations.AlterField(
            model_name='agreementtypeevent',
            name='name',
            field=models.CharField(help_text='Som ordet står på svenska sidor.', max_length=200, verbose_name='namn'),
        ),
        migrations.AlterField(
            model_name='agreementtypeevent',
            name='name_en',
            field=models.CharField(help_text='Som ordet står på engelska sidor.', max_length=200, verbose_name='namn på engelska'),
        ),
        migrations.AlterField(
            model_name='agreementtypeevent',
            name='order',
            field=models.PositiveSmallIntegerField(default=0, help_text='Lägst först i listor och val.', verbose_name='ordning'),
        ),
        migrations.AlterField(
            model_name='collaborationlevel',
            name='description',
            field=models.TextField(blank=True, help_text='Vad ordet betyder. Visas för alla.', verbose_name='beskrivning'),
        ),
        migrations.AlterField(
            model_name='collaborationlevel',
            name='description_en',
            field=models.TextField(blank=True, help_text='Samma betydelse på engelska.', verbose_name='beskrivning på engelska'),
        ),
        migrations.AlterField(
            model_name='collaborationlevel',
            name='name',
            field=models.CharField(help_text='Som ordet står på svenska sidor.', max_length=200, verbose_name='namn'),
        ),
        migrations.AlterField(
            model_name='collaborationlevel',
            name='name_en',
            field=models.CharField(help_text='Som ordet står på engelska sidor.', max_length=200, verbose_name='namn på engelska'),
        ),
        migrations.AlterField(
            model_name='collaborationlevel',
            name='order',
            field=models.PositiveSmallIntegerField(default=0, help_text='Lägst först i listor och val.', verbose_name='ordning'),
        ),
        migrations.AlterField(
            model_name='collaborationlevelevent',
            name='description',
            field=models.TextField(blank=True, help_text='Vad ordet betyder. Visas för alla.', verbose_name='beskrivning'),
        ),
        migrations.AlterField(
            model_name='collaborationlevelevent',
            name='description_en',
            field=models.TextField(blank=True, help_text='Samma betydelse på engelska.', verbose_name='beskrivning på engelska'),
        ),
        migrations.AlterField(
            model_name='collaborationlevelevent',
            name='name',
            field=models.CharField(help_text='Som ordet står på svenska sidor.', max_length=200, verbose_name='namn'),
        ),
        migrations.AlterField(
            model_name='collaborationlevelevent',
            name='name_en',
            field=models.CharField(help_text='Som ordet står på engelska sidor.', max_length=200, verbose_name='namn på engelska'),
        ),
        migrations.AlterField(
            model_name='collaborationlevelevent',
            name='order',
            field=models.PositiveSmallIntegerField(default=0, help_text='Lägst först i listor och val.', verbose_name='ordning'),
        ),
        migrations.AlterField(
            model_name='cooperationarea',
            name='description',
            field=models.TextField(blank=True, help_text='Vad ordet betyder. Visas för alla.', verbose_name='beskrivning'),
        ),
        migrations.AlterField(
            model_name='cooperationarea',
            name='description_en',
            field=models.TextField(blank=True, help_text='Samma betydelse på engelska.', verbose_name='beskrivning på engelska'),
        ),
        migrations.AlterField(
            model_name='cooperationarea',
            name='name',
            field=models.CharField(help_text='Som ordet står på svenska sidor.', max_length=200, verbose_name='namn'),
        ),
        migrations.AlterField(
            model_name='cooperationarea',
            name='name_en',
            field=models.CharField(help_text='Som ordet står på engelska sidor.', max_length=200, verbose_name='namn på engelska'),
        ),
        migrations.AlterField(
            model_name='cooperationarea',
            name='order',
            field=models.PositiveSmallIntegerField(default=0, help_text='Lägst först i listor och val.', verbose_name='ordning'),
        ),
        migrations.AlterField(
            model_name='cooperationareaevent',
            name='description',
            field=models.TextField(blank=True, help_text='Vad ordet betyder. Visas för alla.', verbose_name='beskrivning'),
        ),
        migrations.AlterField(
            model_name='cooperationareaevent',
            name='description_en',
            field=models.TextField(blank=True, help_text='Samma betydelse på engelska.', verbose_name='beskrivning på engelska'),
        ),
        migrations.AlterField(
            model_name='cooperationareaevent',
            name='name',
            field=models.CharField(help_text='Som ordet står på svenska sidor.', max_length=200, verbose_name='namn'),
        ),
        migrations.AlterField(
            model_name='cooperationareaevent',
            name='name_en',
            field=models.CharField(help_text='Som ordet står på engelska sidor.', max_length=200, verbose_name='namn på engelska'),
        ),
        migrations.AlterField(
            model_name='cooperationareaevent',
            name='order',
            field=models.PositiveSmallIntegerField(default=0, help_text='Lägst först i listor och val.', verbose_name='ordning'),
        ),
        migrations.AlterField(
            model_name='dialoguemeeting',
            name='held_on',
            field=models.DateField(help_text='Dagen då mötet hölls.', verbose_name='dag'),
        ),
        migrations.AlterField(
            model_name='dialoguemeeting',
            name='municipalities',
            field=models.ManyToManyField(blank=True, help_text='Kommunerna som deltog. Mötet syns på deras tidslinjer.', related_name='dialogue_meetings', to='municipalities.municipality', verbose_name='kommuner'),
        ),
        migrations.AlterField(
            model_name='dialoguemeeting',
            name='round',
            field=models.ForeignKey(help_text='Omgången som mötet hörde till.', on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='agreements.dialogueround', verbose_name='dialogomgång'),
        ),
        migrations.AlterField(
            model_name='dialoguemeeting',
            name='source_url',
            field=models.URLField(blank=True, help_text='Webbadressen där det står om mötet.', max_length=500, verbose_name='källans adress'),
        ),
        migrations.AlterField(
            model_name='dialoguemeeting',
            name='summary',
            field=models.TextField(blank=True, help_text='Visas för alla när mötet är publicerat. Skriv inga namn på privatpersoner.', verbose_name='sammanfattning'),
        ),
        migrations.AlterField(
            model_name='dialoguemeeting',
            name='title',
            field=models.CharField(help_text='Till exempel Dialogmöte i Malmö.', max_length=200, verbose_name='rubrik'),
        ),
        migrations.AlterField(
            model_name='dialoguemeetingevent',
            name='held_on',
            field=models.DateField(help_text='Dagen då mötet hölls.', verbose_name='dag'),
        ),
        migrations.AlterField(
            model_name='dialoguemeetingevent',
            name='round',
            field=models.ForeignKey(db_constraint=False, help_text='Omgången som mötet hörde till.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.dialogueround', verbose_name='dialogomgång'),
        ),
        migrations.AlterField(
            model_name='dialoguemeetingevent',
            name='source_url',
            field=models.URLField(blank=True, help_text='Webbadressen där det står om mötet.', max_length=500, verbose_name='källans adress'),
        ),
        migrations.AlterField(
            model_name='dialoguemeetingevent',
            name='summary',
            field=models.TextField(blank=True, help_text='Visas för alla när mötet är publicerat. Skriv inga namn på privatpersoner.', verbose_name='sammanfattning'),
        ),
        migrations.AlterField(
            model_name='dialoguemeetingevent',
            name='title',
            field=models.CharField(help_text='Till exempel Dialogmöte i Malmö.', max_length=200, verbose_name='rubrik'),
        ),
        migrations.AlterField(
            model_name='dialogueround',
            name='description',
            field=models.TextField(blank=True, help_text='Vad omgången gick ut på. Visas för alla.', verbose_name='beskrivning'),
        ),
        migrations.AlterField(
            model_name='dialogueround',
            name='ends_on',
            field=models.DateField(blank=True, help_text='Omgångens sista dag. Tomt betyder att den pågår.', null=True, verbose_name='slutar'),
        ),
        migrations.AlterField(
            model_name='dialogueround',
            name='slug',
            field=models.SlugField(help_text='Står i filer, till exempel motesturnen-2022. Ändra det inte.', unique=True, verbose_name='kortnamn'),
        ),
        migrations.AlterField(
            model_name='dialogueround',
            name='source_note',
            field=models.CharField(blank=True, help_text='Varifrån uppgifterna om omgången kommer.', max_length=500, verbose_name='källa'),
        ),
        migrations.AlterField(
            model_name='dialogueround',
            name='source_url',
            field=models.URLField(blank=True, help_text='Webbadressen där det står om omgången.', max_length=500, verbose_name='källans adress'),
        ),
        migrations.AlterField(
            model_name='dialogueround',
            name='starts_on',
            field=models.DateField(help_text='Omgångens första dag.', verbose_name='börjar'),
        ),
        migrations.AlterField(
            model_name='dialogueroundevent',
            name='description',
            field=models.TextField(blank=True, help_text='Vad omgången gick ut på. Visas för alla.', verbose_name='beskrivning'),
        ),
        migrations.AlterField(
            model_name='dialogueroundevent',
            name='ends_on',
            field=models.DateField(blank=True, help_text='Omgångens sista dag. Tomt betyder att den pågår.', null=True, verbose_name='slutar'),
        ),
        migrations.AlterField(
            model_name='dialogueroundevent',
            name='slug',
            field=models.SlugField(db_index=False, help_text='Står i filer, till exempel motesturnen-2022. Ändra det inte.', verbose_name='kortnamn'),
        ),
        migrations.AlterField(
            model_name='dialogueroundevent',
            name='source_note',
            field=models.CharField(blank=True, help_text='Varifrån uppgifterna om omgången kommer.', max_length=500, verbose_name='källa'),
        ),
        migrations.AlterField(
            model_name='dialogueroundevent',
            name='source_url',
            field=models.URLField(blank=True, help_text='Webbadressen där det står om omgången.', max_length=500, verbose_name='källans adress'),
        ),
        migrations.AlterField(
            model_name='dialogueroundevent',
            name='starts_on',
            field=models.DateField(help_text='Omgångens första dag.', verbose_name='börjar'),
        ),
        migrations.AlterField(
            model_name='document',
            name='agreement',
            field=models.ForeignKey(blank=True, help_text='Överenskommelsen som dokumentet hör till, om det inte är gemensamt.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='agreements.agreement', verbose_name='överenskommelse'),
        ),
        migrations.AlterField(
            model_name='document',
            name='dated_on',
            field=models.DateField(blank=True, help_text='Dagen som står på dokumentet.', null=True, verbose_name='daterat'),
        ),
        migrations.AlterField(
            model_name='document',
            name='joint_agreement',
            field=models.ForeignKey(blank=True, help_text='Den gemensamma texten som dokumentet hör till, om det är gemensamt.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='agreements.jointagreement', verbose_name='gemensam överenskommelse'),
        ),
        migrations.AlterField(
            model_name='document',
            name='language',
            field=models.CharField(choices=[('sv', 'svenska'), ('en', 'engelska')], default='sv', help_text='Språket som dokumentet är skrivet på.', max_length=2, verbose_name='språk'),
        ),
        migrations.AlterField(
            model_name='document',
            name='title',
            field=models.CharField(help_text='Vad dokumentet är, till exempel Överenskommelse eller Beslut i kommunstyrelsen.', max_length=200, verbose_name='titel'),
        ),
        migrations.AlterField(
            model_name='documentevent',
            name='agreement',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Överenskommelsen som dokumentet hör till, om det inte är gemensamt.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreement', verbose_name='överenskommelse'),
        ),
        migrations.AlterField(
            model_name='documentevent',
            name='dated_on',
            field=models.DateField(blank=True, help_text='Dagen som står på dokumentet.', null=True, verbose_name='daterat'),
        ),
        migrations.AlterField(
            model_name='documentevent',
            name='joint_agreement',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Den gemensamma texten som dokumentet hör till, om det är gemensamt.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.jointagreement', verbose_name='gemensam överenskommelse'),
        ),
        migrations.AlterField(
            model_name='documentevent',
            name='language',
            field=models.CharField(choices=[('sv', 'svenska'), ('en', 'engelska')], default='sv', help_text='Språket som dokumentet är skrivet på.', max_length=2, verbose_name='språk'),
        ),
        migrations.AlterField(
            model_name='documentevent',
            name='title',
            field=models.CharField(help_text='Vad dokumentet är, till exempel Överenskommelse eller Beslut i kommunstyrelsen.', max_length=200, verbose_name='titel'),
        ),
        migrations.AlterField(
            model_name='followup',
            name='agreement',
            field=models.ForeignKey(help_text='Överenskommelsen som har följts upp.', on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='agreements.agreement', verbose_name='överenskommelse'),
        ),
        migrations.AlterField(
            model_name='followup',
            name='done_on',
            field=models.DateField(help_text='Dagen då uppföljningen var klar.', verbose_name='gjord'),
        ),
        migrations.AlterField(
            model_name='followup',
            name='findings',
            field=models.TextField(blank=True, help_text='Visas för alla när uppföljningen är publicerad. Skriv inga namn på privatpersoner.', verbose_name='vad uppföljningen visade'),
        ),
        migrations.AlterField(
            model_name='followup',
            name='source_url',
            field=models.URLField(blank=True, help_text='Webbadressen där uppföljningen går att läsa.', max_length=500, verbose_name='källans adress'),
        ),
        migrations.AlterField(
            model_name='followupevent',
            name='agreement',
            field=models.ForeignKey(db_constraint=False, help_text='Överenskommelsen som har följts upp.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreement', verbose_name='överenskommelse'),
        ),
        migrations.AlterField(
            model_name='followupevent',
            name='done_on',
            field=models.DateField(help_text='Dagen då uppföljningen var klar.', verbose_name='gjord'),
        ),
        migrations.AlterField(
            model_name='followupevent',
            name='findings',
            field=models.TextField(blank=True, help_text='Visas för alla när uppföljningen är publicerad. Skriv inga namn på privatpersoner.', verbose_name='vad uppföljningen visade'),
        ),
        migrations.AlterField(
            model_name='followupevent',
            name='source_url',
            field=models.URLField(blank=True, help_text='Webbadressen där uppföljningen går att läsa.', max_length=500, verbose_name='källans adress'),
        ),
        migrations.AlterField(
            model_name='jointagreement',
            name='diary_number',
            field=models.CharField(blank=True, help_text='Arbetsförmedlingens nummer för den gemensamma texten.', max_length=50, verbose_name='diarienummer'),
        ),
        migrations.AlterField(
            model_name='jointagreement',
            name='public_summary',
            field=models.TextField(blank=True, help_text='Vad texten handlar om. Visas för alla. Skriv inga namn på privatpersoner.', verbose_name='offentlig sammanfattning'),
        ),
        migrations.AlterField(
            model_name='jointagreement',
            name='title',
            field=models.CharField(help_text='Textens namn, till exempel Gemensam överenskommelse i Östergötland.', max_length=200, verbose_name='titel'),
        ),
        migrations.AlterField(
            model_name='jointagreementevent',
            name='diary_number',
            field=models.CharField(blank=True, help_text='Arbetsförmedlingens nummer för den gemensamma texten.', max_length=50, verbose_name='diarienummer'),
        ),
        migrations.AlterField(
            model_name='jointagreementevent',
            name='public_summary',
            field=models.TextField(blank=True, help_text='Vad texten handlar om. Visas för alla. Skriv inga namn på privatpersoner.', verbose_name='offentlig sammanfattning'),
        ),
        migrations.AlterField(
            model_name='jointagreementevent',
            name='title',
            field=models.CharField(help_text='Textens namn, till exempel Gemensam överenskommelse i Östergötland.', max_length=200, verbose_name='titel'),
        ),
        migrations.AlterField(
            model_name='register',
            name='licence',
            field=models.CharField(default='CC0 1.0', help_text='Villkoren för den som använder uppgifterna.', max_length=100, verbose_name='datats licens'),
        ),
        migrations.AlterField(
            model_name='register',
            name='licence_url',
            field=models.URLField(default='https://creativecommons.org/publicdomain/zero/1.0/deed.sv', help_text='Webbadressen där villkoren står.', verbose_name='licensens adress'),
        ),
        migrations.AlterField(
            model_name='register',
            name='name',
            field=models.CharField(default='Överenskommelseregistret', help_text='Står överst på varje sida.', max_length=100, verbose_name='registrets namn'),
        ),
        migrations.AlterField(
            model_name='register',
            name='publisher',
            field=models.CharField(blank=True, help_text='Myndigheten eller organisationen som svarar för registret.', max_length=200, verbose_name='utgivare'),
        ),
        migrations.AlterField(
            model_name='registerevent',
            name='licence',
            field=models.CharField(default='CC0 1.0', help_text='Villkoren för den som använder uppgifterna.', max_length=100, verbose_name='datats licens'),
        ),
        migrations.AlterField(
            model_name='registerevent',
            name='licence_url',
            field=models.URLField(default='https://creativecommons.org/publicdomain/zero/1.0/deed.sv', help_text='Webbadressen där villkoren står.', verbose_name='licensens adress'),
        ),
        migrations.AlterField(
            model_name='registerevent',
            name='name',
            field=models.CharField(default='Överenskommelseregistret', help_text='Står överst på varje sida.', max_length=100, verbose_name='registrets namn'),
        ),
        migrations.AlterField(
            model_name='registerevent',
            name='publisher',
            field=models.CharField(blank=True, help_text='Myndigheten eller organisationen som svarar för registret.', max_length=200, verbose_name='utgivare'),
        ),
        migrations.AlterField(
            model_name='reportedtotal',
            name='note',
            field=models.TextField(blank=True, help_text='Varför siffran skiljer sig från registret, om den gör det. Visas för alla.', verbose_name='kommentar'),
        ),
        migrations.AlterField(
            model_name='reportedtotal',
            name='note_en',
            field=models.TextField(blank=True, help_text='Samma kommentar på engelska.', verbose_name='kommentar på engelska'),
        ),
        migrations.AlterField(
            model_name='reportedtotal',
            name='position',
            field=models.CharField(choices=[('signed', 'har överenskommelse'), ('declined', 'har avböjt'), ('lapsed', 'har upphört'), ('none', 'inget svar')], help_text='Läget som utgivaren har räknat.', max_length=20, verbose_name='läge'),
        ),
        migrations.AlterField(
            model_name='reportedtotal',
            name='source_note',
            field=models.CharField(help_text='Rapporten eller sidan där siffran står.', max_length=500, verbose_name='källa'),
        ),
        migrations.AlterField(
            model_name='reportedtotal',
            name='source_url',
            field=models.URLField(blank=True, help_text='Webbadressen där siffran går att läsa.', max_length=500, verbose_name='källans adress'),
        ),
        migrations.AlterField(
            model_name='reportedtotal',
            name='total',
            field=models.PositiveIntegerField(help_text='Så många kommuner som utgivaren anger.', verbose_name='antal kommuner'),
        ),
        migrations.AlterField(
            model_name='reportedtotal',
            name='type',
            field=models.ForeignKey(help_text='Typen av överenskommelse som siffran gäller.', on_delete=django.db.models.deletion.PROTECT, related_name='reported_totals', to='agreements.agreementtype', verbose_name='typ'),
        ),
        migrations.AlterField(
            model_name='reportedtotalevent',
            name='note',
            field=models.TextField(blank=True, help_text='Varför siffran skiljer sig från registret, om den gör det. Visas för alla.', verbose_name='kommentar'),
        ),
        migrations.AlterField(
            model_name='reportedtotalevent',
            name='note_en',
            field=models.TextField(blank=True, help_text='Samma kommentar på engelska.', verbose_name='kommentar på engelska'),
        ),
        migrations.AlterField(
            model_name='reportedtotalevent',
            name='position',
            field=models.CharField(choices=[('signed', 'har överenskommelse'), ('declined', 'har avböjt'), ('lapsed', 'har upphört'), ('none', 'inget svar')], help_text='Läget som utgivaren har räknat.', max_length=20, verbose_name='läge'),
        ),
        migrations.AlterField(
            model_name='reportedtotalevent',
            name='source_note',
            field=models.CharField(help_text='Rapporten eller sidan där siffran står.', max_length=500, verbose_name='källa'),
        ),
        migrations.AlterField(
            model_name='reportedtotalevent',
            name='source_url',
            field=models.URLField(blank=True, help_text='Webbadressen där siffran går att läsa.', max_length=500, verbose_name='källans adress'),
        ),
        migrations.AlterField(
            model_name='reportedtotalevent',
            name='total',
            field=models.PositiveIntegerField(help_text='Så många kommuner som utgivaren anger.', verbose_name='antal kommuner'),
        ),
        migrations.AlterField(
            model_name='reportedtotalevent',
            name='type',
            field=models.ForeignKey(db_constraint=False, help_text='Typen av överenskommelse som siffran gäller.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreementtype', verbose_name='typ'),
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.CharField(max_length=50, verbose_name='ärende')),
                ('row', models.CharField(max_length=50, verbose_name='radens nyckel')),
                ('sent_at', models.DateTimeField(verbose_name='skickad')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='mottagare')),
            ],
            options={
                'verbose_name': 'påminnelse',
                'verbose_name_plural': 'påminnelser',
                'ordering': ['-sent_at'],
                'constraints': [models.UniqueConstraint(fields=('recipient', 'matter', 'row'), name='reminder_once_for_each_row', violation_error_message='Mottagaren har redan en påminnelse om raden.')],
            },
        ),
    ]
