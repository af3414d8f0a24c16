"""Renders a public page once per revision, language and canonical address, and serves it from the cache.

`public` wraps every public view. It reads the register's row, the only query of a cached response, and gives the view
the register and the day.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from functools import cache, partial, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.db import OperationalError
from django.db.models import Subquery
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from psycopg.errors import QueryCanceled

from agreements.history.as_known import NotKnownYetError
from agreements.models import Register
from agreements.public.day_form import KnownForm
from agreements.public.serving import rendering
from agreements.public.serving.concurrency import BusyError
from agreements.public.serving.parameters import FormClass, Parameters
from config.timeouts import FILE_SECONDS, PAGE_SECONDS, busy, is_timeout, statement_timeout
from municipalities.models import Municipality

P = ParamSpec("P")

# A browser revalidates each time, which takes one query. A proxy may serve a page for ten seconds: enough for a peak of
# requests, and short enough for a registrar who waits for a change.
CACHE_CONTROL = "public, max-age=0, s-maxage=10, must-revalidate"

# The files that a page is rendered from: their content is part of the cache key.
RELEASE = ["agreements", "municipalities", "config", "templates", "static", "locale", "requirements.txt"]


class PublicRequest(HttpRequest):
    register: Register
    # Today, or the day of `enligt`.
    today: datetime.date
    # The day of `enligt`; None for what the register knows today.
    known_on: datetime.date | None


def public(
    view: Callable[Concatenate[PublicRequest, P], HttpResponseBase], *forms: FormClass, keep: bool = True
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Adds an ETag, answers conditional requests with 304, and caches the page if `keep`.

    Parameters that are in none of the `forms` are ignored.
    """
    parameters = Parameters(forms)

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request = cast("PublicRequest", request)
        parameters.simplify(request)
        try:
            request.known_on = KnownForm(request.GET).known_on
            request.today = request.known_on or timezone.localdate()
            request.register = _register(request.known_on, PAGE_SECONDS if keep else FILE_SECONDS)
            return _answer(request, partial(view, request, *args, **kwargs), keep=keep)
        except BusyError:
            return busy(request)
        except (OperationalError, QueryCanceled) as error:
            if not is_timeout(error):
                raise
            return busy(request)

    return answer


def _answer(request: PublicRequest, view: Callable[[], HttpResponseBase], *, keep: bool) -> HttpResponseBase:
    key = page_key(request)
    # Weak, because compressed and plain responses share the ETag.
    etag = f'W/"{key}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = (
            rendering.render_page(request, key, view).response(request)
            if keep
            else rendering.render_file(request, view)
        )
    if response.status_code in (200, 304):
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = CACHE_CONTROL
    return response


def _register(known_on: datetime.date | None, seconds: int) -> Register:
    """Today's row of the register, also for a known day. Raises NotKnownYetError for a day before its first event.

    Also sets the statement timeout of the session.
    """
    registers = Register.objects.annotate(statement_timeout=statement_timeout(seconds))
    if known_on is None:
        return registers.current()
    # The municipalities are the first rows of every register.
    events = cast("Any", Municipality).pgh_event_model.objects.order_by("pgh_created_at").values("pgh_created_at")
    register: Any = registers.annotate(began=Subquery(events[:1])).current()
    began = timezone.localdate(getattr(register, "began", None))
    if known_on < began:
        raise NotKnownYetError(began)
    return register


def page_key(request: PublicRequest) -> str:
    # A restored backup repeats revision numbers, but not their times.
    parts = (
        release(),
        request.register.revision,
        request.register.revised_at,
        request.today,
        get_language(),
        request.build_absolute_uri(),
    )
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]


def release() -> str:
    """The digest of the running release."""
    # In development a changed template takes effect at once.
    return _fingerprint.__wrapped__() if settings.DEBUG else _fingerprint()


@cache
def _fingerprint() -> str:
    digest = hashlib.sha256()
    for name in RELEASE:
        path = Path(settings.BASE_DIR / name)
        for file in sorted([path] if path.is_file() else path.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
