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
from agreements.models.agreements import Agreement, AgreementArea, AgreementLevel, AgreementQuerySet, Ending
from agreements.models.attachments import Document, FollowUp
from agreements.models.confirmations import ConfirmationRequest
from agreements.models.dialogues import DialogueMeeting, DialogueRound, MeetingMunicipality
from agreements.models.files import StoredFile
from agreements.models.joint_agreements import JointAgreement, JointAgreementQuerySet
from agreements.models.plausible_days import EARLIEST_DAY, LATEST_DAY
from agreements.models.proposals import TARGETS, Proposal
from agreements.models.register import Register, Revision
from agreements.models.reported_totals import ReportedTotal
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
