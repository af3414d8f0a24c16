"""What the page of a county shows beside the figures that it shares with the overview."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from agreements.positions import Position
from agreements.public.figures import Figure, Overview
from municipalities.models import County

# More names than this are a list, and the list is on the page.
MAX_NAMES = 6


def position_links(county: County, overview: Overview) -> list[Figure]:
    """The county's figures, each with the address of the list of those municipalities."""
    return [Figure(figure.tag, figure.number, f"{figure.url}&county={county.code}") for figure in overview.figures]


def without_agreement_sentence(municipalities: Iterable[Any]) -> str:
    """Names those that have no agreement on the day, which is what most who come ask next."""
    names = [row.name for row in municipalities if row.position != Position.SIGNED]
    if not 0 < len(names) <= MAX_NAMES:
        return ""
    return _("Utan överenskommelse: %(names)s.") % {"names": get_text_list(names, _("och"))}
