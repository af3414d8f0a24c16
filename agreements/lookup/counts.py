"""Numbers of rows in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models


def counts_in_words(counts: Mapping[type[models.Model], int]) -> str:
    """For example "322 överenskommelser, 1 dialogomgång"; empty where there is nothing."""
    return ", ".join(
        f"{count} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}"
        for model, count in counts.items()
        if count
    )
