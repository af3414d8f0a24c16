"""What the register holds. The rules that no form, import or SQL can break are in each model's `Meta.constraints`."""

from agreements.models.accounts import Account, AccountPermission, AccountRole, Role, RolePermission
from agreements.models.agreements import (
    EARLIEST_DAY,
    LATEST_DAY,
    Agreement,
    AgreementArea,
    AgreementLevel,
    AgreementQuerySet,
    Ending,
    JointAgreement,
    JointAgreementQuerySet,
)
from agreements.models.belongings import Document, FollowUp
from agreements.models.confirmations import ConfirmationRequest
from agreements.models.dialogues import DialogueMeeting, DialogueRound, MeetingMunicipality
from agreements.models.files import StoredFile
from agreements.models.functions import AccountFunction
from agreements.models.imports import ColumnChoice, ImportRow, ImportRun
from agreements.models.log import HistoryEntry
from agreements.models.log_ins import LogInRecord
from agreements.models.proposals import TARGETS, Proposal
from agreements.models.register import ContactMessage, LinkCheck, Register, ReportedTotal, Revision
from agreements.models.reminders import Reminder
from agreements.models.submissions import Submission
from agreements.models.terms import AgreementType, CollaborationLevel, CooperationArea, Term

__all__ = [
    "EARLIEST_DAY",
    "LATEST_DAY",
    "TARGETS",
    "Account",
    "AccountFunction",
    "AccountPermission",
    "AccountRole",
    "Agreement",
    "AgreementArea",
    "AgreementLevel",
    "AgreementQuerySet",
    "AgreementType",
    "CollaborationLevel",
    "ColumnChoice",
    "ConfirmationRequest",
    "ContactMessage",
    "CooperationArea",
    "DialogueMeeting",
    "DialogueRound",
    "Document",
    "Ending",
    "FollowUp",
    "HistoryEntry",
    "ImportRow",
    "ImportRun",
    "JointAgreement",
    "JointAgreementQuerySet",
    "LinkCheck",
    "LogInRecord",
    "MeetingMunicipality",
    "Proposal",
    "Register",
    "Reminder",
    "ReportedTotal",
    "Revision",
    "Role",
    "RolePermission",
    "StoredFile",
    "Submission",
    "Term",
]
