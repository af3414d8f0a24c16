"""The input of a day that may be imprecise, with the day in words beneath it."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.days.reading import read_day


class KnownDayWidget(AdminDateWidget):
    def __init__(self) -> None:
        super().__init__(attrs={"placeholder": gettext_lazy("ÅÅÅÅ-MM-DD"), "size": "20"})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Adds what the register reads in the text, unless it is an exact day as the register writes it."""
        words = words_of_text(str(value or ""))
        if not words:
            return super().render(name, value, attrs, renderer)
        identity = f"{(attrs or {}).get('id', name)}_words"
        described = " ".join(filter(None, [(attrs or {}).get("aria-describedby"), identity]))
        field = super().render(name, value, {**(attrs or {}), "aria-describedby": described}, renderer)
        return format_html('{}<span class="day-words" id="{}">{}</span>', field, identity, words)


def words_of_text(text: str) -> str:
    """What the register reads in the text; empty for an exact day in digits, and for what it cannot read."""
    try:
        day = read_day(text)
    except ValidationError:
        return ""
    return "" if day is None or (day.edtf == text.strip() and day.is_exact) else _("Läses: %(day)s") % {"day": day}
