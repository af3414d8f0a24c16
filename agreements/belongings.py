"""What belongs to agreements and has a day of its own: documents, follow-ups and dialogue meetings, in one query."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, DateField, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce

from agreements.models import Agreement, DialogueMeeting, Document, FollowUp, LinkCheck
from municipalities.models import Municipality

NONE = Value(0, BigIntegerField())
EMPTY = Value("", TextField())


@dataclass(frozen=True)
class Belonging:
    kind: str  # document, follow_up or meeting
    day: datetime.date | None
    title: str
    text: str
    url: str
    language: str
    place: str
    year: int
    agreement_id: int  # 0 where it belongs to a joint agreement or to no agreement
    joint_agreement_id: int
    size: int  # of a document in bytes; 0 where no check of its link has told it

    @property
    def language_name(self) -> str:
        return str(dict(Document.Language.choices).get(self.language, self.language))


def belongings(agreements: Iterable[Agreement], municipality: Municipality | None = None) -> list[Belonging]:
    """Those of the agreements and of their joint agreements, and the meetings that the municipality took part in.

    The latest first; what has no day is last. Give published agreements alone, and no draft's document comes along.
    """
    agreements = list(agreements)
    own = [agreement.pk for agreement in agreements]
    joint = {agreement.joint_agreement_id for agreement in agreements if agreement.joint_agreement_id}
    documents = Document.objects.published().filter(Q(agreement__in=own) | Q(joint_agreement__in=joint))
    checks = LinkCheck.objects.filter(url=OuterRef("url"), is_alive=True).order_by()
    rows = _values(
        documents.annotate(size=Subquery(checks.values("size")[:1])),
        "document",
        "dated_on",
        title="title",
        language="language",
        agreement="agreement",
        joint=True,
        size="size",
    ).union(
        _values(
            FollowUp.objects.published().filter(agreement__in=own),
            "follow_up",
            "done_on",
            text="findings",
            year="year",
            agreement="agreement",
            url="source_url",
        ),
        *([_meetings(municipality)] if municipality else []),
        all=True,
    )
    found = [Belonging(*row) for row in rows]
    return sorted(found, key=lambda item: (item.day or datetime.date.min, item.year, item.title), reverse=True)


def _meetings(municipality: Municipality) -> QuerySet:
    meetings = DialogueMeeting.objects.published().filter(municipalities=municipality)
    return _values(meetings, "meeting", "held_on", title="title", text="organisers", url="source_url", place="place")


def _values(
    rows: QuerySet,
    kind: str,
    day: str,
    *,
    title: str = "",
    text: str = "",
    url: str = "url",
    language: str = "",
    place: str = "",
    year: str = "",
    agreement: str = "",
    joint: bool = False,
    size: str = "",
) -> QuerySet:
    words = [Cast(F(name), TextField()) if name else EMPTY for name in (title, text, url, language, place)]
    numbers = [
        Coalesce(Cast(F(name), BigIntegerField()), NONE) if name else NONE
        for name in (year, agreement, "joint_agreement" if joint else "", size)
    ]
    return rows.order_by().values_list(Value(kind, CharField()), Cast(F(day), DateField()), *words, *numbers)
