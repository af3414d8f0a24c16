"""Corrections and new answers from a municipality: saved as proposals and drafts for the desk to check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.acts import proposals
from agreements.acts.act import act
from agreements.acts.agreements import register
from agreements.confirmations import requests, snapshots
from agreements.documents import store
from agreements.models import Agreement, ConfirmationRequest, Document, Proposal, StoredFile


@transaction.atomic
def propose_corrections(
    request: ConfirmationRequest,
    *,
    fingerprint: str,
    values: Mapping[str, Mapping[str, Any]],
    comments: Mapping[str, str],
    function: str,
    message: str,
    upload: File | None,
) -> list[Proposal]:
    """Proposes a correction of each agreement that the municipality has changed or commented on.

    `values` and `comments` are by public id. Raises ValidationError where nothing is changed or a rule is broken, and
    LinkClosedError.
    """
    with act("propose", None, **requests.request_context(request)):
        request = requests.lock_open_request(request)
        agreements = requests.unchanged_agreements(request, fingerprint)
        municipal_function = requests.function_of_municipality(function, request.municipality)
        document = _store_upload(upload)
        corrected_agreements = [
            agreement
            for agreement in agreements
            if _differs(request.snapshot[agreement.public_id], values.get(agreement.public_id, {}))
            or comments.get(agreement.public_id, "").strip()
        ]
        # A message or document without any change is attached to the newest agreement.
        if not corrected_agreements and (message.strip() or document):
            corrected_agreements = agreements[:1]
        if not corrected_agreements:
            raise ValidationError(_("Ändra det som är fel, eller skriv vad som behöver rättas."))
        corrections = []
        for agreement in corrected_agreements:
            words = [comments.get(agreement.public_id, "").strip(), message.strip()]
            corrections.append(
                proposals.propose(
                    agreement,
                    values.get(agreement.public_id, {}),
                    kind=Proposal.Act.CORRECTION,
                    by=None,
                    reason="\n\n".join(filter(None, words)) or _default_reason(),
                    on_behalf_of=municipal_function,
                    document=document,
                )
            )
        requests.close(request, ConfirmationRequest.Answer.PROPOSAL, function=function, message=message)
    return corrections


@transaction.atomic
def draft_new_answer(
    request: ConfirmationRequest, *, fields: dict[str, Any], function: str, message: str, upload: File | None
) -> Agreement:
    """Registers the first answer of a municipality as a draft.

    Raises ValidationError where the register already has an answer or a rule is broken, and LinkClosedError.
    """
    with act("propose", None, **requests.request_context(request)):
        request = requests.lock_open_request(request)
        requests.unchanged_agreements(request, snapshots.page_fingerprint({}))
        municipal_function = requests.function_of_municipality(function, request.municipality)
        with override("sv"):
            origin = _("Lämnat av %(who)s, som svar på registrets fråga.") % {"who": municipal_function}
        note = "\n\n".join(filter(None, [origin, message.strip()]))
        draft = register(municipality=request.municipality, by=None, internal_note=note, **fields)
        if document := _store_upload(upload):
            Document.objects.create(agreement=draft, title=document.name.removesuffix(".pdf"), file=document)
        requests.close(request, ConfirmationRequest.Answer.PROPOSAL, function=function, message=message)
    return draft


def _differs(snapshot: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    return any(snapshot[name] != value for name, value in values.items())


def _default_reason() -> str:
    with override("sv"):
        return _("Kommunen har rättat uppgifterna.")


def _store_upload(upload: File | None) -> StoredFile | None:
    if upload is None:
        return None
    try:
        return store.store(upload, by=None)
    except ValidationError as error:
        if getattr(error, "code", "") == "warning":
            raise ValidationError(
                {"document": _("Filen har skript eller bilagor. Spara en kopia utan dem och välj den i stället.")}
            ) from error
        raise ValidationError({"document": error.messages}) from error
