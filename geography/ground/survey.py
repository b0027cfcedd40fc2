"""From a Ground to numbered ground: order, borders, links. Pure and deterministic."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import cKDTree

from geography import coverage
from geography.ground.model import Ground

EARTH_KM = 6371.0088
BRIDGE_KM = 2.0  # crossings up to this are taken for bridges, longer ones for ferries


@dataclass(frozen=True)
class Crossing:
    """A link between two units (idx a < b) that share no border."""

    a: int
    b: int
    kind: str
    length_km: float


@dataclass(frozen=True)
class Survey:
    """Numbered ground: `frame` in idx order, `order` (idx → row of the ground's frame), borders, links, areas in km²,
    representative points lon/lat float64[n, 2], islands (units in each piece but the largest, before links)."""

    ground: Ground
    frame: gpd.GeoDataFrame
    order: np.ndarray
    borders: coverage.Borders
    links: tuple[Crossing, ...]
    area_km2: np.ndarray
    points: np.ndarray
    islands: tuple[int, ...]

    @property
    def areas(self) -> np.ndarray:
        """The units' geometries in idx order."""
        return np.asarray(self.frame.geometry.values, dtype=object)


def survey(ground: Ground) -> Survey:
    """Number the units along a Hilbert curve, find borders and what must be linked so that all of it hangs together."""
    order = hilbert_order(ground.frame)
    frame = ground.frame.iloc[order].reset_index(drop=True)
    areas = np.asarray(frame.geometry.values, dtype=object)
    borders = coverage.borders_of(areas)
    index = {code: i for i, code in enumerate(frame["code"])}
    given = [_crossing(areas, index[a], index[b], kind) for a, b, kind in ground.links]
    piece = coverage.components(len(frame), borders.a, borders.b)
    found = crossings(areas, _joined(piece, given))
    points = shapely.get_coordinates(shapely.point_on_surface(areas))
    return Survey(
        ground,
        frame,
        order,
        borders,
        tuple(given + found),
        coverage.area_km2(areas),
        points,
        tuple(int(size) for size in np.bincount(piece)[1:]),
    )


def hilbert_order(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Rows in the order of a Hilbert curve through the units' representative points; equal places by code."""
    points = frame.geometry.representative_point()
    return np.lexsort((frame["code"].to_numpy(str), points.hilbert_distance(level=16).to_numpy()))


def _joined(piece: np.ndarray, links: list[Crossing]) -> np.ndarray:
    """Pieces after the links in hand."""
    count = int(piece.max(initial=0)) + 1
    a = np.array([piece[link.a] for link in links], np.int64)
    b = np.array([piece[link.b] for link in links], np.int64)
    first_of = np.zeros(count, np.int64)
    merged = coverage.components(count, a, b)
    size = np.bincount(merged[piece], minlength=count)
    first_of[np.argsort(-size, kind="stable")] = np.arange(count)
    return first_of[merged][piece]


def crossings(areas: np.ndarray, piece: np.ndarray) -> list[Crossing]:
    """The shortest crossings that join all pieces: a minimum spanning tree over them, grown from piece 0.

    Distances are measured between boundary vertices through the globe, so that neither a projection nor the date line
    plays a part.
    """
    if piece.max(initial=0) == 0:
        return []
    rings = coverage.rings_of(areas)
    unit = np.repeat(rings.unit, np.diff(rings.start))
    xyz = _on_sphere(rings.xy)
    of_piece = piece[unit]
    waiting = np.flatnonzero(of_piece != 0)
    near, nearest = cKDTree(xyz[of_piece == 0]).query(xyz[waiting])
    to = np.flatnonzero(of_piece == 0)[nearest]
    found = []
    while len(waiting):
        best = int(np.argmin(near))
        joined = of_piece[waiting[best]]
        found.append(_between(unit[waiting[best]], unit[to[best]], near[best]))
        members = waiting[of_piece[waiting] == joined]
        keep = of_piece[waiting] != joined
        waiting, near, to = waiting[keep], near[keep], to[keep]
        # Only what may be nearer to the piece just joined than to all before: outside its ball nothing is.
        centre = xyz[members].mean(axis=0)
        radius = np.linalg.norm(xyz[members] - centre, axis=1).max()
        open_ = np.flatnonzero(np.linalg.norm(xyz[waiting] - centre, axis=1) - radius < near)
        if len(open_):
            closer, row = cKDTree(xyz[members]).query(xyz[waiting[open_]])
            better = closer < near[open_]
            near[open_[better]], to[open_[better]] = closer[better], members[row[better]]
    return found


def _on_sphere(lonlat: np.ndarray) -> np.ndarray:
    lon, lat = np.radians(lonlat).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _between(a: int, b: int, chord: float, kind: str | None = None) -> Crossing:
    length = 2 * EARTH_KM * float(np.arcsin(min(chord / 2, 1.0)))
    return Crossing(int(min(a, b)), int(max(a, b)), kind or ("bridge" if length <= BRIDGE_KM else "ferry"), length)


def _crossing(areas: np.ndarray, a: int, b: int, kind: str) -> Crossing:
    ends = [_on_sphere(shapely.get_coordinates(areas[i])) for i in (a, b)]
    return _between(a, b, float(cKDTree(ends[0]).query(ends[1])[0].min()), kind)
