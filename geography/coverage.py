"""A coverage as arrays: rings, their segments, and who lies on the other side of each.

In a coverage neighbouring polygons share every vertex of their common boundary, so two areas touch exactly where the
same segment occurs twice. Everything that needs borders — adjacency, tiles, the renderer's mesh — reads it from here.
Pure: numpy and shapely, no database.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import Geod

OUTSIDE = -1  # the other side of a segment that no area shares: sea, or beyond the geography
WITHIN = -2  # both sides belong to the same area

GEOD = Geod(ellps="GRS80")


@dataclass(frozen=True)
class Rings:
    """Every ring of `n` areas, one after the other, each closed (its first vertex is repeated at its end).

    xy float64[v, 2]; start int64[r + 1] (vertices of ring i: start[i]:start[i + 1]); unit int32[r] (the area a ring
    belongs to); polygon int64[r] (which polygon: a hole has the same number as its shell, which comes first).
    """

    xy: np.ndarray
    start: np.ndarray
    unit: np.ndarray
    polygon: np.ndarray


def rings_of(areas: np.ndarray) -> Rings:
    """The rings of (multi)polygons `areas`, in order."""
    multi = as_multipolygons(areas)
    _, xy, (ring_at, polygon_at, area_at) = shapely.to_ragged_array(multi)
    polygon_of_ring = np.repeat(np.arange(len(polygon_at) - 1), np.diff(polygon_at))
    unit_of_polygon = np.repeat(np.arange(len(area_at) - 1, dtype=np.int32), np.diff(area_at))
    return Rings(xy, np.asarray(ring_at, np.int64), unit_of_polygon[polygon_of_ring], polygon_of_ring)


def as_multipolygons(areas: np.ndarray) -> np.ndarray:
    """`areas` with every polygon wrapped as a multipolygon; anything else raises ValueError."""
    areas = np.asarray(areas, dtype=object)
    kinds = shapely.get_type_id(areas)
    if not np.isin(kinds, (3, 6)).all():
        raise ValueError("only polygons and multipolygons make a coverage")
    out = areas.copy()
    single = np.flatnonzero(kinds == 3)
    out[single] = [shapely.multipolygons([areas[i]]) for i in single]
    return out


@dataclass(frozen=True)
class Segments:
    """The segments of all rings in ring order: `first` is the row of its first vertex in `rings.xy` (the second
    follows), `unit` the area it bounds, `other` the area beyond (or OUTSIDE, WITHIN), `ring` its ring."""

    rings: Rings
    first: np.ndarray
    unit: np.ndarray
    other: np.ndarray
    ring: np.ndarray


def segments_of(rings: Rings) -> Segments:
    """Match every segment with its twin."""
    is_last = np.zeros(len(rings.xy), bool)
    is_last[rings.start[1:] - 1] = True
    first = np.flatnonzero(~is_last)
    ring = np.repeat(np.arange(len(rings.unit)), np.diff(rings.start))[first]
    unit = rings.unit[ring]
    return Segments(rings, first, unit, _across(rings.xy, first, unit), ring)


def _across(xy: np.ndarray, first: np.ndarray, unit: np.ndarray) -> np.ndarray:
    vertex = _vertex_ids(xy)
    low = np.minimum(vertex[first], vertex[first + 1])
    high = np.maximum(vertex[first], vertex[first + 1])
    key = low * (len(xy) + 1) + high
    order = np.argsort(key, kind="stable")
    twin = key[order][1:] == key[order][:-1]
    here, there = order[:-1][twin], order[1:][twin]
    other = np.full(len(first), OUTSIDE, np.int32)
    other[here], other[there] = unit[there], unit[here]
    other[other == unit] = WITHIN
    return other


def _vertex_ids(xy: np.ndarray) -> np.ndarray:
    """Equal ids for exactly equal points."""
    order = np.lexsort((xy[:, 1], xy[:, 0]))
    new = np.ones(len(xy), np.int64)
    new[1:] = (np.diff(xy[order], axis=0) != 0).any(axis=1)
    ids = np.empty(len(xy), np.int64)
    ids[order] = np.cumsum(new) - 1
    return ids


@dataclass(frozen=True)
class Borders:
    """Pairs of areas that share a line: a < b, int32[m], in ascending order; length_km float64[m]."""

    a: np.ndarray
    b: np.ndarray
    length_km: np.ndarray


def borders_of(areas: np.ndarray) -> Borders:
    """The borders of a coverage in longitude and latitude, with their length on the ellipsoid."""
    segments = segments_of(rings_of(areas))
    shared = segments.other > segments.unit
    first = segments.first[shared]
    lonlat = segments.rings.xy
    metres = GEOD.inv(lonlat[first, 0], lonlat[first, 1], lonlat[first + 1, 0], lonlat[first + 1, 1])[2]
    n = int(segments.rings.unit.max(initial=0)) + 1
    key, row = np.unique(segments.unit[shared].astype(np.int64) * n + segments.other[shared], return_inverse=True)
    length = np.bincount(row, weights=metres, minlength=len(key)) / 1000
    return Borders((key // n).astype(np.int32), (key % n).astype(np.int32), length)


@dataclass(frozen=True)
class Arcs:
    """Lines with the same two areas on their sides. xy float64[v, 2]; start int64[k + 1]; a, b int32[k] with a < b,
    b = OUTSIDE for coast."""

    xy: np.ndarray
    start: np.ndarray
    a: np.ndarray
    b: np.ndarray


def arcs_of(segments: Segments, group: np.ndarray | None = None) -> Arcs:
    """The segments chained into lines, each once (from its lower side), sorted by (a, b).

    group: optional int32[n], areas → parents; then only the lines between different parents are given, no coast.
    """
    side, other = segments.unit, segments.other
    if group is not None:
        side = group[side]
        other = np.where(other >= 0, group[np.maximum(other, 0)], other)
    coast = (other == OUTSIDE) if group is None else np.zeros(len(other), bool)
    wanted = np.flatnonzero(coast | (other > side))
    ring, first = segments.ring[wanted], segments.first[wanted]
    a, b = side[wanted], other[wanted]
    begins = np.ones(len(wanted), bool)
    begins[1:] = (np.diff(first) != 1) | (np.diff(ring) != 0) | (np.diff(a) != 0) | (np.diff(b) != 0)
    return _sorted_arcs(segments.rings.xy, first, np.flatnonzero(begins), a, b)


def _sorted_arcs(xy: np.ndarray, first: np.ndarray, begins: np.ndarray, a: np.ndarray, b: np.ndarray) -> Arcs:
    count = np.diff(np.append(begins, len(first)))
    a, b = a[begins], b[begins]
    order = np.lexsort((np.arange(len(a)), b, a))
    start = np.concatenate([[0], np.cumsum(count[order] + 1)])
    rows = np.repeat(first[begins[order]] - start[:-1], count[order] + 1) + np.arange(start[-1])
    return Arcs(xy[rows], start, a[order], b[order])


def components(n: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The connected piece of each of `n` areas as int32[n]; pieces are numbered by size, the largest 0."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(n, n))
    _, label = connected_components(graph, directed=False)
    size = np.bincount(label)
    first_seen = np.full(len(size), n)
    np.minimum.at(first_seen, label, np.arange(n))
    rank = np.empty(len(size), np.int32)
    rank[np.lexsort((first_seen, -size))] = np.arange(len(size))
    return rank[label]


def area_km2(areas: np.ndarray) -> np.ndarray:
    """Areas of polygons in longitude and latitude, in km² (cylindrical equal-area projection)."""
    from pyproj import Transformer

    project = Transformer.from_crs(4326, 6933, always_xy=True).transform
    return shapely.area(shapely.transform(areas, project, interleaved=False)) / 1e6
