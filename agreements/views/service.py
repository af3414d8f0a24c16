"""What is asked by programs, and what is answered when nothing is found."""

from __future__ import annotations

import sys
from functools import partial
from typing import cast

from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseServerError, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreements.as_known import NotKnownYetError
from agreements.models import Register
from agreements.revision import PublicRequest, public
from agreements.views.pages import page

# Seconds until a program asks again.
RETRY_AFTER = 60
# The classes of PostgreSQL's error codes: connection lost, out of resources, and stopped by its operator.
UNAVAILABLE = ("08", "53", "57")


def robots(request: HttpRequest) -> HttpResponseBase:
    """Keeps fictional data out of the search engines. Answers without the database too."""
    try:
        return _robots_of_register(request)
    except DatabaseError:
        return _robots(request, is_demo=False)


@partial(public, keep=False)
def _robots_of_register(request: PublicRequest) -> HttpResponse:
    return _robots(request, is_demo=request.register.is_demo)


def _robots(request: HttpRequest, *, is_demo: bool) -> HttpResponse:
    if is_demo:
        rules = ["Disallow: /"]
    else:
        sitemap = request.build_absolute_uri(reverse("sitemap"))
        rules = ["Disallow: /admin/", "Disallow: /en/admin/", "", f"Sitemap: {sitemap}"]
    return HttpResponse("\n".join(["User-agent: *", *rules, ""]), content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the register can answer: for whoever watches over the server."""
    try:
        Register.objects.exists()
    except DatabaseError:
        answer = {"status": "error", "database": "unreachable"}
        return JsonResponse(answer, status=503, headers={"Retry-After": RETRY_AFTER})
    return JsonResponse({"status": "ok", "database": "ok"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    request = cast("PublicRequest", request)
    request.register = getattr(request, "register", None) or Register.objects.current()
    request.known_on = None
    if isinstance(exception, NotKnownYetError):
        return page(request, "agreements/not_known_yet.html", {"first": exception.first}, status=404)
    return page(request, "404.html", {}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of an error: 503 while the database is away, from whatever part of the request it was missed."""
    is_away = database_is_away(sys.exc_info()[1])
    content = render_to_string("503.html" if is_away else "500.html")
    if not is_away:
        return HttpResponseServerError(content)
    return HttpResponse(content, status=503, headers={"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"})


def database_is_away(error: BaseException | None) -> bool:
    """Whether the connection failed or broke, or the server is stopping or full. Without a code, it was not reached."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code.startswith(UNAVAILABLE)
