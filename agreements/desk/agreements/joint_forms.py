"""The forms that register several municipalities' answers to a joint agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelect, AutocompleteSelectMultiple
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts.values import check_terms
from agreements.desk.agreements.form import terms_field
from agreements.desk.agreements.source_check import SourceCheck
from agreements.desk.forms import KnownDayField, past_day
from agreements.desk.records.municipality_list import MunicipalityListField
from agreements.models import Agreement, JointAgreement, Party
from agreements.models.rules.days import SIGNED_LATER, VERIFIED_LATER, refuse_future_day
from agreements.positions import Status
from municipalities.admin import MunicipalityAdmin
from municipalities.models import Municipality

# The fields of a new joint agreement that are not those of the answers.
TEXT_FIELDS = ["text_decided_on", "deciding_body", "parties"]
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
    deciding_body = forms.CharField(
        label=gettext_lazy("Vem som beslutade om texten"),
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text=gettext_lazy("Om ett organ beslutade för alla, till exempel Region Jämtland Härjedalen."),
    )
    text_decided_on = KnownDayField(
        label=gettext_lazy("Textens beslutsdag"),
        required=False,
        help_text=gettext_lazy("Den blir inte kommunernas beslutsdag: den skriver du på kommunens rad."),
    )
    parties = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Fler parter"),
        queryset=Party.objects.all(),
        required=False,
        help_text=gettext_lazy("Parter utöver kommunerna och Arbetsförmedlingen."),
    )
    municipalities = MunicipalityListField(
        label=gettext_lazy("Kommuner"),
        required=False,
        help_text=gettext_lazy(
            "Klistra in namn eller koder, en på varje rad eller med komma emellan. De får de gemensamma dagarna. "
            "En kommun med egen dag skriver du på en rad längst ned."
        ),
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
            "valid_from",
            "signed_on",
            "valid_to",
            "extension_months",
            "notice_months",
            "source_note",
            "source_url",
            "verified_on",
            "verified_by",
            "diary_number",
            "levels",
            "areas",
            "target_groups",
            "public_summary",
        ]
        formfield_callback = terms_field
        help_texts = {
            "valid_from": gettext_lazy(
                "Första dagen för alla, så noga som den är känd: 2023-01-01, 2023-01, 2023 eller senast 2023-01-01."
            )
        }

    def __init__(self, *args: Any, account: User, admin_site: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        parties: Any = self.fields["parties"]
        field = JointAgreement._meta.get_field("parties")
        parties.widget = AutocompleteSelectMultiple(field, admin_site, choices=parties.choices)
        self.ask_for_function()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.clean_source_check(cleaned)
        if bool(cleaned.get("joint_agreement")) == bool(cleaned.get("new_title")):
            self.add_error(
                "joint_agreement", _("Välj en gemensam överenskommelse eller skriv titeln på en ny, inte båda.")
            )
        if cleaned.get("joint_agreement"):
            for name in filter(cleaned.get, TEXT_FIELDS):
                self.add_error(name, _("Den valda texten finns redan. Ändra uppgiften på textens egen sida."))
        check_terms(cleaned.get("status"), cleaned)
        return cleaned

    def clean_verified_on(self) -> Any:
        day = self.cleaned_data["verified_on"]
        refuse_future_day(day, VERIFIED_LATER)
        return day

    def clean_signed_on(self) -> Any:
        return past_day(self.cleaned_data["signed_on"], SIGNED_LATER)

    def clean_text_decided_on(self) -> Any:
        return past_day(self.cleaned_data["text_decided_on"])

    def _post_clean(self) -> None:
        """Skips the model's rules: each municipality's agreement is validated when it is registered."""


class DecisionForm(forms.Form):
    """One municipality's decision."""

    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Kommun"), queryset=Municipality.objects.select_related("county")
    )
    decided_on = KnownDayField(label=gettext_lazy("Beslutsdag"), required=False)
    valid_from = KnownDayField(
        label=gettext_lazy("Gäller från"),
        required=False,
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


class Decisions(forms.BaseFormSet):
    def clean(self) -> None:
        if any(self.errors):
            return
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
