"""The desk: where the registrar enters, checks and publishes. What is registered where follows the modules' names."""

from agreements.admin.agreements import AgreementAdmin
from agreements.admin.confirmations import ConfirmationRequestAdmin
from agreements.admin.dialogues import DialogueMeetingAdmin, DialogueRoundAdmin
from agreements.admin.documents import DocumentAdmin
from agreements.admin.files import StoredFileAdmin
from agreements.admin.functions import AccountFunctionAdmin
from agreements.admin.imports import ColumnChoiceAdmin, ImportRunAdmin
from agreements.admin.log import HistoryEntryAdmin
from agreements.admin.municipalities import CountyDeskAdmin, MunicipalityDeskAdmin
from agreements.admin.proposals import ProposalAdmin
from agreements.admin.reference import ReportedTotalAdmin, TermAdmin
from agreements.admin.register import RegisterAdmin, RevisionAdmin
from agreements.admin.texts import FollowUpAdmin, JointAgreementAdmin

__all__ = [
    "AccountFunctionAdmin",
    "AgreementAdmin",
    "ColumnChoiceAdmin",
    "ConfirmationRequestAdmin",
    "CountyDeskAdmin",
    "DialogueMeetingAdmin",
    "DialogueRoundAdmin",
    "DocumentAdmin",
    "FollowUpAdmin",
    "HistoryEntryAdmin",
    "ImportRunAdmin",
    "JointAgreementAdmin",
    "MunicipalityDeskAdmin",
    "ProposalAdmin",
    "RegisterAdmin",
    "ReportedTotalAdmin",
    "RevisionAdmin",
    "StoredFileAdmin",
    "TermAdmin",
]
