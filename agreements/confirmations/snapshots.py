"""The published agreements that a confirmation request shows, as plain values to compare later."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from agreements.acts.values import LISTS, values_of
from agreements.models import Agreement
from municipalities.models import Municipality

# Fields that are not sent to the municipality: internal notes, and the verification that the answer itself sets.
EXCLUDED_FIELDS = {"internal_note", "next_follow_up_on", "verified_on", "verified_by"}


def published_agreements(municipality: Municipality) -> list[Agreement]:
    """The published agreements of the municipality, the newest first."""
    agreements = Agreement.objects.published().filter(municipality=municipality).order_by("-valid_from", "-number")
    return list(agreements.select_related("type", "joint_agreement", "replaces").prefetch_related(*LISTS))


def municipality_snapshot(municipality: Municipality) -> dict[str, dict[str, Any]]:
    """The values of the municipality's published agreements, by public id and field."""
    return agreements_snapshot(published_agreements(municipality))


def agreements_snapshot(agreements: list[Agreement]) -> dict[str, dict[str, Any]]:
    return {
        agreement.public_id: {
            name: value for name, value in values_of(agreement).items() if name not in EXCLUDED_FIELDS
        }
        for agreement in agreements
    }


def page_fingerprint(snapshot: dict[str, dict[str, Any]]) -> str:
    """The SHA-256 digest of a snapshot, in a hidden field of the form."""
    return hashlib.sha256(json.dumps(snapshot, sort_keys=True).encode()).hexdigest()
