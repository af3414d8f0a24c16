"""Reads, validates and writes the rows of the file of agreements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from import_export.fields import Field

from agreements.acts import proposals
from agreements.acts.values import FIELDS, as_value, assign_days, check_terms, value_of
from agreements.exchange.agreement_cells import SAME_TITLE
from agreements.exchange.resources.agreement_declaration import AgreementDeclaration
from agreements.exchange.resources.known_answers import add_answer, answer_key
from agreements.exchange.resources.rows import FileRow, not_in_future
from agreements.models import Agreement, Proposal
from agreements.models.rules.days import DECIDED_LATER, VERIFIED_LATER
from agreements.positions import ANSWERS


class AgreementResource(AgreementDeclaration):
    # The answer in the register that says what the row says.
    same_answer: Agreement | None = None

    # Reading

    def before_new_row(self, row: dict[str, str]) -> None:
        row["type"] = row["type"] or self.headline

    def read_fields(self, instance: Agreement, row: dict[str, str]) -> None:
        self.holds_from_decision = instance.pk is None and not (row["valid_from"] or row["valid_from_edtf"])
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
            raise ValueError(SAME_TITLE)
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
            not_in_future(instance, "decided_on", DECIDED_LATER),
            not_in_future(instance, "verified_on", VERIFIED_LATER),
            lambda: check_terms(instance.status, self.terms_of(instance)),
            lambda: self.check_also_replaced(instance),
        ]

    def check_also_replaced(self, instance: Agreement) -> None:
        """The database refuses it too, but names no column."""
        if any(
            other.municipality_id != instance.municipality_id or other.pk == instance.pk
            for other in self.terms.get("also_replaces", [])
        ):
            raise ValidationError({"also_replaces": gettext("Välj tidigare svar från samma kommun.")})

    def terms_of(self, instance: Agreement) -> dict[str, list[Any]]:
        """The levels and areas of the agreement after the row is written."""
        names = self.many_to_many_names
        terms = {name: list(getattr(instance, name).all()) for name in names} if instance.pk else {}
        return terms | self.terms

    # Writing

    def skip_row(
        self, instance: Agreement, original: None, row: dict[str, str], import_validation_errors: Any = None
    ) -> bool:
        """A row without id changes nothing where it says what an answer in the register says already."""
        if instance.pk is None and not import_validation_errors:
            self.same_answer = self.find_same_answer(instance, row)
        return bool(self.same_answer) or super().skip_row(instance, original, row, import_validation_errors)

    def find_same_answer(self, new: Agreement, row: dict[str, str]) -> Agreement | None:
        """The agreement, not of this file, that says all that the row says."""
        columns = [column for column in self.headers if column not in ("public_id", "published")]
        said = self.cells(new)
        terms, self.terms = self.terms, {}
        try:
            for other in self.answers_of.get(new.municipality_id, []):
                is_same = answer_key(other) == answer_key(new) and other.pk not in self.rows_of
                if is_same and row["published"] and new.is_published != other.is_published:
                    continue
                registered = self.cells(other) if is_same else {}
                if is_same and all(said[column] == registered[column] for column in columns):
                    return other
        finally:
            self.terms = terms
        return None

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
        self.add_joint_agreement(instance)
        if self.is_proposed(instance):
            self.propose(instance)
            return
        super().do_instance_save(instance, is_create)
        if is_create:
            line = gettext("rad %(number)s") % {"number": self.row_number}
            add_answer(self.known_answers, instance.municipality_id, answer_key(instance), instance.valid_to, line)

    def add_joint_agreement(self, instance: Agreement) -> None:
        """Saves the row's joint agreement if it is new."""
        joint = instance.joint_agreement
        if joint and joint.pk is None:
            with self.refusals(joint):
                joint.save()
            self.new_titles.add(joint.title)
        instance.joint_agreement = joint

    def import_row(self, row: dict[str, str], instance_loader: object, **kwargs: Any) -> FileRow:
        self.same_answer = None
        result = super().import_row(row, instance_loader, **kwargs)
        if self.same_answer:
            result.public_id = self.same_answer.public_id
        title = result.after.get("joint_agreement", "")
        if title in self.new_titles and title != result.before.get("joint_agreement"):
            result.notes = [gettext("Ny gemensam överenskommelse: %(title)s") % {"title": title}]
        return result

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
