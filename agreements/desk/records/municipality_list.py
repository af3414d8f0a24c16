"""A form field for a list of municipalities that somebody pastes: names or codes, from a report or a spreadsheet."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError

from agreements.exchange.municipality_cells import Municipalities
from municipalities.models import Municipality

BETWEEN = re.compile(r"[\n,;|]+|\t+")


class MunicipalityListField(forms.CharField):
    """Cleans to the municipalities, each once. A line, a comma, a semicolon, a tab or | stands between two of them."""

    widget = AdminTextareaWidget(attrs={"rows": 4})

    def clean(self, value: Any) -> list[Municipality]:
        known = Municipalities.load()
        municipalities: dict[Municipality, None] = {}
        unknown: list[str] = []
        for text in filter(None, (part.strip(" .\r") for part in BETWEEN.split(super().clean(value)))):
            try:
                if municipality := known.find("", text):
                    municipalities[municipality] = None
            except ValidationError as error:
                unknown += error.messages
        if unknown:
            raise ValidationError(unknown)
        return list(municipalities)
