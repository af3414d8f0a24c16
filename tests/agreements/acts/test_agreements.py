"""The acts on agreements: their effects, their user in the history, and that a refusal changes nothing."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agreements.acts import agreements as agreement_acts
from agreements.acts import proposals, publication
from agreements.acts.act import named_rules
from agreements.models import Agreement, AgreementType, CollaborationLevel, CooperationArea, Ending, Proposal
from agreements.positions import Status
from municipalities.models import Municipality
from tests.factories import AgreementFactory, DocumentFactory, JointAgreementFactory

pytestmark = pytest.mark.django_db

FIRST = datetime.date(2024, 1, 1)
LAST = datetime.date(2024, 12, 31)
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def malmo(db: None) -> Municipality:
    return Municipality.objects.get(code="1280")


@pytest.fixture
def levels(db: None) -> list[CollaborationLevel]:
    return list(CollaborationLevel.objects.all())


@pytest.fixture
def areas(db: None) -> list[CooperationArea]:
    return list(CooperationArea.objects.all()[:3])


def stored() -> list[Any]:
    """All rows of agreements, their links and their history."""
    return [
        list(Agreement.objects.order_by("pk").values()),
        list(Agreement.levels.through._default_manager.order_by("pk").values()),
        list(Agreement.areas.through._default_manager.order_by("pk").values()),
        list(Agreement.pgh_event_model.objects.order_by("pgh_id").values()),
    ]


def last_event(agreement: Agreement) -> tuple[str, dict[str, Any]]:
    event = agreement.events.select_related("pgh_context").latest("pgh_id")
    return event.pgh_label, event.pgh_context.metadata


def register_malmo(by: User, **fields: Any) -> Agreement:
    given = {
        "municipality": Municipality.objects.get(code="1280"),
        "type": AgreementType.objects.get(is_headline=True),
        "status": Status.SIGNED,
        "decided_on": FIRST,
        "valid_from": FIRST,
    }
    return agreement_acts.register(by=by, **(given | fields))


def test_register_creates_draft_with_levels_and_areas(
    registrar: User, levels: list[CollaborationLevel], areas: list[CooperationArea]
) -> None:
    agreement = register_malmo(registrar, levels=levels, areas=areas, diary_number="Af-2024/1")
    agreement.refresh_from_db()
    assert (agreement.public_id, agreement.diary_number) == ("1280-1", "Af-2024/1")
    assert not agreement.is_published
    assert set(agreement.levels.all()) == set(levels)
    assert set(agreement.areas.all()) == set(areas)
    assert last_event(agreement) == ("insert", {"user": registrar.pk, "act": "register"})


def test_register_saves_dialogue_without_days(registrar: User) -> None:
    agreement = register_malmo(registrar, status=Status.IN_DIALOGUE, decided_on=None, valid_from=None)
    assert agreement.status == Status.IN_DIALOGUE


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"valid_to": FIRST - ONE_DAY}, "valid_to"),
        ({"status": Status.IN_DIALOGUE}, "decided_on"),
        ({"source_url": "inte en adress"}, "source_url"),
    ],
    ids=str,
)
def test_register_reports_error_by_field(registrar: User, fields: dict[str, Any], field: str) -> None:
    before = stored()
    with pytest.raises(ValidationError) as refusal:
        register_malmo(registrar, **fields)
    assert field in refusal.value.message_dict
    assert stored() == before


@pytest.mark.parametrize(("missing_field", "is_required"), [("decided_on", False), ("valid_from", True)])
def test_register_saves_draft_and_publication_requires_its_first_day(
    registrar: User, missing_field: str, is_required: bool
) -> None:
    draft = register_malmo(registrar, **{"source_note": "Protokoll", missing_field: None})
    obstacles = publication.obstacles_to_publication(draft, by=registrar)
    assert obstacles == (["Gäller från: Fyll i den första dagen, så noga som den är känd."] if is_required else [])


def test_register_failure_saves_nothing(registrar: User, levels: list[CollaborationLevel]) -> None:
    before = stored()
    with pytest.raises(ValueError, match="Cannot add"):
        register_malmo(registrar, levels=levels, areas=[CooperationArea(slug="ny")])
    assert stored() == before


def test_publish_returns_number_of_published_drafts(registrar: User) -> None:
    drafts = [AgreementFactory(draft=True), AgreementFactory(draft=True, municipality_id="0180")]
    published = AgreementFactory(municipality_id="0114")
    was = Agreement.objects.values().get(pk=published.pk)
    assert publication.publish(Agreement.objects.all(), by=registrar) == 2
    for draft in drafts:
        draft.refresh_from_db()
        assert draft.published_by == registrar
        assert last_event(draft) == ("update", {"user": registrar.pk, "act": "publish"})
    assert Agreement.objects.values().get(pk=published.pk) == was


@pytest.mark.parametrize(
    ("missing_field", "words"),
    [
        ({"source_note": ""}, "Ange källans adress eller källa innan du publicerar."),
    ],
    ids=str,
)
def test_publish_names_missing_fields_of_each_draft_and_publishes_none(
    registrar: User, missing_field: dict[str, Any], words: str
) -> None:
    AgreementFactory(draft=True, municipality_id="0180")
    AgreementFactory(draft=True, **missing_field)
    AgreementFactory(draft=True, municipality_id="0114", **missing_field)
    before = stored()
    with pytest.raises(ValidationError) as refusal:
        publication.publish(Agreement.objects.all(), by=registrar)
    assert sorted(refusal.value.messages) == [f"0114-1 Upplands Väsby: {words}", f"1280-1 Malmö: {words}"]
    assert stored() == before


def test_publish_refuses_two_drafts_for_the_same_days(registrar: User) -> None:
    AgreementFactory(draft=True)
    AgreementFactory(draft=True, status=Status.DECLINED)
    before = stored()
    with pytest.raises(ValidationError, match="redan ett publicerat svar"):
        publication.publish(Agreement.objects.all(), by=registrar)
    assert stored() == before


def test_publish_names_rule_broken_by_concurrent_publication(registrar: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other agreement is published after validation and before the write."""
    AgreementFactory(valid_from=FIRST)
    AgreementFactory(valid_from=LAST, draft=True)
    before = stored()
    monkeypatch.setattr(Agreement, "full_clean", lambda self: None)
    with pytest.raises(ValidationError, match="redan ett publicerat svar"):
        publication.publish(Agreement.objects.all(), by=registrar)
    assert stored() == before


