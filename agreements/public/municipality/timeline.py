"""The timeline of a municipality: agreements, meetings, documents, revisions and follow-ups, the latest first."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from agreements.days.imprecise import ImpreciseDay
from agreements.lookup.attachments import Attachment
from agreements.models import Agreement
from agreements.public.day import Day
from agreements.public.municipality.agreement_events import agreement_events, joint_events
from agreements.public.municipality.timeline_event import EVENT_ORDER, TimelineEvent
from municipalities.models import Municipality


def timeline(
    municipality: Municipality, agreements: Iterable[Agreement], attachments: Iterable[Attachment], day: Day
) -> list[TimelineEvent]:
    """The events, the latest first. `agreements` are the municipality's published ones, `attachments` theirs."""
    agreements_by_id = {agreement.pk: agreement for agreement in agreements}
    events = [
        event
        for agreement in agreements_by_id.values()
        for event in agreement_events(agreement, agreements_by_id, day.day)
    ]
    events += joint_events(agreements_by_id.values())
    events += [
        _attachment_event(item, item.day, agreements_by_id)
        for item in attachments
        if item.day and item.kind != "source"
    ]
    events += _municipality_events(municipality)
    events.sort(key=lambda event: (event.day.bound, EVENT_ORDER.index(event.kind)), reverse=True)
    return [_placed(event, day.day) for event in events]


def _placed(event: TimelineEvent, day: datetime.date) -> TimelineEvent:
    """The event with whether it is after the day for certain, or only may be."""
    if event.day.earliest > day:
        return replace(event, is_after=True)
    return replace(event, may_be_after=event.day.latest > day)


def _attachment_event(item: Attachment, day: ImpreciseDay, agreements: Mapping[int, Agreement]) -> TimelineEvent:
    agreement = agreements.get(item.agreement_id or 0)
    match item.kind:
        case "meeting":
            detail = ". ".join(part.rstrip(".") for part in (item.place, item.text) if part)
            link = _("Källa till dialogmötet")
            return TimelineEvent(day, "meeting", item.title, detail and f"{detail}.", url=item.url, link=link)
        case "follow_up":
            what = _("Uppföljning för %(year)s") % {"year": item.year}
            if item.joint_agreement_id:
                what = _("Uppföljning för %(year)s av den gemensamma texten") % {"year": item.year}
            link = _("Källa till uppföljningen %(year)s") % {"year": item.year}
            return TimelineEvent(day, "follow_up", what, item.text, agreement, item.url, link)
        case "revision":
            what = _("Överenskommelsen reviderades")
            if item.joint_agreement_id:
                what = _("Den gemensamma texten reviderades")
            link = item.title or _("Källa till revideringen")
            detail = item.text or _("Registret vet inte vad som ändrades.")
            return TimelineEvent(day, "revision", what, detail, agreement, item.url, link)
        case _:
            return _document_event(item, day, agreement)


def _document_event(item: Attachment, day: ImpreciseDay, agreement: Agreement | None) -> TimelineEvent:
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
        day = ImpreciseDay.exactly(municipality.established_on)
        yield TimelineEvent(day, "established", _("%(name)s bildades") % name)
    if municipality.ceased_on:
        yield TimelineEvent(ImpreciseDay.exactly(municipality.ceased_on), "ceased", _("Kommunens sista dag"))
