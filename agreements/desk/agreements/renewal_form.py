"""The form to renew an agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import (
    AdminIntegerFieldWidget,
    AdminTextareaWidget,
    AdminTextInputWidget,
    AdminURLFieldWidget,
)
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts import agreements as agreement_acts
from agreements.acts.values import assign_days
from agreements.desk.agreements.act_forms import ActForm, obstacle_to_ending
from agreements.desk.agreements.source_check import SourceCheck
from agreements.desk.forms import AddressField, KnownDayField, PlausibleDayField, first_day_of
from agreements.models import Agreement
from agreements.positions import Status


class RenewForm(ActForm, SourceCheck):
    decided_on = KnownDayField(
        label=gettext_lazy("Beslutsdag"),
        required=False,
        help_text=gettext_lazy("Dagen då kommunen beslutade om den nya, om den är känd."),
    )
    signed_on = KnownDayField(
        label=gettext_lazy("Undertecknad"),
        required=False,
        help_text=gettext_lazy("Dagen då den nya undertecknades, om den är känd."),
    )
    deciding_body = forms.CharField(
        label=gettext_lazy("Beslutande organ"), max_length=200, required=False, widget=AdminTextInputWidget
    )
    valid_from = KnownDayField(
        label=gettext_lazy("Gäller från"),
        required=False,
        help_text=gettext_lazy(
            "Första dagen som den nya gäller. Tomt betyder dagen då den undertecknades, annars beslutsdagen."
        ),
    )
    valid_to = KnownDayField(
        label=gettext_lazy("Gäller till"), required=False, help_text=gettext_lazy("Tomt betyder tills vidare.")
    )
    extension_months = forms.IntegerField(
        label=gettext_lazy("Förlängs med antal månader"),
        required=False,
        min_value=1,
        max_value=120,
        widget=AdminIntegerFieldWidget,
        help_text=gettext_lazy("Så många månader förlängs den i taget om ingen säger upp den."),
    )
    source_note = forms.CharField(
        label=gettext_lazy("Källa"),
        max_length=500,
        required=False,
        widget=AdminTextInputWidget,
        help_text=gettext_lazy("Till exempel: Kommunstyrelsens protokoll 2023-03-07, § 41."),
    )
    source_url = AddressField(
        label=gettext_lazy("Källans adress"),
        max_length=500,
        required=False,
        widget=AdminURLFieldWidget,
    )
    verified_on = PlausibleDayField(label=gettext_lazy("Senast kontrollerad"), required=False)
    verified_by = forms.CharField(
        label=gettext_lazy("Kontrollerad av"), max_length=200, required=False, widget=AdminTextInputWidget
    )
    diary_number = forms.CharField(
        label=gettext_lazy("Arbetsförmedlingens diarienummer"),
        max_length=50,
        required=False,
        widget=AdminTextInputWidget,
    )
    municipality_diary_number = forms.CharField(
        label=gettext_lazy("Kommunens diarienummer"), max_length=50, required=False, widget=AdminTextInputWidget
    )
    public_summary = forms.CharField(
        label=gettext_lazy("Offentlig sammanfattning"),
        required=False,
        widget=AdminTextareaWidget,
        help_text=gettext_lazy("Visas för alla. Skriv inga namn på privatpersoner."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_for_function()

    @staticmethod
    def obstacle(agreement: Agreement) -> str:
        if agreement.status != Status.SIGNED:
            return _("Bara en tecknad överenskommelse kan förnyas. Registrera ett nytt svar i stället.")
        if newer := Agreement.objects.filter(replaces=agreement).first():
            return _("Överenskommelsen är redan förnyad av %(id)s.") % {"id": newer.public_id}
        if agreement.first_day is None:
            return _("Fyll först i gäller från, så noga som dagen är känd.")
        return obstacle_to_ending(agreement)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not {"valid_from", "signed_on", "decided_on"} & set(self.errors):
            cleaned["valid_from"] = first_day_of(cleaned)
            if cleaned["valid_from"] is None:
                self.add_error("valid_from", _("Fyll i den första dagen, så noga som den är känd."))
        self.clean_source_check(cleaned)
        return cleaned

    def act(self, by: User) -> Agreement:
        old = self.fresh_copy()
        fields = {name: value for name, value in self.cleaned_data.items() if name not in SourceCheck.declared_fields}
        new = agreement_acts.renew(old, by=by, joint_agreement=old.joint_agreement, **fields)
        self.remember_function()
        return new

    def conflicting_answer(self) -> Agreement | None:
        new = Agreement(municipality=self.agreement.municipality, type=self.agreement.type, status=Status.SIGNED)
        assign_days(new, {name: self.cleaned_data[name] for name in ("valid_from", "valid_to")})
        others = Agreement.objects.overlapping(new).exclude(pk=self.agreement.pk)
        return others.select_related("municipality", "type").first()