def test_unpublish_returns_number_of_unpublished_agreements(registrar: User) -> None:
    published, draft = AgreementFactory(), AgreementFactory(draft=True)
    assert publication.unpublish(Agreement.objects.all(), by=registrar) == 1
    published.refresh_from_db()
    assert (published.published_at, published.published_by) == (None, None)
    assert last_event(published) == ("update", {"user": registrar.pk, "act": "unpublish"})
    assert draft.events.count() == 1


@pytest.mark.parametrize("ending", Ending)
def test_end_sets_last_day(registrar: User, ending: Ending) -> None:
    agreement = AgreementFactory(valid_from=FIRST, draft=True)
    assert agreement_acts.end(agreement, last_day=LAST, ending=ending, by=registrar) is None
    assert Agreement.objects.in_force_on(LAST).exists()
    assert not Agreement.objects.in_force_on(LAST + ONE_DAY).exists()
    assert Agreement.objects.get().ending == ending
    assert last_event(agreement) == ("update", {"user": registrar.pk, "act": "end"})


def test_end_of_published_agreement_is_proposal(registrar: User) -> None:
    agreement = AgreementFactory(valid_from=FIRST)
    proposal = agreement_acts.end(agreement, last_day=LAST, ending=Ending.TERMINATED, by=registrar, reason="Uppsagd")
    assert proposal is not None
    assert proposal.changes == {"valid_to": [None, LAST.isoformat()], "ending": ["", "terminated"]}
    assert Agreement.objects.in_force_on(LAST + ONE_DAY).exists()
    proposals.publish_proposal(proposal, by=registrar)
    assert not Agreement.objects.in_force_on(LAST + ONE_DAY).exists()
    assert last_event(agreement) == ("update", {"user": registrar.pk, "act": "publish", "reason": "Uppsagd"})


