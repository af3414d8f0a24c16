"""The forms that register several municipalities' answers to a joint agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelect
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts import agreements as agreement_acts
from agreements.acts.act import act
from agreements.acts.values import check_terms
from agreements.desk.agreements.form import terms_field
from agreements.desk.agreements.source_check import SourceCheck
from agreements.desk.forms import KnownDayField, first_day_of, past_day
from agreements.models import Agreement, JointAgreement
from agreements.models.plausible_days import VERIFIED_LATER, refuse_future_day
from agreements.positions import Status
from municipalities.admin import MunicipalityAdmin
from municipalities.models import Municipality

ROWS_AT_FIRST = 6
MOST_DECISIONS = 290


class JointForm(forms.ModelForm, SourceCheck):
    """The joint agreement and the fields that all answers share."""

    joint_agreement = forms.ModelChoiceField(
        label=gettext_lazy("Gemensam överenskommelse"),
        queryset=JointAgreement.objects.all(),
        required=False,
        help_text=gettext_lazy("Välj en som redan finns, eller skriv titeln på en ny nedan."),
    )
    new_title = forms.CharField(
        label=gettext_lazy("Titel på en ny"),
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text=gettext_lazy("Till exempel: Samverkan i Östergötland."),
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[(status.value, status.label) for status in (Status.SIGNED, Status.DECLINED)],
        initial=Status.SIGNED.value,
    )

    class Meta:
        model = Agreement
        fields = [
            "type",
            "valid_to",
            "notice_months",
            "source_note",
            "source_url",
            "verified_on",
            "verified_by",
            "diary_number",
            "levels",
            "areas",
            "public_summary",
        ]
        formfield_callback = terms_field

    def __init__(self, *args: Any, account: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.ask_for_function()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.clean_source_check(cleaned)
        if bool(cleaned.get("joint_agreement")) == bool(cleaned.get("new_title")):
            self.add_error(
                "joint_agreement", _("Välj en gemensam överenskommelse eller skriv titeln på en ny, inte båda.")
            )
        check_terms(cleaned.get("status"), cleaned)
        return cleaned

    def clean_verified_on(self) -> Any:
        day = self.cleaned_data["verified_on"]
        refuse_future_day(day, VERIFIED_LATER)
        return day

    def _post_clean(self) -> None:
        """Skips the model's rules: each municipality's agreement is validated when it is registered."""


class DecisionForm(forms.Form):
    """One municipality's decision."""

    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Kommun"), queryset=Municipality.objects.select_related("county")
    )
    decided_on = KnownDayField(label=gettext_lazy("Beslutsdag"), required=False)
    valid_from = KnownDayField(
        label=gettext_lazy("Gäller från"), required=False, help_text=gettext_lazy("Tomt: samma dag som beslutet.")
    )
    municipality_diary_number = forms.CharField(
        label=gettext_lazy("Kommunens diarienummer"), max_length=50, required=False
    )

    def __init__(self, *args: Any, admin_site: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["municipality"]
        field.label_from_instance = MunicipalityAdmin.choice_label
        field.widget = AutocompleteSelect(Agreement._meta.get_field("municipality"), admin_site, choices=field.choices)

    def clean_decided_on(self) -> Any:
        return past_day(self.cleaned_data["decided_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "valid_from" not in self.errors:
            cleaned["valid_from"] = first_day_of(cleaned)
        return cleaned


class Decisions(forms.BaseFormSet):
    def clean(self) -> None:
        filled = [form.cleaned_data for form in self.forms if form.is_valid() and form.has_changed()]
        if any(self.errors):
            return
        if not filled:
            raise ValidationError(_("Fyll i minst en kommun."))
        seen: set[str] = set()
        for form in self.forms:
            if form.has_changed():
                municipality = form.cleaned_data["municipality"]
                if municipality.pk in seen:
                    form.add_error("municipality", _("Kommunen står på en rad till. Behåll en av dem."))
                seen.add(municipality.pk)


def decisions_of(data: Any, *, rows: int, admin_site: Any) -> Any:
    formset_class: Any = forms.formset_factory(
        DecisionForm,
        formset=Decisions,
        extra=rows,
        max_num=MOST_DECISIONS,
        absolute_max=MOST_DECISIONS,
        validate_max=True,
    )
    return formset_class(data, prefix="rows", form_kwargs={"admin_site": admin_site})


@transaction.atomic
def register_together(form: JointForm, decisions: Any, *, by: User) -> list[Agreement]:
    """Registers the drafts, and a new joint agreement if the form has a title, all or none. Raises ValidationError."""
    form.remember_function()
    shared = {name: value for name, value in form.cleaned_data.items() if name not in SourceCheck.declared_fields}
    joint, title = shared.pop("joint_agreement"), shared.pop("new_title")
    if joint is None:
        with act("register", by):
            joint = JointAgreement(
                title=title, diary_number=shared["diary_number"], public_summary=shared["public_summary"]
            )
            joint.full_clean()
            joint.save()
    rows = [row.cleaned_data for row in decisions.forms if row.has_changed()]
    shared["status"] = Status(shared["status"])
    return agreement_acts.register_joint(joint_agreement=joint, decisions=rows, by=by, **shared)
