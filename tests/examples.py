"""How much a test tries: by the quick profile a fifth of the examples or cases, by the full one all of them."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("full", max_examples=100, deadline=None)
settings.register_profile("quick", max_examples=20, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def examples(number: int) -> int:
    """The profile's share of the number of examples that the full profile draws."""
    return max(5, number * settings().max_examples // 100)


def share(cases: list[str]) -> list[str]:
    """The profile's share of many cases: every fifth by the quick profile."""
    return cases[:: 100 // settings().max_examples]
