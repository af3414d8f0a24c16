"""Loads the demo data."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Any

import pghistory
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from agreements.acts import publication
from agreements.acts.publication_locks import lock_drafts
from agreements.demo import answer_writer, answers, details
from agreements.demo.papers import store_papers
from agreements.demo.preconditions import demo_municipalities, demo_types, refuse_to_mix
from agreements.demo.rows import (
    DEMO_COMMAND,
    ENTERED_MODELS,
    USERNAME,
    is_demo,
    lock_entered_tables,
)
from agreements.demo.surroundings import write_surroundings
from agreements.models import (
    Agreement,
    AgreementRevision,
    AgreementType,
    CollaborationLevel,
    Completeness,
    ConfirmationRequest,
    CooperationArea,
    DialogueMeeting,
    Document,
    FollowUp,
    JointAgreement,
    Proposal,
    Register,
    Source,
)
from agreements.positions import Status
from municipalities.models import County, Municipality

# Where some municipalities share one agreement: the codes of Blekinge and Jämtland.
COUNTIES_WITH_A_JOINT_AGREEMENT = ["10", "23"]
PROPOSED_ON = datetime.date(2026, 6, 15)
SEED = 2023


@transaction.atomic
def load_demo() -> dict[type[models.Model], int] | None:
    """Fills an empty register with the demo. Returns the number of rows by model; None if it is loaded already.

    Raises DemoRefusedError where the register has or has had other rows.
    """
    lock_entered_tables()
    if is_demo():
        return None
    refuse_to_mix()
    with pghistory.context(command=DEMO_COMMAND):
        Register.objects.update_or_create(id=1, defaults={"is_demo": True})
        _write(demo_municipalities(), demo_types(), Random(SEED))  # noqa: S311 - the same at every run, nothing secret
    return {model: model._base_manager.count() for model in ENTERED_MODELS if not model._meta.proxy}


def _write(municipalities: list[Municipality], types: dict[str, AgreementType], random: Random) -> None:
    by = User.objects.create(username=USERNAME, first_name="Demodata", is_active=False, password=make_password(None))
    shared = {
        county.code: details.joint_agreement(county)
        for county in County.objects.filter(code__in=COUNTIES_WITH_A_JOINT_AGREEMENT)
    }
    JointAgreement.objects.bulk_create(shared.values())
    agreements = [
        *answers.older_answers(answer_writer.AnswerWriter(types["dua-unga"], random), municipalities),
        *answers.headline_answers(answer_writer.AnswerWriter(types["samlad"], random), municipalities, shared),
    ]
    published = _write_drafts(agreements)
    _write_levels_and_areas(agreements, random)
    write_surroundings(agreements, shared)
    Document.objects.bulk_create(details.documents(agreements, shared, store_papers(by)))
    FollowUp.objects.bulk_create(details.follow_ups([row for row in agreements if row.pk in published], random))
    _publish(Agreement.objects.filter(pk__in=published), by, published)
    for agreement in agreements:
        agreement.published_at = published.get(agreement.pk)
    Completeness.objects.bulk_create([details.completeness(types["samlad"], by)])
    _write_meetings(municipalities, random)
    _publish(DialogueMeeting.objects.all(), by)
    Proposal.objects.bulk_create(details.proposals(agreements, by, noon(PROPOSED_ON)))
    ConfirmationRequest.objects.bulk_create(details.confirmation_requests(agreements, noon(PROPOSED_ON)))


def _write_drafts(agreements: list[Agreement]) -> dict[int, datetime.datetime]:
    """Saves the agreements as drafts. Returns the planned publication time by primary key."""
    moments = [agreement.published_at for agreement in agreements]
    for agreement in agreements:
        agreement.published_at = None
    # Replaced agreements first.
    Agreement.objects.bulk_create([agreement for agreement in agreements if not agreement.replaces])
    Agreement.objects.bulk_create([agreement for agreement in agreements if agreement.replaces])
    return {agreement.pk: moment for agreement, moment in zip(agreements, moments, strict=True) if moment}


def _publish(
    rows: models.QuerySet[Any], by: User, published: Mapping[int, datetime.datetime] = MappingProxyType({})
) -> None:
    """Publishes by the ordinary act, at fictional times."""

    def at(row: Any) -> datetime.datetime:
        match row:
            case Agreement():
                return published[row.pk]
            case DialogueMeeting():
                return noon(row.held_on)
            case FollowUp():
                return noon(row.done_on)
            case AgreementRevision():
                return noon(row.revised_on)
            case Source():
                return noon(row.published_on or answers.FIRST_REPORT)
        return noon(row.dated_on or answers.FIRST_REPORT)

    if refusals := publication.make_public(lock_drafts(rows), by=by, at=at):
        raise ValidationError(list(refusals.values()))


def noon(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(12), timezone.get_default_timezone())


def _write_levels_and_areas(agreements: list[Agreement], random: Random) -> None:
    levels, areas = list(CollaborationLevel.objects.all()), list(CooperationArea.objects.all())
    of_level, of_area = Agreement.levels.through, Agreement.areas.through
    level_rows, area_rows = [], []
    for agreement in agreements:
        # Most agreements are for all levels.
        own_levels = levels if random.random() < 0.7 else random.sample(levels, min(1, len(levels)))
        own_areas = random.sample(areas, random.randint(min(1, len(areas)), len(areas)))
        if agreement.status == Status.DECLINED:
            continue
        level_rows += [of_level(agreement=agreement, collaborationlevel=level) for level in own_levels]
        area_rows += [of_area(agreement=agreement, cooperationarea=area) for area in own_areas]
    of_level._default_manager.bulk_create(level_rows)
    of_area._default_manager.bulk_create(area_rows)


def _write_meetings(municipalities: list[Municipality], random: Random) -> None:
    tour = details.dialogue_round()
    tour.save()
    invited = list(details.meetings(tour, municipalities, random))
    DialogueMeeting.objects.bulk_create([meeting for meeting, _participants in invited])
    of_meeting = DialogueMeeting.municipalities.through
    of_meeting._default_manager.bulk_create(
        [
            of_meeting(dialoguemeeting=meeting, municipality=municipality)
            for meeting, participants in invited
            for municipality in participants
        ]
    )
