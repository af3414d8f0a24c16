"""A filter of a list gives the rows of the matter with the same meaning."""

from __future__ import annotations

import datetime
import random

import pytest
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement
from agreements.positions import ANSWERS, Status
from municipalities.models import Municipality
from tests.factories import AgreementFactory, DocumentFactory, JointAgreementFactory

pytestmark = pytest.mark.django_db

AGREEMENTS = "/admin/agreements/agreement/"
MUNICIPALITIES = "/admin/municipalities/municipality/"
TODAY = timezone.localdate()
SAME_MEANING = [
    (AGREEMENTS, "saknas=dokument", "saknar-dokument"),
    (AGREEMENTS, "giltighet=upphor-snart", "upphor-snart"),
    (MUNICIPALITIES, "lage=none", "utan-svar"),
]


def rows(admin: Client, page: str, query: str) -> set[int | str]:
    return {row.pk for row in admin.get(f"{page}?{query}&all=").context["cl"].queryset}


def days(number: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=number)


def fill_at_random(chance: random.Random) -> None:
    joint = JointAgreementFactory()
    if chance.random() < 0.5:
        DocumentFactory(agreement=None, joint_agreement=joint, draft=chance.random() < 0.5)
    for municipality in chance.sample(list(Municipality.objects.all()), 30):
        last = chance.choice([None, -1, 0, 1, 89, 90, 91])
        fields = {"municipality": municipality, "valid_to": None if last is None else days(last)}
        agreement = AgreementFactory(
            **fields,
            draft=chance.random() < 0.3,
            status=chance.choice(ANSWERS),
            joint_agreement=chance.choice([None, None, joint]),
        )
        if last is not None and chance.random() < 0.3:
            first = days(last + 1)
            next_status = chance.choice([Status.SIGNED, Status.DECLINED])
            AgreementFactory(
                municipality=municipality, valid_from=first, status=next_status, draft=chance.random() < 0.5
            )
        if chance.random() < 0.5:
            DocumentFactory(agreement=agreement, draft=chance.random() < 0.5)


@pytest.mark.parametrize("seed", [1, 2])
def test_filter_has_rows_of_matter(admin: Client, seed: int) -> None:
    fill_at_random(random.Random(seed))  # noqa: S311, test data
    Municipality.objects.filter(code="0114").update(ceased_on=days(-400))
    for page, filtered, slug in SAME_MEANING:
        of_matter = rows(admin, page, f"arende={slug}")
        assert rows(admin, page, filtered) == of_matter, slug
        assert of_matter


def test_unpublished_document_counts_as_missing(admin: Client) -> None:
    agreement = AgreementFactory()
    DocumentFactory(agreement=agreement, draft=True)
    assert rows(admin, AGREEMENTS, "saknas=dokument") == {agreement.pk}


def test_document_of_joint_agreement_counts(admin: Client) -> None:
    joint = JointAgreementFactory()
    AgreementFactory(joint_agreement=joint)
    DocumentFactory(agreement=None, joint_agreement=joint)
    assert Agreement.objects.count() == 1
    assert rows(admin, AGREEMENTS, "saknas=dokument") == set()
