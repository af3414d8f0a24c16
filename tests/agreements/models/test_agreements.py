"""Every rule of the models, against a form, one row, bulk inserts, bulk updates and SQL."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import override

from agreements.days.imprecise import OPEN_FUTURE, OPEN_PAST
from agreements.models import (
    EARLIEST_DAY,
    LATEST_DAY,
    Agreement,
    AgreementRevision,
    AgreementType,
    CollaborationLevel,
    DialogueMeeting,
    DialogueRound,
    Document,
    Ending,
    FollowUp,
    JointAgreement,
    Party,
    Proposal,
    Register,
    ReportedTotal,
    Revision,
    Source,
    StoredFile,
)
from agreements.positions import Position, Status
from municipalities.models import Municipality
from tests.agreements.models.known_in_part import KNOWN_IN_PART
from tests.factories import (
    AgreementFactory,
    DialogueMeetingFactory,
    DialogueRoundFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
    ProposalFactory,
    ReportedTotalFactory,
    StoredFileFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

ONE_DAY = datetime.timedelta(days=1)
JANUARY = datetime.date(2024, 1, 1)
# Test ids must be equal in all parallel test processes.
SUBMITTED = datetime.datetime(2024, 1, 1, 12, tzinfo=datetime.UTC)
DECEMBER = datetime.date(2024, 12, 31)

DRAFT = {"published_at": None, "published_by": None}
IN_DIALOGUE = {"status": Status.IN_DIALOGUE, "decided_on": None, "valid_from": JANUARY}
SOMETIME_IN_2024 = {"valid_from": DECEMBER, "valid_from_earliest": JANUARY}


def ended(earliest: datetime.date, latest: datetime.date) -> dict[str, Any]:
    return {"valid_to": earliest, "valid_to_latest": latest}


# Each way to break a rule of one row: the rule, the values, and the field of the error in the form.
BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("agreement_status_known", {"status": "paused"}, "status"),
    ("agreement_ending_known", {"ending": "forgotten", "valid_to": DECEMBER}, "ending"),
    ("agreement_days_follow_status", {"valid_from": None}, "valid_from"),
    ("agreement_days_follow_status", {"status": Status.DECLINED, "valid_from": None}, "valid_from"),
    ("agreement_days_follow_status", {**IN_DIALOGUE, "valid_from": None}, "valid_from"),
    ("agreement_days_follow_status", {**IN_DIALOGUE, "valid_from": None, "valid_to": DECEMBER}, "valid_from"),
    ("agreement_dialogue_has_no_decision", {**IN_DIALOGUE, "decided_on": JANUARY}, "decided_on"),
    ("agreement_dialogue_has_no_decision", {**IN_DIALOGUE, "decided_on_earliest": JANUARY}, "decided_on"),
    ("agreement_dialogue_has_no_decision", {**IN_DIALOGUE, "signed_on": JANUARY}, "signed_on"),
    ("agreement_dialogue_has_no_decision", {**IN_DIALOGUE, "signed_on_earliest": JANUARY}, "signed_on"),
    ("agreement_ends_after_it_begins", {**DRAFT, "valid_from": JANUARY, "valid_to": JANUARY - ONE_DAY}, "valid_to"),
    (
        "agreement_ends_after_it_begins",
        {**SOMETIME_IN_2024, **ended(OPEN_PAST, JANUARY - ONE_DAY)},
        "valid_to",
    ),
    (
        "agreement_ends_after_it_begins",
        {**IN_DIALOGUE, "valid_to": JANUARY - ONE_DAY},
        "valid_to",
    ),
    # An open bound is no day, and is open on its own side alone.
    ("agreement_days_are_plausible", {"valid_from": OPEN_PAST}, "valid_from"),
    ("agreement_days_are_plausible", {"valid_from": None, "valid_from_earliest": OPEN_FUTURE}, "valid_from"),
    ("agreement_days_are_plausible", {"valid_to": OPEN_FUTURE}, "valid_to"),
    ("agreement_days_are_plausible", {"decided_on_earliest": EARLIEST_DAY - ONE_DAY}, "decided_on"),
    ("agreement_days_are_plausible", {"signed_on": LATEST_DAY + ONE_DAY}, "signed_on"),
    ("agreement_days_are_plausible", ended(DECEMBER, LATEST_DAY + ONE_DAY), "valid_to"),
    ("agreement_days_are_plausible", {"decided_on": EARLIEST_DAY - ONE_DAY}, "decided_on"),
    ("agreement_days_are_plausible", {"decided_on": LATEST_DAY + ONE_DAY}, "decided_on"),
    ("agreement_days_are_plausible", {"valid_from": EARLIEST_DAY - ONE_DAY}, "valid_from"),
    ("agreement_days_are_plausible", {"valid_from": LATEST_DAY + ONE_DAY}, "valid_from"),
    ("agreement_days_are_plausible", {"valid_to": LATEST_DAY + ONE_DAY}, "valid_to"),
    ("agreement_ending_needs_last_day", {"ending": Ending.TERMINATED}, "valid_to"),
    ("agreement_only_drafts_wait", {"submitted_at": SUBMITTED}, "__all__"),
    ("agreement_only_drafts_wait", {"returned_because": "Fel dag"}, "__all__"),
    ("agreement_published_by_somebody", {"published_by": None}, "__all__"),
    ("agreement_published_by_somebody", {"published_at": None}, "__all__"),
    ("agreement_published_has_source", {"source_note": "", "source_url": ""}, "__all__"),
]
broken = pytest.mark.parametrize(("rule", "values", "field"), BROKEN, ids=lambda value: str(value)[:60])


def refused(rule: str) -> Any:
    return pytest.raises(IntegrityError, match=rule)


def message(rule: str, model: type[models.Model] = Agreement) -> str:
    [constraint] = [constraint for constraint in model._meta.constraints if constraint.name == rule]
    return str(constraint.violation_error_message)


@broken
def test_broken_rule_is_named_by_the_form(rule: str, values: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        AgreementFactory.build(**{"published_by": UserFactory(), **values}).full_clean()
    assert field in refusal.value.message_dict
    if field == "__all__":
        assert refusal.value.message_dict["__all__"] == [message(rule)]


@broken
def test_broken_rule_is_refused_in_one_row(rule: str, values: dict[str, Any], field: str) -> None:
    with refused(rule), transaction.atomic():
        AgreementFactory(**values)
    assert not Agreement.objects.exists()


@broken
def test_broken_rule_is_refused_in_many_rows(rule: str, values: dict[str, Any], field: str) -> None:
    by = UserFactory()
    rows = [
        AgreementFactory.build(published_by=by, municipality=Municipality.objects.get(code="0180")),
        AgreementFactory.build(**{"published_by": by, **values}),
    ]
    with refused(rule), transaction.atomic():
        Agreement.objects.bulk_create(rows)
    assert not Agreement.objects.exists()


@broken
def test_broken_rule_is_refused_in_an_update_of_many(rule: str, values: dict[str, Any], field: str) -> None:
    AgreementFactory()
    before = Agreement.objects.values().get()
    with refused(rule), transaction.atomic():
        Agreement.objects.update(**values)
    assert Agreement.objects.values().get() == before


@broken
def test_broken_rule_is_refused_in_sql(rule: str, values: dict[str, Any], field: str) -> None:
    AgreementFactory()
    columns = {Agreement._meta.get_field(name).column: value for name, value in values.items()}
    assignments = ", ".join(f"{column} = %s" for column in columns)
    with refused(rule), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE agreements_agreement SET {assignments}", list(columns.values()))  # noqa: S608


class AgreementForm(forms.ModelForm):
    source_url = forms.URLField(required=False, assume_scheme="https")

    class Meta:
        model = Agreement
        fields = [
            "municipality",
            "type",
            "status",
            "decided_on",
            "valid_from",
            "valid_to",
            "source_note",
            "source_url",
            "verified_on",
        ]


def form_of(agreement: Agreement, **changes: Any) -> AgreementForm:
    data = forms.model_to_dict(agreement) | changes
    return AgreementForm({name: value for name, value in data.items() if value is not None}, instance=agreement)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"source_note": ""}, "__all__", "Ange källans adress eller källa"),
        ({"valid_to": DECEMBER}, "__all__", "redan ett publicerat svar"),
        ({"valid_from": DECEMBER, "valid_to": JANUARY}, "valid_to", "kan inte vara före"),
        ({"valid_from": "i går"}, "valid_from", "är ingen dag"),
        ({"valid_from": ""}, "valid_from", "Fyll i den första dagen"),
        ({"valid_to": ""}, "__all__", "redan ett publicerat svar"),
        ({"status": "paused"}, "status", "paused finns inte"),
        ({"municipality": "9999"}, "municipality", "giltigt alternativ"),
        ({"type": ""}, "type", "måste fyllas i"),
    ],
    ids=str,
)
def test_form_without_the_publication_holds_a_published_row_to_its_rules(
    changes: dict[str, Any], field: str, words: str
) -> None:
    agreement = AgreementFactory(valid_from=datetime.date(2023, 1, 1), valid_to=JANUARY)
    AgreementFactory(valid_from=JANUARY + ONE_DAY)
    assert form_of(Agreement.objects.get(pk=agreement.pk)).is_valid()
    form = form_of(agreement, **changes)
    assert not form.is_valid()
    assert words in " ".join(form.errors[field])


@pytest.mark.parametrize(
    "values",
    [
        {"valid_from": JANUARY, "valid_to": JANUARY},
        {"valid_from": JANUARY, "valid_to": None},
        {"decided_on": EARLIEST_DAY, "valid_from": EARLIEST_DAY, "valid_to": LATEST_DAY},
        {"decided_on": LATEST_DAY, "valid_from": LATEST_DAY, "verified_on": LATEST_DAY},
        {"decided_on": DECEMBER, "valid_from": JANUARY, "verified_on": DECEMBER},
        {"status": Status.DECLINED},
        IN_DIALOGUE,
        {**IN_DIALOGUE, "valid_to": JANUARY},
        {**IN_DIALOGUE, "valid_from": None, "valid_from_earliest": OPEN_PAST},
        {**IN_DIALOGUE, "valid_from": None, **DRAFT, "source_note": "", "verified_on": None},
        {"decided_on": None, "valid_from": JANUARY},
        {"status": Status.DECLINED, "decided_on": None, "valid_from": JANUARY},
        {"valid_from": None, "valid_from_earliest": EARLIEST_DAY},
        {"valid_from": JANUARY, "valid_from_earliest": OPEN_PAST},
        ended(OPEN_PAST, OPEN_FUTURE),
        ended(DECEMBER, DECEMBER),
        {**SOMETIME_IN_2024, "valid_to": JANUARY},
        {**SOMETIME_IN_2024, **ended(JANUARY - ONE_DAY, JANUARY)},
        {"signed_on": DECEMBER, "signed_on_earliest": JANUARY, "deciding_body": "Kommunfullmäktige"},
        {**DRAFT, "source_note": "", "verified_on": None},
        {"source_note": "", "source_url": "https://example.org/beslut"},
        {"valid_to": DECEMBER, "ending": Ending.EXPIRED},
        {"valid_to": DECEMBER, "ending": ""},
    ],
    ids=str,
)
def test_valid_agreement_passes(values: dict[str, Any]) -> None:
    agreement = AgreementFactory(**values)
    agreement.full_clean()


def test_every_rule_of_the_agreement_is_tested_here() -> None:
    elsewhere = {
        "agreement_one_answer_at_a_time",
        "agreement_bounds_are_in_order",
        "agreement_number_given_once",
        "agreement_public_id_given_once",
        "agreement_does_not_replace_itself",
    }
    here = {name for rule, _, _ in BROKEN for name in rule.split("|")}
    assert {constraint.name for constraint in Agreement._meta.constraints} == here | elsewhere


def test_every_rule_has_its_own_message() -> None:
    for model in (Agreement, AgreementType, Document, DialogueRound, FollowUp, ReportedTotal, Register):
        for constraint in model._meta.constraints:
            assert str(constraint.violation_error_message) != str(constraint.default_violation_error_message)


def test_reversed_days_are_reported_at_field() -> None:
    agreement = AgreementFactory.build(valid_from=DECEMBER, valid_to=JANUARY, published_by=UserFactory())
    with pytest.raises(ValidationError) as refusal:
        agreement.full_clean()
    assert refusal.value.message_dict == {"valid_to": ["Gäller till kan inte vara före gäller från."]}


def test_database_refuses_reversed_days_of_published_row() -> None:
    AgreementFactory(valid_from=JANUARY, valid_to=DECEMBER)
    with pytest.raises((IntegrityError, models.ProtectedError)), transaction.atomic():
        Agreement.objects.update(valid_from=DECEMBER, valid_to=JANUARY)


# One answer at a time: beside an answer that holds from 2024-01-01 to 2024-12-31.
OVERLAPPING: list[dict[str, Any]] = [
    {"valid_from": DECEMBER, "valid_to": None},
    {"valid_from": DECEMBER, "valid_to": DECEMBER},
    {"valid_from": datetime.date(2023, 1, 1), "valid_to": JANUARY},
    {"valid_from": datetime.date(2023, 1, 1), "valid_to": None},
    {"valid_from": datetime.date(2024, 5, 1), "valid_to": datetime.date(2024, 6, 1)},
    {"valid_from": JANUARY, "valid_to": DECEMBER},
    {"valid_from": DECEMBER, "status": Status.DECLINED},
    SOMETIME_IN_2024,
    {"valid_from": datetime.date(2023, 1, 1), **ended(JANUARY, OPEN_FUTURE)},
    {"valid_from": datetime.date(2023, 1, 1), "valid_to": JANUARY, "status": Status.DECLINED},
]
BESIDE: list[dict[str, Any]] = [
    {"valid_from": DECEMBER + ONE_DAY},
    {"valid_from": datetime.date(2023, 1, 1), "valid_to": JANUARY - ONE_DAY},
    {"valid_from": DECEMBER + ONE_DAY, "status": Status.DECLINED},
    {"valid_from": JANUARY, **DRAFT},
    IN_DIALOGUE,
    # Uncertain days may overlap: one of the answers is known too little of, and neither is untrue.
    {"valid_from": None, "valid_from_earliest": JANUARY},
    {"valid_from": DECEMBER + ONE_DAY, "valid_from_earliest": OPEN_PAST},
    {"valid_from": datetime.date(2023, 1, 1), **ended(JANUARY - ONE_DAY, DECEMBER)},
    {"valid_from": DECEMBER, "valid_from_earliest": OPEN_PAST, **ended(JANUARY, OPEN_FUTURE)},
]


@pytest.fixture
def whole_year(db: None) -> Agreement:
    return AgreementFactory(valid_from=JANUARY, valid_to=DECEMBER)


@pytest.mark.parametrize("values", OVERLAPPING, ids=str)
def test_two_answers_never_overlap(whole_year: Agreement, values: dict[str, Any]) -> None:
    second = AgreementFactory.build(published_by=whole_year.published_by, **values)
    with pytest.raises(ValidationError) as refusal:
        second.full_clean()
    assert refusal.value.message_dict == {"__all__": [message("agreement_one_answer_at_a_time")]}
    with refused("agreement_one_answer_at_a_time"), transaction.atomic():
        second.save()
    with refused("agreement_one_answer_at_a_time"), transaction.atomic():
        Agreement.objects.bulk_create([second])
    assert Agreement.objects.get() == whole_year


@pytest.mark.parametrize("values", BESIDE, ids=str)
def test_other_days_drafts_and_dialogues_do_not_overlap(whole_year: Agreement, values: dict[str, Any]) -> None:
    second = AgreementFactory.build(**{"published_by": whole_year.published_by, **values})
    second.full_clean()
    second.save()
    assert Agreement.objects.count() == 2


@pytest.mark.parametrize("status", [Status.SIGNED, Status.DECLINED])
def test_answer_until_further_notice_overlaps_later_answer(status: Status) -> None:
    AgreementFactory(valid_from=JANUARY, status=status)
    with refused("agreement_one_answer_at_a_time"), transaction.atomic():
        AgreementFactory(valid_from=LATEST_DAY)
    AgreementFactory(valid_from=EARLIEST_DAY, valid_to=JANUARY - ONE_DAY)


def test_other_type_or_municipality_does_not_overlap(whole_year: Agreement) -> None:
    AgreementFactory(valid_from=JANUARY, type=AgreementType.objects.get(slug="dua-unga")).full_clean()
    AgreementFactory(valid_from=JANUARY, municipality_id="0180").full_clean()


def test_overlap_is_refused_at_publication_move_and_status_change(whole_year: Agreement) -> None:
    draft = AgreementFactory(draft=True, valid_from=DECEMBER)
    later = AgreementFactory(valid_from=DECEMBER + ONE_DAY)
    dialogue = AgreementFactory(in_dialogue=True)
    by = whole_year.published_by_id
    with refused("agreement_one_answer_at_a_time"), transaction.atomic():
        Agreement.objects.filter(pk=draft.pk).update(published_at=timezone.now(), published_by=by)
    with refused("agreement_one_answer_at_a_time"), transaction.atomic():
        Agreement.objects.filter(pk=later.pk).update(valid_from=DECEMBER)
    with refused("agreement_one_answer_at_a_time"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE agreements_agreement SET status = 'declined', decided_on = %s, valid_from = %s WHERE id = %s",
            [DECEMBER, DECEMBER, dialogue.pk],
        )


@pytest.mark.parametrize("values", OVERLAPPING + BESIDE, ids=str)
def test_overlapping_matches_exclusion_constraint(whole_year: Agreement, values: dict[str, Any]) -> None:
    published = {key: value for key, value in values.items() if key not in DRAFT}
    second = AgreementFactory.build(published_by=whole_year.published_by, **published)
    try:
        with transaction.atomic():
            AgreementFactory(**published)
    except IntegrityError:
        expected = [whole_year]
    else:
        Agreement.objects.exclude(pk=whole_year.pk).update(**DRAFT)
        expected = []
    assert list(Agreement.objects.overlapping(second)) == expected


def test_answer_that_never_holds_for_certain_overlaps_none() -> None:
    AgreementFactory(valid_from=None, valid_from_earliest=JANUARY)
    AgreementFactory(valid_from=DECEMBER, valid_from_earliest=JANUARY, **ended(JANUARY, DECEMBER))
    second = AgreementFactory(valid_from=JANUARY)
    assert not Agreement.objects.overlapping(second).exists()


@pytest.mark.parametrize(
    "values",
    [
        {"valid_from": JANUARY, "valid_from_earliest": JANUARY + ONE_DAY},
        {"decided_on": JANUARY, "decided_on_earliest": DECEMBER},
        {"signed_on": JANUARY, "signed_on_earliest": DECEMBER},
        ended(DECEMBER, DECEMBER - ONE_DAY),
        {"valid_to": None, "valid_to_latest": DECEMBER},
    ],
    ids=str,
)
def test_bounds_are_in_order(values: dict[str, Any]) -> None:
    """No form can write such bounds: they come from one value."""
    with refused("agreement_bounds_are_in_order"), transaction.atomic():
        AgreementFactory(**values)
    AgreementFactory()
    with refused("agreement_bounds_are_in_order"), transaction.atomic():
        Agreement.objects.update(**values)


def test_overlapping_excludes_itself_drafts_and_other_types(whole_year: Agreement) -> None:
    AgreementFactory(draft=True, valid_from=JANUARY)
    AgreementFactory(valid_from=JANUARY, type=AgreementType.objects.get(slug="dua-unga"))
    AgreementFactory(valid_from=JANUARY, municipality_id="0180")
    assert not Agreement.objects.overlapping(whole_year).exists()


@pytest.mark.parametrize(
    ("day", "in_force"),
    [(JANUARY - ONE_DAY, False), (JANUARY, True), (DECEMBER, True), (DECEMBER + ONE_DAY, False)],
)
@pytest.mark.parametrize("status", [Status.SIGNED, Status.DECLINED])
def test_in_force_on(day: datetime.date, in_force: bool, status: Status) -> None:
    AgreementFactory(valid_from=JANUARY, valid_to=DECEMBER, status=status)
    AgreementFactory(in_dialogue=True)
    assert Agreement.objects.in_force_on(day).exists() is in_force


@pytest.mark.parametrize(
    ("values", "day", "position"),
    [
        ({"valid_to": DECEMBER}, JANUARY - ONE_DAY, None),
        ({"valid_to": DECEMBER}, JANUARY, Position.SIGNED),
        ({"valid_to": DECEMBER}, DECEMBER, Position.SIGNED),
        ({"valid_to": DECEMBER}, DECEMBER + ONE_DAY, Position.LAPSED),
        ({}, LATEST_DAY, Position.SIGNED),
        ({"valid_to": DECEMBER, "status": Status.DECLINED}, DECEMBER, Position.DECLINED),
        ({"valid_to": DECEMBER, "status": Status.DECLINED}, DECEMBER + ONE_DAY, None),
    ],
)
def test_position_that_one_agreement_gives(
    values: dict[str, Any], day: datetime.date, position: Position | None
) -> None:
    assert AgreementFactory.build(valid_from=JANUARY, **values, published_by=None).position_on(day) == position


def test_dialogue_gives_no_position() -> None:
    assert AgreementFactory.build(in_dialogue=True, published_by=None).position_on(JANUARY) is None


def test_replaced_agreement_has_same_municipality_any_type_and_one_successor() -> None:
    first = AgreementFactory(type=AgreementType.objects.get(slug="dua-unga"), valid_from=JANUARY, valid_to=DECEMBER)
    elsewhere = AgreementFactory(municipality_id="0180", valid_from=JANUARY)
    with pytest.raises(ValidationError) as refusal:
        AgreementFactory.build(draft=True, replaces=elsewhere).full_clean()
    assert list(refusal.value.message_dict) == ["replaces"]
    second = AgreementFactory(valid_from=DECEMBER + ONE_DAY, replaces=first)
    second.full_clean()
    with pytest.raises(ValidationError) as refusal:
        AgreementFactory.build(draft=True, replaces=first).full_clean()
    assert list(refusal.value.message_dict) == ["replaces"]
    with pytest.raises(IntegrityError, match="replaces_id"), transaction.atomic():
        AgreementFactory(draft=True, replaces=first)
    with refused("agreement_does_not_replace_itself"), transaction.atomic():
        Agreement.objects.filter(pk=second.pk).update(replaces=second)
    second.replaces = second
    with pytest.raises(ValidationError, match="kan inte ersätta sig själv"):
        second.full_clean()


def test_agreement_that_another_replaces_is_not_deleted() -> None:
    first = AgreementFactory(draft=True)
    AgreementFactory(draft=True, replaces=first)
    with pytest.raises(models.ProtectedError):
        first.delete()


@pytest.mark.parametrize(
    ("rule", "column", "value"),
    [("agreement_number_given_once", "number", "1"), ("agreement_public_id_given_once", "public_id", "'1280-1'")],
)
def test_number_and_public_id_are_unique(rule: str, column: str, value: str) -> None:
    """Also when the trigger that assigns them is disabled."""
    AgreementFactory()
    second = AgreementFactory(draft=True)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE agreements_agreement DISABLE TRIGGER USER")
        with refused(rule):
            cursor.execute(f"UPDATE agreements_agreement SET {column} = {value} WHERE id = {second.pk}")  # noqa: S608


def test_form_refuses_change_of_municipality() -> None:
    agreement = AgreementFactory()
    agreement.municipality_id = "0180"
    with pytest.raises(ValidationError) as refusal:
        agreement.full_clean()
    assert "Registrera en ny" in refusal.value.message_dict["municipality"][0]


def test_exclusion_rule_is_an_exclusion_constraint_of_the_database() -> None:
    rules = [type(rule) for rule in Agreement._meta.constraints if rule.name == "agreement_one_answer_at_a_time"]
    assert rules == [ExclusionConstraint]


def decided(state: Proposal.State, **fields: Any) -> Proposal:
    person = UserFactory()
    given = {"proposed_by": person, "decided_by": person, "decided_at": timezone.now()}
    return ProposalFactory.build(agreement=AgreementFactory(), state=state, **given | fields)


def _text_proposal(*, save: bool = False, **of: Any) -> Any:
    """An unsaved proposal for a joint agreement, or the joint agreement of such a proposal."""
    made = ProposalFactory.create if save else ProposalFactory.build
    proposal = made(**{"agreement": None, "proposed_by": UserFactory(), "changes": {}} | of)
    return proposal.row if save else proposal


def _accompanying(*, save: bool = False, **fields: Any) -> Any:
    """An unsaved accompanying end, or the agreement of such an end."""
    draft = AgreementFactory(draft=True)
    given = {"agreement": fields.pop("agreement", None) or AgreementFactory(municipality_id="0180")}
    made = ProposalFactory.create if save else ProposalFactory.build
    proposal = made(end=True, accompanies=draft, proposed_by=UserFactory(), **given | fields)
    return proposal.agreement if save else proposal


# The rules of the other models: the rule, a row that breaks it, and a row that keeps it.

# Rules that cannot be broken: a trigger sets the value.
GIVEN_BY_TRIGGERS = {"dialogue_meeting_number_given_once"}


def by_somebody_at_no_time(
    make: Callable[..., models.Model],
) -> tuple[Callable[[], models.Model], Callable[[], models.Model]]:
    """A row published by a user without a time, and one published without a user."""
    return lambda: make(published_at=None, published_by=UserFactory()), make


OTHERS: list[tuple[str, Callable[[], models.Model], Callable[[], models.Model]]] = [
    (
        "agreement_type_one_headline",
        lambda: AgreementType(slug="ny", name="Ny", name_en="New", is_headline=True),
        lambda: AgreementType(slug="ny", name="Ny", name_en="New"),
    ),
    (
        "document_belongs_to_one",
        lambda: DocumentFactory.build(agreement=AgreementFactory(), joint_agreement=JointAgreementFactory()),
        lambda: DocumentFactory.build(agreement=None, joint_agreement=JointAgreementFactory()),
    ),
    (
        "document_belongs_to_one",
        lambda: DocumentFactory.build(agreement=None, joint_agreement=None),
        lambda: DocumentFactory.build(agreement=AgreementFactory()),
    ),
    (
        "dialogue_round_ends_after_it_starts",
        lambda: DialogueRoundFactory.build(starts_on=JANUARY, ends_on=JANUARY - ONE_DAY),
        lambda: DialogueRoundFactory.build(starts_on=JANUARY, ends_on=JANUARY),
    ),
    (
        "follow_up_once_a_year",
        lambda: FollowUpFactory.build(agreement=FollowUpFactory(year=2024).agreement, year=2024),
        lambda: FollowUpFactory.build(agreement=FollowUpFactory(year=2024).agreement, year=2025),
    ),
    (
        "reported_total_once",
        lambda: ReportedTotalFactory.build(type=ReportedTotalFactory().type),
        lambda: ReportedTotalFactory.build(type=ReportedTotalFactory().type, publisher="SKR"),
    ),
    (
        "reported_total_position_known",
        lambda: ReportedTotalFactory.build(type=AgreementType.objects.get(slug="dua-unga"), position="maybe"),
        lambda: ReportedTotalFactory.build(type=AgreementType.objects.get(slug="dua-unga")),
    ),
    (
        "document_leads_somewhere",
        lambda: DocumentFactory.build(agreement=AgreementFactory(), url=""),
        lambda: DocumentFactory.build(agreement=AgreementFactory(), url="", file=StoredFileFactory()),
    ),
    (
        "document_published_has_a_time",
        *by_somebody_at_no_time(lambda **how: DocumentFactory.build(agreement=AgreementFactory(), **how)),
    ),
    (
        "followup_published_has_a_time",
        *by_somebody_at_no_time(lambda **how: FollowUpFactory.build(agreement=AgreementFactory(), **how)),
    ),
    (
        "reportedtotal_published_has_a_time",
        *by_somebody_at_no_time(
            lambda **how: ReportedTotalFactory.build(type=AgreementType.objects.get(slug="dua-unga"), **how)
        ),
    ),
    (
        "dialoguemeeting_published_has_a_time",
        *by_somebody_at_no_time(lambda **how: DialogueMeetingFactory.build(round=DialogueRoundFactory(), **how)),
    ),
    (
        "dialogue_meeting_entered_once",
        lambda: DialogueMeetingFactory.build(round=DialogueMeetingFactory().round),
        lambda: DialogueMeetingFactory.build(round=DialogueMeetingFactory().round, title="Ett annat"),
    ),
    ("stored_file_named_by_sha256", lambda: StoredFileFactory.build(sha256="x" * 64), StoredFileFactory.build),
    (
        "stored_file_withheld_because",
        lambda: StoredFileFactory.build(withheld_at=timezone.now()),
        lambda: StoredFileFactory.build(withheld_at=timezone.now(), withheld_because="Personuppgifter"),
    ),
    (
        "proposal_proposed_by_somebody",
        lambda: ProposalFactory.build(agreement=AgreementFactory(), proposed_by=None),
        lambda: ProposalFactory.build(agreement=AgreementFactory(), proposed_by=None, on_behalf_of="Malmö stad"),
    ),
    (
        "proposal_returned_because",
        lambda: decided(Proposal.State.RETURNED),
        lambda: decided(Proposal.State.RETURNED, returned_because="Fel dag"),
    ),
    (
        "proposal_decided_by_somebody",
        lambda: decided(Proposal.State.PUBLISHED, decided_by=None),
        lambda: decided(Proposal.State.PUBLISHED),
    ),
    (
        "proposal_correction_has_reason",
        lambda: ProposalFactory.build(
            agreement=AgreementFactory(), proposed_by=UserFactory(), act=Proposal.Act.CORRECTION
        ),
        lambda: ProposalFactory.build(
            agreement=AgreementFactory(), proposed_by=UserFactory(), act=Proposal.Act.CORRECTION, reason="Fel dag"
        ),
    ),
    (
        "proposal_one_at_a_time",
        lambda: ProposalFactory.build(agreement=ProposalFactory().agreement, proposed_by=UserFactory()),
        lambda: ProposalFactory.build(
            agreement=ProposalFactory().agreement, proposed_by=None, on_behalf_of="Malmö stad"
        ),
    ),
    (
        "proposal_one_of_a_joint_agreement",
        lambda: _text_proposal(joint_agreement=_text_proposal(joint_agreement=JointAgreementFactory(), save=True)),
        lambda: _text_proposal(joint_agreement=JointAgreementFactory()),
    ),
    (
        "proposal_one_of_a_round",
        lambda: _text_proposal(round=_text_proposal(round=DialogueRoundFactory(), save=True)),
        lambda: _text_proposal(round=DialogueRoundFactory()),
    ),
    (
        "proposal_one_of_a_total",
        lambda: _text_proposal(reported_total=_text_proposal(reported_total=ReportedTotalFactory(), save=True)),
        lambda: _text_proposal(reported_total=ReportedTotalFactory()),
    ),
    (
        "proposal_of_one_row",
        lambda: ProposalFactory.build(agreement=None, proposed_by=UserFactory()),
        lambda: _text_proposal(round=DialogueRoundFactory()),
    ),
    (
        "proposal_of_one_row",
        lambda: _text_proposal(agreement=AgreementFactory(), joint_agreement=JointAgreementFactory()),
        lambda: _text_proposal(agreement=AgreementFactory()),
    ),
    *(
        (
            "proposal_accompanying_ends_alone",
            lambda fields=fields: _accompanying(**fields),  # type: ignore[misc]
            lambda: _accompanying(),
        )
        for fields in (
            {"changes": {"valid_to": [None, "2025-12-31"], "status": ["signed", "declined"]}},
            {"changes": {"ending": ["", "replaced"]}},
            {"changes": {}},
            {"act": "change"},
        )
    ),
    (
        "proposal_one_end_at_a_time",
        lambda: _accompanying(agreement=_accompanying(save=True)),
        lambda: ProposalFactory.build(agreement=_accompanying(save=True), proposed_by=UserFactory()),
    ),
    *KNOWN_IN_PART,
    ("register_is_one", lambda: Register(id=2), lambda: Register(id=1)),
    (
        "revision_is_one",
        lambda: Revision(id=2, number=1, transaction=1, changed_at=timezone.now()),
        lambda: Revision(id=1, number=1, transaction=1, changed_at=timezone.now()),
    ),
]


SAID_BY_THE_FIELD = {
    "reported_total_position_known",
    "reported_total_words_known",
    "party_kind_known",
    "revision_is_one",
}


@pytest.mark.parametrize(("rule", "breaks", "keeps"), OTHERS, ids=[rule for rule, _, _ in OTHERS])
def test_rules_of_the_other_models(
    rule: str, breaks: Callable[[], models.Model], keeps: Callable[[], models.Model]
) -> None:
    row = breaks()
    # One value writes both bounds of a day, so that no form can have them in the wrong order.
    if not rule.endswith("_bounds_are_in_order"):
        with pytest.raises(ValidationError) as refusal:
            row.full_clean()
        if rule not in SAID_BY_THE_FIELD:
            assert message(rule, type(row)) in refusal.value.messages
    with refused(rule), transaction.atomic():
        row.save()
    with refused(rule), transaction.atomic():
        type(row)._base_manager.bulk_create([row])


@pytest.mark.parametrize(("rule", "breaks", "keeps"), OTHERS, ids=[rule for rule, _, _ in OTHERS])
def test_rows_that_keep_the_rules_of_the_other_models(
    rule: str, breaks: Callable[[], models.Model], keeps: Callable[[], models.Model]
) -> None:
    if rule in ("register_is_one", "revision_is_one"):
        keeps()._meta.model._base_manager.all().delete()
    row = keeps()
    row.full_clean()
    row.save()


def test_every_rule_of_the_other_models_is_tested_here() -> None:
    others = (
        AgreementType,
        Document,
        DialogueRound,
        DialogueMeeting,
        FollowUp,
        ReportedTotal,
        StoredFile,
        Proposal,
        Register,
        Revision,
        JointAgreement,
        AgreementRevision,
        Source,
        Party,
    )
    rules = {rule.name for model in others for rule in model._meta.constraints} - GIVEN_BY_TRIGGERS
    assert rules == {rule for rule, _, _ in OTHERS}


@pytest.mark.parametrize(("year", "plausible"), [(1989, False), (1990, True), (2100, True), (2101, False)])
def test_year_of_a_follow_up_is_plausible(year: int, plausible: bool) -> None:
    follow_up = FollowUpFactory.build(agreement=AgreementFactory(), year=year)
    if plausible:
        follow_up.full_clean()
    else:
        with pytest.raises(ValidationError) as refusal:
            follow_up.full_clean()
        assert list(refusal.value.message_dict) == ["year"]


def test_terms_have_both_languages() -> None:
    level = CollaborationLevel.objects.get(slug="operativ")
    with override("en"):
        assert (str(level), level.meaning) == (level.name_en, level.description_en)
    with override("sv"):
        assert (str(level), level.meaning) == (level.name, level.description)


def test_register_has_revision_and_defaults() -> None:
    assert Register.objects.current().revision == Revision.objects.get().number
    Register.objects.all().delete()
    assert Register.objects.current().name == "Överenskommelseregistret"
