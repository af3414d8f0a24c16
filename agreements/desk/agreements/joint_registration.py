"""Registers several municipalities' answers to a joint agreement, and the joint agreement with its own days."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.acts import agreements as agreement_acts
from agreements.acts.act import act
from agreements.acts.values import assign_days
from agreements.desk.agreements.joint_forms import TEXT_FIELDS, JointForm
from agreements.desk.agreements.source_check import SourceCheck
from agreements.desk.forms import first_day_of
from agreements.models import Agreement, JointAgreement
from agreements.positions import Status


def answers_of(form: JointForm, decisions: Any, joint: JointAgreement) -> list[dict[str, Any]]:
    """Each municipality with its own days; else the shared first day, or the day that the joint text begins.

    Raises ValidationError if there is no municipality, or if one is both in the list and on a row.
    """
    rows = [row.cleaned_data for row in decisions.forms if row.has_changed()]
    named = form.cleaned_data["municipalities"]
    twice = [str(row["municipality"]) for row in rows if row["municipality"] in named]
    if twice:
        raise ValidationError(
            _("Står både i listan och på en egen rad: %(names)s. Ta bort dem ur listan.") % {"names": ", ".join(twice)}
        )
    if not rows and not named:
        raise ValidationError(_("Fyll i minst en kommun."))
    shared = {name: form.cleaned_data[name] for name in ("valid_from", "signed_on")}
    answers = [*rows, *({"municipality": municipality} for municipality in named)]
    for answer in answers:
        stated = answer.get("valid_from") or first_day_of(shared | {"decided_on": answer.get("decided_on")})
        answer["valid_from"] = stated or joint.first_day
    return answers


@transaction.atomic
def register_together(form: JointForm, decisions: Any, *, by: User) -> list[Agreement]:
    """Registers the drafts, and a new joint agreement if the form has a title, all or none. Raises ValidationError."""
    form.remember_function()
    omitted = {*SourceCheck.declared_fields, *TEXT_FIELDS, "municipalities", "joint_agreement", "new_title"}
    shared = {name: value for name, value in form.cleaned_data.items() if name not in omitted}
    joint = form.cleaned_data["joint_agreement"] or new_text(form.cleaned_data, by)
    answers = answers_of(form, decisions, joint)
    del shared["valid_from"]
    shared |= from_text(joint, shared)
    shared["status"] = Status(shared["status"])
    return agreement_acts.register_joint(joint_agreement=joint, decisions=answers, by=by, **shared)


def from_text(joint: JointAgreement, shared: dict[str, Any]) -> dict[str, Any]:
    """The source and the last day of the joint text, where the form states none."""
    taken: dict[str, Any] = {} if shared["valid_to"] else {"valid_to": joint.last_day}
    if not shared["source_note"] and not shared["source_url"]:
        taken |= {"source_note": joint.source_note, "source_url": joint.source_url}
    return taken


def new_text(values: dict[str, Any], by: User) -> JointAgreement:
    """Saves the joint agreement with its own days, source and parties, which every municipality's page shows."""
    copied = ["diary_number", "public_summary", "source_note", "source_url", "deciding_body"]
    joint = JointAgreement(title=values["new_title"], **{name: values[name] for name in copied})
    days = {name: values[name] for name in ("valid_from", "valid_to", "signed_on")}
    with act("register", by):
        assign_days(joint, days | {"decided_on": values["text_decided_on"]})
        joint.full_clean()
        joint.save()
        joint.parties.set(values["parties"])
    return joint
