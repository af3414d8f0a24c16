"""Reads, validates and writes the rows of the file of agreements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from import_export.fields import Field

from agreements.acts import proposals
from agreements.acts.values import FIELDS, as_value, assign_days, check_terms, value_of
from agreements.exchange.resources.agreement_declaration import AgreementDeclaration
from agreements.exchange.resources.known_answers import add_answer, answer_key
from agreements.exchange.resources.rows import not_in_future
from agreements.models import (
    Agreement,
    Proposal,
)
from agreements.models.plausible_days import DECIDED_LATER, VERIFIED_LATER
from agreements.positions import ANSWERS


class AgreementResource(AgreementDeclaration):
    # Reading

    def before_new_row(self, row: dict[str, str]) -> None:
        row["type"] = row["type"] or self.headline

    def read_fields(self, instance: Agreement, row: dict[str, str]) -> None:
        self.holds_from_decision = instance.pk is None and not row["valid_from"]
        try:
            super().read_fields(instance, row)
        finally:
            if self.holds_from_decision and instance.status in ANSWERS:
                assign_days(instance, {"valid_from": instance.signing_day or instance.decision_day})

    def import_field(
        self, field: Field, instance: Agreement, row: dict[str, str], is_m2m: bool = False, **kwargs: Any
    ) -> None:
        title = row.get("joint_agreement", "") if field.column_name == "joint_agreement" else ""
        if title in self.same_title and title != self.cell(field, instance).strip():
            raise ValueError(gettext("Flera gemensamma överenskommelser har titeln. Ge dem olika titlar först."))
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def read_more(self, instance: Agreement, row: dict[str, str]) -> None:
        municipality = self.municipalities.find(row.get("municipality_code", ""), row.get("municipality", ""))
        if instance.pk is None and municipality:
            instance.municipality = municipality
        elif instance.pk is None:
            raise ValidationError({"municipality_code": gettext("Fyll i kommunens kod eller namn.")})
        elif municipality and municipality.code != instance.municipality_id:
            raise ValidationError(
                {"municipality": gettext("Kommunen för ett id kan inte ändras. Lägg den nya på en rad utan id.")}
            )

    # Validation

    def fields_with_errors(self, errors: dict[str, Any]) -> set[str]:
        # An error of the decision day is not repeated for the first day.
        return {*errors, "valid_from"} if self.holds_from_decision else set(errors)

    def rules_for(self, instance: Agreement, error_fields: set[str]) -> list[Callable[[], None]]:
        rules = super().rules_for(instance, error_fields)
        if "status" in error_fields:
            return rules[:1]
        return [
            *rules,
            not_in_future(
                instance, "decided_on_earliest" if instance.decided_on_earliest else "decided_on", DECIDED_LATER
            ),
            not_in_future(instance, "verified_on", VERIFIED_LATER),
            lambda: check_terms(instance.status, self.terms_of(instance)),
        ]

    def terms_of(self, instance: Agreement) -> dict[str, list[Any]]:
        """The levels and areas of the agreement after the row is written."""
        names = self.many_to_many_names
        terms = {name: list(getattr(instance, name).all()) for name in names} if instance.pk else {}
        return terms | self.terms

    # Writing

    def validate_instance(self, instance: Agreement, *args: Any, **kwargs: Any) -> None:
        super().validate_instance(instance, *args, **kwargs)
        if instance.pk is None and (duplicate := self.duplicate_of(instance)):
            raise ValidationError(
                gettext("Samma svar finns redan: %(twin)s. Ta bort raden, eller skriv dess id om det ska ändras.")
                % {"twin": duplicate}
            )

    def duplicate_of(self, new: Agreement) -> str:
        """The id or line of an agreement with the same answer; empty if there is none."""
        if new.replaces_id and new.decision_day is None and new.first_day is None:
            return ""  # a renewal whose days are not known yet
        return self.known_answers.get(new.municipality_id, {}).get(answer_key(new), "")

    def do_instance_save(self, instance: Agreement, is_create: bool) -> None:
        if self.is_proposed(instance):
            self.propose(instance)
            return
        super().do_instance_save(instance, is_create)
        if is_create:
            line = gettext("rad %(number)s") % {"number": self.row_number}
            add_answer(self.known_answers, instance.municipality_id, answer_key(instance), instance.valid_to, line)

    def is_proposed(self, instance: Agreement) -> bool:
        return self.was_public and instance.is_published and not self.may_change_public

    def propose(self, instance: Agreement) -> None:
        """Makes the row's changes of a published agreement a proposal."""
        values = {
            name: as_value(self.terms[name]) if name in self.terms else value_of(instance, name)
            for name in FIELDS
            if name not in self.many_to_many_names or name in self.terms
        }
        proposals.propose(
            Agreement.objects.get(pk=instance.pk),
            values,
            kind=Proposal.Act.CHANGE,
            by=self.by,
            reason=gettext("Import"),
        )

    def save_m2m(self, instance: Agreement, row: Any, **kwargs: Any) -> None:
        if not self.is_proposed(instance):
            super().save_m2m(instance, row, **kwargs)
