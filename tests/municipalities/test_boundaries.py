"""Reading and simplifying of boundaries."""

import io
import json
import re
from typing import Any

import pytest

from municipalities.boundaries import HEIGHT, WIDTH, BoundaryError, project, read_boundaries


def square(west: float, south: float, side: float = 1.0) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def geojson(geometries: dict[str, Any], **members: object) -> io.StringIO:
    features = [
        {"type": "Feature", "properties": {"kod": code}, "geometry": geometry} for code, geometry in geometries.items()
    ]
    return io.StringIO(json.dumps({"type": "FeatureCollection", "features": features} | members))


def read(content: io.StringIO, expected: set[str]) -> dict[str, str]:
    return read_boundaries(content, "kod", expected)


def test_neighbours_keep_their_common_border() -> None:
    paths = read(geojson({"0180": square(14, 60), "1280": square(15, 60)}), {"0180", "1280"})
    x, y = project(15, 60)
    assert set(paths) == {"0180", "1280"}
    for path in paths.values():
        assert path.endswith("z")
        corners = absolute(path)
        assert any(abs(corner[0] - x) < 0.2 and abs(corner[1] - y) < 0.2 for corner in corners)


def absolute(path: str) -> list[tuple[float, float]]:
    numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", path)]
    corners = [(numbers[0], numbers[1])]
    for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
        corners.append((corners[-1][0] + dx, corners[-1][1] + dy))
    return corners


@pytest.mark.parametrize(("longitude", "latitude"), [(10.97, 58.9), (24.16, 65.8), (20.5, 69.06), (13.4, 55.34)])
def test_extreme_points_of_sweden_are_inside_the_map(longitude: float, latitude: float) -> None:
    x, y = project(longitude, latitude)
    assert 0 <= x <= WIDTH
    assert 0 <= y <= HEIGHT


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (io.StringIO("inte json"), "inte JSON"),
        (io.StringIO("[]"), "FeatureCollection"),
        (io.StringIO('{"type": "FeatureCollection", "features": 3}'), "features"),
        (geojson({}), "saknar 1 kommuner: 0180"),
        (geojson({"0180": square(14, 60), "9999": square(15, 60)}), "inte finns i registret: 9999"),
        (geojson({"": square(14, 60)}), "--property"),
        (geojson({"0180": {"type": "Point", "coordinates": [14, 60]}}), "ingen yta"),
        (geojson({"0180": None}), "ingen yta"),
        (geojson({"0180": square(674032, 6580822, 1000)}), "SWEREF 99 TM"),
        (geojson({"0180": square(60, 14)}), "utanför Sverige"),
        (geojson({"0180": square(14, 60)}, crs={"properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}), "WGS 84"),
    ],
)
def test_unusable_file_has_a_reason(content: io.StringIO, reason: str) -> None:
    with pytest.raises(BoundaryError, match=reason):
        read(content, {"0180"})


def features(*parts: tuple[object, dict[str, Any]]) -> io.StringIO:
    found = [{"type": "Feature", "properties": {"kod": code}, "geometry": geometry} for code, geometry in parts]
    return io.StringIO(json.dumps({"type": "FeatureCollection", "features": found}))


def test_features_of_one_municipality_are_joined() -> None:
    island = square(16, 60)
    apart = read(features(("0180", square(14, 60)), ("0180", island)), {"0180"})
    together = {"type": "MultiPolygon", "coordinates": [square(14, 60)["coordinates"], island["coordinates"]]}
    assert apart["0180"].count("M") == 2
    assert apart == read(geojson({"0180": together}), {"0180"})


@pytest.mark.parametrize("code", [114, 114.0, "114", "0114", " 0114 "])
def test_numeric_code_gets_leading_zero(code: object) -> None:
    assert set(read(features((code, square(14, 60))), {"0114"})) == {"0114"}
