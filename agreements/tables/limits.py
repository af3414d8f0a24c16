"""What a file of rows may hold and cost. No Django here: the reader's process starts without it."""

from __future__ import annotations

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
# What an XLSX file may unpack to: a few hundred kilobytes can be made to fill the memory.
MOST_UNPACKED = 100 * MEGABYTE
MOST_STRINGS = 1_000_000  # different texts of an XLSX file
MOST_ROWS = 50_000  # that are not blank, beside the headers
MOST_COLUMNS = 200
MOST_CELLS = 2_000_000  # that are not empty
MOST_ELEMENTS = 5_000_000  # cells of an XLSX file, empty ones too: a styled sheet may have millions
MOST_TEXT = 50_000_000  # characters: one text of an XLSX file can stand in any number of cells
LONGEST_TEXT = 131_072  # characters of one cell

SECONDS = 30  # of the clock
CPU_SECONDS = 20
MEMORY = 768 * MEGABYTE  # of address space


class RefusedError(Exception):
    """A file that cannot be read. The reason is a key of `agreements.tables.refusals`, with the values it names."""

    def __init__(self, reason: str, **about: int | str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.about = about
