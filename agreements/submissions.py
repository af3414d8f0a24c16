"""What a form showed when it was opened, and that it is saved once however many times it is sent.

Each form carries a signed text with a one-time token and what the form showed. Nobody but the server can write one,
and it holds for one person, one form and one day.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from agreements.models import Submission

# The name of the form's hidden field. What begins with an underscore is about the form, and not of its content.
FIELD = "_opened"
SALT = "agreements.submissions"
LIFETIME = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Opened:
    """A form as it was when somebody opened it."""

    token: str
    at: float
    values: Mapping[str, Any]
    # The fields that somebody else changed too, with what they said when the form was first opened.
    unsettled: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_too_old(self) -> bool:
        """Whether the register may have forgotten that the form was saved already."""
        return timezone.now().timestamp() - self.at > LIFETIME.total_seconds()


def seal(about: str, by: User, values: Mapping[str, Any], unsettled: Mapping[str, Any] | None = None) -> str:
    """The signed text for a form about a row or an act, opened now."""
    content = {
        "about": about,
        "by": by.pk,
        "at": timezone.now().timestamp(),
        "token": secrets.token_urlsafe(16),
        "values": values,
        "unsettled": unsettled or {},
    }
    return signing.dumps(content, salt=SALT, compress=True)


def unseal(text: str, about: str, by: User) -> Opened | None:
    """What the signed text says, or None where it is missing, changed, or made for another form or person."""
    try:
        content = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    if (content["about"], content["by"]) != (about, by.pk):
        return None
    return Opened(content["token"], content["at"], content["values"], content["unsettled"])


def fingerprint(about: str, data: MultiValueDict[str, str], files: MultiValueDict[str, UploadedFile]) -> str:
    """Tells whether the same was sent twice in forms about the same, whichever button was pressed."""
    sent: list[tuple[str, Iterable[Any]]] = [("", [about])]
    sent += [
        (name, values)
        for name, values in sorted(data.lists())
        if not name.startswith("_") and name != "csrfmiddlewaretoken"
    ]
    sent += [(name, [(file.name, file.size) for file in given]) for name, given in sorted(files.lists())]
    return hashlib.sha256(json.dumps(sent).encode()).hexdigest()


def earlier(opened: Opened) -> Submission | None:
    """What the same form saved before. Waits for one that is being saved, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [opened.token])
    return Submission.objects.filter(token=opened.token).first()


def same(by: User, content: str) -> Submission | None:
    """What the person saved today with the same content, in another form that was opened to add a row."""
    return Submission.objects.filter(user=by, content=content).order_by("-saved_at").first()


def keep(opened: Opened, *, by: User, url: str, content: str) -> None:
    """Remembers that the form is saved, in the transaction that saves it, and forgets those of yesterday."""
    Submission.objects.create(token=opened.token, user=by, url=url, content=content)
    forgotten = Submission.objects.filter(saved_at__lt=timezone.now() - LIFETIME - datetime.timedelta(hours=1))
    # Two who forget at once pass over each other's rows.
    Submission.objects.filter(pk__in=forgotten.order_by().select_for_update(skip_locked=True).values("pk")).delete()
