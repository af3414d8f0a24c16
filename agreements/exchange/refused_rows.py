"""Writes the refused rows of an import to a file, with the reasons in a column of their own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from agreements.exchange.kinds import known_headers
from agreements.exchange.run_files import content_of
from agreements.exchange.runs import run_kind
from agreements.models import ImportRun
from agreements.tables.reading import open_table
from agreements.tables.writing import Sheet, write_csv, write_xlsx

# The column with the reasons. An import ignores it.
WHY = "fel"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def refused_rows(run: ImportRun, extension: str) -> tuple[bytes, str]:
    """The file and its media type.

    Raises UnreadableFileError if the uploaded file is no longer stored, and TooLongTextError.
    """
    reasons = {
        number: "; ".join(f"{label}: {reason}" if label else reason for label, reason in content["reasons"])
        for number, content in run.lines.filter(kind="refused").values_list("number", "content")
    }
    with open_table(content_of(run), known_headers(run_kind(run))) as table:
        places = [place for place, header in enumerate(table.headers) if header.casefold() != WHY]
        rows = (
            [*(cells[place] for place in places), reasons[number]]
            for number, cells in table.rows()
            if number in reasons
        )
        names = [*(table.headers[place] for place in places), WHY]
        if extension == "xlsx":
            return write_xlsx(Sheet(_("Avvisade rader"), names, rows, texts=names)), XLSX
        return write_csv(names, rows, for_excel=True), "text/csv; charset=utf-8"
