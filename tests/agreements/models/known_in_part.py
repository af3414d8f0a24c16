"""The rules of the rows that are known in part: the rule, a row that breaks it, and a row that keeps it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.db import models

from agreements.days.imprecise import OPEN_FUTURE, OPEN_PAST
from agreements.models import EARLIEST_DAY, LATEST_DAY, AgreementType, Party, Source
from agreements.models.reported_totals import CountedUnit
from tests.factories import (
    AgreementFactory,
    AgreementRevisionFactory,
    DialogueMeetingFactory,
    DialogueRoundFactory,
    FollowUpFactory,
    JointAgreementFactory,
    PartyFactory,
    ReportedTotalFactory,
    SourceFactory,
    UserFactory,
)

Make = Callable[..., models.Model]
Rule = tuple[str, Callable[[], models.Model], Callable[[], models.Model]]

ONE_DAY = datetime.timedelta(days=1)
JANUARY = datetime.date(2024, 1, 1)
DECEMBER = datetime.date(2024, 12, 31)


def follow_up(**values: Any) -> models.Model:
    return FollowUpFactory.build(**{"agreement": AgreementFactory()} | values)


def revision(**values: Any) -> models.Model:
    return AgreementRevisionFactory.build(**{"agreement": AgreementFactory()} | values)


def source(**values: Any) -> models.Model:
    return SourceFactory.build(**{"agreement": AgreementFactory()} | values)


def total(**values: Any) -> models.Model:
    return ReportedTotalFactory.build(**{"type": AgreementType.objects.get(slug="dua-unga")} | values)


def meeting(**values: Any) -> models.Model:
    row = DialogueRoundFactory(starts_on=JANUARY, starts_on_earliest=OPEN_PAST)
    return DialogueMeetingFactory.build(round=row, **values)


def of_joint(make: Make) -> models.Model:
    return make(agreement=None, joint_agreement=JointAgreementFactory())


def saved_of_joint() -> Any:
    return FollowUpFactory(agreement=None, joint_agreement=JointAgreementFactory())


def either(rule: str, make: Make) -> list[Rule]:
    """The row belongs to an agreement or to a joint agreement, and not to both or none."""
    return [
        (rule, lambda: make(joint_agreement=JointAgreementFactory()), lambda: of_joint(make)),
        (rule, lambda: make(agreement=None), make),
    ]


def bounds(prefix: str, make: Make, day: str) -> Iterator[Rule]:
    """The earliest possible day is not after the latest. Only the database sees it: no form writes such bounds."""
    rule, earliest = f"{prefix}_bounds_are_in_order", f"{day}_earliest"
    yield (
        rule,
        lambda: make(**{day: JANUARY, earliest: JANUARY + ONE_DAY}),
        lambda: make(**{day: JANUARY, earliest: JANUARY}),
    )


def plausible(prefix: str, make: Make, day: str) -> Iterator[Rule]:
    rule, earliest = f"{prefix}_days_are_plausible", f"{day}_earliest"
    for wrong, right in (
        ({day: EARLIEST_DAY - ONE_DAY}, {day: EARLIEST_DAY}),
        ({day: LATEST_DAY + ONE_DAY}, {day: LATEST_DAY}),
        ({day: OPEN_FUTURE}, {day: OPEN_FUTURE, earliest: JANUARY}),
        ({day: JANUARY, earliest: EARLIEST_DAY - ONE_DAY}, {day: JANUARY, earliest: OPEN_PAST}),
    ):
        yield rule, lambda wrong=wrong: make(**wrong), lambda right=right: make(**right)  # type: ignore[misc]


def published(name: str, make: Make) -> Rule:
    return f"{name}_published_has_a_time", lambda: make(published_at=None, published_by=UserFactory()), make


def joint(**values: Any) -> models.Model:
    return JointAgreementFactory.build(**values)


def source_of_all(**owners: Any) -> Source:
    made: Source = SourceFactory.build(**{"agreement": None} | owners)
    return made


KNOWN_IN_PART: list[Rule] = [
    *either("follow_up_belongs_to_one", follow_up),
    *either("agreement_revision_belongs_to_one", revision),
    (
        "follow_up_of_joint_once_a_year",
        lambda: follow_up(agreement=None, joint_agreement=saved_of_joint().joint_agreement),
        lambda: follow_up(agreement=None, joint_agreement=saved_of_joint().joint_agreement, year=2020),
    ),
    ("source_belongs_to_one", lambda: source_of_all(), lambda: source_of_all(reported_total=ReportedTotalFactory())),
    (
        "source_belongs_to_one",
        lambda: source_of_all(agreement=AgreementFactory(), round=DialogueRoundFactory()),
        lambda: source_of_all(round=DialogueRoundFactory()),
    ),
    (
        "source_belongs_to_one",
        lambda: source_of_all(joint_agreement=JointAgreementFactory(), reported_total=ReportedTotalFactory()),
        lambda: source_of_all(joint_agreement=JointAgreementFactory()),
    ),
    published("source", source),
    published("agreementrevision", revision),
    *bounds("source", source, "published_on"),
    *bounds("agreement_revision", revision, "revised_on"),
    *bounds("follow_up", follow_up, "done_on"),
    *bounds("reported_total", total, "reported_on"),
    *bounds("dialogue_meeting", meeting, "held_on"),
    *bounds("dialogue_round", DialogueRoundFactory.build, "starts_on"),
    (
        "dialogue_round_bounds_are_in_order",
        lambda: DialogueRoundFactory.build(ends_on=None, ends_on_latest=DECEMBER),
        lambda: DialogueRoundFactory.build(ends_on=JANUARY, ends_on_latest=DECEMBER),
    ),
    (
        "dialogue_round_ends_after_it_starts",
        lambda: DialogueRoundFactory.build(starts_on=DECEMBER, starts_on_earliest=JANUARY, ends_on=JANUARY - ONE_DAY),
        lambda: DialogueRoundFactory.build(starts_on=DECEMBER, starts_on_earliest=JANUARY, ends_on=JANUARY),
    ),
    *plausible("source", source, "published_on"),
    *plausible("agreement_revision", revision, "revised_on"),
    *bounds("joint_agreement", joint, "decided_on"),
    *bounds("joint_agreement", joint, "signed_on"),
    *bounds("joint_agreement", joint, "valid_from"),
    (
        "joint_agreement_bounds_are_in_order",
        lambda: joint(valid_to=None, valid_to_latest=DECEMBER),
        lambda: joint(valid_to=OPEN_PAST, valid_to_latest=DECEMBER),
    ),
    *plausible("joint_agreement", joint, "decided_on"),
    *plausible("joint_agreement", joint, "signed_on"),
    *plausible("joint_agreement", joint, "valid_from"),
    (
        "joint_agreement_ends_after_it_begins",
        lambda: joint(valid_from=DECEMBER, valid_from_earliest=JANUARY, valid_to=JANUARY - ONE_DAY),
        lambda: joint(valid_from=DECEMBER, valid_from_earliest=JANUARY, valid_to=JANUARY),
    ),
    (
        "party_kind_known",
        lambda: Party(slug="ny", name="Ny", kind="partner"),
        lambda: PartyFactory.build(kind="samordningsforbund"),
    ),
    (
        "reported_total_share_is_a_share",
        lambda: total(unit=CountedUnit.PER_CENT, total=101),
        lambda: total(unit=CountedUnit.PER_CENT, total=100),
    ),
    *(
        ("reported_total_words_known", lambda name=name: total(**{name: "maybe"}), lambda: total(unit="letters"))  # type: ignore[misc]
        for name in ("unit", "precision", "naming")
    ),
]
