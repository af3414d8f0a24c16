"""The timeline of a municipality as SVG geometry.

X is in per cent, so that the drawing fits any width while its text keeps its size. Y is in pixels. The time when it is
uncertain whether an answer holds is a bar of its own, and so is the time within which an imprecise day lies.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from agreements.days import ONE_DAY
from agreements.days.imprecise import OPEN_FUTURE, OPEN_PAST, ImpreciseDay
from agreements.models import Agreement
from agreements.positions import Status
from agreements.public.day import Day
from agreements.public.municipality.timeline_event import TimelineEvent
from agreements.public.municipality.timeline_shapes import LANE, Bar, Lane, Mark, TimelineChart, YearTick
from agreements.public.tags import IN_DIALOGUE, Tag, position_tag

MOST_TICKS = 5
# As many characters as a narrow screen has room for.
LONGEST_LABEL = 40
# A distant last day would leave no room for past events.
TIMELINE_YEARS_AHEAD = 3


class Axis:
    def __init__(self, days: Iterable[ImpreciseDay], today: datetime.date) -> None:
        days = list(days)
        bounds = [bound for day in days for bound in (day.earliest, day.latest)]
        bounds = [bound for bound in bounds if bound not in (OPEN_PAST, OPEN_FUTURE)] + [today]
        # A year more, where what is drawn began nobody knows when.
        first = max(min(bounds).year - any(day.earliest == OPEN_PAST for day in days), datetime.MINYEAR)
        last = min(max(bounds).year, today.year + TIMELINE_YEARS_AHEAD)
        self.years = range(first, last + 1)
        self.first = datetime.date(first, 1, 1).toordinal()
        self.length = datetime.date(last, 12, 31).toordinal() - self.first + 1

    def x(self, day: datetime.date, *, end: bool = False) -> float:
        """The position of the start of the day, or its end, in per cent, limited to the axis."""
        return round(100 * min(max(day.toordinal() + end - self.first, 0), self.length) / self.length, 2)

    def has(self, day: datetime.date) -> bool:
        return self.first <= day.toordinal() < self.first + self.length

    def mark(self, event: TimelineEvent) -> Mark:
        day = event.day
        if day.is_exact:
            return Mark(event.kind, self.x(day.earliest), self.x(day.earliest), self.x(day.earliest))
        start, end = self.x(day.earliest), self.x(day.latest, end=True)
        return Mark(event.kind, round((start + end) / 2, 2), start, end)

    def bar(self, tag: Tag, first: datetime.date, last: datetime.date, *, is_uncertain: bool) -> Bar:
        start = self.x(first)
        # A small gap, so that a renewal is visible.
        return Bar(tag, start, round(max(self.x(last, end=True) - start - 0.3, 0.4), 2), is_uncertain)

    @property
    def ticks(self) -> list[YearTick]:
        step = -(-len(self.years) // MOST_TICKS)
        # Steps are counted from the last year, so that recent years have ticks.
        return [YearTick(year, self.x(datetime.date(year, 1, 1))) for year in reversed(self.years[::-1][::step])]


def timeline_chart(agreements: Iterable[Agreement], events: Iterable[TimelineEvent], day: Day) -> TimelineChart | None:
    """Periods as bars in a lane for each type, and events as marks. None without events."""
    events, agreements = list(events), list(agreements)
    if not events:
        return None
    axis = Axis((event.day for event in events), day.today)
    dialogues = [agreement for agreement in agreements if agreement.status == Status.IN_DIALOGUE]
    rows: list[tuple[str, list[Bar], list[Mark]]]
    rows = [(label, bars, []) for label, bars in _answer_bars(agreements, axis).items()]
    for label, kinds in (
        (_("Dialog"), {"meeting"}),
        (_("Beslut och underskrift"), {"decision", "signing"}),
        (_("Revideringar"), {"revision"}),
        (_("Uppföljningar"), {"follow_up", "planned"}),
        (_("Dokument"), {"document"}),
    ):
        marks = [axis.mark(event) for event in reversed(events) if event.kind in kinds and _is_drawn(event.day, axis)]
        bars = [bar for dialogue in dialogues for bar in _bars(dialogue, axis)] if "meeting" in kinds else []
        if marks or bars:
            rows.append((label, bars, marks))
    lanes = [Lane(label, number * LANE, bars, marks) for number, (label, bars, marks) in enumerate(rows)]
    if not lanes:
        return None
    return TimelineChart(lanes, axis.ticks, axis.x(day.day) if axis.has(day.day) else None)


def _is_drawn(day: ImpreciseDay, axis: Axis) -> bool:
    """A day of which nothing is known has no place on the axis."""
    return not day.is_unknown and axis.has(day.bound)


def _answer_bars(agreements: Iterable[Agreement], axis: Axis) -> dict[str, list[Bar]]:
    """By the label of the type, the headline type first."""
    bars: dict[str, list[Bar]] = {}
    answers = [agreement for agreement in agreements if agreement.first_day and agreement.status != Status.IN_DIALOGUE]
    for agreement in sorted(answers, key=lambda answer: (not answer.type.is_headline, answer.first_day)):
        if drawn := _bars(agreement, axis):
            bars.setdefault(Truncator(agreement.type.label).chars(LONGEST_LABEL), []).extend(drawn)
    return bars


def _bars(agreement: Agreement, axis: Axis) -> list[Bar]:
    """The time when the agreement certainly holds, and before and after it the time when it possibly does."""
    first = agreement.first_day
    last = agreement.last_day or ImpreciseDay.exactly(OPEN_FUTURE)
    if first is None:
        return []
    if first.latest > last.earliest:
        stretches = [(first.earliest, last.latest, True)]
    else:
        stretches = [(first.latest, last.earliest, False)]
        if first.earliest < first.latest:
            stretches.insert(0, (first.earliest, first.latest - ONE_DAY, True))
        if last.latest > last.earliest:
            stretches.append((last.earliest + ONE_DAY, last.latest, True))
    tag = IN_DIALOGUE if agreement.status == Status.IN_DIALOGUE else position_tag(agreement.status)
    return [
        axis.bar(tag, start, end, is_uncertain=is_uncertain)
        for start, end, is_uncertain in stretches
        if axis.x(start) < 100 and axis.x(end, end=True) > 0
    ]
