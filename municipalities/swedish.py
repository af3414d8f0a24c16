"""Swedish sort keys and search keys, the same on every PostgreSQL.

The embedded PostgreSQL has no Swedish collation and a server may have any, so that the order comes from a stored key.
"""

import unicodedata

from django.db.models import Func, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower

LETTERS = "ÅÄÖåäöÆØæøÉÈéèÜü-"
# Å, Ä and Ö come after z in that order: "{", "|" and "}" follow "z" in Unicode. A hyphen sorts as a space.
AS_SORTED = "{|}{|}|}|}eeeeyy "
AS_SEARCHED = "AAOaaoAOaoEEeeUu "
# PostgreSQL cannot store or search NUL. The other characters have no width.
INVISIBLE_LETTERS = "\0\u00ad\u200b\u200e\u200f\u2060\ufeff"


def _translate(expression: Combinable | str, letters: str) -> Lower:
    return Lower(Func(expression, Value(LETTERS), Value(letters), function="translate"))


def sort_key(expression: Combinable | str) -> Lower:
    """The database expression of the Swedish sort key, for the collation "C"."""
    return _translate(expression, AS_SORTED)


def search_key(expression: Combinable | str) -> Lower:
    """The database expression of the search key: "malmo" for "Malmö"."""
    return _translate(expression, AS_SEARCHED)


def fold(text: str) -> str:
    """The text as `search_key` folds it: "malmo" for "Malmö"."""
    return _translate_text(text, AS_SEARCHED)


def sort_text(text: str) -> str:
    """The text as `sort_key` writes it, with å, ä and ö as separate letters."""
    return _translate_text(text, AS_SORTED)


def _translate_text(text: str, letters: str) -> str:
    # A letter followed by a combining mark is composed to one character first.
    composed = unicodedata.normalize("NFC", text)
    return composed.translate(str.maketrans(LETTERS, letters, INVISIBLE_LETTERS)).lower().strip()


def words_in(text: str, *, searched: str, spelled: str) -> Q:
    """The condition that both keys contain every word of the text.

    A word with å, ä or ö matches only these letters, a word without them matches both: "Håbo" does not find Habo,
    "malmo" finds Malmö. `searched` and `spelled` are the names of the columns with `search_key` and `sort_key` of the
    same texts.
    """
    condition = Q()
    for word, marked in zip(fold(text).split(), sort_text(text).split(), strict=True):
        condition &= Q(**{f"{searched}__contains": word})
        if word != marked:
            condition &= Q(**{f"{spelled}__contains": marked})
    return condition
