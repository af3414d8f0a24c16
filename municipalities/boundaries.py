"""The boundaries of the municipalities: reads GeoJSON and simplifies it to SVG paths.

The file is RFC 7946: longitude and latitude in WGS 84. The projection is sinusoidal around Sweden's middle meridian,
which preserves areas.
"""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any, TextIO

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from municipalities.names import four_digits

# Sweden with a margin, in degrees of WGS 84: west, south, east, north.
SWEDEN = (10.0, 54.5, 25.0, 70.0)
MIDDLE_MERIDIAN = 16.5
SCALE = 50.0  # units of the drawing a degree of latitude
TOLERANCE = 1.0  # details smaller than this, in units of the drawing, are simplified away
WIDTH, HEIGHT = 305, 692
TOP_LATITUDE = 69.1
LEFT = 145.0  # units from the left edge to the middle meridian, so that the westernmost point is inside


class BoundaryError(Exception):
    """An invalid file. The message says what to do."""


def read_boundaries(file: TextIO, code_property: str, expected: set[str]) -> dict[str, str]:
    """The SVG path of each municipality, by code.

    The file must have exactly the codes in `expected`. Raises BoundaryError.
    """
    geometries = _geometries(_features(file), code_property)
    _check_codes(set(geometries), expected)
    shapes = [project_shape(geometry) for geometry in geometries.values()]
    simplified = shapely.coverage_simplify(shapes, TOLERANCE)
    return {code: svg_path(shape) for code, shape in zip(geometries, simplified, strict=True)}


def _features(file: TextIO) -> list[dict[str, Any]]:
    try:
        content = json.load(file)
    except (ValueError, UnicodeDecodeError) as error:
        raise BoundaryError(_("Filen är inte JSON. Välj en GeoJSON-fil enligt RFC 7946.")) from error
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise BoundaryError(_("Filen är ingen FeatureCollection. Välj en GeoJSON-fil enligt RFC 7946."))
    crs = json.dumps(content.get("crs", ""))
    if "crs" in content and "CRS84" not in crs and "4326" not in crs:
        raise BoundaryError(_("Filen är inte i WGS 84. Räkna om koordinaterna till WGS 84 (EPSG:4326) först."))
    features = content.get("features")
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise BoundaryError(_("Filen har ingen lista med kommuner (features)."))
    return features


def _geometries(features: list[dict[str, Any]], code_property: str) -> dict[str, BaseGeometry]:
    parts: dict[str, list[BaseGeometry]] = {}
    for number, feature in enumerate(features, start=1):
        code = four_digits(str((feature.get("properties") or {}).get(code_property) or "").strip())
        if not code:
            raise BoundaryError(
                _(
                    "Kommun %(number)s i filen har ingen kod i egenskapen %(property)s. "
                    "Ange rätt egenskap med --property."
                )
                % {"number": number, "property": code_property}
            )
        parts.setdefault(code, []).append(_geometry(code, feature.get("geometry")))
    # A municipality with islands may consist of several features.
    return {code: shapely.union_all(shapes) for code, shapes in parts.items()}


def _geometry(code: str, geometry: object) -> BaseGeometry:
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except shapely.errors.GEOSException as error:
        raise BoundaryError(_("Kommun %(code)s har ingen yta som går att läsa.") % {"code": code}) from error
    if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise BoundaryError(_("Kommun %(code)s har ingen yta (Polygon eller MultiPolygon).") % {"code": code})
    west, south, east, north = shape.bounds
    if not (SWEDEN[0] <= west and east <= SWEDEN[2] and SWEDEN[1] <= south and north <= SWEDEN[3]):
        raise BoundaryError(
            _(
                "Kommun %(code)s ligger utanför Sverige, vid %(x)s, %(y)s. Koordinaterna ska vara longitud och latitud "
                "i WGS 84 (EPSG:4326), inte till exempel SWEREF 99 TM."
            )
            % {"code": code, "x": west, "y": south}
        )
    return shape


def _check_codes(codes: set[str], expected: set[str]) -> None:
    if missing := sorted(expected - codes):
        raise BoundaryError(
            _("Filen saknar %(count)s kommuner: %(codes)s. Välj en fil med alla.")
            % {"count": len(missing), "codes": ", ".join(missing[:10]) + (" …" if len(missing) > 10 else "")}
        )
    if unknown := sorted(codes - expected):
        raise BoundaryError(
            _("Filen har kommunkoder som inte finns i registret: %(codes)s.") % {"codes": ", ".join(unknown[:10])}
        )


def project_shape(shape: BaseGeometry) -> BaseGeometry:
    """The shape in units of the drawing, with y downwards."""
    return shapely.transform(shape, lambda points: [project(longitude, latitude) for longitude, latitude in points])


def project(longitude: float, latitude: float) -> tuple[float, float]:
    return (
        LEFT + SCALE * (longitude - MIDDLE_MERIDIAN) * math.cos(math.radians(latitude)),
        SCALE * (TOP_LATITUDE - latitude),
    )


def svg_path(shape: BaseGeometry) -> str:
    """The SVG path data of a shape, to a tenth of a unit. Relative steps make it shorter."""
    rings = [ring for polygon in shapely.get_parts(shape) for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(_ring_path([(round(x * 10), round(y * 10)) for x, y in ring.coords]) for ring in rings)


def _ring_path(tenths: list[tuple[int, int]]) -> str:
    steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(tenths)]
    start, *rest = [f"{x / 10:g} {y / 10:g}" for x, y in [tenths[0], *steps[:-1]]]
    return f"M{start}l{' '.join(rest)}z"
