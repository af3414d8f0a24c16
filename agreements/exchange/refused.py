"""The refused rows of an import as a file to mend and read in again: as they were, with why in a column of its own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from agreements.exchange.kinds import known_headers
from agreements.exchange.runs import content_of, run_kind
from agreements.models import ImportRun
from agreements.tables.reading import open_table
from agreements.tables.writing import Sheet, write_csv, write_xlsx

# The column that tells why: passed over when the mended file is read in.
WHY = "fel"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def refused_rows(run: ImportRun, extension: str) -> tuple[bytes, str]:
    """The file and its media type.

    Raises UnreadableFileError where the uploaded file is no longer kept, and TooLongTextError.
    """
    reasons = {
        number: "; ".join(f"{label}: {reason}" if label else reason for label, reason in content["reasons"])
        for number, content in run.lines.filter(kind="refused").values_list("number", "content")
    }
    with open_table(content_of(run), known_headers(run_kind(run))) as table:
        kept = [place for place, header in enumerate(table.headers) if header.casefold() != WHY]
        rows = (
            [*(cells[place] for place in kept), reasons[number]] for number, cells in table.rows() if number in reasons
        )
        names = [*(table.headers[place] for place in kept), WHY]
        if extension == "xlsx":
            return write_xlsx(Sheet(_("Avvisade rader"), names, rows, texts=names)), XLSX
        return write_csv(names, rows, for_excel=True), "text/csv; charset=utf-8"
