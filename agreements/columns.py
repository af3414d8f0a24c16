"""What is in the register's files: the public CSV files, and the file that the desk imports and exports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, CharField, F, Func, OuterRef, TextField, Value, When
from django.db.models.functions import Cast, TruncDate
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, CollaborationLevel, CooperationArea
from municipalities.models import Municipality

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The public CSV files. Their columns are a promise to those who read them by program: one may be added at the end, none
# renamed or removed. docs/data-dictionary.md says the same in prose, and a test holds the two together.


@dataclass(frozen=True)
class Column:
    name: str
    # A field of the row, or an expression on it. `day`, `type_slug` and `is_demo` are there too.
    source: Any
    meaning: StrOrPromise


def iso(day: str | TruncDate) -> Func:
    """A day as YYYY-MM-DD, whatever the server's own way to write days."""
    return Func(
        F(day) if isinstance(day, str) else day, Value("YYYY-MM-DD"), function="to_char", output_field=CharField()
    )


def yes_or_no(field: str) -> Cast:
    return Cast(Cast(F(field), BooleanField()), TextField())


def slugs(model: type[CollaborationLevel | CooperationArea], agreement: str) -> Func:
    """The slugs of an agreement's levels or areas, in the owner's order, with | between."""
    own = ArraySubquery(model._default_manager.filter(agreements=OuterRef(agreement)).values("slug"))
    return Func(own, Value("|"), function="array_to_string", output_field=CharField())


DEMO = Column("demo", yes_or_no("is_demo"), _("true när uppgiften är påhittad, annars false"))

MUNICIPALITY_COLUMNS = [
    Column("municipality_code", "code", _("kommunens kod hos SCB, fyra siffror")),
    Column("municipality", "name", _("kommunens namn")),
    Column("county_code", "county_id", _("länets kod hos SCB, två siffror")),
    Column("county", "county__name", _("länets namn")),
    Column("type", "type_slug", _("överenskommelsetypens kortnamn")),
    Column("day", iso("day"), _("dagen som läget gäller")),
    Column("position", "position", _("läget den dagen: signed, declined, lapsed eller none")),
    Column("in_dialogue", yes_or_no("in_dialogue"), _("true när en dialog pågår, annars false")),
    Column("agreement_id", "answer__public_id", _("id för överenskommelsen som avgör läget")),
    Column("decided_on", iso("answer__decided_on"), _("dagen då kommunen beslutade")),
    Column("valid_from", iso("answer__valid_from"), _("första dagen som svaret gäller")),
    Column("valid_to", iso("answer__valid_to"), _("sista dagen som svaret gäller, tomt betyder tills vidare")),
    Column(
        "levels",
        slugs(CollaborationLevel, "in_force__pk"),
        _("samverkansnivåernas kortnamn, åtskilda av |, tomt när ingen överenskommelse gäller den dagen"),
    ),
    Column(
        "areas",
        slugs(CooperationArea, "in_force__pk"),
        _("samverkansområdenas kortnamn, åtskilda av |, tomt när ingen överenskommelse gäller den dagen"),
    ),
    Column("diary_number", "answer__diary_number", _("Arbetsförmedlingens diarienummer")),
    Column("source_url", "answer__source_url", _("källans adress")),
    Column("source_note", "answer__source_note", _("källan i ord")),
    Column("verified_on", iso("answer__verified_on"), _("dagen då uppgiften senast jämfördes med källan")),
    DEMO,
]

AGREEMENT_COLUMNS = [
    Column("agreement_id", "public_id", _("överenskommelsens id, som aldrig ändras")),
    Column("municipality_code", "municipality_id", _("kommunens kod hos SCB, fyra siffror")),
    Column("municipality", "municipality__name", _("kommunens namn")),
    Column("county_code", "municipality__county_id", _("länets kod hos SCB, två siffror")),
    Column("county", "municipality__county__name", _("länets namn")),
    Column("type", "type__slug", _("överenskommelsetypens kortnamn")),
    Column("status", "status", _("svaret: signed, declined eller in_dialogue")),
    Column("decided_on", iso("decided_on"), _("dagen då kommunen beslutade")),
    Column("valid_from", iso("valid_from"), _("första dagen som svaret gäller")),
    Column("valid_to", iso("valid_to"), _("sista dagen som svaret gäller, tomt betyder tills vidare")),
    Column("ending", "ending", _("hur den upphör: expired, terminated eller replaced")),
    Column("notice_months", "notice_months", _("uppsägningstid i månader")),
    Column(
        "replaces",
        # A draft is nobody's business, not even by its id.
        Case(When(replaces__published_at__isnull=False, then=F("replaces__public_id")), default=Value("")),
        _("id för överenskommelsen som den ersätter"),
    ),
    Column("joint_agreement", "joint_agreement__title", _("titel på den gemensamma överenskommelsen")),
    Column("levels", slugs(CollaborationLevel, "pk"), _("samverkansnivåernas kortnamn, åtskilda av |")),
    Column("areas", slugs(CooperationArea, "pk"), _("samverkansområdenas kortnamn, åtskilda av |")),
    Column("diary_number", "diary_number", _("Arbetsförmedlingens diarienummer")),
    Column("municipality_diary_number", "municipality_diary_number", _("kommunens diarienummer")),
    Column("public_summary", "public_summary", _("sammanfattning")),
    Column("source_url", "source_url", _("källans adress")),
    Column("source_note", "source_note", _("källan i ord")),
    Column("verified_on", iso("verified_on"), _("dagen då uppgiften senast jämfördes med källan")),
    Column("published_on", iso(TruncDate("published_at")), _("dagen då den publicerades i registret")),
    DEMO,
]

