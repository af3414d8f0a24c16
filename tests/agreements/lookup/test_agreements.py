"""What replaced what, and who is party."""

import datetime

import pytest

from agreements.lookup.agreements import chain, parties_of, replacing, with_parties, with_replaced
from agreements.models import Agreement, AgreementType
from tests.factories import AgreementFactory, JointAgreementFactory, PartyFactory

pytestmark = pytest.mark.django_db


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def published() -> list[Agreement]:
    return list(with_replaced(Agreement.objects.published()).order_by("valid_from", "number"))


def test_chain_has_earlier_and_later_agreements_without_drafts() -> None:
    first = AgreementFactory(valid_to=day("2023-12-31"))
    second = AgreementFactory(decided_on=day("2024-01-01"), valid_to=day("2024-12-31"), replaces=first)
    third = AgreementFactory(decided_on=day("2025-01-01"), replaces=second, draft=True)
    assert chain(second, published()) == [first, second]
    assert chain(first, published()) == [first, second]
    Agreement.objects.filter(pk=third.pk).update(published_at=first.published_at, published_by=first.published_by)
    assert chain(first, published()) == [first, second, third]
    assert chain(third, published()) == [first, second, third]


def test_chain_in_a_circle_ends() -> None:
    first = AgreementFactory(valid_to=day("2023-12-31"))
    second = AgreementFactory(decided_on=day("2024-01-01"), replaces=first)
    Agreement.objects.filter(pk=first.pk).update(replaces=second)
    first.refresh_from_db()
    assert set(chain(first, published())) == {first, second}


def test_chain_follows_every_replaced_answer_of_any_type() -> None:
    of_types = {
        slug: AgreementFactory(type=AgreementType.objects.get(slug=slug), decided_on=day(f"{year}-01-01"))
        for slug, year in (("dua-unga", 2015), ("dua-nyanlanda", 2018), ("lok", 2019))
    }
    joint = AgreementFactory(decided_on=day("2023-01-01"), valid_to=day("2024-12-31"), replaces=of_types["lok"])
    joint.also_replaces.set([of_types["dua-unga"], of_types["dua-nyanlanda"]])
    renewal = AgreementFactory(decided_on=day("2025-01-01"), replaces=joint)
    AgreementFactory(type=AgreementType.objects.get(slug="annan"))
    assert chain(renewal, published()) == [*of_types.values(), joint, renewal]
    # The others that the same answer replaced belong to no chain of theirs.
    assert chain(of_types["dua-unga"], published()) == [of_types["dua-unga"], joint, renewal]
    assert replacing(of_types["dua-unga"], published()) == [joint]
    assert replacing(of_types["lok"], published()) == [joint]


def test_parties_are_those_of_the_agreement_and_of_its_joint_agreement_once_each() -> None:
    joint = JointAgreementFactory()
    agreement = AgreementFactory(joint_agreement=joint)
    region, insurance = PartyFactory(name="Region Skåne"), PartyFactory(name="Försäkringskassan")
    PartyFactory(name="Någon annan")
    agreement.parties.set([region])
    joint.parties.set([region, insurance])
    (row,) = with_parties(Agreement.objects.all())
    assert [party.name for party in parties_of(row)] == ["Försäkringskassan", "Region Skåne"]
