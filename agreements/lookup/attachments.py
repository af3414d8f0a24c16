"""Attachments of agreements: documents, follow-ups and dialogue meetings, in one query."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse

from agreements.models import Agreement, DialogueMeeting, Document, FollowUp, LinkCheck
from agreements.models.files import about_file
from municipalities.models import Municipality

NONE = Value(0, BigIntegerField())
NO_TEXT = Value("", TextField())


@dataclass(frozen=True)
class Attachment:
    kind: str  # document, follow_up or meeting
    day: datetime.date | None
    title: str
    text: str
    url: str
    language: str
    place: str
    year: int
    agreement_id: int  # 0 for a joint agreement or no agreement
    joint_agreement_id: int
    size: int  # of a document in bytes; 0 where it is unknown
    pages: int  # of a stored document
    sha256: str  # of a stored document that may be shown
    is_withheld: int  # whether its file is stored and may not be shown

    @property
    def language_name(self) -> str:
        return str(dict(Document.Language.choices).get(self.language, self.language))

    @property
    def address(self) -> str:
        return reverse("stored_file", args=[self.sha256]) if self.sha256 else self.url

    @property
    def about_file(self) -> str:
        return about_file(self.pages, self.size)


def attachments_of(agreements: Iterable[Agreement], municipality: Municipality | None = None) -> list[Attachment]:
    """The published attachments of the agreements, of their joint agreements and of the municipality's meetings.

    The latest first, those without a day last. Pass published agreements only: drafts would bring their attachments.
    """
    agreements = list(agreements)
    agreement_ids = [agreement.pk for agreement in agreements]
    joint_ids = {agreement.joint_agreement_id for agreement in agreements if agreement.joint_agreement_id}
    documents = Document.objects.published().filter(Q(agreement__in=agreement_ids) | Q(joint_agreement__in=joint_ids))
    checks = LinkCheck.objects.filter(url=OuterRef("url"), is_alive=True).order_by()
    is_shown = Q(file__isnull=False, file__withheld_at=None)
    rows = _values(
        documents.annotate(
            size=Case(When(is_shown, then="file__size"), default=Subquery(checks.values("size")[:1])),
            pages=Case(When(is_shown, then="file__pages")),
            sha256=Case(When(is_shown, then="file__sha256"), default=NO_TEXT, output_field=TextField()),
            is_withheld=Case(When(file__withheld_at__isnull=False, then=1)),
        ),
        AttachmentFields(
            kind="document",
            day="dated_on",
            title="title",
            language="language",
            agreement="agreement",
            joint_agreement="joint_agreement",
            size="size",
            has_file=True,
        ),
    ).union(
        _values(
            FollowUp.objects.published().filter(agreement__in=agreement_ids),
            AttachmentFields(
                kind="follow_up",
                day="done_on",
                text="findings",
                year="year",
                agreement="agreement",
                url="source_url",
            ),
        ),
        *([_meetings(municipality)] if municipality else []),
        all=True,
    )
    attachments = [Attachment(*row) for row in rows]
    return sorted(attachments, key=lambda item: (item.day or datetime.date.min, item.year, item.title), reverse=True)


def _meetings(municipality: Municipality) -> QuerySet:
    organisers = Func(F("organisers"), Value("."), function="rtrim", output_field=TextField())
    meetings = DialogueMeeting.objects.published().filter(municipalities=municipality)
    described = meetings.annotate(
        told=Case(
            When(summary="", then=organisers),
            default=Concat(organisers, Value(". "), "summary", output_field=TextField()),
        )
    )
    return _values(
        described,
        AttachmentFields(kind="meeting", day="held_on", title="title", text="told", url="source_url", place="place"),
    )


@dataclass(frozen=True, kw_only=True)
class AttachmentFields:
    """The names of the fields that hold the values of an attachment. An empty name means no such field."""

    kind: str
    day: str
    title: str = ""
    text: str = ""
    url: str = "url"
    language: str = ""
    place: str = ""
    year: str = ""
    agreement: str = ""
    joint_agreement: str = ""
    size: str = ""
    has_file: bool = False


def _values(rows: QuerySet, fields: AttachmentFields) -> QuerySet:
    text_fields = (fields.title, fields.text, fields.url, fields.language, fields.place)
    texts = [Cast(F(name), TextField()) if name else NO_TEXT for name in text_fields]
    numbers = [_number(name) for name in (fields.year, fields.agreement, fields.joint_agreement, fields.size)]
    file_values = [_number("pages"), F("sha256"), _number("is_withheld")] if fields.has_file else [NONE, NO_TEXT, NONE]
    kind_and_day = [Value(fields.kind, CharField()), Cast(F(fields.day), DateField())]
    return rows.order_by().values_list(*kind_and_day, *texts, *numbers, *file_values)


def _number(name: str) -> Any:
    return Coalesce(Cast(F(name), BigIntegerField()), NONE) if name else NONE
