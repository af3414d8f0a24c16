"""What the page of an agreement needs beside its own columns: what it replaces, what replaces it, its parties."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from agreements.models import Agreement, AgreementParty, AgreementReplacement, JointAgreementParty, Party


def with_replaced(agreements: QuerySet[Agreement]) -> QuerySet[Any]:
    """Annotates `also_replaced_ids`, the keys of the answers that each replaces beside `replaces`."""
    replaced = AgreementReplacement.objects.filter(from_agreement=OuterRef("pk"))
    return agreements.annotate(also_replaced_ids=ArraySubquery(replaced.values("to_agreement")))


def replaced_keys(agreement: Any) -> list[int]:
    """The keys of the answers that an agreement of `with_replaced` replaces."""
    return [*filter(None, [agreement.replaces_id]), *agreement.also_replaced_ids]


def replacing(agreement: Agreement, published: Iterable[Any]) -> list[Any]:
    """Of the `published` of the municipality, of `with_replaced`: those that replace the agreement."""
    return [other for other in published if agreement.pk in replaced_keys(other)]


def chain(agreement: Any, published: Iterable[Any]) -> list[Any]:
    """The agreement with all that it replaces, directly or not, before it, and all that replace it after it.

    `published` are those of the municipality, of `with_replaced` and the first one first.
    """
    published = list(published)
    earlier, later = {agreement.pk}, {agreement.pk}
    # No constraint prevents a cycle over several rows.
    for _step in published:
        earlier.update(key for other in published if other.pk in earlier for key in replaced_keys(other))
        later.update(other.pk for other in published if later.intersection(replaced_keys(other)))
    before = [other for other in published if other.pk in earlier - {agreement.pk}]
    return [*before, agreement, *(other for other in published if other.pk in later - earlier)]


def with_parties(agreements: QuerySet[Agreement]) -> QuerySet[Any]:
    """Annotates `party_values`: the parties of each agreement and of its joint agreement, for `parties_of`."""
    own = AgreementParty.objects.filter(agreement=OuterRef(OuterRef("pk"))).values("party")
    joint = JointAgreementParty.objects.filter(jointagreement=OuterRef(OuterRef("joint_agreement"))).values("party")
    parties = Party.objects.filter(Q(pk__in=own) | Q(pk__in=joint))
    return agreements.annotate(party_values=ArraySubquery(parties.values(json=JSONObject(kind="kind", name="name"))))


def parties_of(agreement: Any) -> list[Party]:
    """The parties of an agreement of `with_parties`, by name."""
    return [Party(**values) for values in agreement.party_values]