def test_end_on_first_day_is_allowed(registrar: User) -> None:
    agreement = AgreementFactory(valid_from=FIRST, draft=True)
    agreement_acts.end(agreement, last_day=FIRST, ending=Ending.TERMINATED, by=registrar)
    assert Agreement.objects.in_force_on(FIRST).exists()


def test_end_refuses_day_before_first_day_and_dialogue(registrar: User) -> None:
    signed, dialogue = AgreementFactory(valid_from=FIRST), AgreementFactory(in_dialogue=True)
    before = stored()
    for agreement, field in ((signed, "valid_to"), (dialogue, "ending")):
        with pytest.raises(ValidationError) as refusal:
            agreement_acts.end(agreement, last_day=FIRST - ONE_DAY, ending=Ending.TERMINATED, by=registrar)
        assert list(refusal.value.message_dict) == [field]
    with pytest.raises(ValidationError, match="En dialog avslutas utan svar"):
        agreement_acts.end(signed, last_day=FIRST, ending=None, by=registrar)
    assert stored() == before


def test_end_cannot_overlap_next_answer(registrar: User) -> None:
    first = AgreementFactory(valid_from=FIRST, valid_to=LAST)
    AgreementFactory(valid_from=LAST + ONE_DAY)
    before = stored()
    with pytest.raises(ValidationError, match="redan ett publicerat svar"):
        agreement_acts.end(first, last_day=LAST + ONE_DAY, ending=Ending.EXPIRED, by=registrar)
    assert stored() == before


def renew(agreement: Agreement, by: User, **fields: Any) -> Agreement:
    given = {
        "decided_on": LAST,
        "valid_from": LAST + ONE_DAY,
        "source_note": "Protokoll 2024-12-31",
        "verified_on": LAST,
    }
    return agreement_acts.renew(agreement, by=by, **(given | fields))


def published(draft: Agreement, by: User) -> None:
    publication.publish(Agreement.objects.filter(pk=draft.pk), by=by)


def test_renewal_copies_levels_and_areas(
    registrar: User, levels: list[CollaborationLevel], areas: list[CooperationArea]
) -> None:
    old = AgreementFactory(valid_from=FIRST, joint_agreement=JointAgreementFactory())
    old.levels.set(levels)
    old.areas.set(areas)
    was = Agreement.objects.values().get(pk=old.pk)
    new = renew(old, registrar, diary_number="Af-2024/9")
    new.refresh_from_db()
    assert not new.is_published
    assert (new.valid_from, new.valid_to, new.diary_number) == (LAST + ONE_DAY, None, "Af-2024/9")
    assert (new.public_id, new.type, new.status, new.replaces) == ("1280-2", old.type, Status.SIGNED, old)
    assert set(new.levels.all()) == set(levels)
    assert set(new.areas.all()) == set(areas)
    assert Agreement.objects.values().get(pk=old.pk) == was


def test_publishing_renewal_ends_old_agreement_the_day_before(registrar: User) -> None:
    old = AgreementFactory(valid_from=FIRST)
    new = renew(old, registrar)
    published(new, registrar)
    old.refresh_from_db()
    assert (old.valid_to, old.ending, old.replaced_by) == (LAST, Ending.REPLACED, new)
    assert list(Agreement.objects.published().in_force_on(LAST)) == [old]
    assert list(Agreement.objects.published().in_force_on(LAST + ONE_DAY)) == [new]
    assert old.proposals.get().state == Proposal.State.PUBLISHED


