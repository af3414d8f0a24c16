"""Figures and sentences of the county page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from agreements.positions import Position
from agreements.public.figures import Figure, Overview
from municipalities.models import County

# With more names the sentence is left out: the page has the list.
MAX_NAMES = 6


def position_links(county: County, overview: Overview) -> list[Figure]:
    """The county's figures, each with the address of its filtered list."""
    return [Figure(figure.tag, figure.number, f"{figure.url}&county={county.code}") for figure in overview.figures]


def without_agreement_sentence(municipalities: Iterable[Any]) -> str:
    """Names the municipalities that are known to have no agreement on the day."""
    names = [row.name for row in municipalities if row.position not in (Position.SIGNED, Position.UNKNOWN)]
    if not 0 < len(names) <= MAX_NAMES:
        return ""
    return _("Utan överenskommelse: %(names)s.") % {"names": get_text_list(names, _("och"))}
