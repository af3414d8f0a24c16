"""Registers the model admins of the desk with Django."""

from agreements.desk.accounts.admin import GroupDeskAdmin, UserDeskAdmin
from agreements.desk.accounts.log_in_records import LogInRecordAdmin
from agreements.desk.agreements.admin import AgreementAdmin
from agreements.desk.agreements.proposals import ProposalAdmin
from agreements.desk.documents.admin import DocumentAdmin
from agreements.desk.documents.files import StoredFileAdmin
from agreements.desk.exchange.admin import ColumnChoiceAdmin, ImportRunAdmin
from agreements.desk.history.log import HistoryEntryAdmin
from agreements.desk.records.completeness import CompletenessAdmin
from agreements.desk.records.confirmations import ConfirmationRequestAdmin
from agreements.desk.records.dialogues import DialogueMeetingAdmin, DialogueRoundAdmin
from agreements.desk.records.follow_ups import FollowUpAdmin, JointAgreementAdmin
from agreements.desk.records.municipalities import CountyDeskAdmin, MunicipalityDeskAdmin
from agreements.desk.records.reference import PartyAdmin, TermAdmin
from agreements.desk.records.register import RegisterAdmin, RevisionAdmin
from agreements.desk.records.reported_totals import ReportedTotalAdmin
from agreements.desk.records.sources import AgreementRevisionAdmin, SourceAdmin

__all__ = [
    "AgreementAdmin",
    "AgreementRevisionAdmin",
    "ColumnChoiceAdmin",
    "CompletenessAdmin",
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
    "PartyAdmin",
    "ProposalAdmin",
    "RegisterAdmin",
    "ReportedTotalAdmin",
    "RevisionAdmin",
    "SourceAdmin",
    "StoredFileAdmin",
    "TermAdmin",
    "UserDeskAdmin",
]
