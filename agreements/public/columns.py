"""The columns of the public CSV files."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, CollaborationLevel, CooperationArea, Party, TargetGroup
from agreements.tables.csv import Column, edtf, iso_day, yes_or_no

DAY_COLUMN = Column("day", None, _("dagen som siffran gäller"))

TYPE = Column("type", None, _("överenskommelsetypens kortnamn"))

SIGNED = Column("signed", None, _("antal kommuner som har en överenskommelse"))

POSITIONS = [
    SIGNED,
    Column("declined", None, _("antal kommuner som har avböjt")),
    Column("lapsed", None, _("antal kommuner vars överenskommelse har upphört")),
    Column("none", None, _("antal kommuner utan svar")),
]

MUNICIPALITIES_COLUMN = Column("municipalities", None, _("antal kommuner"))


# The columns of each statistics file, besides day, type and demo.
FILES: dict[str, list[Column]] = {
    "lan": [
        Column("county_code", None, _("länets kod hos SCB, två siffror")),
        Column("county", None, _("länets namn")),
        *POSITIONS,
    ],
    "typ": [*POSITIONS],
    "niva": [Column("level", None, _("samverkansnivåns kortnamn")), SIGNED],
    "omrade": [Column("area", None, _("samverkansområdets kortnamn")), SIGNED],
    "tid": [
        Column("days_from", None, _("minsta antalet dagar från första dialogmötet till beslutet")),
        Column("days_to", None, _("största antalet dagar, tomt betyder utan gräns")),
        MUNICIPALITIES_COLUMN,
    ],
    "kvartal": [
        Column("year", None, _("året")),
        Column("quarter", None, _("kvartalet, 1 till 4")),
        Column("agreements", None, _("antal överenskommelser vars sista dag är i kvartalet")),
    ],
}


def file_columns(slug: str) -> list[Column]:
    return [DAY_COLUMN, TYPE, *FILES[slug], DEMO_COLUMN, *([UNKNOWN_COLUMN] if POSITIONS[-1] in FILES[slug] else [])]


UNKNOWN_COLUMN = Column("unknown", None, _("antal kommuner vars läge registret inte känner till säkert"))


# The columns of the public CSV files are a stable interface: add at the end only, rename and remove none. A test
# compares them with docs/data-dictionary.md.


def replaced_ids(agreement: str) -> Func:
    """The ids of the published agreements that an agreement also replaces, separated by |."""
    ids = Agreement.objects.published().filter(also_replaced_by=OuterRef(agreement)).order_by("public_id")
    return Func(
        ArraySubquery(ids.values("public_id")), Value("|"), function="array_to_string", output_field=CharField()
    )


def term_slugs(model: type[CollaborationLevel | CooperationArea | TargetGroup | Party], agreement: str) -> Func:
    """The slugs of an agreement's levels, areas and so on, in their order, separated by |."""
    slugs = ArraySubquery(model._default_manager.filter(agreements=OuterRef(agreement)).values("slug"))
    return Func(slugs, Value("|"), function="array_to_string", output_field=CharField())


def exact_day(day: str) -> Case:
    """The day where it is known to the day; empty where only its EDTF text says how well it is known."""
    return Case(When(**{f"{day}_earliest": None, "then": iso_day(day)}), default=Value(""))


def certain_day(day: str, answer: str = "") -> Case:
    """A bound of the days on which the answer holds for certain; empty where there is no such day."""
    first, last = f"{answer}valid_from", f"{answer}valid_to"
    is_certain = Q(**{f"{first}__isnull": False}) & (Q(**{last: None}) | Q(**{f"{last}__gte": F(first)}))
    return Case(When(is_certain, then=iso_day(f"{answer}{day}")), default=Value(""))


def known_days(answer: str = "") -> list[Column]:
    return [
        Column(
            f"{day}_edtf",
            edtf(f"{answer}{day}", f"{answer}{day}_{other}", is_last=other == "latest"),
            meaning,
        )
        for day, other, meaning in (
            ("decided_on", "earliest", _("beslutsdagen så noga som den är känd, som EDTF (ISO 8601-2)")),
            ("signed_on", "earliest", _("dagen då texten undertecknades, som EDTF")),
            ("valid_from", "earliest", _("första dagen som svaret gäller, som EDTF")),
            ("valid_to", "latest", _("sista dagen som svaret gäller, som EDTF, tomt betyder tills vidare")),
        )
    ]


DEMO_COLUMN = Column("demo", yes_or_no("is_demo"), _("true när uppgiften är påhittad, annars false"))

