"""Loads the known facts as drafts: answers, joint texts, totals, rounds and meetings, with their sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext as _

from agreements.acts.agreements import register
from agreements.acts.values import assign_days
from agreements.known.facts import KnownFact, day_of, fact_sources, listed, read_facts
from agreements.known.rows import KNOWN_COMMAND, LOADED_MODELS, KnownRefusedError, contexts_of_the_command, refuse_demo
from agreements.models import (
    Agreement,
    AgreementType,
    DialogueMeeting,
    DialogueRound,
    JointAgreement,
    ReportedTotal,
    Source,
    TargetGroup,
)
from agreements.models.events import history_model
from agreements.positions import Status
from municipalities.models import Municipality

Key = tuple[Any, ...]


@transaction.atomic
def load_known() -> dict[type[models.Model], int]:
    """Loads the facts that the register does not have. Returns the number of new rows by model.

    What the register has under the same key stays as it is, and what somebody has removed is not loaded again. Raises
    KnownRefusedError beside the demo, and without the reference data.
    """
    refuse_demo()
    before = {model: model._default_manager.count() for model in LOADED_MODELS}
    types = {row.slug: row for row in AgreementType.objects.all()}
    municipalities = {row.code: row for row in Municipality.objects.all()}
    facts = {name: read_facts(name) for name in ("joint_agreements", "answers", "totals", "rounds", "meetings")}
    _refuse_without_reference_data([*facts["answers"], *facts["totals"]], types, municipalities)
    with pghistory.context(command=KNOWN_COMMAND):
        _load_joint_agreements(facts["joint_agreements"])
        _load_answers(facts["answers"], types, municipalities)
        _load_totals(facts["totals"], types)
        _load_rounds(facts["rounds"])
        _load_meetings(facts["meetings"])
    return {model: model._default_manager.count() - count for model, count in before.items()}


def _refuse_without_reference_data(
    facts: Iterable[KnownFact], types: dict[str, AgreementType], municipalities: dict[str, Municipality]
) -> None:
    missing = {fact["type"] for fact in facts} - set(types)
    missing |= {fact["municipality_code"] for fact in facts if "municipality_code" in fact} - set(municipalities)
    if missing:
        raise KnownRefusedError(
            _("Registret saknar typer eller kommuner: %(missing)s. Läs in dem först med manage.py load_fixtures.")
            % {"missing": ", ".join(sorted(missing))}
        )


def _taken(model: type[models.Model], *key: str) -> set[Key]:
    """The keys of the rows that the register has, and of those that somebody has removed."""
    removed = history_model(model).objects.filter(pgh_label="delete")
    by_somebody = removed.exclude(pgh_context__in=contexts_of_the_command())
    return {*model._default_manager.values_list(*key), *by_somebody.values_list(*key)}


def _load_joint_agreements(facts: Iterable[KnownFact]) -> None:
    taken = _taken(JointAgreement, "title")
    for fact in facts:
        if (fact["title"],) not in taken:
            joint = JointAgreement(**_texts(fact, "title", "public_summary", "source_note", "source_url"))
            _save(joint, {"valid_from": fact["valid_from"]})
            Source.objects.bulk_create(fact_sources(fact, joint_agreement=joint))


def _load_answers(
    facts: Iterable[KnownFact], types: dict[str, AgreementType], municipalities: dict[str, Municipality]
) -> None:
    taken = _taken(Agreement, "municipality_id", "type_id")
    joint = {row.title: row for row in JointAgreement.objects.all()}
    groups = {row.slug: row for row in TargetGroup.objects.all()}
    for fact in facts:
        if (fact["municipality_code"], types[fact["type"]].pk) in taken:
            continue
        agreement = register(
            municipality=municipalities[fact["municipality_code"]],
            type=types[fact["type"]],
            status=Status(fact["status"]),
            by=None,
            joint_agreement=joint.get(fact["joint_agreement"]),
            signed_on=day_of(fact["signed_on"]),
            valid_from=day_of(fact["valid_from"]),
            target_groups=[groups[slug] for slug in listed(fact["target_groups"]) if slug in groups],
            **_texts(fact, "public_summary", "source_note", "source_url"),
        )
        Source.objects.bulk_create(fact_sources(fact, agreement=agreement))


def _load_totals(facts: Iterable[KnownFact], types: dict[str, AgreementType]) -> None:
    taken = _taken(ReportedTotal, "type_id", "reported_on", "position", "publisher", "unit")
    for fact in facts:
        total = ReportedTotal(type=types[fact["type"]], total=int(fact["total"]))
        for name in ("position", "publisher", "naming", "source_note", "source_url", "note", "note_en"):
            setattr(total, name, fact[name])
        assign_days(total, {"reported_on": day_of(fact["reported_on"])})
        if (total.type_id, total.reported_on, total.position, total.publisher, total.unit) not in taken:
            _save(total, {})
            total.municipalities.set(Municipality.objects.filter(code__in=listed(fact["municipalities"])))
            Source.objects.bulk_create(fact_sources(fact, reported_total=total))


def _load_rounds(facts: Iterable[KnownFact]) -> None:
    taken = _taken(DialogueRound, "slug")
    for fact in facts:
        if (fact["slug"],) not in taken:
            tour = DialogueRound(**_texts(fact, "slug", "name", "description", "source_note", "source_url"))
            _save(tour, {"starts_on": fact["starts_on"], "ends_on": fact["ends_on"]})
            Source.objects.bulk_create(fact_sources(fact, round=tour))


def _load_meetings(facts: Iterable[KnownFact]) -> None:
    taken = _taken(DialogueMeeting, "round_id", "title")
    rounds = {row.slug: row for row in DialogueRound.objects.all()}
    for fact in facts:
        tour = rounds.get(fact["round"])
        if tour is None or (tour.pk, fact["title"]) in taken:
            continue
        meeting = DialogueMeeting(round=tour, **_texts(fact, "title", "place", "organisers", "summary", "source_url"))
        _save(meeting, {"held_on": fact["held_on"]})
        invited = Municipality.objects.existing_on(meeting.day.earliest)
        meeting.municipalities.set(invited.filter(county__in=listed(fact["invited_counties"])))


def _texts(fact: KnownFact, *names: str) -> dict[str, Any]:
    return {name: fact[name] for name in names}


def _save(row: models.Model, days: dict[str, str]) -> None:
    assign_days(row, {name: day_of(text) for name, text in days.items()})
    row.full_clean()
    row.save()
