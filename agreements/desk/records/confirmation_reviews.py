"""The page where the desk accepts or dismisses a municipality's confirmation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts import perms
from agreements.confirmations import requests, reviews
from agreements.confirmations.facts import facts_of
from agreements.desk.base import person
from agreements.desk.conflicts.act_page import act_page, redirect_from_missing_row
from agreements.models import ConfirmationRequest


class ReviewForm(forms.Form):
    shown_as = forms.CharField(
        label=gettext_lazy("Visas för alla som"),
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text=gettext_lazy("Så skrev kommunen. Ändra det till en funktion om det är en persons namn."),
    )
    because = forms.CharField(
        label=gettext_lazy("Varför svaret inte godtas"),
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Behövs bara när du inte godtar svaret. Står i historiken och visas aldrig för allmänheten."
        ),
    )


class ConfirmationReviewAdmin(admin.ModelAdmin):
    """A mixin of the admin of confirmation requests."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.review_view)
        name = "agreements_confirmationrequest_review"
        return [path("<path:object_id>/review/", view, name=name), *super().get_urls()]

    @admin.display(description=gettext_lazy("granskning"))
    def review(self, confirmation: ConfirmationRequest) -> SafeString | str:
        if confirmation.answer != ConfirmationRequest.Answer.CORRECT:
            return "–"
        if confirmation.reviewed_at is None:
            url = reverse("admin:agreements_confirmationrequest_review", args=[confirmation.pk])
            return format_html('<a href="{}">{}</a>', url, _("Granska svaret"))
        day = timezone.localdate(confirmation.reviewed_at).isoformat()
        message = _("Godtaget %(day)s, visas som %(function)s") if confirmation.shown_as else _("Inte godtaget %(day)s")
        return message % {"day": day, "function": confirmation.shown_as}

    @act_page
    def review_view(self, request: HttpRequest, object_id: str, *, is_sent: bool) -> HttpResponse:
        confirmation: Any = self.get_object(request, unquote(object_id))
        if confirmation is None:
            return redirect_from_missing_row(self, request, object_id)
        if not perms.may_publish(person(request)):
            raise PermissionDenied
        back = HttpResponseRedirect(reverse("admin:agreements_confirmationrequest_change", args=[confirmation.pk]))
        if confirmation.answer != ConfirmationRequest.Answer.CORRECT or confirmation.reviewed_at:
            self.message_user(request, _("Svaret är redan granskat, eller finns inte än."), messages.WARNING)
            return back
        form = ReviewForm(
            request.POST or None,
            initial={
                "shown_as": requests.function_of_municipality(confirmation.answered_by, confirmation.municipality)
            },
        )
        if is_sent and form.is_valid() and self.save_review(request, confirmation, form):
            return back
        return TemplateResponse(
            request,
            "admin/agreements/confirmationrequest/review.html",
            self.review_context(request, confirmation, form),
        )

    def save_review(self, request: HttpRequest, confirmation: ConfirmationRequest, form: ReviewForm) -> bool:
        by, values = person(request), form.cleaned_data
        try:
            if "_dismiss" in request.POST:
                reviews.dismiss(confirmation, because=values["because"], by=by)
                message = _("Svaret är inte godtaget, och visas inte för allmänheten.")
            else:
                confirmed = reviews.accept(confirmation, shown_as=values["shown_as"], by=by)
                message = _("Svaret är godtaget. Kontrollerade överenskommelser: %(count)d.") % {
                    "count": len(confirmed.same)
                }
        except ValidationError as error:
            form.add_error(None, error)
            return False
        self.message_user(request, message, messages.SUCCESS)
        return True

    def review_context(
        self, request: HttpRequest, confirmation: ConfirmationRequest, form: ReviewForm
    ) -> dict[str, Any]:
        confirmed = reviews.confirmed_agreements(confirmation)
        return {
            **self.admin_site.each_context(request),
            "title": _("Granska svaret från %(name)s") % {"name": confirmation.municipality},
            "confirmation": confirmation,
            "original": confirmation,
            "confirmed": [(agreement, facts_of(agreement)) for agreement in confirmed.same],
            "others": confirmed.others,
            "adminform": AdminForm(form, [(None, {"fields": ["shown_as", "because"]})], {}, model_admin=self),  # type: ignore[arg-type]
            "errors": form.errors,
            "media": self.media + form.media,
            "opts": self.opts,
        }
