"""The limits of an imported file. Imports no Django: the process of the reader starts without it."""

from __future__ import annotations

import errno

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
# The unpacked size of an XLSX file: a zip bomb of a few hundred kilobytes can fill the memory.
MAX_UNPACKED = 100 * MEGABYTE
MAX_STRINGS = 1_000_000  # distinct shared strings of an XLSX file
MAX_ROWS = 50_000  # non-blank rows, without the headers
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000  # non-empty cells
MAX_ELEMENTS = 5_000_000  # cells of an XLSX file, including empty ones: a styled sheet may have millions
MAX_TEXT = 50_000_000  # characters: any number of cells of an XLSX file can share one text
MAX_CELL_LENGTH = 131_072  # characters of one cell

SECONDS = 30  # wall clock
CPU_SECONDS = 20
MEMORY = 768 * MEGABYTE  # address space
FULL_DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class RefusedError(Exception):
    """The file cannot be read. The reason is a key of `agreements.tables.refusals`, `about` the values of its text."""

    def __init__(self, reason: str, **about: int | str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.about = about
