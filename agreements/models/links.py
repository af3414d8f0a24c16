"""The tracked many-to-many links of each model."""

from __future__ import annotations

from django.db import models

from agreements.models import (
    Account,
    AccountPermission,
    AccountRole,
    Agreement,
    AgreementArea,
    AgreementLevel,
    AgreementParty,
    AgreementReplacement,
    AgreementTargetGroup,
    DialogueMeeting,
    JointAgreement,
    JointAgreementParty,
    MeetingMunicipality,
    ReportedMunicipality,
    ReportedTotal,
    Role,
    RolePermission,
)

# The many-to-many fields of each model, with the proxy that tracks their links.
LINKS: dict[type[models.Model], dict[str, type[models.Model]]] = {
    Agreement: {
        "levels": AgreementLevel,
        "areas": AgreementArea,
        "target_groups": AgreementTargetGroup,
        "parties": AgreementParty,
        "also_replaces": AgreementReplacement,
    },
    JointAgreement: {"parties": JointAgreementParty},
    ReportedTotal: {"municipalities": ReportedMunicipality},
    DialogueMeeting: {"municipalities": MeetingMunicipality},
    Account: {"groups": AccountRole, "user_permissions": AccountPermission},
    Role: {"permissions": RolePermission},
}
