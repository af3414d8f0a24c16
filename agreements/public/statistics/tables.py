"""The statistics as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.lookup.statistics import Counts, Lapsing, TimeToSignature
from agreements.lookup.vocabulary import Vocabulary
from agreements.positions import Position
from agreements.public.figures import Figures
from agreements.public.statistics.table import StatisticsRow, StatisticsTable

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The first and last number of days of each row in the table of time to signature.
WAITING_DAYS = [(0, 30), (31, 90), (91, 180), (181, 365), (366, None)]


def county_table(counts: Counts, words: Vocabulary, county_url: Callable[[str], str]) -> StatisticsTable:
    rows = [
        _positions(
            county.name,
            [county.code, county.name],
            Figures(counts=counts.counties[county.code], uncertain=counts.uncertain["county"][county.code]),
            county_url(county.code),
        )
        for county in words.counties
        if county.code in counts.counties
    ]
    heading, explanation = gettext_lazy("Län för län"), gettext_lazy("Kommunernas läge, ett län i taget.")
    return StatisticsTable(
        "lan",
        heading,
        explanation,
        gettext_lazy("Län"),
        gettext_lazy("Antal kommuner"),
        rows,
        remark=" ".join(sum_of(rows).gaps),
    )


def type_table(counts: Counts, words: Vocabulary) -> StatisticsTable:
    rows = [
        _positions(
            term.label,
            [],
            Figures(counts=counts.types.get(term.slug, Counter()), uncertain=counts.uncertain["type"][term.slug]),
        )
        for term in words.types
    ]
    explanation = gettext_lazy("Kommunernas läge för varje typ av överenskommelse.")
    heading, first = gettext_lazy("Typ för typ"), gettext_lazy("Typ")
    return StatisticsTable("typ", heading, explanation, first, gettext_lazy("Antal kommuner"), rows)


def level_table(counts: Counts, words: Vocabulary) -> StatisticsTable:
    rows = [StatisticsRow(term.label, [term.slug], [counts.levels.get(term.slug, 0)]) for term in words.levels]
    return StatisticsTable(
        "niva",
        gettext_lazy("Samverkansnivåer"),
        gettext_lazy("Kommuner som har en överenskommelse på nivån. En överenskommelse kan ha flera nivåer."),
        gettext_lazy("Nivå"),
        gettext_lazy("Antal kommuner"),
        rows,
        of=counts.municipalities,
    )


def area_table(counts: Counts, words: Vocabulary) -> StatisticsTable:
    rows = [StatisticsRow(term.label, [term.slug], [counts.areas.get(term.slug, 0)]) for term in words.areas]
    return StatisticsTable(
        "omrade",
        gettext_lazy("Samverkansområden"),
        gettext_lazy("Kommuner vars överenskommelse omfattar området. En överenskommelse kan ha flera områden."),
        gettext_lazy("Område"),
        gettext_lazy("Antal kommuner"),
        rows,
        of=counts.municipalities,
    )


def wait_table(time: TimeToSignature | None) -> StatisticsTable:
    days = time.days if time else []
    rows = [
        StatisticsRow(
            _wait_label(least, most),
            [least, most or ""],
            [sum(least <= n and (most is None or n <= most) for n in days)],
        )
        for least, most in WAITING_DAYS
    ]
    remark = ""
    if time:
        remark = _(
            "Av %(municipalities)s kommuner med dialogmöte tecknade hälften inom %(median)s dagar. "
            "Det gick som snabbast på %(shortest)s och tog som mest %(longest)s dagar."
        ) % {
            "municipalities": time.municipalities,
            "median": number_format(time.median, 0 if time.median == int(time.median) else 1),
            "shortest": time.shortest,
            "longest": time.longest,
        }
    return StatisticsTable(
        "tid",
        gettext_lazy("Från dialog till beslut"),
        gettext_lazy("Dagar från kommunens första dialogmöte till beslutet att teckna."),
        gettext_lazy("Dagar"),
        gettext_lazy("Antal kommuner"),
        rows,
        remark=remark,
    )


def quarter_table(lapsing: Lapsing) -> StatisticsTable:
    rows = [
        StatisticsRow(
            _("%(year)s, kvartal %(number)s") % {"year": quarter.year, "number": quarter.number},
            [quarter.year, quarter.number],
            [number],
        )
        for quarter, number in lapsing.quarters
    ]
    remark = ngettext(
        "%(number)s överenskommelse till upphör en dag som inte är känd.",
        "%(number)s överenskommelser till upphör en dag som inte är känd.",
        lapsing.uncertain,
    ) % {"number": lapsing.uncertain}
    return StatisticsTable(
        "kvartal",
        gettext_lazy("Överenskommelser som upphör"),
        gettext_lazy("De som gäller på dagen och har en sista dag, efter kvartalet då de upphör."),
        gettext_lazy("Kvartal"),
        gettext_lazy("Antal"),
        rows,
        remark=remark if lapsing.uncertain else "",
    )


def _positions(name: StrOrPromise, key: list[str | int], figures: Figures, url: str = "") -> StatisticsRow:
    numbers = [figures.counts[position] for position in Position]
    return StatisticsRow(name, key, numbers, figures, url)


def sum_of(rows: list[StatisticsRow]) -> Figures:
    total = Figures()
    for row in rows:
        if row.figures:
            total.counts.update(row.figures.counts)
            total.uncertain += row.figures.uncertain
    return total


def _wait_label(least: int, most: int | None) -> str:
    if most is None:
        return _("över %(days)s") % {"days": least - 1}
    return f"{least}–{most}"
