"""The forms of the confirmation page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from agreements.acts.values import DECLINED_HAS_NONE, as_value, check_terms, field_of
from agreements.confirmations.facts import ANSWER_DAYS
from agreements.days.fields import ImpreciseDayField
from agreements.models import EARLIEST_DAY, LATEST_DAY, Agreement, AgreementType, CollaborationLevel, CooperationArea
from agreements.positions import Status


def absent_from(status: str) -> list[str]:
    """The fields that an answer with the status cannot have."""
    match status:
        case Status.IN_DIALOGUE:
            return ["decided_on", "signed_on"]
        case Status.DECLINED:
            return list(DECLINED_HAS_NONE)
        case _:
            return []


class AnswerDayField(ImpreciseDayField):
    """A plausible day, as well as the municipality knows it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, plausible=(EARLIEST_DAY, LATEST_DAY), **kwargs)


class AnswerForm(forms.Form):
    """The function that answers, and the fingerprint of the page in `shown`."""

    function = forms.CharField(
        label=_("Funktion som svarar"),
        max_length=200,
        help_text=_(
            "Till exempel arbetsmarknadsenheten. Skriv inte ditt namn: funktionen visas för alla när den är läst."
        ),
        error_messages={"required": _("Skriv vilken funktion som svarar för kommunen.")},
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_function(self) -> str:
        function: str = self.cleaned_data["function"]
        if "@" in function:
            raise forms.ValidationError(_("Skriv funktionens namn, inte en e-postadress."))
        return function


class CorrectionForm(AnswerForm):
    message = forms.CharField(
        label=_("Annat som behöver rättas"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Till exempel en överenskommelse som saknas. Skriv inga personuppgifter."),
    )
    document = forms.FileField(
        label=_("Underlag som PDF"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        help_text=_("Till exempel protokollet. Högst 20 MB. Frivilligt."),
    )


class AnswerFields(forms.Form):
    """The fields of an answer that a municipality may fill in."""

    decided_on = AnswerDayField(
        label=_("Beslutsdag"), help_text=_("En dag, en månad eller ett år: 2023-03-01, 2023-03 eller 2023.")
    )
    signed_on = AnswerDayField(label=_("Undertecknad"))
    valid_from = AnswerDayField(label=_("Gäller från"))
    valid_to = AnswerDayField(label=_("Gäller till och med"), help_text=_("Tomt betyder tills vidare."))
    levels = forms.ModelMultipleChoiceField(
        CollaborationLevel.objects.all(),
        label=_("Samverkansnivåer"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="slug",
    )
    areas = forms.ModelMultipleChoiceField(
        CooperationArea.objects.all(),
        label=_("Samverkansområden"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="slug",
    )
    municipality_diary_number = forms.CharField(label=_("Kommunens diarienummer"), required=False, max_length=50)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("valid_from"), values.get("valid_to")
        if first and last and last.latest < first.earliest:
            self.add_error("valid_to", _("Gäller till kan inte vara före gäller från."))
        return values


class CorrectedAgreementForm(AnswerFields):
    comment = forms.CharField(
        label=_("Vad är fel?"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: QueryDict | None, *, agreement: Agreement, snapshot: dict[str, Any]) -> None:
        self.agreement = agreement
        days = {name: field_of(name).value_from_object(agreement) for name in ANSWER_DAYS}
        super().__init__(data, prefix=agreement.public_id, initial=snapshot | days)
        for name in absent_from(agreement.status):
            del self.fields[name]

    def values(self) -> dict[str, Any]:
        return {name: as_value(value) for name, value in self.cleaned_data.items() if name != "comment"}


class NewAnswerForm(CorrectionForm, AnswerFields):
    """The first answer of a municipality."""

    type = forms.ModelChoiceField(AgreementType.objects.all(), label=_("Typ"), empty_label=None)
    status = forms.ChoiceField(label=_("Svar"), choices=Status.choices)

    field_order = [
        "type",
        "status",
        *ANSWER_DAYS,
        "levels",
        "areas",
        "municipality_diary_number",
        "message",
        "document",
    ]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("status") == Status.IN_DIALOGUE:
            for name in absent_from(Status.IN_DIALOGUE):
                if values.get(name):
                    self.add_error(name, _("Ta bort dagen eller ändra svaret. Den som är i dialog har inget beslut."))
        check_terms(values.get("status"), values)
        return values

    def fields_of_answer(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("function", "shown", "message", "document")
        }