def test_renewal_of_draft_ends_draft_at_once(registrar: User) -> None:
    old = AgreementFactory(draft=True, valid_from=FIRST)
    renew(old, registrar)
    old.refresh_from_db()
    assert (old.valid_to, old.ending) == (LAST, Ending.REPLACED)


def test_renewal_leaves_lapsed_agreement_unchanged(registrar: User) -> None:
    old = AgreementFactory(valid_from=FIRST, valid_to=FIRST + 30 * ONE_DAY, ending=Ending.EXPIRED)
    published(renew(old, registrar), registrar)
    old.refresh_from_db()
    assert (old.valid_to, old.ending) == (FIRST + 30 * ONE_DAY, Ending.EXPIRED)


def test_renewal_shortens_agreement_with_later_end(registrar: User) -> None:
    old = AgreementFactory(valid_from=FIRST, valid_to=LAST + 30 * ONE_DAY)
    published(renew(old, registrar), registrar)
    old.refresh_from_db()
    assert old.valid_to == LAST


def test_renewal_from_second_day_leaves_one_day(registrar: User) -> None:
    old = AgreementFactory(valid_from=FIRST)
    published(renew(old, registrar, valid_from=FIRST + ONE_DAY, decided_on=FIRST), registrar)
    old.refresh_from_db()
    assert old.valid_to == FIRST


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"valid_from": FIRST}, "valid_from"),
        ({"valid_from": FIRST - ONE_DAY}, "valid_from"),
        ({"valid_from": datetime.date(2101, 1, 1)}, "valid_from"),
        ({"valid_to": FIRST}, "valid_to"),
    ],
    ids=str,
)
def test_refused_renewal_changes_nothing(registrar: User, fields: dict[str, Any], named: str) -> None:
    old = AgreementFactory(valid_from=FIRST)
    before = stored()
    with pytest.raises(ValidationError) as refusal:
        renew(old, registrar, **fields)
    assert named in refusal.value.message_dict
    assert stored() == before


def test_refused_publication_of_renewal_does_not_end_old_agreement(registrar: User) -> None:
    old = AgreementFactory(valid_from=FIRST)
    new = renew(old, registrar, source_note="")
    before = stored()
    with pytest.raises(ValidationError, match="Ange källans adress"):
        published(new, registrar)
    assert stored() == before


@pytest.mark.parametrize("status", [Status.DECLINED, Status.IN_DIALOGUE])
def test_renewal_requires_signed_agreement(registrar: User, status: Status) -> None:
    no_decision = {} if status == Status.DECLINED else {"decided_on": None, "valid_from": FIRST}
    agreement = AgreementFactory(status=status, **no_decision)
    before = stored()
    with pytest.raises(ValidationError, match="Bara en tecknad"):
        renew(agreement, registrar)
    assert stored() == before


def test_agreement_is_renewed_once(registrar: User) -> None:
    old = AgreementFactory(valid_from=FIRST)
    renew(old, registrar)
    before = stored()
    with pytest.raises(ValidationError):
        renew(old, registrar, valid_from=LAST + 60 * ONE_DAY)
    assert stored() == before


def test_renewal_cannot_overlap_another_answer(registrar: User) -> None:
    old = AgreementFactory(valid_from=FIRST, valid_to=LAST)
    AgreementFactory(valid_from=LAST + 60 * ONE_DAY, status=Status.DECLINED)
    new = renew(old, registrar)
    before = stored()
    with pytest.raises(ValidationError, match="redan ett publicerat svar"):
        published(new, registrar)
    assert stored() == before


def test_declined_answer_ends_the_day_before_signed_answer(registrar: User) -> None:
    declined = AgreementFactory(valid_from=FIRST, status=Status.DECLINED)
    signed = register_malmo(
        registrar, valid_from=LAST + ONE_DAY, closes=declined, source_note="Protokoll", verified_on=LAST
    )
    assert Agreement.objects.published().in_force_on(LAST + ONE_DAY).get() == declined
    published(signed, registrar)
    declined.refresh_from_db()
    assert (declined.valid_to, declined.ending) == (LAST, "")
    assert list(Agreement.objects.published().in_force_on(LAST + ONE_DAY)) == [signed]


