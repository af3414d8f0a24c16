"""Resources that convert between a file's lines and the rows of a model: one module for each kind of row."""

from agreements.exchange.resources.agreements import AgreementResource
from agreements.exchange.resources.base import FileResource
from agreements.exchange.resources.dialogue_meetings import DialogueMeetingResource
from agreements.exchange.resources.dialogue_rounds import DialogueRoundResource
from agreements.exchange.resources.follow_ups import FollowUpResource
from agreements.exchange.resources.reported_totals import ReportedTotalResource
from agreements.exchange.resources.rows import FileRow

__all__ = [
    "AgreementResource",
    "DialogueMeetingResource",
    "DialogueRoundResource",
    "FileResource",
    "FileRow",
    "FollowUpResource",
    "ReportedTotalResource",
]
