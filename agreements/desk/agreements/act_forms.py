"""The forms to end and send back an agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts import agreements as agreement_acts
from agreements.acts import pending
from agreements.acts.values import assign_days
from agreements.days.imprecise import ImpreciseDay
from agreements.desk.forms import AGREEMENT_RULE_FIELDS, AgreementRules, KnownDayField
from agreements.models import Agreement, Ending, Proposal
from agreements.models.rules.days import DIALOGUE_ENDS_LATER, refuse_future_day
from agreements.positions import ANSWERS, Status


class ActForm(AgreementRules, forms.Form):
    """A form that carries out an act of `agreements.acts.agreements`."""

    def __init__(self, *args: Any, agreement: Agreement, account: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        self.account = account

    @staticmethod
    def obstacle(agreement: Agreement) -> str:
        """Why the act cannot be carried out on the agreement; empty if it can."""
        raise NotImplementedError

    def act(self, by: User) -> Agreement | Proposal:
        raise NotImplementedError

    def run_act(self, by: User) -> Agreement | Proposal | None:
        """Carries out the act. Returns the agreement or the proposal; None if the form has an error."""
        if not self.is_valid():
            return None
        try:
            return self.act(by)
        except ValidationError as error:
            self.add_error(None, error)
            return None

    def fresh_copy(self) -> Agreement:
        """A copy for the act to change: a refused act leaves the page's agreement unchanged."""
        return Agreement.objects.select_related("municipality", "type").get(pk=self.agreement.pk)


def obstacle_to_ending(agreement: Agreement) -> str:
    """Why the agreement cannot be ended or renewed while a proposal waits; empty if it can."""
    if not agreement.is_published:
        return ""
    if pending.desk_proposal(agreement):
        return _("En ändring av överenskommelsen är inte avgjord än. Avgör den först.")
    return pending.obstacle_to_another_end(agreement)


def obstacle_to_last_day(agreement: Agreement) -> str:
    if agreement.first_day is None:
        return _("Fyll först i gäller från, så noga som dagen är känd.")
    return obstacle_to_ending(agreement)


class EndForm(ActForm):
    rule_fields = AGREEMENT_RULE_FIELDS | {"agreement_one_answer_at_a_time": "valid_to"}

    valid_to = KnownDayField(
        label=gettext_lazy("Sista dag"),
        help_text=gettext_lazy("Sista dagen som överenskommelsen gäller. Den dagen räknas med, och kan ligga framåt."),
    )
    ending = forms.ChoiceField(
        label=gettext_lazy("Hur den upphör"),
        choices=[(ending.value, ending.label) for ending in (Ending.TERMINATED, Ending.EXPIRED)],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Varför"),
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("Står i historiken. Till exempel: Kommunen sade upp den 2024-09-30."),
        error_messages={"required": gettext_lazy("Skriv varför överenskommelsen upphör.")},
    )

    @staticmethod
    def obstacle(agreement: Agreement) -> str:
        if agreement.status not in ANSWERS:
            return _("Bara en tecknad eller avböjd överenskommelse kan avslutas. En dialog avslutas för sig.")
        return obstacle_to_last_day(agreement)

    def act(self, by: User) -> Agreement | Proposal:
        agreement = self.fresh_copy()
        values = self.cleaned_data
        proposal = agreement_acts.end(
            agreement, last_day=values["valid_to"], ending=Ending(values["ending"]), reason=values["reason"], by=by
        )
        return proposal or agreement

    def conflicting_answer(self) -> Agreement | None:
        longer = self.fresh_copy()
        assign_days(longer, {"valid_to": self.cleaned_data["valid_to"]})
        return Agreement.objects.overlapping(longer).select_related("municipality", "type").first()


class EndDialogueForm(ActForm):
    valid_to = KnownDayField(
        label=gettext_lazy("Dialogens sista dag"),
        help_text=gettext_lazy("Så noga som den är känd. Den dagen räknas med."),
        error_messages={"required": gettext_lazy("Fyll i den sista dagen, så noga som den är känd.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Varför"),
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("Står i historiken. Till exempel: Kommunen svarade inte på brevet 2024-03-01."),
        error_messages={"required": gettext_lazy("Skriv varför dialogen avslutas.")},
    )

    @staticmethod
    def obstacle(agreement: Agreement) -> str:
        if agreement.status != Status.IN_DIALOGUE:
            return _("Bara en dialog kan avslutas utan svar.")
        return obstacle_to_last_day(agreement)

    def clean_valid_to(self) -> ImpreciseDay | None:
        day: ImpreciseDay | None = self.cleaned_data["valid_to"]
        refuse_future_day(day.earliest if day else None, DIALOGUE_ENDS_LATER)
        return day

    def act(self, by: User) -> Agreement | Proposal:
        agreement = self.fresh_copy()
        values = self.cleaned_data
        proposal = agreement_acts.end(
            agreement, last_day=values["valid_to"], ending=None, reason=values["reason"], by=by
        )
        return proposal or agreement


class SendBackForm(ActForm):
    because = forms.CharField(
        label=gettext_lazy("Vad behöver rättas?"),
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text=gettext_lazy("Visas överst för den som har registrerat."),
        error_messages={"required": gettext_lazy("Skriv vad som behöver rättas innan du skickar tillbaka.")},
    )

    @staticmethod
    def obstacle(agreement: Agreement) -> str:
        if agreement.submitted_at is None:
            return _("Bara ett utkast som är lämnat för granskning kan skickas tillbaka.")
        return ""

    def act(self, by: User) -> Agreement:
        agreement = self.fresh_copy()
        agreement_acts.send_back_draft(agreement, because=self.cleaned_data["because"], by=by)
        return agreement
