"""The page of the register's coverage, with the municipalities to register or ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.desk.coverage.figures import coverage_on
from agreements.desk.forms import PlausibleDayField
from agreements.models import AgreementType

SEES = ["municipalities.view_municipality", "agreements.view_agreement"]


class CoverageForm(forms.Form):
    typ = forms.ModelChoiceField(
        AgreementType.objects.all(), to_field_name="slug", label=gettext_lazy("Typ"), empty_label=None
    )
    per = PlausibleDayField(label=gettext_lazy("Dag"), widget=forms.TextInput(attrs={"size": "10"}))


def coverage_page(request: HttpRequest, site: AdminSite) -> TemplateResponse:
    if not request.user.has_perms(SEES):
        raise PermissionDenied
    headline = AgreementType.objects.filter(is_headline=True).values_list("slug", flat=True).first()
    first = {"typ": headline, "per": timezone.localdate().isoformat()}
    form = CoverageForm(first | {name: value for name, value in request.GET.items() if value})
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        chosen = {"day": form.cleaned_data["per"], "type": form.cleaned_data["typ"]}
        context |= chosen | {"coverage": coverage_on(**chosen)}
    rights = {
        "may_register": "agreements.add_agreement",
        "may_ask": "agreements.add_confirmationrequest",
        "may_state": "agreements.add_completeness",
    }
    context |= {name: request.user.has_perm(permission) for name, permission in rights.items()}
    return TemplateResponse(
        request, "admin/coverage.html", site.each_context(request) | context | {"title": _("Täckning")}
    )
