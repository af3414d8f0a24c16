"""The form of a dialogue meeting, with its municipalities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import DialogueMeeting
from municipalities.forms import RowForm
from municipalities.models import County, Municipality


class DialogueMeetingForm(RowForm):
    rule_model = DialogueMeeting
    rule_fields = {"dialogue_meeting_entered_once": "title"}

    whole_county = forms.ModelChoiceField(
        label=_("lägg till ett helt län"),
        queryset=County.objects.order_by("sort_key"),
        required=False,
        empty_label=_("Inget län"),
        help_text=_("Länets alla kommuner läggs till när du sparar. Ta sedan bort dem som inte var med."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        county, day = cleaned.get("whole_county"), cleaned.get("held_on")
        if county and day and "municipalities" in cleaned:
            chosen = [municipality.pk for municipality in cleaned["municipalities"]]
            of_county = Municipality.objects.existing_on(day.earliest).filter(county=county)
            cleaned["municipalities"] = Municipality.objects.filter(
                pk__in=[*chosen, *of_county.values_list("pk", flat=True)]
            )
        return cleaned
