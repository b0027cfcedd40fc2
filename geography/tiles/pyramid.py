"""The layers of a geography at one zoom: units, borders, outlines of the parents."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from geography.coverage import OUTSIDE, Arcs, Segments, arcs_of, rings_of, segments_of
from geography.ground.survey import Survey
from geography.tiles import mercator
from geography.tiles.encode import LINE, POLYGON, Layer, encode_layer

SCREEN_PX = 512  # the side of a tile on the screen
TOLERANCE_PX = 0.5


def simplified(areas: np.ndarray, zooms: range) -> Iterator[tuple[int, np.ndarray]]:
    """From the deepest zoom up: the coverage in the unit square with what cannot be seen at that zoom left out.

    Neighbours stay joined: a common border is simplified once, for both.
    """
    for zoom in reversed(zooms):
        areas = simplify(areas, TOLERANCE_PX / SCREEN_PX / (1 << zoom))
        yield zoom, areas


def simplify(areas: np.ndarray, tolerance: float) -> np.ndarray:
    """A coverage with details smaller than `tolerance` left out, shells turned as vector tiles want them."""
    return shapely.orient_polygons(shapely.coverage_simplify(areas, tolerance), exterior_cw=False)


def layers(surveyed: Survey, areas: np.ndarray, anchors: np.ndarray) -> list[Layer]:
    """All layers of one zoom; `areas` and `anchors` in the unit square, in idx order."""
    segments = segments_of(rings_of(areas))
    return [unit_layer(segments, anchors), border_layer(surveyed, segments), *parent_layers(surveyed, segments)]


def unit_layer(segments: Segments, anchors: np.ndarray) -> Layer:
    """`units`: the areas, id = idx."""
    rings, n = segments.rings, len(anchors)
    feature = np.searchsorted(rings.unit, np.arange(n + 1))
    return Layer("units", POLYGON, rings.xy, rings.start, feature, np.arange(n), anchors, {})


def border_layer(surveyed: Survey, segments: Segments) -> Layer:
    """`borders`: one feature per pair of neighbours, id = row of the border, `a` < `b` the units on its sides; the
    coast of unit a has b = −1 and id = number of borders + a."""
    arcs = arcs_of(segments)
    borders, n = surveyed.borders, len(surveyed.frame)
    key = borders.a.astype(np.int64) * n + borders.b
    row = np.searchsorted(key, arcs.a.astype(np.int64) * n + arcs.b)
    number = np.where(arcs.b == OUTSIDE, len(key) + arcs.a, row)
    return _lines("borders", arcs, number, {"a": arcs.a, "b": arcs.b})


def parent_groups(surveyed: Survey) -> list[tuple[str, np.ndarray]]:
    """Each parent level with the number (rank of its code) of every unit's parent, int32[n]."""
    frame = surveyed.frame
    return [
        (level, np.unique(frame[level].to_numpy(str), return_inverse=True)[1].astype(np.int32))
        for level in surveyed.ground.parents
    ]


def parent_layers(surveyed: Survey, segments: Segments) -> list[Layer]:
    """`parents`: the lines between different parents, with `level` (0 = the one above the unit)."""
    found = [arcs_of(segments, group) for _, group in parent_groups(surveyed)]
    if not found:
        return []
    parts = [
        _lines("parents", arcs, np.arange(len(arcs.a)), {"level": np.full(len(arcs.a), level)})
        for level, arcs in enumerate(found)
    ]
    return [part for part in [_joined(parts)] if len(part.id)]


def _lines(name: str, arcs: Arcs, number: np.ndarray, attributes: dict[str, np.ndarray]) -> Layer:
    """Arcs with the same number become one feature."""
    order = np.argsort(number, kind="stable")
    part_rows = np.diff(arcs.start)[order]
    start = np.concatenate([[0], np.cumsum(part_rows)])
    rows = np.repeat(arcs.start[:-1][order] - start[:-1], part_rows) + np.arange(start[-1])
    number = number[order]
    first = np.flatnonzero(np.append(True, number[1:] != number[:-1])) if len(number) else np.zeros(0, np.int64)
    xy = arcs.xy[rows]
    feature = np.append(first, len(number))
    anchor = xy[start[first]] if len(first) else np.zeros((0, 2))
    values = {name: column[order][first].astype(np.int64) for name, column in attributes.items()}
    return Layer(name, LINE, xy, start, feature, number[first].astype(np.int64), anchor, values)


def _joined(parts: list[Layer]) -> Layer:
    """Layers of one name as one, ids counted on."""
    vertices = np.cumsum([0, *(len(part.xy) for part in parts)])
    lines = np.cumsum([0, *(len(part.part) - 1 for part in parts)])
    start = np.concatenate(
        [part.part[:-1] + offset for part, offset in zip(parts, vertices[:-1], strict=True)] + [vertices[-1:]]
    )
    feature = np.concatenate(
        [part.feature[:-1] + offset for part, offset in zip(parts, lines[:-1], strict=True)] + [lines[-1:]]
    )
    total = sum(len(part.id) for part in parts)
    names = parts[0].attributes
    return Layer(
        parts[0].name,
        parts[0].kind,
        np.vstack([part.xy for part in parts]),
        start,
        feature,
        np.arange(total),
        np.vstack([part.anchor for part in parts]),
        {name: np.concatenate([part.attributes[name] for part in parts]) for name in names},
    )


def tiles_of(surveyed: Survey, zooms: range) -> Iterator[tuple[int, int, int, bytes]]:
    """(zoom, x, y, tile) of every tile of a geography, deepest zoom first."""
    anchors = mercator.to_square(surveyed.points)
    for zoom, areas in simplified(mercator.project(surveyed.areas), zooms):
        tiles: dict[tuple[int, int], list[bytes]] = {}
        for layer in layers(surveyed, areas, anchors):
            for place, body in encode_layer(layer, zoom).items():
                tiles.setdefault(place, []).append(body)
        for (x, y), bodies in sorted(tiles.items()):
            yield zoom, x, y, b"".join(bodies)
