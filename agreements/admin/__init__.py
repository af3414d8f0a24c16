"""The desk: where the registrar enters, checks and publishes. What is registered where follows the modules' names."""

from agreements.admin.accounts import GroupDeskAdmin, UserDeskAdmin
from agreements.admin.agreements import AgreementAdmin
from agreements.admin.confirmations import ConfirmationRequestAdmin
from agreements.admin.dialogues import DialogueMeetingAdmin, DialogueRoundAdmin
from agreements.admin.documents import DocumentAdmin
from agreements.admin.files import StoredFileAdmin
from agreements.admin.imports import ColumnChoiceAdmin, ImportRunAdmin
from agreements.admin.log import HistoryEntryAdmin
from agreements.admin.log_ins import LogInRecordAdmin
from agreements.admin.municipalities import CountyDeskAdmin, MunicipalityDeskAdmin
from agreements.admin.proposals import ProposalAdmin
from agreements.admin.reference import ReportedTotalAdmin, TermAdmin
from agreements.admin.register import RegisterAdmin, RevisionAdmin
from agreements.admin.texts import FollowUpAdmin, JointAgreementAdmin

__all__ = [
    "AgreementAdmin",
    "ColumnChoiceAdmin",
    "ConfirmationRequestAdmin",
    "CountyDeskAdmin",
    "DialogueMeetingAdmin",
    "DialogueRoundAdmin",
    "DocumentAdmin",
    "FollowUpAdmin",
    "GroupDeskAdmin",
    "HistoryEntryAdmin",
    "ImportRunAdmin",
    "JointAgreementAdmin",
    "LogInRecordAdmin",
    "MunicipalityDeskAdmin",
    "ProposalAdmin",
    "RegisterAdmin",
    "ReportedTotalAdmin",
    "RevisionAdmin",
    "StoredFileAdmin",
    "TermAdmin",
    "UserDeskAdmin",
]
