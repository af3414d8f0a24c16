"""The columns of the file of agreements, with their help and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from municipalities.models import Municipality

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


KNOWN_DAY = _("Skriv 2022-12-23, 2022-12, 2022, ../2016-02 (senast) eller 2022-10-01/.. (tidigast).")

# Every column in order, with help that adds to the help of its field.
AGREEMENT_HELP: dict[str, StrOrPromise] = {
    "public_id": _("Registrets id, till exempel 1280-3. Tomt betyder en ny överenskommelse: registret ger id:t."),
    "municipality_code": _("Fyra siffror, till exempel 0180. Räcker utan namn, och ändras aldrig för ett id."),
    "municipality": _("Kommunens namn, till exempel Malmö. Räcker utan kod."),
    "type": _("Kortnamn. Tomt i en ny rad betyder huvudtypen."),
    "status": _("Skriv tecknad, avböjd eller i dialog."),
    "decided_on": KNOWN_DAY,
    "deciding_body": "",
    "signed_on": KNOWN_DAY,
    "valid_from": _(
        "Skriv dagen så noga som den är känd, som gäller till. "
        "Tomt i en ny rad betyder dagen då det undertecknades, annars beslutsdagen."
    ),
    "valid_to": KNOWN_DAY,
    "ending": _("Skriv löpte ut, sades upp eller ersattes av en ny."),
    "notice_months": "",
    "extension_months": "",
    "replaces": _("Id för överenskommelsen som den här förnyar eller ändrar, till exempel 1280-1."),
    "joint_agreement": _("Titeln på en gemensam överenskommelse som finns i registret."),
    "levels": _("Kortnamn, med | emellan."),
    "areas": _("Kortnamn, med | emellan."),
    "target_groups": _("Kortnamn, med | emellan."),
    "parties": _("Kortnamn, med | emellan."),
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


AGREEMENT_FIELDS = list(AGREEMENT_HELP)


DAY_COLUMNS = ["next_follow_up_on", "verified_on"]


# Columns of the register's other files that an import ignores, and their names for columns of this file.
IGNORED_COLUMNS = {"county_code", "county", "published_on", "demo"}


COLUMN_ALIASES = {
    "agreement_id": "public_id",
    **{f"{day}_edtf": day for day in ("decided_on", "signed_on", "valid_from", "valid_to")},
}


def column_label(column: str) -> str:
    if column == "municipality_code":
        return str(Municipality._meta.get_field("code").verbose_name)
    return str(Agreement._meta.get_field("published_at" if column == "published" else column).verbose_name)  # type: ignore[union-attr]
