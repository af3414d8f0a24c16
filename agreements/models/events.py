"""The history of a model's rows."""

from __future__ import annotations

from typing import Any

from django.db import models


def history_model(model: type[models.Model]) -> Any:
    """The model of the history, which pghistory makes and whose type it does not declare."""
    return model.pgh_event_model  # type: ignore[attr-defined]
