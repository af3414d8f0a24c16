"""Neighbours, county, predecessors and external links of the page of a municipality."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, Func, Max, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Greatest, JSONObject, NullIf
from django.utils.translation import gettext as _

from agreements.lookup.municipalities import municipalities_on, with_answer, with_type_position
from agreements.lookup.reported_totals import reports_naming
from agreements.lookup.vocabulary import Vocabulary
from agreements.models import (
    Agreement,
    AgreementArea,
    AgreementLevel,
    AgreementParty,
    AgreementReplacement,
    AgreementTargetGroup,
    Completeness,
)
from agreements.models.events import history_model
from agreements.public.municipality.reports import REPORT_FIELDS
from agreements.public.rows import MunicipalityRow, municipality_rows
from municipalities.models import Municipality

NEAREST = 8

# The tables whose changes are changes of an agreement, with its key in each.
CHANGED: dict[type[Model], str] = {
    Agreement: "pgh_obj",
    AgreementLevel: "agreement",
    AgreementArea: "agreement",
    AgreementTargetGroup: "agreement",
    AgreementParty: "agreement",
    AgreementReplacement: "from_agreement",
}

# The end of the day of `enligt`: later events are left out. Infinity without `enligt`.
KNOWN_UNTIL = Coalesce(
    Cast(
        NullIf(Func(Value("register.known_until"), Value(True), function="current_setting"), Value("")), DateTimeField()
    ),
    Value("infinity"),
    output_field=DateTimeField(),
)


def with_page_fields(municipalities: QuerySet[Municipality], type_slug: str, day: datetime.date) -> QuerySet[Any]:
    """Annotates municipalities with their position on the day and with what else their page says of them.

    `changed_at` is the last change of a published agreement. `taken_over` has the predecessors that ceased before the
    day, `complete_types` the statements that the register is complete for a type on the day, and `report_values` the
    published totals that name the municipality, for `reports.reports_of`.
    """
    published = Agreement.objects.published().filter(municipality=OuterRef(OuterRef("pk"))).values("pk")
    changes = [
        _last(history_model(model).objects.filter(**{f"{key}__in": published})) for model, key in CHANGED.items()
    ]
    before = Municipality.objects.filter(successor=OuterRef("pk"), ceased_on__lt=day).order_by("sort_key", "code")
    complete = Completeness.objects.covering(day).values(
        json=JSONObject(type="type__slug", first_day="first_day", ground="ground", stated_on="stated_on")
    )
    reports = reports_naming(OuterRef("pk"), day).values(json=JSONObject(**{name: name for name in REPORT_FIELDS}))
    return with_type_position(municipalities, day, type__slug=type_slug).annotate(
        changed_at=Greatest(*changes),
        taken_over=ArraySubquery(before.values(pair=JSONObject(code="code", name="name"))),
        complete_types=ArraySubquery(complete),
        report_values=ArraySubquery(reports),
    )


def _last(events: QuerySet[Any]) -> Subquery:
    known = events.filter(pgh_created_at__lt=KNOWN_UNTIL).order_by().values(one=Value(1))
    return Subquery(known.annotate(last=Max("pgh_created_at")).values("last"))


@dataclass(frozen=True)
class Surroundings:
    nearest: list[MunicipalityRow]
    county: list[MunicipalityRow]


def surroundings(municipality: Municipality, day: datetime.date, words: Vocabulary) -> Surroundings:
    """The nearest municipalities, and the others of the county in Swedish order, in one query."""
    existing: Any = municipalities_on(day, words.headline.slug if words.headline else "")
    nearest = Municipality.objects.existing_on(day).nearest(municipality).values("pk")[:NEAREST]
    municipalities = existing.nearest(municipality).filter(Q(county=municipality.county_id) | Q(pk__in=nearest))
    rows = municipality_rows(with_answer(municipalities), words)
    county = [row for row in rows if row.municipality.county_id == municipality.county_id]
    return Surroundings(rows[:NEAREST], sorted(county, key=lambda row: row.municipality.sort_key))


@dataclass(frozen=True)
class ExternalLink:
    """A link to the municipality at another public body."""

    name: str
    url: str


def external_links(municipality: Municipality) -> list[ExternalLink]:
    """Links to stable addresses. SCB has no stable address for each municipality."""
    links = [
        ExternalLink(_("Kommuner i siffror hos SCB"), "https://kommunsiffror.scb.se/"),
        ExternalLink(
            _("Kommunens uppgifter i Koladas öppna data"), f"https://api.kolada.se/v3/municipality/{municipality.code}"
        ),
    ]
    if municipality.jobtech_concept_id:
        url = f"https://atlas.jobtechdev.se/taxonomy/{municipality.jobtech_concept_id}"
        links.append(ExternalLink(_("Kommunen i Arbetsförmedlingens JobTech Atlas"), url))
    return links


def last_verified(agreements: Iterable[Agreement]) -> datetime.date | None:
    return max((agreement.verified_on for agreement in agreements if agreement.verified_on), default=None)
