"""Checks whether a draft can be published: rows that must be published first, and broken rules."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, AgreementRevision, DialogueMeeting, Document, FollowUp, JointAgreement, Source
from agreements.models.publishing import Publishable

MEETING_NEEDS_MUNICIPALITIES = gettext_lazy("Välj kommunerna som mötet är till för. Utan dem syns mötet ingenstans.")


def prerequisite(row: Publishable) -> str:
    """What must be done before the row can be published; empty if nothing."""
    match row:
        case FollowUp(agreement=Agreement() as agreement) if not agreement.is_published:
            return _("Publicera först överenskommelsen %(id)s, så publiceras uppföljningen med den.") % {
                "id": agreement.public_id
            }
        case (AgreementRevision() | Source()) as attached if attached.agreement and not attached.agreement.is_published:
            return _("Publicera först överenskommelsen %(id)s, så publiceras raden med den.") % {
                "id": attached.agreement.public_id
            }
        case Document(agreement=Agreement() as agreement) if not agreement.is_published:
            return _("Publicera först överenskommelsen %(id)s, så publiceras dokumentet med den.") % {
                "id": agreement.public_id
            }
        case Document(agreement=None, joint_agreement=joint) if not _is_public(joint):
            return _("Publicera först en överenskommelse som hör till %(joint)s, så publiceras dokumentet med den.") % {
                "joint": joint
            }
        case (FollowUp() | AgreementRevision() | Source()) as attached if _waits_for_joint(attached.joint_agreement):
            return _("Publicera först en överenskommelse som hör till %(joint)s, så publiceras raden med den.") % {
                "joint": attached.joint_agreement
            }
        case DialogueMeeting() if not row.municipalities.all():
            return str(MEETING_NEEDS_MUNICIPALITIES)
    return ""


def _is_public(joint: JointAgreement | None) -> bool:
    return joint is not None and any(agreement.is_published for agreement in joint.agreements.all())


def _waits_for_joint(joint: JointAgreement | None) -> bool:
    return joint is not None and not _is_public(joint)


def broken_rules(draft: Publishable) -> ValidationError | None:
    """Validates the row's fields without a query. The database checks the constraints, for all rows at once."""
    try:
        draft.clean_fields(exclude=[field.name for field in draft._meta.concrete_fields if field.is_relation])
        draft.clean()
    except ValidationError as error:
        return all_broken_rules(draft, error)
    return None


def all_broken_rules(draft: Publishable, known: ValidationError) -> ValidationError:
    """All rules that the draft breaks. Returns `known` if validation finds none: the database names one at a time."""
    try:
        draft.full_clean()
    except ValidationError as error:
        return error
    return known
