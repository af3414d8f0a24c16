"""The maps of the overview: place, position and name of each municipality, by county."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from agreements.days.fields import imprecise_day, typed
from agreements.positions import ANSWERS
from agreements.public.day import Day
from agreements.public.overview.hexagons import hex_map
from agreements.public.tags import IN_DIALOGUE, Tag, municipality_tag
from municipalities.boundaries import HEIGHT, WIDTH


def with_map_fields(municipalities: QuerySet[Any]) -> QuerySet[Any]:
    """Annotates `municipalities_on` with the fields of the maps, in keyboard order: by county and name."""
    return (
        municipalities.select_related("county")
        .annotate(
            boundary_path=F("boundary__path"),
            since=F("answer__valid_from"),
            since_earliest=F("answer__valid_from_earliest"),
        )
        .order_by("county__sort_key", "county_id", "sort_key", "code")
    )


@dataclass(frozen=True)
class Place:
    """A municipality on a map: a cell with its centre, or a path with its boundary."""

    name: str
    tag: Tag
    url: str
    in_dialogue: bool
    since: str
    x: float = 0
    y: float = 0
    path: str = ""

    @property
    def title(self) -> str:
        words = {"name": self.name, "position": self.tag.word, "dialogue": IN_DIALOGUE.word}
        if self.in_dialogue:
            return _("%(name)s: %(position)s, %(dialogue)s") % words
        return _("%(name)s: %(position)s") % words


@dataclass
class CountyPlaces:
    name: str
    places: list[Place] = field(default_factory=list)


@dataclass
class PublicMap:
    counties: list[CountyPlaces]
    width: float
    height: float
    outlines: str = ""


def hexagon_map(municipalities: Iterable[Any], day: Day) -> PublicMap:
    """The map of hexagons, one of the same size for each municipality."""
    tiles = hex_map(municipalities)
    places = ((cell.municipality, map_place(cell.municipality, day, x=cell.x, y=cell.y)) for cell in tiles.cells)
    return PublicMap(places_by_county(places), tiles.width, tiles.height, tiles.outlines)


def boundary_map(municipalities: Iterable[Any], day: Day) -> PublicMap | None:
    """The map of real boundaries; None where no boundary is imported."""
    places = [
        (municipality, map_place(municipality, day, path=municipality.boundary_path))
        for municipality in municipalities
        if municipality.boundary_path
    ]
    return PublicMap(places_by_county(places), WIDTH, HEIGHT) if places else None


def map_place(municipality: Any, day: Day, **geometry: Any) -> Place:
    return Place(
        name=municipality.name,
        tag=municipality_tag(municipality),
        url=municipality.get_absolute_url() + day.query,
        in_dialogue=municipality.in_dialogue,
        # The day from which the lapsed one held is no day since which it has lapsed.
        since=_since(municipality),
        **geometry,
    )


def _since(municipality: Any) -> str:
    first = imprecise_day(municipality.since, municipality.since_earliest)
    return typed(first) if first and municipality.position in ANSWERS else ""


def places_by_county(places: Iterable[tuple[Any, Place]]) -> list[CountyPlaces]:
    counties: dict[str, CountyPlaces] = {}
    for municipality, place in places:
        county = counties.setdefault(municipality.county_id, CountyPlaces(municipality.county.name))
        county.places.append(place)
    return list(counties.values())