def test_accompanying_proposal_is_published_with_its_draft_only(registrar: User) -> None:
    old = AgreementFactory(valid_from=FIRST)
    new = renew(old, registrar)
    with pytest.raises(ValidationError, match="tillsammans med utkastet 1280-2"):
        proposals.publish_proposal(old.proposals.get(), by=registrar)
    new.delete()
    assert not old.proposals.exists()


def test_submitted_draft_is_sent_back_with_reason(registrar: User) -> None:
    draft = AgreementFactory(draft=True)
    assert agreement_acts.submit(Agreement.objects.all(), by=registrar) == 1
    assert list(Agreement.objects.waiting()) == [draft]
    draft.refresh_from_db()
    with pytest.raises(ValidationError, match="Skriv varför"):
        agreement_acts.send_back_draft(draft, because=" ", by=registrar)
    agreement_acts.send_back_draft(draft, because="Fel dag", by=registrar)
    assert not Agreement.objects.waiting().exists()
    assert last_event(draft) == ("update", {"user": registrar.pk, "act": "send_back", "reason": "Fel dag"})
    agreement_acts.submit(Agreement.objects.all(), by=registrar)
    assert Agreement.objects.get().returned_because == ""


def test_submit_names_missing_fields_of_each_draft_and_submits_none(registrar: User) -> None:
    AgreementFactory(draft=True, municipality_id="0180")
    AgreementFactory(draft=True, decided_on=None, valid_from=None)
    before = stored()
    with pytest.raises(ValidationError) as refusal:
        agreement_acts.submit(Agreement.objects.all(), by=registrar)
    assert all(message.startswith("1280-1 Malmö: ") for message in refusal.value.messages)
    assert stored() == before


def test_publishing_agreement_publishes_its_documents(registrar: User) -> None:
    draft = AgreementFactory(draft=True)
    document = DocumentFactory(agreement=draft, draft=True)
    published(draft, registrar)
    document.refresh_from_db()
    assert document.published_by == registrar


def test_register_joint_registers_several_municipalities(registrar: User) -> None:
    joint = JointAgreementFactory()
    decisions = [
        {"municipality": Municipality.objects.get(code=code), "decided_on": day, "valid_from": day}
        for code, day in (("1280", FIRST), ("0180", LAST))
    ]
    shared = {"type": AgreementType.objects.get(is_headline=True), "status": Status.SIGNED}
    made = agreement_acts.register_joint(joint_agreement=joint, decisions=decisions, by=registrar, **shared)
    assert [(one.public_id, one.decided_on, one.joint_agreement) for one in made] == [
        ("1280-1", FIRST, joint),
        ("0180-1", LAST, joint),
    ]


def test_register_joint_registers_all_or_none(registrar: User) -> None:
    malmo, stockholm = (Municipality.objects.get(code=code) for code in ("1280", "0180"))
    decisions = [
        {"municipality": malmo, "decided_on": FIRST, "valid_from": FIRST},
        {"municipality": stockholm, "decided_on": LAST, "valid_from": LAST},
    ]
    before = stored()
    with pytest.raises(ValidationError) as refusal:
        agreement_acts.register_joint(
            joint_agreement=JointAgreementFactory(),
            decisions=decisions,
            by=registrar,
            type=AgreementType.objects.get(is_headline=True),
            status=Status.SIGNED,
            valid_to=FIRST,
        )
    assert refusal.value.messages == ["Stockholm: Gäller till: Gäller till kan inte vara före gäller från."]
    assert stored() == before


def test_named_rules_reraises_other_integrity_errors() -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), named_rules():
        CollaborationLevel.objects.create(slug="operativ", name="En till", name_en="Another")