# The rows of this file are made by `changes`, at most one a municipality: the source is a function of a change.
CHANGE_COLUMNS = [
    Column("municipality_code", lambda change: change.municipality.code, _("kommunens kod hos SCB, fyra siffror")),
    Column("municipality", lambda change: change.municipality.name, _("kommunens namn")),
    Column("county_code", lambda change: change.municipality.county.code, _("länets kod hos SCB, två siffror")),
    Column("county", lambda change: change.municipality.county.name, _("länets namn")),
    Column("change", lambda change: change.kind.value, _("signed, renewed, declined, lapsed eller withdrawn")),
    Column("position_before", lambda change: change.before.value, _("läget den första dagen")),
    Column("position_after", lambda change: change.after.value, _("läget den andra dagen")),
    Column("since", lambda change: change.since.isoformat(), _("dagen från vilken förändringen gäller")),
    Column(
        "agreement_id", lambda change: change.answer.public_id, _("id för överenskommelsen som förändringen gäller")
    ),
    Column(
        "levels_added",
        lambda change: "|".join(level.slug for level in change.levels_added),
        _("samverkansnivåer som har tillkommit, åtskilda av |"),
    ),
    Column(
        "levels_removed",
        lambda change: "|".join(level.slug for level in change.levels_removed),
        _("samverkansnivåer som har fallit bort, åtskilda av |"),
    ),
]
# What every row of it says besides.
COMPARED_COLUMNS = [
    Column("type", "type", _("överenskommelsetypens kortnamn")),
    Column("from", "from", _("den första dagen")),
    Column("till", "till", _("den andra dagen")),
    DEMO,
]

# The desk's file. Every column in its order, with what it means beyond its field's own help.
HELP: dict[str, StrOrPromise] = {
    "public_id": _("Registrets id, till exempel 1280-3. Tomt betyder en ny överenskommelse: registret ger id:t."),
    "municipality_code": _("Fyra siffror, till exempel 0180. Räcker utan namn, och ändras aldrig för ett id."),
    "municipality": _("Kommunens namn, till exempel Malmö. Räcker utan kod."),
    "type": _("Kortnamn. Tomt i en ny rad betyder huvudtypen."),
    "status": _("Skriv tecknad, avböjd eller i dialog."),
    "decided_on": "",
    "valid_from": _("Tomt i en ny rad betyder beslutsdagen."),
    "valid_to": "",
    "ending": _("Skriv löpte ut, sades upp eller ersattes av en ny."),
    "notice_months": "",
    "replaces": _("Id för överenskommelsen som den här förnyar eller ändrar, till exempel 1280-1."),
    "joint_agreement": _("Titeln på en gemensam överenskommelse som finns i registret."),
    "levels": _("Kortnamn, med | emellan."),
    "areas": _("Kortnamn, med | emellan."),
    "diary_number": "",
    "municipality_diary_number": "",
    "public_summary": "",
    "internal_note": "",
    "source_url": "",
    "source_note": "",
    "next_follow_up_on": "",
    "verified_on": "",
    "verified_by": "",
    "published": _("ja eller nej. Tomt lämnar det som det är; en ny rad följer valet när filen läses in."),
}
COLUMNS = list(HELP)
DAYS = ["decided_on", "valid_from", "valid_to", "next_follow_up_on", "verified_on"]
# Columns of the register's other files, which an import passes over, and the names they have for the same thing.
PASSED_OVER = {"county_code", "county", "published_on", "demo"}
SAME_COLUMN = {"agreement_id": "public_id"}


def label(column: str) -> str:
    if column == "municipality_code":
        return str(Municipality._meta.get_field("code").verbose_name)
    return str(Agreement._meta.get_field("published_at" if column == "published" else column).verbose_name)  # type: ignore[union-attr]
