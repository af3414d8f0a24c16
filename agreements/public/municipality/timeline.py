"""The timeline of a municipality: agreements, meetings, documents and follow-ups, the latest first."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.days import long_day
from agreements.lookup.attachments import Attachment
from agreements.models import Agreement, Ending
from agreements.positions import Status
from agreements.public.day import Day
from municipalities.models import Municipality

# The order of events on the same day.
EVENT_ORDER = [
    "established",
    "meeting",
    "dialogue",
    "decision",
    "begins",
    "document",
    "follow_up",
    "planned",
    "ends",
    "ceased",
]


@dataclass(frozen=True)
class TimelineEvent:
    day: datetime.date
    kind: str
    what: str
    detail: str = ""
    agreement: Agreement | None = None
    url: str = ""
    link: str = ""
    language: str = ""
    is_stored: bool = False  # in the register, not at a web address
    is_after: bool = False  # the day that the page shows

    @property
    def when(self) -> str:
        return long_day(self.day)


def timeline(
    municipality: Municipality, agreements: Iterable[Agreement], attachments: Iterable[Attachment], day: Day
) -> list[TimelineEvent]:
    """The events, the latest first. `agreements` are the municipality's published ones, `attachments` theirs."""
    agreements_by_id = {agreement.pk: agreement for agreement in agreements}
    events = [
        event
        for agreement in agreements_by_id.values()
        for event in _agreement_events(agreement, agreements_by_id, day.day)
    ]
    events += [_attachment_event(item, item.day, agreements_by_id) for item in attachments if item.day]
    events += _municipality_events(municipality)
    events.sort(key=lambda event: (event.day, EVENT_ORDER.index(event.kind)), reverse=True)
    return [_mark_if_after(event, day.day) for event in events]


def _mark_if_after(event: TimelineEvent, day: datetime.date) -> TimelineEvent:
    if event.day <= day:
        return event
    return TimelineEvent(**(event.__dict__ | {"is_after": True}))


def _agreement_events(
    agreement: Agreement, agreements: Mapping[int, Agreement], day: datetime.date
) -> Iterable[TimelineEvent]:
    declined = agreement.status == Status.DECLINED
    if agreement.status == Status.IN_DIALOGUE and agreement.published_at:
        since = timezone.localdate(agreement.published_at)
        yield TimelineEvent(
            since, "dialogue", _("En dialog om en överenskommelse finns i registret"), agreement=agreement
        )
    if agreement.decided_on:
        what = _("Kommunen beslutade att avböja") if declined else _("Kommunen beslutade att teckna")
        is_same_day = agreement.decided_on == agreement.valid_from
        detail = _beginning(agreement, agreements, together=is_same_day)
        yield TimelineEvent(agreement.decided_on, "decision", what, detail if is_same_day else "", agreement)
        if agreement.valid_from and not is_same_day:
            what = _("Kommunens nej började gälla") if declined else _("Överenskommelsen började gälla")
            if agreement.valid_from > day:
                what = _("Kommunens nej börjar gälla") if declined else _("Överenskommelsen börjar gälla")
            yield TimelineEvent(agreement.valid_from, "begins", what, detail, agreement)
    if agreement.valid_to:
        what = _("Sista dagen för kommunens nej") if declined else _("Sista dagen för överenskommelsen")
        yield TimelineEvent(agreement.valid_to, "ends", what, _ending(agreement, day), agreement)
    if agreement.next_follow_up_on and agreement.next_follow_up_on > day:
        yield TimelineEvent(
            agreement.next_follow_up_on, "planned", _("Nästa uppföljning är planerad"), agreement=agreement
        )


def _beginning(agreement: Agreement, agreements: Mapping[int, Agreement], *, together: bool) -> str:
    parts = [_("Det gäller från samma dag.")] if together else []
    if earlier := agreements.get(agreement.replaces_id or 0):
        parts.append(_("Den förnyar eller ändrar %(earlier)s.") % {"earlier": earlier.public_id})
    return " ".join(parts)


def _ending(agreement: Agreement, day: datetime.date) -> str:
    is_past = agreement.valid_to is not None and agreement.valid_to < day
    match agreement.ending:
        case Ending.EXPIRED:
            return _("Den löpte ut.") if is_past else _("Den löper ut.")
        case Ending.TERMINATED:
            return _("Den var uppsagd.") if is_past else _("Den är uppsagd.")
        case Ending.REPLACED:
            return _("Den ersattes av en ny.") if is_past else _("Den ersätts av en ny.")
        case _:
            return ""


def _attachment_event(item: Attachment, day: datetime.date, agreements: Mapping[int, Agreement]) -> TimelineEvent:
    agreement = agreements.get(item.agreement_id)
    match item.kind:
        case "meeting":
            detail = ". ".join(part.rstrip(".") for part in (item.place, item.text) if part)
            link = _("Källa till dialogmötet")
            return TimelineEvent(day, "meeting", item.title, detail and f"{detail}.", url=item.url, link=link)
        case "follow_up":
            what = _("Uppföljning för %(year)s") % {"year": item.year}
            link = _("Källa till uppföljningen %(year)s") % {"year": item.year}
            return TimelineEvent(day, "follow_up", what, item.text, agreement, item.url, link)
        case _:
            return _document_event(item, day, agreement)


def _document_event(item: Attachment, day: datetime.date, agreement: Agreement | None) -> TimelineEvent:
    parts = [] if item.language == "sv" else [_("På %(language)s.") % {"language": item.language_name}]
    if item.about_file:
        parts.append(f"{item.about_file}.")
    if not item.address:
        parts.append(_("%(title)s: filen visas inte längre.") % {"title": item.title})
    return TimelineEvent(
        day=day,
        kind="document",
        what=_("Dokument"),
        detail=" ".join(parts),
        agreement=agreement,
        url=item.address,
        link=item.title,
        language=item.language,
        is_stored=bool(item.sha256),
    )


def _municipality_events(municipality: Municipality) -> Iterable[TimelineEvent]:
    name = {"name": municipality.name}
    if municipality.established_on:
        yield TimelineEvent(municipality.established_on, "established", _("%(name)s bildades") % name)
    if municipality.ceased_on:
        yield TimelineEvent(municipality.ceased_on, "ceased", _("Kommunens sista dag"))
