"""The columns of the files of what the answers rest on. As stable as those of `agreements.public.columns`."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Func, OuterRef, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Party
from agreements.public.columns import DEMO_COLUMN, exact_day, known_days
from agreements.tables.csv import Column, edtf, iso_day, yes_or_no
from municipalities.models import Municipality


def joined(rows: QuerySet, field: str) -> Func:
    """The field of the rows, separated by |."""
    values = ArraySubquery(rows.order_by(field).values(field))
    return Func(values, Value("|"), function="array_to_string", output_field=CharField())


TYPE_SLUG = Column("type", "type__slug", _("överenskommelsetypens kortnamn"))
SOURCE_URL = Column("source_url", "source_url", _("källans adress"))
SOURCE_NOTE = Column("source_note", "source_note", _("källan i ord"))

COMPLETENESS_COLUMNS = [
    TYPE_SLUG,
    Column("first_day", iso_day("first_day"), _("första dagen som registret är fullständigt för")),
    Column(
        "last_day", iso_day("last_day"), _("sista dagen som registret är fullständigt för, tomt betyder tills vidare")
    ),
    Column("ground", "ground", _("hur det är känt att inget svar saknas")),
    Column("stated_on", iso_day("stated_on"), _("dagen då det konstaterades")),
    DEMO_COLUMN,
]

TOTAL_COLUMNS = [
    TYPE_SLUG,
    Column("reported_on", exact_day("reported_on"), _("dagen som siffran gäller, om den är känd till dagen")),
    Column("position", "position", _("läget som utgivaren har räknat: signed, declined, lapsed eller none")),
    Column("publisher", "publisher", _("utgivaren")),
    Column("total", "total", _("siffran som utgivaren anger")),
    Column("precision", "precision", _("at_least för minst, at_most för högst, tomt för precis")),
    Column("unit", "unit", _("letters för avsiktsförklaringar, per_cent för procent av kommunerna, tomt för kommuner")),
    Column(
        "naming",
        "naming",
        _("those: källan namnger kommunerna, all_but: den namnger alla andra, tomt: den namnger inga"),
    ),
    Column(
        "municipalities",
        joined(Municipality.objects.filter(reported_totals=OuterRef("pk")), "code"),
        _("koder för kommunerna som naming gäller, åtskilda av |"),
    ),
    SOURCE_URL,
    SOURCE_NOTE,
    Column("note", "note", _("kommentar")),
    Column("note_en", "note_en", _("kommentaren på engelska")),
    DEMO_COLUMN,
    Column(
        "reported_on_edtf", edtf("reported_on", "reported_on_earliest"), _("dagen så noga som den är känd, som EDTF")
    ),
]

SOURCE_COLUMNS = [
    Column("agreement_id", "agreement__public_id", _("id för överenskommelsen som källan stöder")),
    Column(
        "joint_agreement", "joint_agreement__title", _("titel på den gemensamma överenskommelsen som källan stöder")
    ),
    Column("round", "round__slug", _("kortnamn på dialogomgången som källan stöder")),
    Column("total_type", "reported_total__type__slug", _("typen för den rapporterade siffran som källan stöder")),
    Column(
        "total_reported_on_edtf",
        edtf("reported_total__reported_on", "reported_total__reported_on_earliest"),
        _("dagen för den rapporterade siffran, som EDTF"),
    ),
    Column("total_publisher", "reported_total__publisher", _("den rapporterade siffrans utgivare")),
    Column("title", "title", _("vad källan heter")),
    Column("publisher", "publisher", _("vem som har gett ut den")),
    Column("url", "url", _("källans adress")),
    Column("published_on", exact_day("published_on"), _("dagen då den gavs ut, om den är känd till dagen")),
    Column("read_on", iso_day("read_on"), _("dagen då någon läste den")),
    Column("is_copy", yes_or_no("is_copy"), _("true när bara en sparad kopia har lästs, annars false")),
    Column("supports", "supports", _("vilken uppgift den stöder, tomt betyder alla")),
    DEMO_COLUMN,
    Column("published_on_edtf", edtf("published_on", "published_on_earliest"), _("dagen då den gavs ut, som EDTF")),
]

JOINT_COLUMNS = [
    Column("joint_agreement", "title", _("titel på den gemensamma överenskommelsen")),
    Column(
        "agreement_ids",
        joined(Agreement.objects.published().filter(joint_agreement=OuterRef("pk")), "public_id"),
        _("id för kommunernas överenskommelser, åtskilda av |"),
    ),
    Column("diary_number", "diary_number", _("Arbetsförmedlingens diarienummer")),
    Column("deciding_body", "deciding_body", _("den som beslutade")),
    Column(
        "parties",
        joined(Party.objects.filter(joint_agreements=OuterRef("pk")), "slug"),
        _("de andra parternas kortnamn, åtskilda av |"),
    ),
    Column("public_summary", "public_summary", _("sammanfattning")),
    SOURCE_URL,
    SOURCE_NOTE,
    DEMO_COLUMN,
    *known_days(),
]

# The columns of each file by its name.
GROUND_FILES: dict[str, list[Column]] = {
    "fullstandighet": COMPLETENESS_COLUMNS,
    "siffror": TOTAL_COLUMNS,
    "kallor": SOURCE_COLUMNS,
    "gemensamma": JOINT_COLUMNS,
}
