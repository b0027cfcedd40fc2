"""Making a coverage out of polygons that almost fit: overlaps go to one side, narrow gaps to the neighbour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from geography import coverage


@dataclass(frozen=True)
class Repair:
    """What cleaning did: gaps filled, gaps left open because they are wider than the bound, ground moved in km²."""

    areas: np.ndarray
    gaps_filled: int
    gaps_left: int
    km2_moved: float


def cleaned(areas: np.ndarray, gap_width_m: float) -> Repair:
    """`areas` (longitude and latitude) as a valid coverage.

    Overlaps are given to one of the two, edges are noded, and every hole between areas whose mean width (2 · area /
    perimeter) is below `gap_width_m` goes to the area with which it shares the longest edge. Wider ones are taken for
    lakes or foreign ground and stay open.
    """
    whole = np.asarray(shapely.coverage_clean(areas), dtype=object)
    gaps, wide = _gaps(whole, gap_width_m)
    # A filled gap can leave edges that cross by a rounding: a second, cheap pass nodes them.
    filled = np.asarray(shapely.coverage_clean(_fill(whole, gaps)), dtype=object) if len(gaps) else whole
    moved = np.abs(coverage.area_km2(filled) - coverage.area_km2(areas)).sum()
    return Repair(filled, len(gaps), wide, float(moved))


def _gaps(areas: np.ndarray, width_m: float) -> tuple[np.ndarray, int]:
    """The holes of the united areas: those below the width as polygons, and the number of the others."""
    parts = shapely.get_parts(shapely.coverage_union_all(areas))
    rings, owner = shapely.get_rings(parts, return_index=True)
    shells = np.append(True, owner[1:] != owner[:-1])
    holes = shapely.polygons(rings[~shells])
    if not len(holes):
        return holes, 0
    width = 2 * coverage.area_km2(holes) * 1000 / np.maximum(_perimeter_km(holes), 1e-9)
    narrow = width < width_m
    return holes[narrow], int((~narrow).sum())


def _perimeter_km(areas: np.ndarray) -> np.ndarray:
    rings = coverage.rings_of(areas)
    first = np.delete(np.arange(len(rings.xy)), rings.start[1:] - 1)
    ring = np.repeat(np.arange(len(rings.unit)), np.diff(rings.start) - 1)
    lonlat = rings.xy
    metres = coverage.GEOD.inv(lonlat[first, 0], lonlat[first, 1], lonlat[first + 1, 0], lonlat[first + 1, 1])[2]
    return np.bincount(rings.unit[ring], weights=metres, minlength=len(areas)) / 1000


def _fill(areas: np.ndarray, gaps: np.ndarray) -> np.ndarray:
    n = len(areas)
    borders = coverage.borders_of(np.concatenate([areas, gaps]))
    beside = (borders.a < n) & (borders.b >= n)
    unit, gap, length = borders.a[beside], borders.b[beside] - n, borders.length_km[beside]
    best = np.lexsort((unit, -length, gap))
    first = np.append(True, np.diff(gap[best]) != 0)
    out = areas.copy()
    taker, given = unit[best][first], gap[best][first]
    for i in np.unique(taker):
        out[i] = shapely.union_all([areas[i], *gaps[given[taker == i]]])
    return out
