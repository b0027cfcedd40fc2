"""Areas where only points are known: to each point the ground nearest to it, inside a known outline."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

JITTER_DEG = 1e-6  # a tenth of a metre: enough to tell equal points apart
SLIVER_DEG2 = 1e-12
SPOT_DEG = 1e-3  # what a point gets that no ground is nearest to


def cells_within(lonlat: np.ndarray, outline: BaseGeometry) -> np.ndarray:
    """One polygon or multipolygon per point; together the outline, to rounding: clean the coverage when it is complete.

    lonlat: float64[k, 2]. Distances are taken at the outline's mean latitude; the outline may cross the date line as
    two pieces at its ends. A point outside the outline still gets the ground nearest to it; if that is none, it gets
    a small spot at the outline's nearest place, so that no point is left without an area.
    """
    wrapped = _wrap(np.asarray(lonlat, float), outline)
    shifted = shapely.transform(outline, lambda xy: _wrap(xy, outline))
    stretch = np.array([np.cos(np.radians(shapely.centroid(shifted).y)), 1.0])
    places = _apart(wrapped * stretch)
    plane = shapely.transform(shifted, lambda xy: xy * stretch)
    shapely.prepare(plane)
    cells = _cells(places, plane)
    return _unwrap(shapely.transform(cells, lambda xy: xy / stretch))


def _cells(places: np.ndarray, outline: BaseGeometry) -> np.ndarray:
    if len(places) == 1:
        return np.array([outline], dtype=object)
    frame = shapely.box(*(shapely.bounds(outline) + np.array([-1, -1, 1, 1])))
    points = shapely.points(places)
    diagram = np.array(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame, ordered=True).geoms, dtype=object
    )
    inside = shapely.contains_properly(outline, diagram)
    cells = diagram.copy()
    cells[~inside] = shapely.intersection(diagram[~inside], outline)
    return _polygons_only(_nonempty(cells, places, outline))


def _nonempty(cells: np.ndarray, places: np.ndarray, outline: BaseGeometry) -> np.ndarray:
    lost = np.flatnonzero(shapely.area(cells) < SLIVER_DEG2)
    if not len(lost):
        return cells
    left = outline
    spots = []
    for place in shapely.points(places[lost]):
        nearest = shapely.get_point(shapely.shortest_line(place, left), -1)
        spots.append(shapely.intersection(shapely.buffer(nearest, SPOT_DEG), left))
        left = shapely.difference(left, spots[-1])
    cells = shapely.difference(cells, shapely.union_all(spots))
    cells[lost] = spots
    return cells


def _polygons_only(cells: np.ndarray) -> np.ndarray:
    """Drop the points and lines that an intersection may leave."""
    mixed = np.flatnonzero(~np.isin(shapely.get_type_id(cells), (3, 6)))
    out = cells.copy()
    for i in mixed:
        parts = shapely.get_parts(cells[i])
        out[i] = shapely.union_all(parts[np.isin(shapely.get_type_id(parts), (3, 6))])
    return out


def _apart(places: np.ndarray) -> np.ndarray:
    """Equal points moved by a hair, always the same way."""
    seen: dict[tuple[float, float], int] = {}
    out = places.copy()
    for i, (x, y) in enumerate(np.round(places, 7)):
        turn = seen.get((x, y), 0)
        seen[x, y] = turn + 1
        angle = turn * 2.399963  # the golden angle spreads any number of them
        out[i] += JITTER_DEG * 10 * turn * np.array([np.cos(angle), np.sin(angle)])
    return out


def _wrap(xy: np.ndarray, outline: BaseGeometry) -> np.ndarray:
    """Bring an outline at both ends of the world together at its western end."""
    west, _, east, _ = shapely.bounds(outline)
    if east - west < 300:
        return xy
    return np.column_stack([np.where(xy[:, 0] > 0, xy[:, 0] - 360, xy[:, 0]), xy[:, 1]])


def _unwrap(cells: np.ndarray) -> np.ndarray:
    """Back to −180 … 180: what lies beyond the date line goes to the eastern end, split where it crosses."""
    out = cells.copy()
    for i in np.flatnonzero(shapely.bounds(cells)[:, 0] < -180):
        beyond = shapely.intersection(cells[i], shapely.box(-540, -90, -180, 90))
        here = shapely.intersection(cells[i], shapely.box(-180, -90, 180, 90))
        parts = [shapely.transform(beyond, lambda xy: xy + np.array([360, 0])), here]
        out[i] = shapely.multipolygons([part for part in shapely.get_parts(parts) if part.geom_type == "Polygon"])
    return out
