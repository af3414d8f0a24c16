"""Quality of the published agreements: the number of missing sources, documents, diary numbers and verifications.

Reads stored link checks. No page sends a request to another server.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, Exists, Max, Min, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Document, LinkCheck, Source

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

GAP_ROWS = 20  # the most agreements listed for each gap
UNVERIFIED_AFTER = datetime.timedelta(days=365)

# The name and explanation of each gap.
GAPS: dict[str, tuple[StrOrPromise, StrOrPromise]] = {
    "source": (
        _("Saknar adress till källan"),
        _("Källan är angiven i ord, men det finns ingen länk till den."),
    ),
    "dead": (
        _("Källans adress svarar inte"),
        _("Vid den senaste kontrollen gick källans sida inte att öppna."),
    ),
    "document": (
        _("Saknar dokument"),
        _("Varken överenskommelsen eller en gemensam text finns som dokument i registret."),
    ),
    "diary_number": (
        _("Saknar diarienummer"),
        _("Varken Arbetsförmedlingens eller kommunens diarienummer är angivet."),
    ),
    "unverified": (
        _("Inte kontrollerad på ett år"),
        _("Ingen har jämfört uppgifterna med källan det senaste året."),
    ),
}


@dataclass(frozen=True)
class Gap:
    name: StrOrPromise
    meaning: StrOrPromise
    number: int
    of: int
    # Public id and municipality of the first `GAP_ROWS`, in Swedish order.
    agreements: list[tuple[str, str]] = field(default_factory=list)

    @property
    def share(self) -> int:
        """In per cent, rounded up: 0 means none."""
        return -(-100 * self.number // self.of) if self.of else 0

    @property
    def more(self) -> int:
        return self.number - len(self.agreements)


def gaps_on(day: datetime.date) -> list[Gap]:
    """The gaps of the published agreements, counted in one query and listed in a second."""
    published = Agreement.objects.published()
    conditions = gap_conditions(day)
    numbers = published.aggregate(
        published=Count("pk"), **{name: Count("pk", filter=condition) for name, condition in conditions.items()}
    )
    rows_by_gap: dict[str, list[tuple[str, str]]] = {name: [] for name in GAPS}
    queries = [_first(published.filter(condition), name) for name, condition in conditions.items()]
    for name, public_id, municipality, _key, _number in sorted(
        queries[0].union(*queries[1:], all=True), key=lambda row: row[3:]
    ):
        rows_by_gap[name].append((public_id, municipality))
    return [Gap(*GAPS[name], numbers[name], numbers["published"], rows_by_gap[name]) for name in GAPS]


def gap_conditions(day: datetime.date) -> dict[str, Q]:
    documents = Document.objects.published().filter(agreement=OuterRef("pk"))
    shared_documents = Document.objects.published().filter(joint_agreement=OuterRef("joint_agreement"))
    of_row = Q(agreement=OuterRef("pk")) | Q(joint_agreement=OuterRef("joint_agreement"))
    addresses = Source.objects.published().filter(of_row).exclude(url="")
    dead_links = LinkCheck.objects.filter(url=OuterRef("source_url"), is_alive=False)
    return {
        "source": Q(source_url="") & ~Q(Exists(addresses)),
        "dead": Q(Exists(dead_links)),
        "document": ~Q(Exists(documents)) & ~Q(Exists(shared_documents)),
        "diary_number": Q(diary_number="", municipality_diary_number=""),
        "unverified": Q(verified_on=None) | Q(verified_on__lt=day - UNVERIFIED_AFTER),
    }


def _first(agreements: QuerySet[Agreement], name: str) -> QuerySet[Any, tuple]:
    order = ["municipality__sort_key", "municipality_id", "number"]
    rows = agreements.annotate(gap=Value(name, CharField())).order_by(*order)
    return rows.values_list("gap", "public_id", "municipality__name", "municipality__sort_key", "number")[:GAP_ROWS]


@dataclass(frozen=True)
class LinkFigures:
    """Counts and days of the stored link checks."""

    checked: int
    dead: int
    first: datetime.datetime | None
    last: datetime.datetime | None


def link_figures() -> LinkFigures:
    return LinkFigures(
        **LinkCheck.objects.aggregate(
            checked=Count("pk"),
            dead=Count("pk", filter=Q(is_alive=False)),
            first=Min("checked_at"),
            last=Max("checked_at"),
        )
    )
