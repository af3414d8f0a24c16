"""What a municipality goes by: its code, and its name, official and other names, with or without kommun or stad.

Here å, ä and ö are letters of their own: Habo is not Håbo.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from municipalities.models import Municipality

# Words of official names, which tell no municipality from another.
TITLES = ("kommun", "stad")
BETWEEN_WORDS = re.compile(r"[-‐‑–\s]+")
# Two texts as alike as Malmö and Malmmö.
ALIKE = 0.7


def four_digits(code: str) -> str:
    """A municipality code with the zero that a spreadsheet took for a number's: 0114 for 114."""
    return code.removesuffix(".0").zfill(4) if re.fullmatch(r"\d{3,4}(\.0)?", code) else code


def spelled(text: str) -> str:
    """The text as names are compared: in small letters, with one space between words and for a hyphen."""
    return BETWEEN_WORDS.sub(" ", unicodedata.normalize("NFC", text)).strip().casefold()


def candidates(text: str) -> list[str]:
    """What the text may be in `names_of`, the likeliest first: Malmö stad is Malmö stad, Malmö, and nothing else."""
    name = spelled(text)
    first, _space, last = name.rpartition(" ")
    if last not in TITLES or not first:
        return [name]
    return [name, first, *([first[:-1]] if first.endswith("s") else [])]


def without_titles(text: str) -> str:
    """The words that tell a municipality from another; all of them where there are no such."""
    words = text.split()
    return " ".join([word for word in words if spelled(word) not in TITLES] or words)


def names_of(municipality: Municipality) -> list[str]:
    """Its names as they are spelled, its own first."""
    given = [municipality.name, municipality.official_name, *municipality.other_names.split(",")]
    return list(dict.fromkeys(spelled(name) for name in given if name.strip()))


def is_called(municipality: Municipality, text: str) -> bool:
    return not set(names_of(municipality)).isdisjoint(candidates(text))


def resembles(municipality: Municipality, text: str) -> bool:
    """Whether the text is a form of its name that nobody has foreseen: Malmö kommun (Skåne), Malmmö."""
    name = spelled(text)
    return any(f" {own} " in f" {name} " or likeness(own, text) >= ALIKE for own in names_of(municipality))


def likeness(name: str, text: str) -> float:
    """How alike a spelled name and a text are, from 0 to 1, whatever title the text has."""
    text = spelled(text)
    first, _space, last = text.rpartition(" ")
    if first and difflib.get_close_matches(last, TITLES, 1, 0.75):
        text = first
    return difflib.SequenceMatcher(None, text, name).ratio()
