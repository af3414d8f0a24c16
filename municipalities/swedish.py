"""Swedish letters in order and in search, the same on every PostgreSQL.

The embedded PostgreSQL has no Swedish collation and a server may have any, so that the order comes from a stored key
and never from a collation.
"""

import unicodedata

from django.db.models import Func, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower

LETTERS = "ÅÄÖåäöÆØæøÉÈéèÜü-"
# Å, Ä and Ö come after z in that order: "{", "|" and "}" follow "z" in Unicode. A hyphen sorts as a space.
AS_SORTED = "{|}{|}|}|}eeeeyy "
AS_SEARCHED = "AAOaaoAOaoEEeeUu "
# No text in the database has a NUL, and PostgreSQL refuses to look for one. The others have no width.
INVISIBLE_LETTERS = "\0\u00ad\u200b\u200e\u200f\u2060\ufeff"


def _translated(expression: Combinable | str, letters: str) -> Lower:
    return Lower(Func(expression, Value(LETTERS), Value(letters), function="translate"))


def sort_key(expression: Combinable | str) -> Lower:
    """The database expression of the key that sorts a text in Swedish order, given the collation "C"."""
    return _translated(expression, AS_SORTED)


def search_key(expression: Combinable | str) -> Lower:
    """The database expression of the text that a search looks in: "malmo" for "Malmö"."""
    return _translated(expression, AS_SEARCHED)


def folded(text: str) -> str:
    """What somebody searches for, written as `search_key` writes it."""
    return _written(text, AS_SEARCHED)


def sort_text(text: str) -> str:
    """What somebody searches for, written as `sort_key` writes it, with å, ä and ö as letters of their own."""
    return _written(text, AS_SORTED)


def _written(text: str, letters: str) -> str:
    # A letter and its mark are the letter.
    whole = unicodedata.normalize("NFC", text)
    return whole.translate(str.maketrans(LETTERS, letters, INVISIBLE_LETTERS)).lower().strip()


def words_in(text: str, *, searched: str, spelled: str) -> Q:
    """The condition that both keys have every word of the text.

    Who writes å, ä or ö means it, and who leaves the mark out may mean either: Håbo is not Habo, malmo is Malmö.
    `searched` and `spelled` are the names of what `search_key` and `sort_key` make of the same texts.
    """
    found = Q()
    for word, marked in zip(folded(text).split(), sort_text(text).split(), strict=True):
        found &= Q(**{f"{searched}__contains": word})
        if word != marked:
            found &= Q(**{f"{spelled}__contains": marked})
    return found
