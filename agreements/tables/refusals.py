"""The messages for files that cannot be read, with what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from agreements.tables.full_disk import DISK_FULL

REASONS = {
    "bytes": _("Filen är större än %(most)s MB. Dela upp den."),
    "empty": _("Filen är tom. Välj en fil med en rubrikrad och minst en rad under den."),
    "pdf": _("Filen är en PDF. Spara tabellen som CSV eller XLSX i Excel och välj den filen."),
    "old_excel": _("Filen är en äldre Excel-fil (xls) eller har lösenord. Spara den som XLSX utan lösenord i Excel."),
    "web_page": _(
        "Filen är en webbsida, inte en Excel-fil, fast den kan heta xls. Öppna den i Excel, spara den som XLSX och "
        "välj den filen."
    ),
    "xml": _("Filen är XML, inte CSV eller XLSX. Öppna den i Excel, spara den som XLSX och välj den filen."),
    "not_a_table": _("Filen är varken CSV eller XLSX. Spara tabellen så i Excel och välj den filen."),
    "mixed_encoding": _(
        "Rad %(row)s har ett tecken som inte är UTF-8, fast resten av filen är det. Rätta tecknet, eller spara filen "
        "som CSV UTF-8 eller XLSX i Excel och se efter att å, ä och ö är rätt på den raden."
    ),
    "unknown_encoding": _(
        "Rad %(row)s har ett tecken som inte går att läsa säkert: filens teckenkodning är okänd. Spara filen som "
        "CSV UTF-8 eller XLSX i Excel och välj den filen."
    ),
    "lost_letter": _(
        "Rad %(row)s har en bokstav som har gått förlorad när filen sparades (�). Rätta den och välj filen igen."
    ),
    "csv_row": _("Rad %(row)s går inte att läsa. Se efter om ett citattecken saknas eller står fel."),
    "unpacked": _("Filen packas upp till mer än %(most)s MB. Ta bort bilder och extra blad, eller dela upp den."),
    "broken_xlsx": _(
        "Filen är inte en hel XLSX-fil. Öppna den i Excel, spara den som XLSX eller CSV och välj den filen."
    ),
    "no_sheet": _("Filen har inget blad som visas. Visa bladet som ska läsas in, spara filen och välj den igen."),
    "formula": _(
        "Cell %(cell)s är en formel vars värde inte finns i filen. Öppna filen i Excel, spara den och välj den igen."
    ),
    "hidden_rows": _(
        "Bladet har dolda rader: %(rows)s. De kan vara bortfiltrerade. Visa alla rader, eller ta bort dem som inte ska "
        "läsas in, spara filen och välj den igen."
    ),
    "columns": _("Filen har fler än %(most)s kolumner. Ta bort dem som inte behövs."),
    "rows": _("Filen har fler än %(most)s rader. Dela upp den."),
    "text": _("Rad %(row)s har en cell med fler än %(most)s tecken. Korta texten."),
    "too_heavy": _(
        "Filen tar för mycket tid eller minne att läsa. Kopiera raderna till ett nytt blad, utan formatering, bilder "
        "och dolda delar, spara det och välj den filen. Dela upp den om det inte räcker."
    ),
    "disk_full": DISK_FULL,
}


def refusal(reason: str, about: Mapping[str, int | str]) -> str:
    return str(REASONS[reason]) % about if about else str(REASONS[reason])
