"""The matters of the desk: kinds of work with their texts, permissions, counts and lists.

Count and list use the same condition (`agreements.desk.todo.rules`).
"""

from __future__ import annotations

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from agreements.acts.perms import PUBLISH
from agreements.desk.todo import rules
from agreements.desk.todo.matter import Matter, MatterGroup
from agreements.models import (
    Agreement,
    AgreementRevision,
    ConfirmationRequest,
    DialogueMeeting,
    Document,
    FollowUp,
    Proposal,
    ReportedTotal,
    Source,
)
from municipalities.models import Municipality

CHANGE = "agreements.change_agreement"

MATTERS = [
    Matter(
        "granska", MatterGroup.CHECK, Agreement, rules.drafts_to_check,
        _("Utkast att granska"),
        _("Jämför med källan. Publicera, eller skicka tillbaka med skäl."), PUBLISH,
    ),
    Matter(
        "andringar", MatterGroup.CHECK, Proposal, rules.changes_to_check,
        _("Ändringsförslag att granska"),
        _("Läs skillnaden fält för fält. Publicera, eller skicka tillbaka med skäl."), PUBLISH,
    ),
    Matter(
        "fran-kommuner", MatterGroup.CHECK, Proposal, rules.from_municipalities,
        _("Rättelser som kommuner har föreslagit"),
        _("Jämför med underlaget. Publicera rättelsen, eller svara kommunen och ta tillbaka den."), CHANGE,
    ),
    Matter(
        "bekraftelser", MatterGroup.CHECK, ConfirmationRequest, rules.confirmations_to_review,
        _("Bekräftelser från kommuner att granska"),
        _("Läs vem som har svarat. Godta svaret, så visas det för alla att uppgifterna är kontrollerade."), PUBLISH,
    ),
    Matter(
        "opublicerade-dokument", MatterGroup.CHECK, Document, rules.attachment_waits,
        _("Dokument som väntar på att publiceras"),
        _("Öppna dokumentet och publicera det om det är rätt text."), PUBLISH,
    ),
    Matter(
        "opublicerade-uppfoljningar", MatterGroup.CHECK, FollowUp, rules.attachment_waits,
        _("Uppföljningar som väntar på att publiceras"),
        _("Läs vad uppföljningen visade och publicera den."), PUBLISH,
    ),
    Matter(
        "opublicerade-revideringar", MatterGroup.CHECK, AgreementRevision, rules.attachment_waits,
        _("Revideringar som väntar på att publiceras"),
        _("Jämför med källan och publicera revideringen."), PUBLISH,
    ),
    Matter(
        "opublicerade-kallor", MatterGroup.CHECK, Source, rules.source_waits,
        _("Källor som väntar på att publiceras"),
        _("Öppna källan, kontrollera vad den stöder och publicera den."), PUBLISH,
    ),
    Matter(
        "opublicerade-moten", MatterGroup.CHECK, DialogueMeeting, rules.waits,
        _("Dialogmöten som väntar på att publiceras"),
        _("Kontrollera dag, plats och kommuner, och publicera mötet."), PUBLISH,
    ),
    Matter(
        "opublicerade-siffror", MatterGroup.CHECK, ReportedTotal, rules.waits,
        _("Rapporterade siffror som väntar på att publiceras"),
        _("Jämför med utgivarens källa och publicera siffran."), PUBLISH,
    ),
    Matter(
        "tillbaka", MatterGroup.DO, Agreement, rules.drafts_returned,
        _("Dina utkast som har skickats tillbaka"),
        _("Läs skälet, rätta utkastet och lämna det för granskning igen."), CHANGE, reason_field="returned_because",
    ),
    Matter(
        "andringar-tillbaka", MatterGroup.DO, Proposal, rules.changes_returned,
        _("Dina ändringsförslag som har skickats tillbaka"),
        _("Läs skälet, rätta förslaget och lämna det igen, eller ta tillbaka det."), CHANGE,
        reason_field="returned_because",
    ),
    Matter(
        "mina-utkast", MatterGroup.DO, Agreement, rules.drafts_to_finish,
        _("Dina utkast"),
        _("Fyll i det som saknas och lämna dem för granskning."), CHANGE,
    ),
    Matter(
        "uppfoljning", MatterGroup.DO, Agreement, rules.follow_up_due,
        _("Uppföljningar att göra"),
        _("Följ upp, registrera uppföljningen och ange nästa dag."), CHANGE,
    ),
    Matter(
        "utan-efterfoljare", MatterGroup.DO, Municipality, rules.lapsed_without_successor,
        _("Har upphört utan ny överenskommelse"),
        _("Ingen dialog pågår. Ta kontakt med kommunen och registrera dialogen eller den nya."), CHANGE,
    ),
    Matter(
        "saknar-dokument", MatterGroup.COMPLETE, Agreement, rules.without_document,
        _("Saknar dokument"),
        _("Ladda upp överenskommelsens text, eller ange adressen där den finns."), CHANGE,
    ),
    Matter(
        "saknar-kalla", MatterGroup.COMPLETE, Agreement, rules.without_source,
        _("Saknar adress till källan"),
        _("Källan står bara i ord. Ange adressen där beslutet går att läsa."), CHANGE,
    ),
    Matter(
        "saknar-diarienummer", MatterGroup.COMPLETE, Agreement, rules.without_diary_number,
        _("Saknar diarienummer"),
        _("Ange Arbetsförmedlingens eller kommunens diarienummer."), CHANGE,
    ),
    Matter(
        "svarar-inte", MatterGroup.COMPLETE, Agreement, rules.source_is_dead,
        _("Källans adress svarar inte"),
        _("Sidan gick inte att öppna vid den senaste kontrollen. Hitta den nya adressen."), CHANGE,
    ),
    Matter(
        "dokument-svarar-inte", MatterGroup.COMPLETE, Document, rules.document_is_dead,
        _("Dokument vars adress inte svarar"),
        _("Hitta den nya adressen, eller ladda upp filen i registret."), "agreements.change_document",
    ),
    Matter(
        "inte-kontrollerade", MatterGroup.COMPLETE, Agreement, rules.unverified,
        _("Inte kontrollerade på ett år"),
        _("Jämför uppgifterna med källan och ange dagen för kontrollen."), CHANGE,
    ),
    Matter(
        "upphor-snart", MatterGroup.WATCH, Agreement, rules.lapsing,
        _("Upphör inom 90 dagar"),
        _("Ingen ny tar vid. Fråga kommunen om den vill förnya."), CHANGE,
    ),
    Matter(
        "lang-dialog", MatterGroup.WATCH, Agreement, rules.long_in_dialogue,
        _("I dialog i över sex månader"),
        _("Ta reda på var dialogen står. Registrera svaret, eller avsluta dialogen utan svar."), CHANGE,
    ),
    Matter(
        "dialog-utan-slut", MatterGroup.COMPLETE, Agreement, rules.dialogue_without_end,
        _("Dialoger utan slut, fast kommunen har svarat"),
        _("Avsluta dialogen med dess sista dag."), CHANGE,
    ),
    Matter(
        "osaker-dag", MatterGroup.COMPLETE, Agreement, rules.without_first_day,
        _("Svar vars första dag bara är känd åt ett håll"),
        _("Leta i källorna efter dagen, månaden eller året, och föreslå en rättelse."), CHANGE,
    ),
    Matter(
        "uppgift-saknas", MatterGroup.WATCH, Municipality, rules.not_known,
        _("Kommuner där uppgift saknas"),
        _("Registrera svaret, eller fråga kommunen. Täckning visar dem län för län."), CHANGE,
    ),
    Matter(
        "utan-svar", MatterGroup.WATCH, Municipality, rules.without_answer,
        _("Kommuner utan svar"),
        _("Kommunen har varken tecknat eller avböjt. Registrera dialogen eller svaret."), CHANGE,
    ),
    Matter(
        "stammer-inte", MatterGroup.WATCH, ReportedTotal, rules.unmatched,
        _("Publicerade siffror som inte stämmer med registret"),
        _("Ta reda på vad som skiljer. Rätta registret, eller förklara skillnaden i kommentaren."),
        "agreements.change_reportedtotal",
    ),
]  # fmt: skip


def matters_of(model: type[Model]) -> list[Matter]:
    return [matter for matter in MATTERS if matter.model is model]
