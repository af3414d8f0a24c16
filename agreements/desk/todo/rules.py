"""The condition of each matter, for a user and a day. Count and list use the same condition.

Conditions use subqueries instead of joins, so that they count each row once.
"""

from __future__ import annotations

import datetime
from collections import defaultdict

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q

from agreements.days import months_before
from agreements.days.imprecise import OPEN_PAST
from agreements.lookup.municipalities import positions_on
from agreements.lookup.quality import gap_conditions
from agreements.lookup.reported_totals import compare_totals
from agreements.models import Agreement, ConfirmationRequest, FollowUp, LinkCheck, Proposal, ReportedTotal
from agreements.models.events import history_model
from agreements.positions import ANSWERS, Position, Status, dialogue_on, expiring_within, holding_on

NOTICE_DAYS = 90
DIALOGUE_MONTHS = 6

DRAFT = Q(published_at=None)
PUBLISHED = Q(published_at__isnull=False)


# Drafts


def drafts_to_finish(by: User, today: datetime.date) -> Q:
    return DRAFT & Q(submitted_at=None, returned_because="") & registered_by(by)


def drafts_returned(by: User, today: datetime.date) -> Q:
    return DRAFT & Q(submitted_at=None) & ~Q(returned_because="") & registered_by(by)


def drafts_to_check(by: User, today: datetime.date) -> Q:
    return DRAFT & Q(submitted_at__isnull=False)


def registered_by(by: User) -> Q:
    """The agreements that the user has entered by form or import, by the history."""
    first = history_model(Agreement).objects.filter(
        pgh_obj=OuterRef("pk"), pgh_label="insert", pgh_context__metadata__user=by.pk
    )
    return Q(Exists(first))


# Proposed changes


def changes_to_check(by: User, today: datetime.date) -> Q:
    """The desk's proposals that wait for review. Those that accompany a draft are reviewed with the draft."""
    alone = Q(accompanies=None) | Q(accompanies__published_at__isnull=False)
    return Q(state=Proposal.State.OPEN, on_behalf_of="") & alone


def changes_returned(by: User, today: datetime.date) -> Q:
    return Q(state=Proposal.State.RETURNED, proposed_by=by)


def from_municipalities(by: User, today: datetime.date) -> Q:
    return Q(state=Proposal.State.OPEN) & ~Q(on_behalf_of="")


def confirmations_to_review(by: User, today: datetime.date) -> Q:
    """Confirmations of municipalities that await a review by the desk."""
    return Q(answer=ConfirmationRequest.Answer.CORRECT, reviewed_at=None)


# Published agreements as time passes


def lapsing(by: User, today: datetime.date) -> Q:
    """Signed agreements that end within 90 days, inclusive, without a published successor."""
    next_answer = Agreement.objects.published().filter(
        municipality=OuterRef("municipality"),
        type=OuterRef("type"),
        status__in=ANSWERS,
        valid_from__gt=OuterRef("valid_to"),
    )
    ends_soon = expiring_within(NOTICE_DAYS, on=today)
    return PUBLISHED & Q(status=Status.SIGNED) & ends_soon & ~Q(Exists(next_answer))


def follow_up_due(by: User, today: datetime.date) -> Q:
    """Agreements whose follow-up day has come without a follow-up on that day or later."""
    done = FollowUp.objects.filter(agreement=OuterRef("pk"), done_on__gte=OuterRef("next_follow_up_on"))
    return PUBLISHED & Q(next_follow_up_on__lte=today) & ~Q(Exists(done))


def long_in_dialogue(by: User, today: datetime.date) -> Q:
    """In dialogue for more than six months for certain: not yet on the same day of the sixth month."""
    return PUBLISHED & dialogue_on(today) & Q(valid_from__lt=months_before(today, DIALOGUE_MONTHS))


def dialogue_without_end(by: User, today: datetime.date) -> Q:
    """Dialogues that go on although the municipality has answered since they began."""
    answer = Agreement.objects.published().filter(
        holding_on(today),
        municipality=OuterRef("municipality"),
        type=OuterRef("type"),
        status__in=ANSWERS,
        valid_from__gte=OuterRef("valid_from"),
    )
    return PUBLISHED & dialogue_on(today) & Q(Exists(answer))


def without_first_day(by: User, today: datetime.date) -> Q:
    """Answers known only to begin not later, or not earlier, than a day."""
    return PUBLISHED & (Q(valid_from_earliest=OPEN_PAST) | Q(valid_from=None))


# Municipalities, with their position today for the headline type


def lapsed_without_successor(by: User, today: datetime.date) -> Q:
    """Municipalities with a lapsed agreement and no dialogue."""
    return Q(position=Position.LAPSED, in_dialogue=False)


def without_answer(by: User, today: datetime.date) -> Q:
    """As in the public figure, including those in dialogue."""
    return Q(position=Position.NONE)


def not_known(by: User, today: datetime.date) -> Q:
    """As in the public figure: the register lacks the answer, or is not certain of it."""
    return Q(position=Position.UNKNOWN)


# Missing fields of published agreements, as on the public quality page


def without_document(by: User, today: datetime.date) -> Q:
    return PUBLISHED & gap_conditions(today)["document"]


def without_source(by: User, today: datetime.date) -> Q:
    return PUBLISHED & gap_conditions(today)["source"]


def without_diary_number(by: User, today: datetime.date) -> Q:
    return PUBLISHED & gap_conditions(today)["diary_number"]


def source_is_dead(by: User, today: datetime.date) -> Q:
    return PUBLISHED & gap_conditions(today)["dead"]


def unverified(by: User, today: datetime.date) -> Q:
    return PUBLISHED & gap_conditions(today)["unverified"]


def document_is_dead(by: User, today: datetime.date) -> Q:
    return PUBLISHED & Q(Exists(LinkCheck.objects.filter(url=OuterRef("url"), is_alive=False)))


# Other drafts, and published totals


def waits(by: User, today: datetime.date) -> Q:
    return DRAFT


def source_waits(by: User, today: datetime.date) -> Q:
    """As other attachments, and the drafts of dialogue rounds and of published totals."""
    alone = Q(round__isnull=False) | Q(reported_total__published_at__isnull=False)
    return attachment_waits(by, today) | (DRAFT & alone)


def attachment_waits(by: User, today: datetime.date) -> Q:
    """Drafts of published agreements: others are published with their agreement."""
    shared = Agreement.objects.published().filter(joint_agreement=OuterRef("joint_agreement"))
    return DRAFT & (Q(agreement__published_at__isnull=False) | Q(Exists(shared)))


def unmatched(by: User, today: datetime.date) -> Q:
    """Published totals that differ from the register's figure for the same day and type."""
    by_type: dict[str, list[ReportedTotal]] = defaultdict(list)
    for total in ReportedTotal.objects.published().select_related("type"):
        by_type[total.type.slug].append(total)
    keys = []
    for slug, totals in by_type.items():
        figures = positions_on([total.reported_on for total in totals], slug)
        keys += [compared.total.pk for compared in compare_totals(totals, figures) if compared.differs]
    return Q(pk__in=keys)
