"""Query conditions for searching municipalities, exact and by similarity."""

from __future__ import annotations

from django.db.models import Exists, Q

from municipalities.models import Municipality


def matches(text: str) -> Q:
    """The municipality has every word of the text in its names or its code."""
    return Q(pk__in=Municipality.objects.search(text).values("pk"))


def matches_or_resembles(text: str) -> Q:
    """Matches the text, or has a similar name where no municipality matches."""
    resembling = Q(pk__in=Municipality.objects.resembling(text).values("pk"))
    return matches(text) | ~Exists(Municipality.objects.search(text)) & resembling
