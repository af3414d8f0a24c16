"""Sentences on when an answer holds: its days as well as they are known, what is uncertain, and how it ends."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.days import long_day
from agreements.days.fields import period_of
from agreements.days.imprecise import ImpreciseDay
from agreements.models import Agreement, Ending
from agreements.positions import Status, ended_before, holds_on, may_hold_on


def validity(agreement: Agreement, day: datetime.date) -> str:
    """From when and until when an answer holds or a dialogue goes on, in the tense of the day."""
    first, last = period_of(agreement)
    if first is None:
        return ""
    if agreement.status == Status.IN_DIALOGUE:
        parts = [dialogue_beginning(first, day), dialogue_ending(last, day)]
    elif first.is_exact and (last is None or last.is_exact):
        parts = [_exact_validity(first, last, day)]
    else:
        parts = [_beginning(first, day), _ending(last, day)]
    return " ".join(part for part in parts if part)


def _exact_validity(first: ImpreciseDay, last: ImpreciseDay | None, day: datetime.date) -> str:
    days = {"first": first, "last": last}
    if last is None:
        return _("Svaret gäller från den %(first)s och tills vidare.") % days
    if last.latest < day:
        return _("Svaret gällde från den %(first)s till och med den %(last)s.") % days
    return _("Svaret gäller från den %(first)s till och med den %(last)s.") % days


def _beginning(first: ImpreciseDay, day: datetime.date) -> str:
    if first.is_unknown:
        return _("Registret vet inte när svaret började gälla.")
    words = {"first": first.with_article}
    if first.earliest > day:
        return _("Svaret börjar gälla %(first)s.") % words
    return _("Svaret började gälla %(first)s.") % words


def _ending(last: ImpreciseDay | None, day: datetime.date) -> str:
    if last is None:
        return _("Det gäller tills vidare.")
    if last.is_unknown:
        return _("Det har en sista dag, som registret inte känner till.")
    words = {"last": last.with_article}
    if last.is_exact:
        if last.latest < day:
            return _("Det gällde till och med %(last)s.") % words
        return _("Det gäller till och med %(last)s.") % words
    return (_("Det upphörde %(last)s.") if last.earliest < day else _("Det upphör %(last)s.")) % words


def dialogue_beginning(first: ImpreciseDay, day: datetime.date) -> str:
    if first.is_unknown:
        return _("Registret vet inte när dialogen började.")
    words = {"first": first.with_article}
    return (_("Dialogen börjar %(first)s.") if first.earliest > day else _("Dialogen började %(first)s.")) % words


def dialogue_ending(last: ImpreciseDay | None, day: datetime.date) -> str:
    if last is None:
        return ""
    if last.is_unknown:
        return _("Den har avslutats, men registret vet inte när.")
    words = {"last": last.with_article}
    if last.earliest < day:
        return _("Den avslutades %(last)s.") % words
    return _("Den avslutas %(last)s.") % words


def uncertainty(agreement: Agreement, day: datetime.date) -> str:
    """What is uncertain of an answer that possibly holds on the day; empty where it is certain whether it holds."""
    if holds_on(agreement, day) or not may_hold_on(agreement, day):
        return ""
    first, last = period_of(agreement)
    has_begun = first is not None and first.latest <= day
    has_not_ended = last is None or last.earliest >= day
    words = {"day": long_day(day)}
    if has_not_ended:
        return _("Registret vet inte om det hade börjat den %(day)s.") % words
    if has_begun:
        return _("Registret vet inte om det hade upphört den %(day)s.") % words
    return _("Registret vet inte om det hade börjat, eller redan upphört, den %(day)s.") % words


def extension(agreement: Agreement, day: datetime.date) -> str:
    """The automatic extension of a signed agreement; empty where none is known."""
    if agreement.extension_months is None or agreement.status != Status.SIGNED:
        return ""
    number = agreement.extension_months
    if ended_before(agreement, day):
        words = ngettext(
            "Den förlängdes med %(number)s månad i taget om den inte sades upp.",
            "Den förlängdes med %(number)s månader i taget om den inte sades upp.",
            number,
        )
    else:
        words = ngettext(
            "Den förlängs med %(number)s månad i taget om den inte sägs upp.",
            "Den förlängs med %(number)s månader i taget om den inte sägs upp.",
            number,
        )
    return words % {"number": number}


def ending(agreement: Agreement, day: datetime.date) -> str:
    """How an agreement ends, in the tense of the day. It holds on its last day."""
    first, last = period_of(agreement)
    if first is None or agreement.status == Status.IN_DIALOGUE:
        return ""
    if last is None:
        return _("Registret har ingen sista dag.")
    is_past = ended_before(agreement, day)
    match agreement.ending:
        case Ending.EXPIRED:
            return _("Tiden löpte ut.") if is_past else _("Då löper tiden ut.")
        case Ending.TERMINATED:
            return _("Den sades upp.") if is_past else _("Den är uppsagd och gäller till dess.")
        case Ending.REPLACED:
            return _("Den ersattes av en ny.") if is_past else _("Då ersätts den av en ny.")
        case _ if agreement.extension_months:
            return ""
        case _:
            return _("Registret säger inte hur den upphörde.") if is_past else _("Registret säger inte hur den upphör.")


def notice(agreement: Agreement, day: datetime.date) -> str:
    """The notice period of a signed agreement; empty where it is unknown."""
    if agreement.notice_months is None or agreement.status != Status.SIGNED:
        return ""
    if ended_before(agreement, day):
        return ngettext(
            "Uppsägningstiden var %(number)s månad.",
            "Uppsägningstiden var %(number)s månader.",
            agreement.notice_months,
        ) % {"number": agreement.notice_months}
    return ngettext(
        "Uppsägningstiden är %(number)s månad.", "Uppsägningstiden är %(number)s månader.", agreement.notice_months
    ) % {"number": agreement.notice_months}
