"""The contact form and its receipt. Not cached: each form has a new signed time, and a POST writes."""

from __future__ import annotations

from typing import cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from agreements.models import Register
from agreements.public.cache import PublicRequest
from agreements.public.contact.form import ContactForm, send_message_later
from agreements.public.page import page
from config.client_address import network_address


# No session, so no cross-site request forgery. The signed time replaces the CSRF token.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    request = cast("PublicRequest", request)
    request.register, request.known_on = Register.objects.current(), None
    is_sent = request.method == "POST"
    form = ContactForm(request.POST if is_sent else None, address=network_address(request))
    if is_sent and form.is_valid():
        form.save()
        # The message is stored first. A message that is not sent now is sent by `manage.py send_messages`.
        transaction.on_commit(send_message_later)
        response = redirect("contact_thanks")
        response.status_code = 303
        return response
    return page(request, "agreements/contact/contact.html", {"form": form}, status=400 if form.errors else 200)


def thanks(request: PublicRequest) -> HttpResponse:
    return page(request, "agreements/contact/contact_thanks.html", {})
