"""Health, robots.txt and the 404 page."""

from __future__ import annotations

import logging
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreements.history.as_known import NotKnownYetError
from agreements.models import Register
from agreements.public.cache import PublicRequest, public
from agreements.public.page import page
from config.outage import UNREACHABLE, retry_later

logger = logging.getLogger(__name__)


def robots(request: HttpRequest) -> HttpResponseBase:
    """Disallows everything for demo data; otherwise disallows the admin and names the sitemap.

    Responds without the database too, because a search engine stops crawling a site without robots.txt.
    """
    try:
        return public(_robots_of_register)(request)
    except UNREACHABLE:
        return _robots(request, is_demo=False)


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
    """The health check: 503 where the register's row cannot be read."""
    try:
        Register.objects.current()
    except Exception:  # any failure here stops every public page
        logger.exception("Health check: the register's row cannot be read.")
        return retry_later(JsonResponse({"status": "error", "database": "unreachable"}))
    return JsonResponse({"status": "ok", "database": "ok"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    request = cast("PublicRequest", request)
    request.register = getattr(request, "register", None) or Register.objects.current()
    request.known_on = None
    if isinstance(exception, NotKnownYetError):
        return page(request, "agreements/not_known_yet.html", {"first": exception.first}, status=404)
    return page(request, "404.html", {}, status=404)
