"""Fictional parties, target groups, further sources, revisions and replaced agreements of the fictional answers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence

from agreements.demo.details import SITE
from agreements.models import (
    Agreement,
    AgreementRevision,
    JointAgreement,
    Party,
    PartyKind,
    Source,
    TargetGroup,
)
from agreements.positions import Status

REVISED = (datetime.date(2025, 1, 1), datetime.date(2025, 12, 31))
FOR_BOTH, FOR_ONE = ["unga", "nyanlanda"], ["unga"]


def write_surroundings(agreements: Sequence[Agreement], shared: Mapping[str, JointAgreement]) -> None:
    """Writes them as drafts, to be published with the agreements. `shared` are the joint agreements by county code."""
    association, region = Party.objects.bulk_create(
        [
            Party(slug="pahittat-samordningsforbund", kind=PartyKind.ASSOCIATION, name="Påhittat samordningsförbund"),
            Party(slug="pahittad-region", kind=PartyKind.REGION, name="Påhittad region"),
        ]
    )
    signed = [agreement for agreement in agreements if agreement.status == Status.SIGNED]
    of_joint, of_agreement = JointAgreement.parties.through, Agreement.parties.through
    of_joint._default_manager.bulk_create([of_joint(jointagreement=text, party=region) for text in shared.values()])
    of_agreement._default_manager.bulk_create(
        [of_agreement(agreement=agreement, party=association) for agreement in signed[::9]]
    )
    _write_target_groups(signed)
    _write_replaced(signed)
    AgreementRevision.objects.bulk_create(_revisions(signed))
    Source.objects.bulk_create(_sources(signed))


def _write_target_groups(signed: Iterable[Agreement]) -> None:
    groups = {group.slug: group for group in TargetGroup.objects.filter(slug__in=FOR_BOTH)}
    through = Agreement.target_groups.through
    through._default_manager.bulk_create(
        [
            through(agreement=agreement, targetgroup=groups[slug])
            for agreement in signed
            for slug in (FOR_BOTH if agreement.type.is_headline else FOR_ONE)
            if slug in groups
        ]
    )


def _write_replaced(signed: Sequence[Agreement]) -> None:
    """The first headline agreement of a municipality also replaces its last one of another type."""
    last = {agreement.municipality_id: agreement for agreement in signed if not agreement.type.is_headline}
    through = Agreement.also_replaces.through
    through._default_manager.bulk_create(
        [
            through(from_agreement=agreement, to_agreement=last[agreement.municipality_id])
            for agreement in signed
            if agreement.type.is_headline and not agreement.replaces and agreement.municipality_id in last
        ]
    )


def _revisions(signed: Iterable[Agreement]) -> Iterator[AgreementRevision]:
    """Of every twelfth agreement until further notice, by year alone."""
    until_further_notice = [agreement for agreement in signed if agreement.valid_to is None]
    for agreement in until_further_notice[::12]:
        yield AgreementRevision(
            agreement=agreement,
            revised_on_earliest=REVISED[0],
            revised_on=REVISED[1],
            changes="Påhittad uppgift: rutinen för att dela uppgifter skrevs om.",
            source_note="Påhittad uppgift, för att visa hur registret fungerar.",
        )


def _sources(signed: Sequence[Agreement]) -> Iterator[Source]:
    for agreement in signed[::8]:
        yield Source(
            agreement=agreement,
            title="Nyhet på kommunens webbplats (påhittad)",
            publisher=agreement.municipality.name,
            url=f"{SITE}/{agreement.public_id}/nyhet",
            published_on=agreement.valid_from,
            read_on=datetime.date(2026, 1, 15),
            supports="gäller från",
        )
