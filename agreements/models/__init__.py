"""The register's models. Constraints in `Meta.constraints` hold for every form, import and SQL statement."""

from agreements.models.administration.accounts import Account, AccountPermission, AccountRole, Role, RolePermission
from agreements.models.administration.contact import ContactMessage
from agreements.models.administration.functions import AccountFunction
from agreements.models.administration.imports import ColumnChoice, ImportRow, ImportRun
from agreements.models.administration.link_checks import LinkCheck
from agreements.models.administration.log import HistoryEntry
from agreements.models.administration.log_ins import LogInRecord
from agreements.models.administration.reminders import Reminder
from agreements.models.administration.submissions import Submission
from agreements.models.agreement_links import (
    AgreementArea,
    AgreementLevel,
    AgreementParty,
    AgreementReplacement,
    AgreementTargetGroup,
)
from agreements.models.agreement_revisions import AgreementRevision
from agreements.models.agreements import Agreement, AgreementQuerySet
from agreements.models.attachments import Document, FollowUp
from agreements.models.completeness import Completeness
from agreements.models.confirmations import ConfirmationRequest
from agreements.models.dialogues import DialogueMeeting, DialogueRound, MeetingMunicipality
from agreements.models.files import StoredFile
from agreements.models.joint_agreements import JointAgreement, JointAgreementParty, JointAgreementQuerySet
from agreements.models.parties import Party, PartyKind
from agreements.models.proposals import TARGETS, Proposal
from agreements.models.register import Register, Revision
from agreements.models.reported_totals import (
    REPORTED_POSITIONS,
    CountedUnit,
    Naming,
    Precision,
    ReportedMunicipality,
    ReportedTotal,
)
from agreements.models.rules.agreements import DAY_PAIRS, Ending
from agreements.models.rules.days import EARLIEST_DAY, LATEST_DAY
from agreements.models.sources import Source
from agreements.models.terms import AgreementType, CollaborationLevel, CooperationArea, TargetGroup, Term

__all__ = [
    "DAY_PAIRS",
    "EARLIEST_DAY",
    "LATEST_DAY",
    "REPORTED_POSITIONS",
    "TARGETS",
    "Account",
    "AccountFunction",
    "AccountPermission",
    "AccountRole",
    "Agreement",
    "AgreementArea",
    "AgreementLevel",
    "AgreementParty",
    "AgreementQuerySet",
    "AgreementReplacement",
    "AgreementRevision",
    "AgreementTargetGroup",
    "AgreementType",
    "CollaborationLevel",
    "ColumnChoice",
    "Completeness",
    "ConfirmationRequest",
    "ContactMessage",
    "CooperationArea",
    "CountedUnit",
    "DialogueMeeting",
    "DialogueRound",
    "Document",
    "Ending",
    "FollowUp",
    "HistoryEntry",
    "ImportRow",
    "ImportRun",
    "JointAgreement",
    "JointAgreementParty",
    "JointAgreementQuerySet",
    "LinkCheck",
    "LogInRecord",
    "MeetingMunicipality",
    "Naming",
    "Party",
    "PartyKind",
    "Precision",
    "Proposal",
    "Register",
    "Reminder",
    "ReportedMunicipality",
    "ReportedTotal",
    "Revision",
    "Role",
    "RolePermission",
    "Source",
    "StoredFile",
    "Submission",
    "TargetGroup",
    "Term",
]
