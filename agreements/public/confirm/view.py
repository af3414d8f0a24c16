"""The confirmation page of a municipality: its published agreements, and its answer.

The page is never cached. A GET writes nothing, because mail scanners open links.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from agreements.confirmations import corrections, requests, snapshots
from agreements.confirmations.facts import facts_of
from agreements.models import AgreementType, ConfirmationRequest, Register
from agreements.public.cache import PublicRequest
from agreements.public.confirm.correction_forms import AnswerForm, CorrectedAgreementForm, CorrectionForm, NewAnswerForm
from agreements.public.page import page

State = ConfirmationRequest.State
ConfirmationView = Callable[[PublicRequest, ConfirmationRequest, str], HttpResponse]


def by_link(view: ConfirmationView) -> Callable[..., HttpResponse]:
    """Calls the view with the open request of the link; for another link renders its state."""

    # No session and no login: the secret of the link replaces the CSRF token.
    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        request = cast("PublicRequest", request)
        request.register, request.known_on = Register.objects.current(), None
        try:
            response = view(request, open_request(token), token)
        except requests.LinkClosedError:
            response = closed_page(request, requests.find_request(token))
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


def open_request(token: str) -> ConfirmationRequest:
    confirmation = requests.find_request(token)
    if confirmation is None or confirmation.state_at(timezone.now()) != State.OPEN:
        raise requests.LinkClosedError
    return confirmation


def closed_page(request: PublicRequest, confirmation: ConfirmationRequest | None) -> HttpResponse:
    state = confirmation.state_at(timezone.now()) if confirmation else None
    status = 404 if confirmation is None else 200 if state == State.ANSWERED else 410
    if state == State.ANSWERED and request.method == "POST":
        status = 409
    return page(
        request, "agreements/confirm/confirm_closed.html", {"confirmation": confirmation, "state": state}, status=status
    )


@by_link
def post_confirmation(request: PublicRequest, confirmation: ConfirmationRequest, token: str) -> HttpResponse:
    agreements = snapshots.published_agreements(confirmation.municipality)
    if not agreements:
        return redirect("confirm_correct", token=token)
    fingerprint = snapshots.page_fingerprint(snapshots.agreements_snapshot(agreements))
    is_sent = request.method == "POST"
    form = AnswerForm(
        request.POST if is_sent else None, initial={"function": confirmation.function, "shown": fingerprint}
    )
    if is_sent and form.is_valid():
        try:
            requests.confirm(
                confirmation,
                fingerprint=form.cleaned_data["shown"],
                function=form.cleaned_data["function"],
            )
            return redirect_after_answer(token)
        except ValidationError as error:
            add_errors(error, form)
            update_fingerprint(form, fingerprint)
    context = {
        "confirmation": confirmation,
        "token": token,
        "form": form,
        "agreements": [(agreement, facts_of(agreement)) for agreement in agreements],
    }
    return page(request, "agreements/confirm/confirm.html", context, status=400 if form.errors else 200)


@by_link
def post_correction(request: PublicRequest, confirmation: ConfirmationRequest, token: str) -> HttpResponse:
    agreements = snapshots.published_agreements(confirmation.municipality)
    if not agreements:
        return post_new_answer(request, confirmation, token)
    snapshot = snapshots.agreements_snapshot(agreements)
    fingerprint = snapshots.page_fingerprint(snapshot)
    data = request.POST if request.method == "POST" else None
    uploads = request.FILES if data is not None else None
    form = CorrectionForm(data, uploads, initial={"function": confirmation.function, "shown": fingerprint})
    parts = [
        CorrectedAgreementForm(data, agreement=agreement, snapshot=snapshot[agreement.public_id])
        for agreement in agreements
    ]
    if data is not None and all([form.is_valid(), *(part.is_valid() for part in parts)]):
        try:
            corrections.propose_corrections(
                confirmation,
                fingerprint=form.cleaned_data["shown"],
                values={part.agreement.public_id: part.values() for part in parts},
                comments={part.agreement.public_id: part.cleaned_data["comment"] for part in parts},
                function=form.cleaned_data["function"],
                message=form.cleaned_data["message"],
                upload=form.cleaned_data["document"],
            )
            return redirect_after_answer(token)
        except ValidationError as error:
            add_errors(error, form, *parts)
            update_fingerprint(form, fingerprint)
    has_errors = bool(form.errors) or any(part.errors for part in parts)
    context = {"confirmation": confirmation, "token": token, "form": form, "parts": parts, "has_errors": has_errors}
    return page(request, "agreements/confirm/confirm_correct.html", context, status=400 if has_errors else 200)


def post_new_answer(request: PublicRequest, confirmation: ConfirmationRequest, token: str) -> HttpResponse:
    headline = AgreementType.objects.filter(is_headline=True).first()
    initial = {"function": confirmation.function, "type": headline}
    if request.method == "POST":
        form = NewAnswerForm(request.POST, request.FILES, initial=initial)
    else:
        form = NewAnswerForm(initial=initial)
    if form.is_bound and form.is_valid():
        try:
            corrections.draft_new_answer(
                confirmation,
                fields=form.fields_of_answer(),
                function=form.cleaned_data["function"],
                message=form.cleaned_data["message"],
                upload=form.cleaned_data["document"],
            )
            return redirect_after_answer(token)
        except ValidationError as error:
            add_errors(error, form)
    context = {"confirmation": confirmation, "token": token, "form": form, "parts": [], "has_errors": bool(form.errors)}
    return page(request, "agreements/confirm/confirm_correct.html", context, status=400 if form.errors else 200)


def redirect_after_answer(token: str) -> HttpResponse:
    response = redirect("confirm", token=token)
    response.status_code = 303
    return response


def add_errors(error: ValidationError, *forms: BaseForm) -> None:
    """Adds each message to the form that has its field, otherwise to the first form."""
    errors: dict[str, Any] = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, messages in errors.items():
        form = next((form for form in forms if name in form.fields), forms[0])
        form.add_error(name if name in form.fields else None, messages)


def update_fingerprint(form: BaseForm, fingerprint: str) -> None:
    """Sets the fingerprint of the current snapshot in a form that is rendered again."""
    data = cast("QueryDict", form.data).copy()
    data["shown"] = fingerprint
    form.data = data
