"""How a line of a file becomes a row, and a row a line: a module for each kind of row."""

from agreements.resources.agreements import AgreementResource
from agreements.resources.base import FileResource
from agreements.resources.dialogue_meetings import DialogueMeetingResource
from agreements.resources.dialogue_rounds import DialogueRoundResource
from agreements.resources.follow_ups import FollowUpResource
from agreements.resources.reported_totals import ReportedTotalResource
from agreements.resources.rows import FileRow

__all__ = [
    "AgreementResource",
    "DialogueMeetingResource",
    "DialogueRoundResource",
    "FileResource",
    "FileRow",
    "FollowUpResource",
    "ReportedTotalResource",
]
