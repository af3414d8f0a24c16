"""What somebody who searches for a municipality means, also with a small slip."""

from __future__ import annotations

from django.db.models import Exists, Q

from municipalities.models import Municipality


def matches(text: str) -> Q:
    """Exactly: the municipality has every word of the text in its names or its code."""
    return Q(pk__in=Municipality.objects.search(text).values("pk"))


def matches_or_resembles(text: str) -> Q:
    """Has the text, or is among the few that resemble it where no municipality has it."""
    resembling = Q(pk__in=Municipality.objects.resembling(text).values("pk"))
    return matches(text) | ~Exists(Municipality.objects.search(text)) & resembling
