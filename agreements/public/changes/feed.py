"""The Atom feed of published, corrected, ended and unpublished agreements, from the history."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.days.fields import period_of
from agreements.models import Agreement
from agreements.positions import Status
from agreements.public.sentences import validity
from municipalities.models import County

if TYPE_CHECKING:
    from agreements.public.cache import PublicRequest

FEED_ENTRIES = 50

# The public fields whose change is an entry. A new verification is none.
PUBLIC_FIELDS = [
    "type_id",
    "status",
    "decided_on",
    "decided_on_earliest",
    "signed_on",
    "signed_on_earliest",
    "valid_from",
    "valid_from_earliest",
    "valid_to",
    "valid_to_latest",
    "ending",
    "extension_months",
    "deciding_body",
    "replaces_id",
    "joint_agreement_id",
    "diary_number",
    "municipality_diary_number",
    "public_summary",
    "source_url",
    "source_note",
]


def published_changes(county: County | None) -> QuerySet[Any]:
    """The history events that changed a public field of an agreement, the latest first."""
    events = cast("Any", Agreement).pgh_event_model.objects
    # The public fields as one text, empty for a draft. An event with another text than the event before is a change.
    public_text = Coalesce(
        Case(
            When(
                published_at__isnull=False,
                then=Cast(JSONObject(**{name: F(name) for name in PUBLIC_FIELDS}), TextField()),
            )
        ),
        Value("", TextField()),
    )
    before = events.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    changes = events.annotate(
        shown=public_text,
        before=Coalesce(Subquery(before.annotate(shown=public_text).values("shown")[:1]), Value("", TextField())),
    ).exclude(shown=F("before"))
    if county:
        changes = changes.filter(municipality__county=county)
    return changes.select_related("municipality", "type").order_by("-pgh_id")


def build_changes_feed(request: PublicRequest, county: County | None) -> Atom1Feed:
    feed_path = reverse("county_feed", args=[county.code]) if county else reverse("changes_feed")
    title = _("Förändringar i %(name)s") % {"name": county.name if county else request.register.name}
    feed = Atom1Feed(
        title=title,
        link=request.build_absolute_uri(county.get_absolute_url() if county else reverse("changes")),
        description="",
        subtitle=_("Det som har publicerats, rättats, avslutats och avpublicerats."),
        feed_url=request.build_absolute_uri(feed_path),
        feed_guid=entry_id(feed_path),
        language=get_language(),
        author_name=request.register.publisher or request.register.name,
    )
    for event in published_changes(county)[:FEED_ENTRIES]:
        feed.add_item(
            title=title_of(event),
            link=request.build_absolute_uri(address_of(event)),
            description=summary_of(event),
            unique_id=entry_id(f"{event.public_id}/{event.pgh_id}"),
            updateddate=event.pgh_created_at,
            pubdate=event.pgh_created_at,
        )
    return feed


def entry_id(name: str) -> str:
    """A permanent id, independent of the host."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"overenskommelser/{name}").urn


def title_of(event: Any) -> str:
    words = {"name": event.municipality.name, "id": event.public_id}
    if event.published_at is None:
        return _("Registret visar inte längre %(id)s, %(name)s") % words
    if not event.before:
        match event.status:
            case Status.SIGNED:
                return _("%(name)s har tecknat en överenskommelse (%(id)s)") % words
            case Status.DECLINED:
                return _("%(name)s har avböjt en överenskommelse (%(id)s)") % words
            case _other:
                return _("%(name)s är i dialog om en överenskommelse (%(id)s)") % words
    before = json.loads(event.before)
    if event.valid_to and (before["valid_to"] is None or (event.ending and not before["ending"])):
        last = period_of(event)[1]
        if last is None or not last.is_exact:
            return _("%(id)s, %(name)s, har fått en sista dag") % words
        return _("%(id)s, %(name)s, gäller till och med den %(last)s") % (words | {"last": last})
    return _("Uppgifterna om %(id)s, %(name)s, är ändrade") % words


def summary_of(event: Any) -> str:
    parts = [event.type.label, validity(event, timezone.localdate(event.pgh_created_at)) if event.published_at else ""]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def address_of(event: Any) -> str:
    """The page of the agreement, or of its municipality if the agreement is unpublished."""
    if event.published_at is None:
        return reverse("municipality", args=[event.municipality_id])
    return reverse("agreement", args=[event.public_id])
