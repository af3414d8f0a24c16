"""The guidance text at the top of each list, and the filter and column of matters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.desk.filters import ToDo
from agreements.desk.todo.matter import PARAMETER, Matter
from agreements.desk.todo.matters import matters_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# By the model's label, in lower case.
GUIDANCE: dict[str, StrOrPromise] = {
    "agreements.agreement": _(
        "Varje rad är en kommuns svar på en typ av överenskommelse. Ett utkast syns bara här. "
        "Det som är publicerat ändras genom ett förslag som någon granskar."
    ),
    "agreements.proposal": _(
        "Varje rad är en ändring av något publicerat. Allmänheten ser det gamla tills ändringen är publicerad."
    ),
    "agreements.confirmationrequest": _(
        "Varje rad är en fråga till en kommun om uppgifterna stämmer. Svaret ja visas som en kontroll när någon har "
        "godtagit det, en rättelse blir ett ändringsförslag att granska. Frågor ställs från listan över kommuner."
    ),
    "agreements.importrun": _(
        "Varje rad är en fil som någon har läst in. På filens sida syns vad den ändrade, och där kan importen ångras."
    ),
    "agreements.columnchoice": _(
        "Så har någon parat ihop rubriker i andras filer med våra kolumner. Rätta ett val, eller ta bort det så att "
        "importen frågar igen."
    ),
    "agreements.jointagreement": _(
        "En text som flera kommuner tecknar. De delar text och dokument, men varje kommun har sin egen "
        "överenskommelse. Är någon av dem publicerad ändras texten genom ett förslag som någon granskar."
    ),
    "agreements.document": _(
        "Överenskommelsernas texter, som fil eller som adress. Allmänheten ser ett dokument när det är publicerat."
    ),
    "agreements.storedfile": _(
        "PDF-filerna som registret har tagit emot. En fil läggs till där dokumentet registreras, och ändras aldrig."
    ),
    "agreements.followup": _(
        "Vad uppföljningarna visade. Registrera en för varje år, och ange nästa dag på överenskommelsen."
    ),
    "agreements.dialoguemeeting": _(
        "Ett möte registreras en gång, med alla kommuner som det var till för. Är det inte känt vilka som kom, skriv "
        "det i sammanfattningen. Det syns på varje kommuns tidslinje när det är publicerat."
    ),
    "agreements.dialogueround": _(
        "En omgång håller ihop mötena, till exempel Mötesturnén 2022. Är något av dem publicerat ändras omgången genom "
        "ett förslag som någon granskar."
    ),
    "agreements.reportedtotal": _(
        "Siffror som någon har publicerat. Startsidan jämför dem med registret. Ange alltid varifrån siffran kommer."
    ),
    "agreements.source": _(
        "Varifrån uppgifterna kommer, när det är mer än en källa. Markera den som bara är läst som kopia. En "
        "publicerad källa ändras som en publicerad uppföljning."
    ),
    "agreements.agreementrevision": _(
        "När en text har setts över utan att bli en ny överenskommelse. En revidering är inget nytt svar."
    ),
    "agreements.completeness": _(
        "För vilka dagar registret har alla kommuners svar. Bara de dagarna betyder inget svar att kommunen inte har "
        "svarat. Ange det när Täckning visar att ingen uppgift saknas."
    ),
    "agreements.party": _("De som är parter vid sidan av kommunerna och Arbetsförmedlingen. Kortnamnet står i filer."),
    "agreements.targetgroup": _(
        "Vilka en överenskommelse kan vara till för. Kortnamnet står i adresser och filer, så ändra det inte."
    ),
    "agreements.agreementtype": _("Slagen av överenskommelser. Huvudtypen är den som startsidan och förvalen gäller."),
    "agreements.collaborationlevel": _(
        "Nivåerna som en överenskommelse kan ha. Kortnamnet står i adresser och filer, så ändra det inte."
    ),
    "agreements.cooperationarea": _(
        "Vad en överenskommelse kan omfatta. Kortnamnet står i adresser och filer, så ändra det inte."
    ),
    "agreements.register": _("Det som registret säger om sig självt, och om två personer krävs för att publicera."),
    "agreements.revision": _(
        "Räknar det som allmänheten ser ändras. Databasen sköter den, du behöver inte göra något."
    ),
    "agreements.linkcheck": _(
        "Om källornas och dokumentens sidor gick att öppna vid den senaste kontrollen. Kontrollen körs varje natt."
    ),
    "agreements.contactmessage": _(
        "Det som någon har skrivit i kontaktformuläret. Svara från registrets brevlåda. Meddelandena tas bort 30 dagar "
        "efter att de har skickats dit."
    ),
    "agreements.historyentry": _(
        "Allt som har hänt i registret: vem, när, hur och varför. Ingenting i loggen går att ändra eller ta bort."
    ),
    "agreements.submission": _(
        "Formulär som nyligen har sparats, så att inget sparas två gånger. Du behöver inte göra något."
    ),
    "agreements.reminder": _(
        "Vad påminnelserna har berättat och för vem, så att ingen får samma sak varje dag. Du behöver inte göra något."
    ),
    "municipalities.municipality": _(
        "Sveriges kommuner med läget i dag. Öppna en kommun för att se dess svar och registrera ett nytt."
    ),
    "municipalities.county": _("Sveriges län. De ändras bara när ett län bildas eller byter namn."),
    "municipalities.boundary": _("Kommunernas gränser i kartan. De läses in med kommandot import_boundaries."),
    "agreements.loginrecord": _(
        "Vem som har loggat in och ut, och när någon har försökt med fel namn eller lösenord. Raderna tas bort efter "
        "90 dagar."
    ),
    "auth.user": _(
        "De som kan logga in. Ge varje person ett eget konto med e-postadress, kryssa i personalstatus och välj en "
        "roll bland grupperna."
    ),
    "auth.group": _(
        "Rollerna: Läsare, Registrator, Granskare och Administratör. Varje roll får också göra det som de före får. "
        "Bara en superanvändare ändrar vad en roll får."
    ),
}


def guidance_of(model: type[Model]) -> StrOrPromise:
    return GUIDANCE.get(model._meta.label_lower, "")


class GuidanceAdmin(admin.ModelAdmin):
    """An admin whose list can be filtered by a matter of the first page: `?arende=granska`."""

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        filters = list(super().get_list_filter(request))
        return [ToDo, *filters] if matters_of(self.model) else filters

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        matter = requested_matter(request, self.model)
        reason_columns = [matter.reason_field] if matter and matter.reason_field else []
        return [*super().get_list_display(request), *reason_columns]


def requested_matter(request: HttpRequest, model: type[Model]) -> Matter | None:
    slug = request.GET.get(PARAMETER)
    return next((matter for matter in matters_of(model) if matter.slug == slug), None)
