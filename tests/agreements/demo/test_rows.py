"""The contents of the demo data."""

import datetime
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count
from pypdf import PdfReader

from agreements.demo.rows import ACCOUNT_MODELS, ENTERED_MODELS, REFERENCE_MODELS
from agreements.documents.pdf import examine
from agreements.documents.store import stored_path
from agreements.models import (
    Agreement,
    AgreementType,
    Completeness,
    DialogueMeeting,
    Document,
    Ending,
    FollowUp,
    JointAgreement,
    ReportedTotal,
    StoredFile,
)
from agreements.positions import Position, Status, with_position
from municipalities.models import Municipality
from tests.agreements.models.test_history import TRACKED

pytestmark = pytest.mark.django_db


def positions_on(day: datetime.date, headline: AgreementType) -> Counter[str]:
    answers = Agreement.objects.published().filter(type=headline)
    complete = Completeness.objects.of_type(headline.slug).covering(day)
    positions = with_position(Municipality.objects.all(), answers, day, complete=complete)
    return Counter(positions.values_list("position", flat=True))


@pytest.mark.usefixtures("demo_register")
@pytest.mark.parametrize(
    ("day", "signed", "declined"),
    [
        (datetime.date(2023, 3, 15), 261, 3),
        (datetime.date(2023, 3, 16), 262, 3),
        (datetime.date(2023, 10, 4), 287, 2),
        (datetime.date(2023, 10, 5), 288, 2),
    ],
)
def test_demo_totals_match_the_published_totals(
    headline: AgreementType, day: datetime.date, signed: int, declined: int
) -> None:
    positions = positions_on(day, headline)
    assert (positions[Position.SIGNED], positions[Position.DECLINED]) == (signed, declined)


@pytest.mark.usefixtures("demo_register")
def test_totals_agree_with_every_reported_total(headline: AgreementType) -> None:
    for reported in ReportedTotal.objects.filter(type=headline):
        assert positions_on(reported.reported_on, headline)[reported.position] == reported.total


@pytest.mark.usefixtures("demo_register")
def test_has_every_kind_of_agreement(headline: AgreementType) -> None:
    agreements = Agreement.objects.all()
    headline_answers = agreements.filter(type=headline)
    assert 310 <= agreements.count() <= 330
    assert agreements.filter(type__slug="dua-unga", valid_to__lte=datetime.date(2022, 12, 31)).count() == 14
    assert headline_answers.filter(published_at=None, status=Status.SIGNED).exists()
    assert headline_answers.filter(published_at=None, status=Status.IN_DIALOGUE).exists()
    assert headline_answers.published().filter(status=Status.IN_DIALOGUE).exists()
    assert headline_answers.filter(replaces__ending=Ending.REPLACED).exists()
    assert set(agreements.values_list("ending", flat=True)) == {"", *Ending.values}
    changed_mind = headline_answers.filter(
        status=Status.SIGNED, municipality__agreements__status=Status.DECLINED, municipality__agreements__type=headline
    )
    assert changed_mind.count() == 2
    assert JointAgreement.objects.filter(agreements__isnull=False).distinct().count() == 2
    for joint_agreement in JointAgreement.objects.all():
        assert 3 <= joint_agreement.agreements.count() <= 5
    assert DialogueMeeting.objects.filter(municipalities="1280").exists()
    assert Municipality.objects.filter(dialogue_meetings=None).count() == 0
    assert FollowUp.objects.exists()


@pytest.mark.usefixtures("demo_register")
def test_keeps_every_rule_of_the_forms() -> None:
    for agreement in Agreement.objects.select_related("municipality", "type", "replaces", "joint_agreement"):
        agreement.full_clean()
    for document in Document.objects.select_related("agreement", "joint_agreement"):
        document.full_clean()


@pytest.mark.usefixtures("demo_register")
def test_every_demo_text_says_that_it_is_fictional() -> None:
    assert not Agreement.objects.exclude(source_note__startswith="Påhittad uppgift").exists()
    assert not Agreement.objects.exclude(diary_number__startswith="DEMO ").exists()
    assert not Agreement.objects.exclude(public_summary="").exclude(public_summary__startswith="Påhittad").exists()
    documents = Document.objects.exclude(url__startswith="https://example.org/")
    assert not documents.exclude(url="", file__name__startswith="pahittad").exists()
    assert not DialogueMeeting.objects.exclude(summary__startswith="Påhittat").exists()
    assert not FollowUp.objects.exclude(findings__startswith="Påhittad").exists()


def test_demo_files_are_valid_shared_and_say_that_they_are_fictional(demo_register: Path, settings: Any) -> None:
    settings.DOCUMENTS_DIR = demo_register
    for stored in StoredFile.objects.annotate(uses=Count("documents")):
        pdf = PdfReader(stored_path(stored))
        assert len(pdf.pages) == stored.pages
        assert stored.uses > 1
        assert all("Påhittad" in page.extract_text() for page in pdf.pages)
        assert examine(stored_path(stored)).pages == stored.pages


def test_every_tracked_model_is_entered_reference_or_account() -> None:
    assert sorted(model._meta.label for model in TRACKED) == sorted(
        model._meta.label for model in ENTERED_MODELS + REFERENCE_MODELS + ACCOUNT_MODELS
    )
