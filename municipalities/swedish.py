"""Swedish sort keys and search keys, the same on every PostgreSQL.

The embedded PostgreSQL has no Swedish collation and a server may have any, so that the order comes from a stored key.
"""

from django.db.models import Func, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower

LETTERS = "ÅÄÖåäöÆØæøÉÈéèÜü-"
# Å, Ä and Ö come after z in that order: "{", "|" and "}" follow "z" in Unicode. A hyphen sorts as a space.
AS_SORTED = "{|}{|}|}|}eeeeyy "
AS_SEARCHED = "AAOaaoAOaoEEeeUu "


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
    # PostgreSQL refuses NUL in a text.
    return text.translate(str.maketrans(LETTERS, AS_SEARCHED, "\0")).lower().strip()
