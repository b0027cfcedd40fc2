"""The renderer's mesh: every unit triangulated once, every border segment with the units on both sides.

The format is documented in docs/geographies.md; it is read with typed arrays laid straight over the file.
"""

from __future__ import annotations

import json
import struct

import mapbox_earcut
import numpy as np

from geography.coverage import OUTSIDE, Rings, Segments, rings_of, segments_of
from geography.ground.survey import Survey
from geography.tiles import mercator
from geography.tiles.pyramid import parent_groups, simplify

MAGIC = b"EVLM"
VERSION = 1
SCALE = 1 << 30
BLOCK_UNITS = 256  # units are numbered along a Hilbert curve, so a run of them is a patch of ground


def mesh_bytes(surveyed: Survey, zoom: int) -> bytes:
    """The mesh of a geography with the detail of tiles at `zoom`."""
    areas = simplify(mercator.project(surveyed.areas), 0.5 / 512 / (1 << zoom))
    segments = segments_of(rings_of(areas))
    arrays = _surface(segments.rings, len(areas)) | _lines(segments)
    for level, group in parent_groups(surveyed):
        arrays[f"parent_{level}"] = _parent_lines(segments, group)
    header = {"units": len(areas), "scale": SCALE, "block_units": BLOCK_UNITS, "parents": list(surveyed.ground.parents)}
    return pack(header, arrays)


def pack(header: dict[str, object], arrays: dict[str, np.ndarray]) -> bytes:
    """Magic, version, length of the JSON header, the header, then the arrays, each at a multiple of 8 bytes.

    The header names every array with dtype, byte offset from the end of the header, and length in items.
    """
    offset, table, bodies = 0, {}, []
    for name, array in arrays.items():
        body = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()
        table[name] = {"dtype": array.dtype.name, "offset": offset, "length": array.size}
        body += b"\0" * (-len(body) % 8)
        offset += len(body)
        bodies.append(body)
    text = json.dumps(header | {"arrays": table}, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 12) % 8)
    return MAGIC + struct.pack("<II", VERSION, len(text)) + text + b"".join(bodies)


def unpack(data: bytes) -> tuple[dict[str, object], dict[str, np.ndarray]]:
    """The header and arrays of a mesh file; raises ValueError for anything else."""
    if data[:4] != MAGIC or struct.unpack_from("<I", data, 4)[0] != VERSION:
        raise ValueError("not a mesh file of this version")
    begin = 12 + struct.unpack_from("<I", data, 8)[0]
    header = json.loads(data[12:begin])
    arrays = {
        name: np.frombuffer(data, np.dtype(spec["dtype"]).newbyteorder("<"), spec["length"], begin + spec["offset"])
        for name, spec in header["arrays"].items()
    }
    return header, arrays


def _snapped(xy: np.ndarray) -> np.ndarray:
    return np.round(xy * SCALE).astype(np.int32)


def _surface(rings: Rings, n: int) -> dict[str, np.ndarray]:
    keep = np.ones(len(rings.xy), bool)
    keep[rings.start[1:] - 1] = False  # the vertex that closes a ring
    start = rings.start - np.arange(len(rings.start))
    xy, unit = rings.xy[keep], np.repeat(rings.unit, np.diff(start)).astype(np.uint32)
    snapped = _snapped(xy)
    triangles = _triangles(snapped, start, rings.polygon)
    vertex_at = np.searchsorted(unit, np.arange(n + 1)).astype(np.uint32)
    triangle_at = np.searchsorted(unit[triangles[:, 0]], np.arange(n + 1)).astype(np.uint32)
    blocks = np.append(np.arange(0, n, BLOCK_UNITS), n)
    first = vertex_at[blocks[:-1]]
    box = np.column_stack([np.minimum.reduceat(snapped, first), np.maximum.reduceat(snapped, first)])
    return {
        "xy": snapped,
        "unit": unit,
        "triangles": triangles.astype(np.uint32),
        "unit_vertex": vertex_at,
        "unit_triangle": triangle_at,
        "block_box": box.astype(np.int32),
    }


def _triangles(xy: np.ndarray, start: np.ndarray, polygon: np.ndarray) -> np.ndarray:
    """Earcut of every polygon (shell and holes), int64[t, 3] of vertex numbers, in ring order."""
    first = np.flatnonzero(np.append(True, polygon[1:] != polygon[:-1]))
    last = np.append(first[1:], len(polygon))
    plane = xy.astype(np.float64)
    out = []
    for begin, end in zip(first.tolist(), last.tolist(), strict=True):
        low, high = start[begin], start[end]
        ends = (start[begin + 1 : end + 1] - low).astype(np.uint32)
        origin = plane[low]
        out.append(mapbox_earcut.triangulate_float64(plane[low:high] - origin, ends).astype(np.int64) + low)
    return np.concatenate(out).reshape(-1, 3)


def _lines(segments: Segments) -> dict[str, np.ndarray]:
    once = np.flatnonzero((segments.other == OUTSIDE) | (segments.other > segments.unit))
    a, b = segments.unit[once], segments.other[once]
    order = np.lexsort((np.arange(len(once)), b, a))
    ends = _segment_ends(segments, once[order])
    table = np.column_stack([ends, a[order], b[order]]).astype(np.int32)
    n = int(segments.unit.max()) + 1
    return {"segments": table, "unit_segment": np.searchsorted(table[:, 4], np.arange(n + 1)).astype(np.uint32)}


def _parent_lines(segments: Segments, group: np.ndarray) -> np.ndarray:
    other = segments.other
    apart = (other >= 0) & (group[segments.unit] < group[np.maximum(other, 0)])
    return _segment_ends(segments, np.flatnonzero(apart))


def _segment_ends(segments: Segments, rows: np.ndarray) -> np.ndarray:
    snapped = _snapped(segments.rings.xy)
    first = segments.first[rows]
    return np.column_stack([snapped[first], snapped[first + 1]])
