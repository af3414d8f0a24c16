"""The rows that become public together with a draft or a proposal (its companions), and the signed digests of them.

A page signs a digest of each row it shows. Publication refuses rows that were not shown or have changed since.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.acts.proposal_content import Difference, new_public_texts, proposal_differences
from agreements.acts.values import FIELDS_OF, field_label, value_of, values_of, worded_value
from agreements.models import Agreement, AgreementRevision, Document, FollowUp, JointAgreement, Proposal, Source

COMPANION_SALT = "agreements.acts.companions"
# The digest of each row that a page has shown, by the row's key.
ShownDigests = Mapping[str, str]


@dataclass(frozen=True)
class PublicRow:
    """A row that becomes public, with its digest and its differences for the page."""

    row: Agreement | Proposal | Document | FollowUp | AgreementRevision | Source | JointAgreement

    @property
    def key(self) -> str:
        return f"{self.row._meta.model_name}:{self.row.pk}"

    @property
    def digest(self) -> str:
        content = self.row.changes if isinstance(self.row, Proposal) else values_of(self.row)
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @property
    def url(self) -> str:
        """The row's page at the desk."""
        opts = self.row._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[self.row.pk])

    @property
    def differences(self) -> list[Difference]:
        """The fields that a proposal changes, or that a new row sets."""
        if isinstance(self.row, Proposal):
            return proposal_differences(self.row)
        return [
            Difference(name, field_label(name, type(self.row)), "", worded_value(name, value, type(self.row)))
            for name in FIELDS_OF[type(self.row)]
            if name != "file" and (value := value_of(self.row, name)) not in (None, "", [], False)
        ]

    def __str__(self) -> str:
        return f"{self.row._meta.verbose_name} {self.row}"


def rows_of_proposal(proposal: Proposal, *, lock: bool = False) -> list[PublicRow]:
    """The joint agreement that the proposal makes public, if its text is not public yet."""
    rows = new_public_texts(proposal)
    return [PublicRow(row) for row in (_lock(rows) if lock else rows)]


def rows_of_draft(draft: Agreement) -> list[PublicRow]:
    return rows_of_drafts([draft])[draft.pk]


def rows_of_drafts(drafts: Collection[Agreement], *, lock: bool = False) -> dict[int, list[PublicRow]]:
    """The companions of each draft, by the draft's key. The query count does not grow with the number of drafts."""
    joint = {draft.joint_agreement_id for draft in drafts if draft.joint_agreement_id}
    attached = Q(agreement__in=drafts) | Q(joint_agreement__in=joint)
    owners = ["agreement__municipality", "joint_agreement"]
    # The same lock order as in the form of a joint agreement.
    rows: list[QuerySet] = [
        JointAgreement.objects.filter(pk__in=joint).not_public(),
        Proposal.objects.undecided().filter(accompanies__in=drafts).select_related("agreement__municipality"),
        Document.objects.filter(attached, published_at=None).select_related("file"),
        FollowUp.objects.filter(attached, published_at=None).select_related(*owners),
        AgreementRevision.objects.filter(attached, published_at=None).select_related(*owners),
        Source.objects.filter(attached, published_at=None),
    ]
    companions = [PublicRow(row) for kind in rows for row in (_lock(kind) if lock else kind).order_by("pk")]
    return {draft.pk: [companion for companion in companions if _belongs(companion.row, draft)] for draft in drafts}


def _lock(rows: QuerySet) -> QuerySet:
    return rows.select_for_update(of=["self"], no_key=True)


def _belongs(row: Any, draft: Agreement) -> bool:
    match row:
        case Proposal():
            return row.accompanies_id == draft.pk
        case JointAgreement():
            return row.pk == draft.joint_agreement_id
        case _:
            return row.agreement_id == draft.pk or row.joint_agreement_id == draft.joint_agreement_id is not None


def seal_digests(rows: Iterable[PublicRow]) -> str:
    """Signs the digests of the rows that a page shows."""
    return signing.dumps(row_digests(rows), salt=COMPANION_SALT, compress=True)


def unseal_digests(text: str) -> ShownDigests:
    """Reads the signed digests; empty if the text is missing or changed."""
    try:
        seen: ShownDigests = signing.loads(text, salt=COMPANION_SALT)
    except signing.BadSignature:
        return {}
    return seen


def row_digests(rows: Iterable[PublicRow]) -> ShownDigests:
    return {row.key: row.digest for row in rows}


def refuse_unseen(rows: Iterable[PublicRow], seen: ShownDigests) -> None:
    """Raises ValidationError for each row that the page did not show, or that has changed since."""
    if unseen := [row for row in rows if seen.get(row.key) != row.digest]:
        raise ValidationError(
            [
                _("%(what)s blir offentligt, men visades inte så på sidan. Läs igenom sidan och publicera sedan.")
                % {"what": capfirst(str(row))}
                for row in unseen
            ]
        )
