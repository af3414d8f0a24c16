"""The tile map: one hexagon for each municipality, as SVG geometry.

Pointy hexagons in "odd-r" rows: every odd row is shifted half a cell to the right. Lengths are in units of the drawing,
where a cell is CELL wide. Y points down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from municipalities.models import Municipality

CELL = 20.0
ROW_HEIGHT = CELL * sqrt(3) / 2
RADIUS = CELL / sqrt(3)
MAP_MARGIN = 2.0

# The corners of a cell from its centre, clockwise from the top.
CORNERS = [
    (0.0, -RADIUS),
    (CELL / 2, -RADIUS / 2),
    (CELL / 2, RADIUS / 2),
    (0.0, RADIUS),
    (-CELL / 2, RADIUS / 2),
    (-CELL / 2, -RADIUS / 2),
]
# The neighbour across the side that begins at each corner, as steps of column and row: in even rows, in odd rows.
NEIGHBOURS = [
    [(0, -1), (1, 0), (0, 1), (-1, 1), (-1, 0), (-1, -1)],
    [(1, -1), (1, 0), (1, 1), (0, 1), (-1, 0), (0, -1)],
]


@dataclass(frozen=True)
class Cell:
    municipality: Municipality
    x: float
    y: float


@dataclass(frozen=True)
class HexMap:
    cells: list[Cell]
    outlines: str  # the borders between counties, as SVG path data
    width: float
    height: float


def centre(column: int, row: int) -> tuple[float, float]:
    return (
        round(MAP_MARGIN + CELL * (column + 0.5 + 0.5 * (row % 2)), 2),
        round(MAP_MARGIN + RADIUS + ROW_HEIGHT * row, 2),
    )


def hex_map(municipalities: Iterable[Municipality]) -> HexMap:
    """The map of the municipalities with a tile. Those without, such as newly formed ones, are left out."""
    municipality_at = {
        (municipality.tile_column, municipality.tile_row): municipality
        for municipality in municipalities
        if municipality.tile_column is not None and municipality.tile_row is not None
    }
    cells = [Cell(municipality, *centre(column, row)) for (column, row), municipality in municipality_at.items()]
    return HexMap(
        cells=cells,
        outlines=county_outlines({place: municipality.county_id for place, municipality in municipality_at.items()}),
        width=round(max((cell.x for cell in cells), default=0) + CELL / 2 + MAP_MARGIN, 2),
        height=round(max((cell.y for cell in cells), default=0) + RADIUS + MAP_MARGIN, 2),
    )


def county_outlines(counties: dict[tuple[int, int], str]) -> str:
    """The SVG path of the sides between a cell and another county or no cell, each side once."""
    sides = []
    for (column, row), county in counties.items():
        x, y = centre(column, row)
        for index, (right, down) in enumerate(NEIGHBOURS[row % 2]):
            across = counties.get((column + right, row + down))
            if across == county or (across is not None and across < county):
                continue
            (x1, y1), (x2, y2) = CORNERS[index], CORNERS[(index + 1) % 6]
            sides.append(f"M{x + x1:.1f} {y + y1:.1f}L{x + x2:.1f} {y + y2:.1f}")
    return "".join(sides)
