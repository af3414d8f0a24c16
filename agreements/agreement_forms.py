"""The agreement's own form: a draft may lack what it lacks; of a published one it proposes a change."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import proposals
from agreements.forms import AgreementRules, described, field_at_the_desk
from agreements.models import Agreement, CollaborationLevel, CooperationArea, Proposal
from agreements.periods import Status
from agreements.source_check import SourceCheck
from agreements.values import FIELDS, as_value, check_terms, field_of
from municipalities.forms import RowForm

ONE_DAY = datetime.timedelta(days=1)
CLOSE = "close"


class TermsField(forms.ModelMultipleChoiceField):
    """Levels or areas as checkboxes, each with its meaning."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, model: type[CollaborationLevel | CooperationArea], **kwargs: Any) -> None:
        super().__init__(queryset=model._default_manager.all(), required=False, **kwargs)

    def label_from_instance(self, term: Any) -> str:
        return f"{term.label}: {term.meaning}" if term.meaning else term.label


def terms_field(field: models.Field, **kwargs: Any) -> forms.Field | None:
    """How every form of the desk reads a field of an agreement."""
    if field.name in ("levels", "areas"):
        return TermsField(field.related_model, label=capfirst(str(field.verbose_name)), help_text=field.help_text)  # type: ignore[arg-type]
    return field_at_the_desk(field, **kwargs)


class AgreementForm(AgreementRules, RowForm, SourceCheck):
    row_fields = {"id", "municipality"}

    # Of a published agreement alone
    kind = forms.ChoiceField(
        label=gettext_lazy("Vad är det för slags ändring?"),
        choices=[
            (Proposal.Act.CHANGE.value, gettext_lazy("Något har ändrats: uppgiften var rätt, men gäller inte längre")),
            (Proposal.Act.CORRECTION.value, gettext_lazy("Rättelse: uppgiften har varit fel i registret")),
        ],
        initial=Proposal.Act.CHANGE.value,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Varför"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=gettext_lazy("Står i historiken. Krävs för en rättelse: skriv vad som var fel."),
    )
    # Where the days collide with an earlier answer; the choices follow from which.
    overlap = forms.CharField(
        label=gettext_lazy("Ett annat svar gäller samma dagar"), required=False, widget=forms.RadioSelect
    )

    class Meta:
        model = Agreement
        fields = ["municipality", *FIELDS]
        formfield_callback = terms_field
        help_texts = {
            "valid_from": gettext_lazy("Första dagen som svaret gäller. Lämna tomt om det är samma dag som beslutet."),
            "source_note": gettext_lazy(
                "Till exempel: Kommunstyrelsens protokoll 2023-03-07, § 41. Krävs för att publicera, "
                "om källans adress saknas."
            ),
        }
        error_messages = {
            "replaces": {"unique": gettext_lazy("Den är redan ersatt av en annan. Välj en annan tidigare.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance: Agreement | None = kwargs.get("instance")
        self.proposal = undecided_of(instance) if instance and instance.is_published else None
        if self.proposal:
            kwargs["initial"] = proposed(self.proposal) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.earlier: Agreement | None = None
        self.ask_for_function()
        if not (instance and instance.is_published):
            del self.fields["kind"], self.fields["reason"]

    @property
    def is_of_a_published(self) -> bool:
        return self.instance.is_published

    @property
    def is_to_be_published(self) -> bool:
        return "_publish" in self.data

    @property
    def closes(self) -> Agreement | None:
        """The earlier answer that is to end the day before this one begins, by the choice made."""
        return self.earlier if self.earlier and self.cleaned_data.get("overlap") == CLOSE else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (
            cleaned.get("status") != Status.IN_DIALOGUE
            and not cleaned.get("valid_from")
            and "valid_from" not in self.errors
        ):
            cleaned["valid_from"] = cleaned.get("decided_on")
        if self.is_of_a_published and cleaned.get("kind") == Proposal.Act.CORRECTION and not cleaned.get("reason"):
            self.add_error("reason", _("Skriv vad som var fel."))
        self.clean_source_check(cleaned)
        check_terms(cleaned.get("status"), cleaned)
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if "decided_on" in self.errors and not self["valid_from"].value():
            # It follows from the day of the decision: one error says what to do.
            self.errors.pop("valid_from", None)
        if not self.is_of_a_published and not self.errors:
            self._ask_about_overlap()

    def _ask_about_overlap(self) -> None:
        """Shows once the published answer whose days the draft wants, with the offer to end it the day before."""
        self.earlier = self.in_the_way()
        if self.earlier is None or already_closing(self.earlier, self.instance):
            self.earlier = None
            return
        choices = [("keep", _("Spara utkastet ändå. Det går inte att publicera förrän dagarna är ändrade."))]
        if self.earlier.valid_from and self.instance.valid_from > self.earlier.valid_from:
            day_before = self.instance.valid_from - ONE_DAY
            closing = _("Avsluta %(id)s dagen före, %(day)s, när utkastet publiceras.")
            choices.insert(0, (CLOSE, closing % {"id": self.earlier.public_id, "day": day_before}))
        field: Any = self.fields["overlap"]
        field.widget.choices = choices
        chosen = self.data.get(self.add_prefix("overlap"))
        self.cleaned_data["overlap"] = chosen if chosen in dict(choices) else ""
        if not self.cleaned_data["overlap"]:
            self.add_error("overlap", _("I vägen är %(agreement)s.") % {"agreement": described(self.earlier)})

    def in_the_way(self) -> Agreement | None:
        return Agreement.objects.overlapping(self.instance).select_related("municipality", "type").first()

    def propose(self, by: User) -> Proposal:
        """Makes the form's content the proposed change of the published agreement. Raises ValidationError."""
        values = {name: as_value(self.cleaned_data[name]) for name in FIELDS if name in self.cleaned_data}
        kind, reason = Proposal.Act(self.cleaned_data["kind"]), self.cleaned_data["reason"]
        agreement = Agreement.objects.get(pk=self.instance.pk)
        if self.proposal:
            proposals.revise(self.proposal, values, kind=kind, by=by, reason=reason)
            return self.proposal
        return proposals.propose(agreement, values, kind=kind, by=by, reason=reason)


def undecided_of(agreement: Agreement) -> Proposal | None:
    """The desk's own change of the agreement that waits or was sent back: there is one at most."""
    return agreement.proposals.undecided().filter(on_behalf_of="").select_related("agreement").first()


def already_closing(earlier: Agreement, draft: Agreement) -> bool:
    return bool(draft.pk) and earlier.proposals.undecided().filter(accompanies=draft).exists()


def proposed(proposal: Proposal) -> dict[str, Any]:
    """What the form shows of an agreement whose change has been proposed."""
    initial: dict[str, Any] = {"reason": proposal.reason}
    if proposal.act in (Proposal.Act.CHANGE, Proposal.Act.CORRECTION):
        initial["kind"] = proposal.act
    for name, (_before, after) in proposal.changes.items():
        field = field_of(name)
        if isinstance(field, models.ManyToManyField):
            terms = field.related_model._default_manager.filter(slug__in=after)
            initial[name] = list(terms.values_list("pk", flat=True))
        else:
            initial[name] = field.to_python(after)
    return initial
