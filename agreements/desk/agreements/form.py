"""The form of an agreement: it saves a draft, and proposes a change of a published agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts import closings, pending
from agreements.acts.first_day import proposed_first_day
from agreements.acts.values import FIELDS, check_terms
from agreements.desk.agreements.proposal_forms import ProposalForm
from agreements.desk.agreements.source_check import SourceCheck
from agreements.desk.forms import AgreementRules, agreement_line, field_at_the_desk, first_day_of
from agreements.models import Agreement, CollaborationLevel, CooperationArea, Proposal, TargetGroup

CLOSE = "close"
TERM_FIELDS = ["levels", "areas", "target_groups"]


class TermsField(forms.ModelMultipleChoiceField):
    """Levels or areas as checkboxes with their meanings."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, model: type[CollaborationLevel | CooperationArea | TargetGroup], **kwargs: Any) -> None:
        super().__init__(queryset=model._default_manager.all(), required=False, **kwargs)

    def label_from_instance(self, term: Any) -> str:
        return f"{term.label}: {term.meaning}" if term.meaning else term.label


def terms_field(field: models.Field, **kwargs: Any) -> forms.Field | None:
    """The form field of an agreement's field at the desk."""
    if field.name in TERM_FIELDS:
        return TermsField(field.related_model, label=capfirst(str(field.verbose_name)), help_text=field.help_text)  # type: ignore[arg-type]
    return field_at_the_desk(field, **kwargs)


class AgreementForm(AgreementRules, ProposalForm, SourceCheck):
    row_fields = {"id", "municipality"}

    # Shown if the days overlap another answer; its choices depend on that answer.
    overlap = forms.CharField(
        label=gettext_lazy("Ett annat svar gäller samma dagar"), required=False, widget=forms.RadioSelect
    )

    class Meta:
        model = Agreement
        fields = ["municipality", *FIELDS]
        formfield_callback = terms_field
        help_texts = {
            "valid_from": gettext_lazy(
                "Första dagen som svaret gäller, så noga som den är känd: 2023-03-01, 2023-03, 2023 eller senast "
                "2023-03-01. Tomt betyder dagen då det undertecknades, annars beslutsdagen."
            ),
            "source_note": gettext_lazy(
                "Till exempel: Kommunstyrelsens protokoll 2023-03-07, § 41. Krävs för att publicera, "
                "om källans adress saknas."
            ),
        }
        error_messages = {
            "replaces": {"unique": gettext_lazy("Den är redan ersatt av en annan. Välj en annan tidigare.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earlier: Agreement | None = None
        self.ask_for_function()
        # A first day to look at: it is stored if the user saves the form with it.
        self.first_day_proposal = None
        if self.instance.pk and not self.proposes and self.instance.first_day is None:
            self.first_day_proposal = proposed_first_day(self.instance)
        if self.first_day_proposal and not self.initial.get("valid_from"):
            self.initial["valid_from"] = self.first_day_proposal
            self.fields["valid_from"].help_text = _(
                "Ett förslag, som inte är sparat: textens första dag, annars senast dagen då källan gavs ut. Ändra det "
                "om du vet bättre, och spara."
            )

    @property
    def closes(self) -> Agreement | None:
        """The earlier agreement that the user has chosen to end the day before this one begins."""
        return self.earlier if self.earlier and self.cleaned_data.get("overlap") == CLOSE else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "valid_from" not in self.errors:
            cleaned["valid_from"] = first_day_of(cleaned)
        changes_the_end = self.proposes and set(self.changed_data) & set(Proposal.END_FIELDS)
        if changes_the_end and (obstacle := pending.obstacle_to_another_end(self.instance)):
            self.add_error("valid_to", obstacle)
        self.clean_source_check(cleaned)
        check_terms(cleaned.get("status"), cleaned)
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if "decided_on" in self.errors and not self["valid_from"].value():
            # The first day defaults to the decision day: one error is enough.
            self.errors.pop("valid_from", None)
        if not self.proposes and not self.errors:
            self._ask_about_overlap()

    def _ask_about_overlap(self) -> None:
        """Asks once about the published answer that the draft overlaps, and offers to end it the day before."""
        earlier = self.conflicting_answer()
        obstacle = closings.obstacle_to_closing(earlier, self.instance) if earlier else ""
        if earlier is None or (not obstacle and is_closing(self.instance, earlier)):
            return
        self.earlier = earlier
        choices = [("keep", _("Spara utkastet ändå. Det går inte att publicera förrän dagarna är ändrade."))]
        if not obstacle:
            day_before = self.instance.first_day.day_before
            closing = _("Avsluta %(id)s dagen före, %(day)s, när utkastet publiceras.")
            choices.insert(0, (CLOSE, closing % {"id": earlier.public_id, "day": day_before}))
        field: Any = self.fields["overlap"]
        field.widget.choices = choices
        chosen = self.data.get(self.add_prefix("overlap"))
        self.cleaned_data["overlap"] = chosen if chosen in dict(choices) else ""
        if not self.cleaned_data["overlap"]:
            conflicting_answer = _("I vägen är %(agreement)s.") % {"agreement": agreement_line(earlier)}
            self.add_error("overlap", " ".join(filter(None, [conflicting_answer, obstacle])))

    def conflicting_answer(self) -> Agreement | None:
        return Agreement.objects.overlapping(self.instance).select_related("municipality", "type").first()


def is_closing(draft: Agreement, earlier: Agreement) -> bool:
    """Whether publication of the draft ends the earlier agreement."""
    return bool(draft.pk) and earlier.proposals.undecided().filter(accompanies=draft).exists()
