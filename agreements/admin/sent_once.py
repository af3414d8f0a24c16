"""What every guarded form says when it is not saved, and the guard of pages that carry out an act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from agreements import submissions
from agreements.latest_changes import latest_changes, version
from agreements.submissions import Opened, Submission

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

VERSION = "version"


def user_of(request: HttpRequest) -> User:
    return cast("User", request.user)


def guard(seal: str, **more: Any) -> dict[str, Any]:
    """What admin/guard.html shows, as `guard` in the page's context."""
    return {"name": submissions.FIELD, "seal": seal, **more}


def why_not(opened: Opened | None) -> str:
    """Why a form cannot be saved as it was opened, or nothing."""
    if opened is None:
        return _(
            "Ingenting är sparat: formuläret kom utan uppgiften om vad det visade när det öppnades. "
            "Det du skrev finns kvar. Läs igenom det och spara igen."
        )
    if opened.is_too_old:
        return _(
            "Ingenting är sparat: formuläret öppnades för mer än ett dygn sedan. "
            "Det du skrev finns kvar. Läs igenom det och spara igen."
        )
    return ""


def other_content(before: Submission) -> str:
    """What is said of a form that was saved, gone back to, changed and sent again."""
    return format_html(
        _(
            'Formuläret är redan sparat: <a href="{}">se vad det ledde till</a>. Det du har ändrat sedan dess är inte '
            "sparat. Gör ändringen där, eller spara igen om du vill spara det här också."
        ),
        before.url,
    )


def same_content(before: Submission) -> str:
    """What is said of the same once more in a new form, such as one that the browser filled in when it went back."""
    return format_html(
        _(
            'Ingenting är sparat: samma uppgifter är redan sparade, <a href="{}">se vad de ledde till</a>. '
            "Spara igen om de verkligen ska in en gång till."
        ),
        before.url,
    )


def already_saved(admin: ModelAdmin, request: HttpRequest, before: Submission) -> HttpResponse:
    admin.message_user(request, _("Formuläret var redan sparat, och sparades inte en gång till."), messages.INFO)
    return HttpResponseRedirect(before.url)


def sent_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Guards a page whose form carries out an act: once, and not on a row that has changed since the page was opened.

    The page answers with a TemplateResponse until the act is carried out, and then with a redirection. Its template
    includes admin/guard.html in the form, and its form is bound to `request.POST or None`.
    """

    @wraps(view)
    def guarded(admin: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return _with_guard(view(admin, request, *args, **kwargs), admin, request, kwargs)
        with transaction.atomic():
            text = str(request.POST.get(submissions.FIELD, ""))
            opened = submissions.unseal(text, request.path, user_of(request))
            content = submissions.fingerprint(request.path, request.POST, request.FILES)
            refusal = why_not(opened)
            if opened and not refusal:
                if before := submissions.earlier(opened):
                    if before.content == content:
                        return already_saved(admin, request, before)
                    refusal = other_content(before)
                else:
                    refusal = _changed(admin.model, opened, kwargs)
            if refusal:
                admin.message_user(request, refusal, messages.ERROR)
                request.method = "GET"  # Shown again with what was typed, and not carried out.
            response = view(admin, request, *args, **kwargs)
            request.method = "POST"
            if opened and not refusal and isinstance(response, HttpResponseRedirect):
                submissions.keep(opened, by=user_of(request), url=response.url, content=content)
        return _with_guard(response, admin, request, kwargs, is_unsaved=True)

    return guarded


def _with_guard(
    response: HttpResponse,
    admin: ModelAdmin,
    request: HttpRequest,
    about: Mapping[str, Any],
    *,
    is_unsaved: bool = False,
) -> HttpResponse:
    context = getattr(response, "context_data", None)
    if context is not None:
        values = {VERSION: _version(admin.model, about)}
        context["guard"] = guard(submissions.seal(request.path, user_of(request), values), is_unsaved=is_unsaved)
    return response


def _key(model: type[models.Model], about: Mapping[str, Any]) -> Any:
    try:
        return model._meta.pk.to_python(unquote(about["object_id"]))
    except (KeyError, ValidationError):
        return None


def _version(model: type[models.Model], about: Mapping[str, Any]) -> int:
    key = _key(model, about)
    return version(model, key) if key is not None else 0


def _changed(model: type[models.Model], opened: Opened, about: Mapping[str, Any]) -> str:
    """Says who has changed the row since the page was opened; the row is then locked until the act is done."""
    if (key := _key(model, about)) is None:
        return ""
    model._base_manager.select_for_update(no_key=True).filter(pk=key).first()
    if _version(model, about) == opened.values.get(VERSION):
        return ""
    change = latest_changes(model, key, [""]).get("", _("någon annan"))
    return _(
        "Ingenting är gjort: uppgifterna har ändrats sedan du öppnade sidan (%(change)s). "
        "Läs vad som gäller nu, och skicka igen om det fortfarande stämmer."
    ) % {"change": change}
