"""Factories of rows. An agreement is signed, published and until further notice by default."""

from __future__ import annotations

import datetime

import factory
from django.contrib.auth.models import Group, User
from django.db import connection
from django.utils import timezone

from agreements.models import (
    AccountFunction,
    Agreement,
    AgreementRevision,
    AgreementType,
    CollaborationLevel,
    ColumnChoice,
    Completeness,
    ConfirmationRequest,
    ContactMessage,
    CooperationArea,
    DialogueMeeting,
    DialogueRound,
    Document,
    FollowUp,
    HistoryEntry,
    ImportRun,
    JointAgreement,
    LinkCheck,
    LogInRecord,
    Party,
    Proposal,
    Register,
    Reminder,
    ReportedTotal,
    Source,
    StoredFile,
    Submission,
    TargetGroup,
)
from agreements.positions import Position, Status
from municipalities.models import Boundary, County, Municipality


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    first_name = "Rut"
    last_name = "Registrator"


class LogInRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LogInRecord

    outcome = LogInRecord.Outcome.LOGGED_IN
    username = "rut"
    name_key = "0123abcd"
    network = "192.0.2.1"


class CheckerFactory(UserFactory):
    """A user who may publish, by the role."""

    is_staff = True

    @classmethod
    def _create(cls, model_class: type[User], *args: object, **kwargs: object) -> User:
        checker: User = super()._create(model_class, *args, **kwargs)
        checker.groups.add(Group.objects.get(name="Granskare"))
        return checker


class AccountFunctionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AccountFunction

    account = factory.SubFactory(UserFactory)
    function = "Handläggare, Arbetsförmedlingen Malmö"


class JointAgreementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JointAgreement

    title = "Gemensam överenskommelse i Östergötland"


class AgreementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agreement

    class Params:
        draft = factory.Trait(published_at=None, published_by=None)
        in_dialogue = factory.Trait(status=Status.IN_DIALOGUE, decided_on=None, valid_from=datetime.date(2023, 3, 1))

    municipality = factory.LazyFunction(lambda: Municipality.objects.get(code="1280"))
    type = factory.LazyFunction(lambda: AgreementType.objects.get(is_headline=True))
    status = Status.SIGNED
    decided_on = datetime.date(2023, 3, 1)
    valid_from = factory.LazyAttribute(lambda agreement: agreement.decided_on)
    source_note = "Kommunstyrelsens protokoll"
    verified_on = datetime.date(2024, 1, 15)
    published_at = factory.LazyFunction(timezone.now)
    published_by = factory.SubFactory(UserFactory)


class PublishableFactory(factory.django.DjangoModelFactory):
    """A published row without `published_by`, or a draft with `draft=True`."""

    class Meta:
        abstract = True

    class Params:
        draft = factory.Trait(published_at=None)

    published_at = factory.LazyFunction(timezone.now)


class DocumentFactory(PublishableFactory):
    class Meta:
        model = Document

    agreement = factory.SubFactory(AgreementFactory)
    title = "Överenskommelse"
    url = "https://example.org/overenskommelse.pdf"


class DialogueRoundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DialogueRound

    name = "Mötesturnén 2022"
    slug = factory.Sequence(lambda n: f"motesturnen-{n}")
    starts_on = datetime.date(2022, 9, 1)


class DialogueMeetingFactory(PublishableFactory):
    class Meta:
        model = DialogueMeeting

    round = factory.SubFactory(DialogueRoundFactory)
    held_on = datetime.date(2022, 10, 12)
    title = "Möte i Malmö"
    organisers = "Arbetsförmedlingen, SKR och Dua"


class FollowUpFactory(PublishableFactory):
    class Meta:
        model = FollowUp

    agreement = factory.SubFactory(AgreementFactory)
    year = 2024
    done_on = datetime.date(2024, 11, 5)


class ReportedTotalFactory(PublishableFactory):
    class Meta:
        model = ReportedTotal

    type = factory.LazyFunction(lambda: AgreementType.objects.get(is_headline=True))
    reported_on = datetime.date(2024, 3, 15)
    position = Position.SIGNED
    total = 270
    publisher = "Arbetsförmedlingen"
    source_note = "Återrapportering"


def fill(number: int) -> None:
    """Creates published agreements with levels and areas for `number` municipalities, in one joint agreement."""
    publisher = UserFactory()
    headline = AgreementType.objects.get(is_headline=True)
    joint = JointAgreement.objects.first() or JointAgreementFactory()
    agreed = Municipality.objects.filter(agreements=None)[: number - Agreement.objects.count()]
    agreements = Agreement.objects.bulk_create(
        AgreementFactory.build(municipality=municipality, type=headline, published_by=publisher, joint_agreement=joint)
        for municipality in agreed
    )
    keys = [agreement.pk for agreement in agreements]
    with connection.cursor() as cursor:
        for table, term in (("levels", "collaborationlevel"), ("areas", "cooperationarea")):
            cursor.execute(
                f"INSERT INTO agreements_agreement_{table} (agreement_id, {term}_id) "  # noqa: S608
                f"SELECT agreement.id, term.id FROM agreements_agreement agreement, agreements_{term} term "
                "WHERE agreement.id = ANY(%s)",
                [keys],
            )


class CountyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = County

    code = factory.Sequence(lambda n: f"{90 + n % 10}")
    name = factory.LazyAttribute(lambda county: f"Prov {county.code} län")
    short_name = factory.LazyAttribute(lambda county: f"Prov {county.code}")
    letter = "PR"
    nuts3 = "SE999"


class MunicipalityFactory(factory.django.DjangoModelFactory):
    """A municipality beside the 290 of the fixtures, such as one formed by a merger."""

    class Meta:
        model = Municipality

    code = factory.Sequence(lambda n: f"12{n % 10}9")
    name = factory.LazyAttribute(lambda municipality: f"Provköping {municipality.code}")
    official_name = factory.LazyAttribute(lambda municipality: f"{municipality.name} kommun")
    county = factory.LazyAttribute(lambda municipality: County.objects.get(code=municipality.code[:2]))
    latitude = "55.7"
    longitude = "13.2"


class AgreementTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgreementType

    slug = factory.Sequence(lambda n: f"typ-{n}")
    name = "Lokal överenskommelse"
    name_en = "Local agreement"


class CollaborationLevelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CollaborationLevel

    slug = factory.Sequence(lambda n: f"niva-{n}")
    name = "Taktisk nivå"
    name_en = "Tactical level"


class CooperationAreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CooperationArea

    slug = factory.Sequence(lambda n: f"omrade-{n}")
    name = "Validering"
    name_en = "Validation"


class RegisterFactory(factory.django.DjangoModelFactory):
    """The single row of the register's settings, from the fixtures."""

    class Meta:
        model = Register
        django_get_or_create = ("id",)

    id = 1


class BoundaryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Boundary

    municipality = factory.LazyFunction(lambda: Municipality.objects.get(code="1280"))
    path = "M0 0l1 0 0 1z"


class ContactMessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ContactMessage

    subject = "Fel datum för Malmö"
    message = "Malmö tecknade den 3 mars."
    reply_to = "registrator@malmo.example"


class StoredFileFactory(factory.django.DjangoModelFactory):
    """Only the row: `agreements.documents.store.store` writes the content."""

    class Meta:
        model = StoredFile

    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    name = "overenskommelse.pdf"
    size = 12_345
    pages = 3


class ProposalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Proposal

    class Params:
        end = factory.Trait(act="end", changes={"valid_to": [None, "2025-12-31"]})

    agreement = factory.SubFactory(AgreementFactory)
    changes = factory.LazyFunction(lambda: {"diary_number": ["", "2024/17"]})
    proposed_by = factory.SubFactory(UserFactory)


class ConfirmationRequestFactory(factory.django.DjangoModelFactory):
    """Only the row: `agreements.confirmations.requests.ask` creates a link."""

    class Meta:
        model = ConfirmationRequest

    municipality = factory.LazyFunction(lambda: Municipality.objects.get(code="1280"))
    function = "Arbetsmarknadsenheten"
    sent_to = "arbetsmarknad@malmo.example"
    sent_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=30))
    secret_hash = factory.Sequence(lambda n: f"{n:064x}")


class HistoryEntryFactory(factory.django.DjangoModelFactory):
    """The log entry that the triggers write for a new agreement."""

    class Meta:
        model = HistoryEntry

    @classmethod
    def _create(cls, model_class: type[HistoryEntry], *args: object, **kwargs: object) -> HistoryEntry:
        AgreementFactory(draft=True, **kwargs)
        connection.check_constraints()
        return HistoryEntry.objects.filter(event_table="agreements_agreementevent").latest("position")


class LinkCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LinkCheck

    url = factory.Sequence(lambda n: f"https://example.org/{n}")
    checked_at = factory.LazyFunction(timezone.now)
    is_alive = True
    status = 200


class ReminderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reminder

    recipient = factory.SubFactory(UserFactory)
    matter = "granska"
    row = factory.Sequence(str)
    sent_at = factory.LazyFunction(timezone.now)


class SubmissionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Submission

    token = factory.Sequence(lambda n: f"engang-{n}")
    user = factory.SubFactory(UserFactory)
    url = "/admin/"
    content = "0" * 64


class ImportRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportRun

    kind = "agreement"
    file = "svar.csv"
    sha256 = "0" * 64
    by = factory.SubFactory(UserFactory)
    rows = 1


class ColumnChoiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ColumnChoice

    kind = "agreement"
    header = factory.Sequence(lambda n: f"rubrik {n}")
    column = "municipality"
    by = factory.SubFactory(UserFactory)


class TargetGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TargetGroup

    slug = factory.Sequence(lambda number: f"malgrupp-{number}")
    name = "Målgrupp"
    name_en = "Target group"


class PartyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Party

    slug = factory.Sequence(lambda number: f"part-{number}")
    kind = "region"
    name = "Region Skåne"


class CompletenessFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Completeness

    type = factory.LazyFunction(lambda: AgreementType.objects.get(is_headline=True))
    first_day = datetime.date(2022, 1, 1)
    ground = "Alla kommuner är tillfrågade."
    stated_on = datetime.date(2024, 1, 1)


class SourceFactory(PublishableFactory):
    class Meta:
        model = Source

    agreement = factory.SubFactory(AgreementFactory)
    title = "SOU 2017:19"


class AgreementRevisionFactory(PublishableFactory):
    class Meta:
        model = AgreementRevision

    agreement = factory.SubFactory(AgreementFactory)
    revised_on = datetime.date(2024, 6, 1)
