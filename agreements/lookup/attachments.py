"""Attachments of agreements: documents, follow-ups, revisions, sources and dialogue meetings, in one query."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Concat, JSONObject
from django.urls import reverse

from agreements.days.fields import imprecise_day
from agreements.days.imprecise import OPEN_PAST, ImpreciseDay
from agreements.models import (
    Agreement,
    AgreementRevision,
    DialogueMeeting,
    Document,
    FollowUp,
    JointAgreement,
    LinkCheck,
    ReportedTotal,
    Source,
)
from agreements.models.files import about_file
from municipalities.models import Municipality

IS_SHOWN = Q(file__isnull=False, file__withheld_at=None)
SHA256 = Case(When(IS_SHOWN, then="file__sha256"), default=Value(""), output_field=TextField())


@dataclass(frozen=True)
class Attachment:
    kind: str  # document, follow_up, revision, source or meeting
    day: ImpreciseDay | None = None
    title: str = ""
    text: str = ""
    url: str = ""
    language: str = ""
    place: str = ""
    publisher: str = ""  # of a source
    read_on: datetime.date | None = None  # a source
    is_copy: bool = False  # a source of which only a kept copy was read
    year: int = 0
    agreement_id: int | None = None
    joint_agreement_id: int | None = None
    reported_total_id: int | None = None
    size: int | None = None  # of a document in bytes
    pages: int | None = None  # of a stored document
    sha256: str = ""  # of a stored document that may be shown
    is_withheld: bool = False  # whether its file is stored and may not be shown

    @property
    def language_name(self) -> str:
        return str(dict(Document.Language.choices).get(self.language, self.language))

    @property
    def stored_address(self) -> str:
        """The address of the stored file; empty where there is none that may be shown."""
        return reverse("stored_file", args=[self.sha256]) if self.sha256 else ""

    @property
    def address(self) -> str:
        return self.stored_address or self.url

    @property
    def about_file(self) -> str:
        return about_file(self.pages or 0, self.size or 0)


def attachments_of(
    agreements: Iterable[Agreement], municipality: Municipality | None = None, reports: Iterable[int] = ()
) -> list[Attachment]:
    """The published attachments of the agreements, of their joint agreements and of the municipality's meetings, and
    the sources of the reported totals with the keys `reports`.

    The latest first, those without a day last. Pass published agreements only: drafts would bring their attachments.
    """
    agreements = list(agreements)
    owners = Q(agreement__in=[agreement.pk for agreement in agreements])
    owners |= Q(joint_agreement__in={agreement.joint_agreement_id for agreement in agreements} - {None})
    kinds = [
        _documents(owners),
        _follow_ups(owners),
        _revisions(owners),
        _sources(owners | Q(reported_total__in=list(reports))),
        *([_meetings(municipality)] if municipality else []),
    ]
    attachments = [_attachment(kind, values) for kind, values in kinds[0].union(*kinds[1:], all=True)]
    return sorted(attachments, key=_order, reverse=True)


def _order(item: Attachment) -> tuple[datetime.date, int, str]:
    return (item.day.bound if item.day else OPEN_PAST, item.year, item.title)


def first_source(row: Agreement | JointAgreement | ReportedTotal) -> list[Attachment]:
    """The source that the row itself names; empty where it names none."""
    if not (row.source_note or row.source_url):
        return []
    return [Attachment("source", title=row.source_note or row.source_url, url=row.source_url)]


def sources_of(agreement: Agreement, attachments: Iterable[Attachment]) -> list[Attachment]:
    """The sources of an agreement, with `joint_agreement`: those that the rows themselves name first."""
    joint = agreement.joint_agreement
    of_both = [
        item
        for item in attachments
        if item.kind == "source"
        and (item.agreement_id == agreement.pk or (joint and item.joint_agreement_id == joint.pk))
    ]
    first = [*first_source(agreement), *(first_source(joint) if joint else [])]
    return [*dict.fromkeys(first), *of_both]


def _attachment(kind: str, values: dict[str, Any]) -> Attachment:
    day, earliest, read_on = (_date(values.pop(name, None)) for name in ("day", "earliest", "read_on"))
    return Attachment(kind, day=imprecise_day(day, earliest), read_on=read_on, **values)


def _date(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _documents(owners: Q) -> QuerySet[Any, Any]:
    checks = LinkCheck.objects.filter(url=OuterRef("url"), is_alive=True).order_by()
    return _values(
        "document",
        Document.objects.published().filter(owners),
        day="dated_on",
        title="title",
        url="url",
        language="language",
        agreement_id="agreement",
        joint_agreement_id="joint_agreement",
        size=Case(When(IS_SHOWN, then="file__size"), default=Subquery(checks.values("size")[:1])),
        pages=Case(When(IS_SHOWN, then="file__pages")),
        sha256=SHA256,
        is_withheld=Q(file__withheld_at__isnull=False),
    )


def _follow_ups(owners: Q) -> QuerySet[Any, Any]:
    return _values(
        "follow_up",
        FollowUp.objects.published().filter(owners),
        day="done_on",
        earliest="done_on_earliest",
        text="findings",
        year="year",
        url="source_url",
        agreement_id="agreement",
        joint_agreement_id="joint_agreement",
    )


def _revisions(owners: Q) -> QuerySet[Any, Any]:
    return _values(
        "revision",
        AgreementRevision.objects.published().filter(owners),
        day="revised_on",
        earliest="revised_on_earliest",
        title="source_note",
        text="changes",
        url="source_url",
        agreement_id="agreement",
        joint_agreement_id="joint_agreement",
    )


def _sources(owners: Q) -> QuerySet[Any, Any]:
    return _values(
        "source",
        Source.objects.published().filter(owners),
        day="published_on",
        earliest="published_on_earliest",
        title="title",
        text="supports",
        url="url",
        publisher="publisher",
        read_on="read_on",
        is_copy="is_copy",
        agreement_id="agreement",
        joint_agreement_id="joint_agreement",
        reported_total_id="reported_total",
        pages=Case(When(IS_SHOWN, then="file__pages")),
        size=Case(When(IS_SHOWN, then="file__size")),
        sha256=SHA256,
    )


def _meetings(municipality: Municipality) -> QuerySet[Any, Any]:
    organisers = Func(F("organisers"), Value("."), function="rtrim", output_field=TextField())
    with_summary = Concat(organisers, Value(". "), "summary", output_field=TextField())
    return _values(
        "meeting",
        DialogueMeeting.objects.published().filter(municipalities=municipality),
        day="held_on",
        earliest="held_on_earliest",
        title="title",
        text=Case(When(summary="", then=organisers), default=with_summary),
        url="source_url",
        place="place",
    )


def _values(kind: str, rows: QuerySet[Any], **fields: Any) -> QuerySet[Any, Any]:
    return rows.order_by().values_list(Value(kind, CharField()), JSONObject(**fields))
