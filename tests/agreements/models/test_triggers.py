"""The database triggers: public ids, rules across rows, and the revision."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from agreements.models import (
    Agreement,
    AgreementReplacement,
    AgreementType,
    CollaborationLevel,
    Register,
    Revision,
)
from municipalities.models import Municipality
from tests.factories import AgreementFactory, AgreementTypeFactory, DocumentFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_number_of_deleted_draft_is_not_reused() -> None:
    AgreementFactory(in_dialogue=True, draft=True)
    second = AgreementFactory(in_dialogue=True, draft=True)
    assert second.public_id == "1280-2"
    second.delete()
    assert AgreementFactory(in_dialogue=True, draft=True).public_id == "1280-3"


def test_numbers_of_one_statement_are_consecutive() -> None:
    made = Agreement.objects.bulk_create(AgreementFactory.build_batch(3, in_dialogue=True, draft=True))
    assert [agreement.public_id for agreement in made] == ["1280-1", "1280-2", "1280-3"]


@pytest.mark.parametrize("change", [{"municipality": "0180"}, {"number": 7}, {"public_id": "1280-7"}])
def test_identity_cannot_change(change: dict[str, object]) -> None:
    agreement = AgreementFactory()
    with pytest.raises(IntegrityError, match="ändras aldrig"):
        Agreement.objects.filter(pk=agreement.pk).update(**change)


def test_published_agreement_cannot_be_deleted() -> None:
    with pytest.raises(IntegrityError, match="Avpublicera den först"):
        AgreementFactory().delete()


def test_replaced_agreement_has_same_municipality() -> None:
    other = AgreementFactory(municipality_id="0180")
    with pytest.raises(IntegrityError, match="samma kommun"):
        AgreementFactory(replaces=other)


def test_given_number_is_ignored() -> None:
    assert AgreementFactory(in_dialogue=True, draft=True, number=41, public_id="1280-41").public_id == "1280-1"


def test_numbers_count_by_municipality() -> None:
    AgreementFactory()
    assert AgreementFactory(municipality_id="0180").public_id == "0180-1"
    assert AgreementFactory(draft=True).public_id == "1280-2"


def test_row_inserted_by_sql_is_numbered(headline: AgreementType) -> None:
    AgreementFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO agreements_agreement (
                municipality_id, type_id, status, ending, diary_number, municipality_diary_number, public_summary,
                internal_note, source_url, source_note, verified_by, returned_because, deciding_body
            ) VALUES ('1280', %s, 'in_dialogue', '', '', '', '', '', '', '', '', '', '') RETURNING public_id
            """,
            [headline.pk],
        )
        assert cursor.fetchone() == ("1280-2",)


def test_unpublished_agreement_can_be_deleted() -> None:
    agreement = AgreementFactory()
    Agreement.objects.update(published_at=None, published_by=None)
    agreement.refresh_from_db()
    agreement.delete()
    assert not Agreement.objects.exists()


def test_answer_replaces_any_number_of_earlier_ones_of_any_type_in_its_municipality() -> None:
    young, new = (AgreementFactory(draft=True, type=AgreementTypeFactory()) for _ in range(2))
    elsewhere = AgreementFactory(draft=True, municipality_id="0180")
    later = AgreementFactory(draft=True, replaces=young)
    later.also_replaces.add(new)
    assert list(new.also_replaced_by.all()) == [later]
    for refused in (elsewhere, later):
        with pytest.raises(IntegrityError, match="från samma kommun"), transaction.atomic():
            later.also_replaces.add(refused)
        with pytest.raises(IntegrityError, match="från samma kommun"), transaction.atomic():
            AgreementReplacement.objects.update(to_agreement=refused)
    assert list(later.also_replaces.all()) == [new]


@contextmanager
def raises_the_revision(by: int) -> Iterator[None]:
    """Whether `by` raises the revision. Earlier changes are made to look like an earlier transaction."""
    Revision.objects.update(transaction=0)
    before = Revision.objects.get().number
    yield
    assert Revision.objects.get().number == before + by


def test_public_change_raises_revision() -> None:
    by = UserFactory()
    with raises_the_revision(by=1):
        agreement = AgreementFactory(published_by=by)
    with raises_the_revision(by=1):
        Agreement.objects.update(public_summary="ny")
    with raises_the_revision(by=1):
        agreement.levels.add(CollaborationLevel.objects.earliest("pk"))
    with raises_the_revision(by=1):
        document = DocumentFactory(agreement=agreement)
    with raises_the_revision(by=1):
        document.delete()
    with raises_the_revision(by=1):
        Municipality.objects.filter(code="1280").update(name="Malmö stad")
    with raises_the_revision(by=1):
        Register.objects.update(publisher="Arbetsförmedlingen")
    with raises_the_revision(by=1):
        Agreement.objects.update(published_at=None, published_by=None)
    with raises_the_revision(by=1):
        Agreement.objects.update(published_at=timezone.now(), published_by=by)


def test_draft_change_does_not_raise_revision() -> None:
    with raises_the_revision(by=0):
        AgreementFactory(draft=True)
        Agreement.objects.update(internal_note="ett utkast")
        Agreement.objects.all().delete()


def test_transaction_raises_revision_once() -> None:
    with raises_the_revision(by=1):
        AgreementFactory()
        Agreement.objects.update(public_summary="ny")
        Municipality.objects.update(jobtech_concept_id="")
