"""Saves a form once. Each form carries a signed token and the values that it showed, valid for a day and one user."""

from __future__ import annotations

import datetime
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core import signing
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Submission

# The name of the hidden field. Fields that begin with an underscore are not part of the content digest.
FIELD = "_opened"
SUBMISSION_SALT = "agreements.submissions"
DUPLICATE = "_again"
LIFETIME = datetime.timedelta(days=1)


def guard(request: HttpRequest, about: str, values: Mapping[str, Any], comparison: Any = None) -> dict[str, Any]:
    """The `guard` of admin/guard.html: the signed field for a form opened now, and the conflicts that it shows."""
    opened = {
        "about": about,
        "by": cast("User", request.user).pk,
        "at": timezone.now().timestamp(),
        "token": secrets.token_urlsafe(16),
        "values": values,
        "unsettled": comparison.unsettled if comparison else {},
    }
    seal = signing.dumps(opened, salt=SUBMISSION_SALT, compress=True)
    conflicts = comparison.conflicts if comparison else []
    return {"name": FIELD, "seal": seal, "conflicts": conflicts, "is_unsaved": request.method == "POST"}


def unseal_form(text: str, about: str, by: User) -> dict[str, Any]:
    """The signed values; empty if the text is missing, changed, or signed for another form or user."""
    try:
        opened: dict[str, Any] = signing.loads(text, salt=SUBMISSION_SALT)
    except signing.BadSignature:
        return {}
    return opened if (opened["about"], opened["by"]) == (about, by.pk) else {}


class SentForm:
    """A form that a user sends. Waits while the same form is being saved."""

    def __init__(self, request: HttpRequest, about: str) -> None:
        self.by, self.data = cast("User", request.user), request.POST
        opened = unseal_form(str(self.data.get(FIELD, "")), about, self.by)
        self.token: str = opened.get("token", "")
        self.values: dict[str, Any] = opened.get("values", {})
        # The conflicts that the form showed: the original value by key.
        self.unsettled: dict[str, Any] = opened.get("unsettled", {})
        self.is_too_old = opened.get("at", 0) < (timezone.now() - LIFETIME).timestamp()
        self.content = submission_fingerprint(request, about)
        self.earlier = None if self.is_too_old else submission_of(self.token)
        self.url = ""  # The page of the row that it adds.

    def repeated(self, request: HttpRequest) -> HttpResponse | None:
        """Redirects to the page to which the same form led when it was saved; None if it is not saved."""
        if self.earlier is None or self.earlier.content != self.content:
            return None
        messages.info(request, _("Formuläret var redan sparat, och sparades inte en gång till."))
        return HttpResponseRedirect(self.earlier.url)

    @property
    def refusal(self) -> str:
        if self.is_too_old:
            return refusal_notice("old" if self.token else "unknown")
        return refusal_notice("saved", url=self.earlier.url) if self.earlier else ""

    @property
    def duplicate(self) -> str:
        """Asks once about the same content that the user saved today in another form."""
        same = Submission.objects.filter(user=self.by, content=self.content).order_by("-saved_at").first()
        if same is None or self.refusal or DUPLICATE in self.unsettled:
            return ""
        return refusal_notice("duplicate", url=same.url)

    def keep(self, url: str) -> None:
        """Records the saved form, in the same transaction, and deletes records older than a day."""
        Submission.objects.create(token=self.token, user=self.by, url=self.url or url, content=self.content)
        old = Submission.objects.filter(saved_at__lt=timezone.now() - LIFETIME - datetime.timedelta(hours=1))
        # Concurrent deletions skip each other's rows.
        Submission.objects.filter(pk__in=old.order_by().select_for_update(skip_locked=True).values("pk")).delete()


def submission_of(token: str) -> Submission | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [token])
    return Submission.objects.filter(token=token).first()


def refusal_notice(reason: str, **about: Any) -> str:
    return render_to_string("admin/refusal.html", {"reason": reason, **about}).strip()


def submission_fingerprint(request: HttpRequest, about: str) -> str:
    """A digest of the form's content, independent of the pressed button."""
    texts = [field for field in sorted(request.POST.lists()) if not field[0].startswith(("_", "csrfmiddlewaretoken"))]
    files = [(name, [(file.name, file.size) for file in uploads]) for name, uploads in sorted(request.FILES.lists())]
    return hashlib.sha256(json.dumps([("", [about]), *texts, *files]).encode()).hexdigest()