MUNICIPALITY_COLUMNS = [
    Column("municipality_code", "code", _("kommunens kod hos SCB, fyra siffror")),
    Column("municipality", "name", _("kommunens namn")),
    Column("county_code", "county_id", _("länets kod hos SCB, två siffror")),
    Column("county", "county__name", _("länets namn")),
    Column("type", "type_slug", _("överenskommelsetypens kortnamn")),
    Column("day", iso_day("day"), _("dagen som läget gäller")),
    Column("position", "position", _("läget den dagen: signed, declined, lapsed, none eller unknown")),
    Column("in_dialogue", yes_or_no("in_dialogue"), _("true när en dialog pågår, annars false")),
    Column("agreement_id", "answer__public_id", _("id för överenskommelsen som avgör läget")),
    Column("decided_on", exact_day("answer__decided_on"), _("dagen då kommunen beslutade, om den är känd till dagen")),
    Column("valid_from", certain_day("valid_from", "answer__"), _("första dagen som svaret säkert gäller")),
    Column(
        "valid_to",
        certain_day("valid_to", "answer__"),
        _("sista dagen som svaret säkert gäller, tomt betyder tills vidare"),
    ),
    Column(
        "levels",
        term_slugs(CollaborationLevel, "in_force__pk"),
        _("samverkansnivåernas kortnamn, åtskilda av |, tomt när ingen överenskommelse gäller den dagen"),
    ),
    Column(
        "areas",
        term_slugs(CooperationArea, "in_force__pk"),
        _("samverkansområdenas kortnamn, åtskilda av |, tomt när ingen överenskommelse gäller den dagen"),
    ),
    Column("diary_number", "answer__diary_number", _("Arbetsförmedlingens diarienummer")),
    Column("source_url", "answer__source_url", _("källans adress")),
    Column("source_note", "answer__source_note", _("källan i ord")),
    Column("verified_on", iso_day("answer__verified_on"), _("dagen då uppgiften senast jämfördes med källan")),
    DEMO_COLUMN,
    *known_days("answer__"),
]

AGREEMENT_COLUMNS = [
    Column("agreement_id", "public_id", _("överenskommelsens id, som aldrig ändras")),
    Column("municipality_code", "municipality_id", _("kommunens kod hos SCB, fyra siffror")),
    Column("municipality", "municipality__name", _("kommunens namn")),
    Column("county_code", "municipality__county_id", _("länets kod hos SCB, två siffror")),
    Column("county", "municipality__county__name", _("länets namn")),
    Column("type", "type__slug", _("överenskommelsetypens kortnamn")),
    Column("status", "status", _("svaret: signed, declined eller in_dialogue")),
    Column("decided_on", exact_day("decided_on"), _("dagen då kommunen beslutade, om den är känd till dagen")),
    Column("valid_from", certain_day("valid_from"), _("första dagen som svaret säkert gäller")),
    Column("valid_to", certain_day("valid_to"), _("sista dagen som svaret säkert gäller, tomt betyder tills vidare")),
    Column("ending", "ending", _("hur den upphör: expired, terminated eller replaced")),
    Column("notice_months", "notice_months", _("uppsägningstid i månader")),
    Column(
        "replaces",
        # The id of a draft is not public.
        Case(When(replaces__published_at__isnull=False, then=F("replaces__public_id")), default=Value("")),
        _("id för överenskommelsen som den ersätter"),
    ),
    Column("joint_agreement", "joint_agreement__title", _("titel på den gemensamma överenskommelsen")),
    Column("levels", term_slugs(CollaborationLevel, "pk"), _("samverkansnivåernas kortnamn, åtskilda av |")),
    Column("areas", term_slugs(CooperationArea, "pk"), _("samverkansområdenas kortnamn, åtskilda av |")),
    Column("diary_number", "diary_number", _("Arbetsförmedlingens diarienummer")),
    Column("municipality_diary_number", "municipality_diary_number", _("kommunens diarienummer")),
    Column("public_summary", "public_summary", _("sammanfattning")),
    Column("source_url", "source_url", _("källans adress")),
    Column("source_note", "source_note", _("källan i ord")),
    Column("verified_on", iso_day("verified_on"), _("dagen då uppgiften senast jämfördes med källan")),
    Column("published_on", iso_day(TruncDate("published_at")), _("dagen då den publicerades i registret")),
    DEMO_COLUMN,
    *known_days(),
    Column("deciding_body", "deciding_body", _("den som beslutade")),
    Column("extension_months", "extension_months", _("antal månader som den förlängs i taget om ingen säger upp den")),
    Column("target_groups", term_slugs(TargetGroup, "pk"), _("målgruppernas kortnamn, åtskilda av |")),
    Column("parties", term_slugs(Party, "pk"), _("de andra parternas kortnamn, åtskilda av |")),
    Column("also_replaces", replaced_ids("pk"), _("id för fler svar som den ersätter, åtskilda av |")),
]

# The file of changes: the source is a function of a PositionChange.
CHANGE_COLUMNS = [
    Column("municipality_code", lambda change: change.municipality.code, _("kommunens kod hos SCB, fyra siffror")),
    Column("municipality", lambda change: change.municipality.name, _("kommunens namn")),
    Column("county_code", lambda change: change.municipality.county.code, _("länets kod hos SCB, två siffror")),
    Column("county", lambda change: change.municipality.county.name, _("länets namn")),
    Column(
        "change", lambda change: change.kind.value, _("signed, renewed, declined, lapsed, withdrawn eller uncertain")
    ),
    Column("position_before", lambda change: change.before.value, _("läget den första dagen")),
    Column("position_after", lambda change: change.after.value, _("läget den andra dagen")),
    Column("since", lambda change: change.since or "", _("dagen från vilken förändringen säkert gäller")),
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
# The columns that are the same in every row of the file of changes.
COMPARED_COLUMNS = [
    Column("type", "type", _("överenskommelsetypens kortnamn")),
    Column("from", "from", _("den första dagen")),
    Column("till", "till", _("den andra dagen")),
    DEMO_COLUMN,
]
# Newer than the columns of the comparison, and after them.
CHANGE_DAY_COLUMNS = [
    Column("event", lambda change: change.event.value, _("vad som hände, eller kan ha hänt där change är uncertain")),
    Column(
        "since_edtf",
        lambda change: change.day.edtf,
        _("dagen då den hände så noga som den är känd, som EDTF"),
    ),
]
