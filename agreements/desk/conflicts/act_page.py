"""Pages that carry out an act once, and only if the row has not changed since the page was opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from agreements.desk.conflicts.submissions import SentForm, guard, refusal_notice
from agreements.history.latest import latest_changes, versions


def act_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Calls the view with `is_sent`: True if its form was sent and the act may be carried out.

    The view returns a redirect if it has carried out the act, else a TemplateResponse. Its template includes
    admin/guard.html in the form, and its form is bound to `request.POST or None`.
    """

    @wraps(view)
    def page(admin: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = partial(view, admin, request, *args, **kwargs)
        key = unquote(kwargs.get("object_id", ""))
        with transaction.atomic():
            response = send_once(act, request, admin.model, key) if request.method == "POST" else act(is_sent=False)
        if (context := getattr(response, "context_data", None)) is not None:
            context["guard"] = guard(request, request.path, versions(admin.model, key) if key else {})
        return response

    return page


def redirect_from_missing_row(admin: Any, request: HttpRequest, key: str) -> HttpResponse:
    """Django's response to the address of a row that does not exist, for which it has no public name."""
    return admin._get_obj_does_not_exist_redirect(request, admin.opts, key)


def send_once(
    act: Callable[..., HttpResponse], request: HttpRequest, model: type[models.Model], key: str
) -> HttpResponse:
    sent_form = SentForm(request, request.path)
    if repeated := sent_form.repeated(request):
        return repeated
    obstacle = sent_form.refusal or changed_since(sent_form, model, key)
    if obstacle:
        messages.error(request, obstacle)
    response = act(is_sent=not obstacle)
    if isinstance(response, HttpResponseRedirect) and not obstacle:
        sent_form.keep(response.url)
    return response


def changed_since(sent_form: SentForm, model: type[models.Model], key: str) -> str:
    """The message if the row or its links have changed since the page was opened. Locks the row."""
    if key:
        model._base_manager.select_for_update(no_key=True).filter(pk=key).first()
    now = versions(model, key) if key else {}
    changed = [name for name, version in sent_form.values.items() if now.get(name, 0) != version]
    changes = latest_changes(model, key, changed).values()
    latest = max(changes, key=lambda change: change.when, default=_("någon annan"))
    return refusal_notice("changed", change=latest) if changed else ""
