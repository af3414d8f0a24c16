"""How many examples a property test draws: a fifth of them by the quick profile, all of them by the full one."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("full", max_examples=100, deadline=None)
settings.register_profile("quick", max_examples=20, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def examples(number: int) -> int:
    """The profile's share of the number of examples that the full profile draws."""
    return max(5, number * settings().max_examples // 100)
