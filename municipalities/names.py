"""Matches texts with the code and the names of a municipality, with or without kommun or stad.

å, ä and ö are separate letters: Habo is not Håbo.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from municipalities.models import Municipality

# Words of official names that distinguish no municipality.
TITLES = ("kommun", "stad")
BETWEEN_WORDS = re.compile(r"[-‐‑–\s]+")
# The likeness of Malmö and Malmmö is above this limit.
ALIKE = 0.7


def four_digits(code: str) -> str:
    """The municipality code with the leading zero that spreadsheets remove: 0114 for 114."""
    return code.removesuffix(".0").zfill(4) if re.fullmatch(r"\d{3,4}(\.0)?", code) else code


def normalise_name(text: str) -> str:
    """The text in lower case, with single spaces between words and for hyphens."""
    return BETWEEN_WORDS.sub(" ", unicodedata.normalize("NFC", text)).strip().casefold()


def candidates(text: str) -> list[str]:
    """The possible names in the text, the likeliest first: for "Malmö stad" Malmö stad and Malmö."""
    name = normalise_name(text)
    first, _space, last = name.rpartition(" ")
    if last not in TITLES or not first:
        return [name]
    return [name, first, *([first[:-1]] if first.endswith("s") else [])]


def without_titles(text: str) -> str:
    """The text without kommun and stad; unchanged if it has no other words."""
    words = text.split()
    return " ".join([word for word in words if normalise_name(word) not in TITLES] or words)


def names_of(municipality: Municipality) -> list[str]:
    """The normalised names of the municipality, its main name first."""
    texts = [municipality.name, municipality.official_name, *municipality.other_names.split(",")]
    return list(dict.fromkeys(normalise_name(name) for name in texts if name.strip()))


def is_called(municipality: Municipality, text: str) -> bool:
    return not set(names_of(municipality)).isdisjoint(candidates(text))


def resembles(municipality: Municipality, text: str) -> bool:
    """Whether the text contains or resembles a name: Malmö kommun (Skåne), Malmmö."""
    name = normalise_name(text)
    return any(f" {known} " in f" {name} " or likeness(known, text) >= ALIKE for known in names_of(municipality))


def likeness(name: str, text: str) -> float:
    """The likeness of a normalised name and a text, from 0 to 1. Ignores kommun and stad in the text."""
    text = normalise_name(text)
    first, _space, last = text.rpartition(" ")
    if first and difflib.get_close_matches(last, TITLES, 1, 0.75):
        text = first
    return difflib.SequenceMatcher(None, text, name).ratio()
