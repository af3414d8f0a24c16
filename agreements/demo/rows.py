"""The models whose rows belong to the demo, and those of reference data and accounts, which do not."""

from __future__ import annotations

from django.db import connection, models

from agreements.models import (
    Account,
    AccountFunction,
    AccountPermission,
    AccountRole,
    Agreement,
    AgreementArea,
    AgreementLevel,
    AgreementParty,
    AgreementReplacement,
    AgreementRevision,
    AgreementTargetGroup,
    AgreementType,
    CollaborationLevel,
    Completeness,
    ConfirmationRequest,
    CooperationArea,
    DialogueMeeting,
    DialogueRound,
    Document,
    FollowUp,
    JointAgreement,
    JointAgreementParty,
    MeetingMunicipality,
    Party,
    Proposal,
    Register,
    ReportedMunicipality,
    ReportedTotal,
    Role,
    RolePermission,
    Source,
    StoredFile,
    TargetGroup,
)
from agreements.models.events import history_model
from municipalities.models import Boundary, County, Municipality

DEMO_COMMAND = "load_demo"
USERNAME = "demo"

# Every tracked model is in one of these three lists; a test compares.
ENTERED_MODELS: list[type[models.Model]] = [
    Agreement,
    JointAgreement,
    StoredFile,
    Proposal,
    ConfirmationRequest,
    Document,
    FollowUp,
    DialogueRound,
    DialogueMeeting,
    # The links between them, as proxies.
    AgreementLevel,
    AgreementArea,
    AgreementTargetGroup,
    AgreementParty,
    AgreementReplacement,
    JointAgreementParty,
    MeetingMunicipality,
    AgreementRevision,
    Source,
    Party,
    Completeness,
]
REFERENCE_MODELS: list[type[models.Model]] = [
    County,
    Municipality,
    Boundary,
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    TargetGroup,
    ReportedTotal,
    ReportedMunicipality,
    Register,
]
# Accounts stay when the demo is removed, except the account of the demo.
ACCOUNT_MODELS: list[type[models.Model]] = [
    Account,
    AccountFunction,
    AccountRole,
    AccountPermission,
    Role,
    RolePermission,
]


class DemoRefusedError(Exception):
    """The demo was not loaded or removed. The message is in Swedish."""


def history_rows(model: type[models.Model]) -> models.QuerySet:
    return history_model(model)._base_manager.all()


def is_demo() -> bool:
    return Register.objects.filter(is_demo=True).exists()


def lock_entered_tables() -> None:
    """Locks the tables until the transaction ends, so that demo and real rows are never mixed."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in ENTERED_MODELS)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
