"""The section of docs/data-dictionary.md that lists the desk's fields with their help texts.

It is generated from the models, so that forms and dictionary agree.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db.models import Field, Model
from django.utils import translation

from agreements.models import (
    Agreement,
    AgreementRevision,
    AgreementType,
    CollaborationLevel,
    Completeness,
    CooperationArea,
    DialogueMeeting,
    DialogueRound,
    Document,
    FollowUp,
    JointAgreement,
    Party,
    Register,
    ReportedTotal,
    Source,
    TargetGroup,
)
from municipalities.models import County, Municipality

DICTIONARY_FILE: Path = settings.BASE_DIR / "docs" / "data-dictionary.md"
FIELDS_BEGIN, FIELDS_END = "<!-- fields: manage.py write_dictionary -->", "<!-- end of fields -->"

# The models with forms at the desk, in the order of the work.
DESCRIBED_MODELS: list[type[Model]] = [
    Agreement,
    JointAgreement,
    Source,
    Document,
    FollowUp,
    AgreementRevision,
    DialogueMeeting,
    DialogueRound,
    ReportedTotal,
    Completeness,
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    TargetGroup,
    Party,
    Register,
    Municipality,
    County,
]


def described_fields(model: type[Model]) -> list[Field]:
    """The model's editable fields."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return [field for field in fields if field.editable and not field.auto_created]


def fields_section() -> str:
    lines = [FIELDS_BEGIN]
    with translation.override("sv"):
        for model in DESCRIBED_MODELS:
            lines += ["", f"### {str(model._meta.verbose_name).capitalize()}", ""]
            lines += ["| field | Swedish | meaning |", "|---|---|---|"]
            lines += [
                f"| `{field.name}` | {field.verbose_name} | {field.help_text} |" for field in described_fields(model)
            ]
    return "\n".join([*lines, "", FIELDS_END])


def with_fields_section(text: str) -> str:
    """The dictionary with its section generated anew."""
    before, _, rest = text.partition(FIELDS_BEGIN)
    _, _, after = rest.partition(FIELDS_END)
    return before + fields_section() + after
