import pytest
from django.db import IntegrityError

from agreements.models import Agreement, Revision
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db


def test_number_of_a_deleted_draft_is_never_given_again() -> None:
    AgreementFactory(in_dialogue=True, draft=True)
    second = AgreementFactory(in_dialogue=True, draft=True)
    assert second.public_id == "1280-2"
    second.delete()
    assert AgreementFactory(in_dialogue=True, draft=True).public_id == "1280-3"


def test_numbers_of_one_statement_follow_each_other() -> None:
    made = Agreement.objects.bulk_create(AgreementFactory.build_batch(3, in_dialogue=True, draft=True))
    assert [agreement.public_id for agreement in made] == ["1280-1", "1280-2", "1280-3"]


@pytest.mark.parametrize("change", [{"municipality": "0180"}, {"number": 7}, {"public_id": "1280-7"}])
def test_identity_is_kept(change: dict[str, object]) -> None:
    agreement = AgreementFactory()
    with pytest.raises(IntegrityError, match="ändras aldrig"):
        Agreement.objects.filter(pk=agreement.pk).update(**change)


def test_published_is_not_deleted() -> None:
    with pytest.raises(IntegrityError, match="Avpublicera den först"):
        AgreementFactory().delete()


def test_replaced_is_of_the_same_municipality() -> None:
    other = AgreementFactory(municipality_id="0180")
    with pytest.raises(IntegrityError, match="samma kommun"):
        AgreementFactory(replaces=other)


def test_published_change_raises_the_revision_and_a_draft_does_not() -> None:
    draft = AgreementFactory(draft=True)
    before = Revision.objects.get()
    Agreement.objects.filter(pk=draft.pk).update(internal_note="ett utkast")
    assert Revision.objects.get().number == before.number
