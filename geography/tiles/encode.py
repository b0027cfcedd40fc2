"""Vector tiles (MVT 2.1) for a whole coverage at one zoom, in compiled loops.

Areas and lines are cut to every tile they touch, snapped to the tile's grid and written as protobuf. Nothing is
dropped: what would vanish on the grid is kept as its smallest visible form in the tile that holds its anchor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

EXTENT = 4096
BUFFER = 64
POINT, LINE, POLYGON = 1, 2, 3


@dataclass(frozen=True)
class Layer:
    """Features of one kind at one zoom, in the unit square.

    xy float64[v, 2]; part int64[r + 1] (vertices of part i); feature int64[f + 1] (parts of feature i); id int64[f];
    anchor float64[f, 2] (where it must show even when it is smaller than the grid); attributes: name → int64[f].
    """

    name: str
    kind: int
    xy: np.ndarray
    part: np.ndarray
    feature: np.ndarray
    id: np.ndarray
    anchor: np.ndarray
    attributes: dict[str, np.ndarray]


def encode_layer(layer: Layer, zoom: int) -> dict[tuple[int, int], bytes]:
    """(x, y) of every tile that the layer touches at `zoom` → the layer as one protobuf field of the tile."""
    box = _boxes(layer.xy, layer.part, layer.feature)
    tile, member = _touched(box, layer.anchor, zoom)
    if not len(tile):
        return {}
    order = np.lexsort((member, tile))
    tile, member = tile[order], member[order]
    tags, values = _tags(layer, tile, member)
    part_box = _boxes(layer.xy, layer.part, np.arange(len(layer.part)))
    buffer, at = _features(
        layer.kind, layer.xy, layer.part, layer.feature, layer.id, layer.anchor, part_box, tile, member, tags, zoom
    )
    return _assemble(layer, zoom, tile, buffer, at, values)


def _boxes(xy: np.ndarray, part: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Bounding boxes of runs of parts; part float64[g, 4]."""
    start = part[group[:-1]]
    return np.column_stack([np.minimum.reduceat(xy, start), np.maximum.reduceat(xy, start)])


def _touched(box: np.ndarray, anchor: np.ndarray, zoom: int) -> tuple[np.ndarray, np.ndarray]:
    """Pairs (tile number x · 2^zoom + y, feature) of every tile whose buffered square meets the feature's box."""
    side = 1 << zoom
    margin = BUFFER / EXTENT
    low = np.clip(np.floor(box[:, :2] * side - margin), 0, side - 1).astype(np.int64)
    high = np.clip(np.floor(box[:, 2:] * side + margin), 0, side - 1).astype(np.int64)
    span = high - low + 1
    count = span[:, 0] * span[:, 1]
    member = np.repeat(np.arange(len(box)), count)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    x = low[member, 0] + step // span[member, 1]
    y = low[member, 1] + step % span[member, 1]
    return x * side + y, member


def _tags(layer: Layer, tile: np.ndarray, member: np.ndarray) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Per pair the tag list (key, value index) uint32[p, 2k], and all tiles' value tables one after the other:
    (tile, value) in order. A tile's value indices count from 0."""
    names = list(layer.attributes)
    tags = np.zeros((len(tile), 2 * len(names)), np.int64)
    if not names:
        return tags, (np.zeros(0, np.int64), np.zeros(0, np.int64))
    values = np.column_stack([layer.attributes[name][member] for name in names])
    tiles = np.repeat(tile, len(names))
    pairs = np.column_stack([tiles, values.ravel()])
    unique, row = np.unique(pairs, axis=0, return_inverse=True)
    first = np.searchsorted(unique[:, 0], unique[:, 0], side="left")
    rank = np.arange(len(unique)) - first
    tags[:, 0::2] = np.arange(len(names))
    tags[:, 1::2] = rank[row.ravel()].reshape(-1, len(names))
    return tags, (unique[:, 0], unique[:, 1])


def _assemble(
    layer: Layer, zoom: int, tile: np.ndarray, buffer: np.ndarray, at: np.ndarray, values: tuple[np.ndarray, np.ndarray]
) -> dict[tuple[int, int], bytes]:
    side = 1 << zoom
    begin = np.flatnonzero(np.append(True, tile[1:] != tile[:-1]))
    end = np.append(begin[1:], len(tile))
    head = _bytes_field(1, layer.name.encode())
    keys = b"".join(_bytes_field(3, name.encode()) for name in layer.attributes)
    tail = bytes([5 << 3]) + _varint(EXTENT) + bytes([15 << 3]) + _varint(2)
    value_begin = np.searchsorted(values[0], tile[begin], side="left")
    value_end = np.searchsorted(values[0], tile[begin], side="right")
    out = {}
    for i in range(len(begin)):
        features = buffer[at[begin[i]] : at[end[i]]].tobytes()
        if not features:
            continue
        table = b"".join(_value(int(v)) for v in values[1][value_begin[i] : value_end[i]])
        number = int(tile[begin[i]])
        out[number // side, number % side] = _bytes_field(3, head + features + keys + table + tail)
    return out


def _value(value: int) -> bytes:
    """A Value message holding a signed integer, as field 4 of a layer."""
    body = bytes([6 << 3]) + _varint((value << 1) ^ (value >> 63))
    return _bytes_field(4, body)


def _bytes_field(number: int, body: bytes) -> bytes:
    return bytes([number << 3 | 2]) + _varint(len(body)) + body


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


@njit(cache=True)
def _put(buffer, at, value):
    """Write one varint; returns the next free place."""
    while value > 0x7F:
        buffer[at] = value & 0x7F | 0x80
        value >>= 7
        at += 1
    buffer[at] = value
    return at + 1


@njit(cache=True)
def _width(value):
    """Bytes a varint takes."""
    width = 1
    while value > 0x7F:
        value >>= 7
        width += 1
    return width


@njit(cache=True)
def _zigzag(value):
    return (value << 1) ^ (value >> 63)


@njit(cache=True)
def _clip_side(src, count, dst, axis, bound, keep_below):
    """Sutherland–Hodgman against one side; returns the number of vertices written to dst."""
    n = 0
    for i in range(count):
        px, py = src[i, 0], src[i, 1]
        j = i + 1 if i + 1 < count else 0
        qx, qy = src[j, 0], src[j, 1]
        p = px if axis == 0 else py
        q = qx if axis == 0 else qy
        p_in = p <= bound if keep_below else p >= bound
        q_in = q <= bound if keep_below else q >= bound
        if p_in:
            dst[n, 0], dst[n, 1] = px, py
            n += 1
        if p_in != q_in:
            t = (bound - p) / (q - p)
            dst[n, 0], dst[n, 1] = px + t * (qx - px), py + t * (qy - py)
            n += 1
    return n


@njit(cache=True)
def _snap(points, count, grid):
    """Round a ring to the grid and drop repeated points; returns how many are left."""
    n = 0
    for i in range(count):
        x, y = np.int64(np.floor(points[i, 0] + 0.5)), np.int64(np.floor(points[i, 1] + 0.5))
        if n == 0 or x != grid[n - 1, 0] or y != grid[n - 1, 1]:
            grid[n, 0], grid[n, 1] = x, y
            n += 1
    if n > 1 and grid[0, 0] == grid[n - 1, 0] and grid[0, 1] == grid[n - 1, 1]:
        n -= 1
    return n


@njit(cache=True)
def _area2(grid, n):
    total = np.int64(0)
    for i in range(n):
        j = i + 1 if i + 1 < n else 0
        total += grid[i, 0] * grid[j, 1] - grid[j, 0] * grid[i, 1]
    return total


@njit(cache=True)
def _path(grid, n, closed, pen, commands, c):
    """Append one path to the command list; pen is where the last path ended. Returns the new length."""
    for i in range(n):
        if i == 0:
            commands[c] = 1 << 3 | 1
            c += 1
        elif i == 1:
            commands[c] = (n - 1) << 3 | 2
            c += 1
        commands[c] = _zigzag(grid[i, 0] - pen[0])
        commands[c + 1] = _zigzag(grid[i, 1] - pen[1])
        pen[0], pen[1] = grid[i, 0], grid[i, 1]
        c += 2
    if closed:
        commands[c] = 1 << 3 | 7
        c += 1
    return c


@njit(cache=True)
def _cut_line(src, count, low, high, grid, pen, commands, c):
    """Append the pieces of a line that lie inside the square [low, high]²; returns the new length."""
    n = 0
    for i in range(count - 1):
        x0, y0, x1, y1 = src[i, 0], src[i, 1], src[i + 1, 0], src[i + 1, 1]
        dx, dy = x1 - x0, y1 - y0
        t0, t1 = 0.0, 1.0
        outside = False
        for side in range(4):
            p = -dx if side == 0 else dx if side == 1 else -dy if side == 2 else dy
            q = x0 - low if side == 0 else high - x0 if side == 1 else y0 - low if side == 2 else high - y0
            if p == 0.0:
                outside = outside or q < 0
            elif p < 0:
                t0 = max(t0, q / p)
            else:
                t1 = min(t1, q / p)
        if outside or t0 > t1:
            if n > 1:
                c = _path(grid, n, False, pen, commands, c)
            n = 0
            continue
        if t0 > 0.0 and n > 1:
            c = _path(grid, n, False, pen, commands, c)
        if t0 > 0.0:
            n = 0
        for t in (t0, t1):
            x, y = np.int64(np.floor(x0 + t * dx + 0.5)), np.int64(np.floor(y0 + t * dy + 0.5))
            if n == 0 or grid[n - 1, 0] != x or grid[n - 1, 1] != y:
                grid[n, 0], grid[n, 1] = x, y
                n += 1
    if n > 1:
        c = _path(grid, n, False, pen, commands, c)
    return c


@njit(cache=True)
def _features(kind, xy, part, feature, ids, anchor, part_box, tile, member, tags, zoom):
    """All features of all tiles: bytes uint8[…] and where each pair's feature begins int64[p + 1]."""
    side = 1 << zoom
    scale = float(side) * 4096
    low, high = -64.0, 4096.0 + 64.0
    longest = 0
    for i in range(len(part) - 1):
        longest = max(longest, part[i + 1] - part[i])
    # One side of a square can make a ring half as long again: 1.5⁴ < 6.
    one, two = np.empty((6 * longest + 16, 2)), np.empty((6 * longest + 16, 2))
    grid = np.empty((6 * longest + 16, 2), np.int64)
    commands = np.empty(4096, np.int64)
    buffer = np.empty(1 << 20, np.uint8)
    at = np.zeros(len(tile) + 1, np.int64)
    pen = np.zeros(2, np.int64)
    end = 0
    for pair in range(len(tile)):
        f = member[pair]
        ox, oy = float(tile[pair] // side) * 4096, float(tile[pair] % side) * 4096
        pen[0], pen[1] = 0, 0
        c = 0
        for r in range(feature[f], feature[f + 1]):
            x0, y0 = part_box[r, 0] * scale - ox, part_box[r, 1] * scale - oy
            x1, y1 = part_box[r, 2] * scale - ox, part_box[r, 3] * scale - oy
            if x1 < low or y1 < low or x0 > high or y0 > high:
                continue
            count = part[r + 1] - part[r]
            if kind == 3:
                count -= 1  # a ring repeats its first vertex
            for i in range(count):
                one[i, 0] = xy[part[r] + i, 0] * scale - ox
                one[i, 1] = xy[part[r] + i, 1] * scale - oy
            needed = c + 12 * count + 64
            if needed > len(commands):
                bigger = np.empty(2 * needed, np.int64)
                bigger[:c] = commands[:c]
                commands = bigger
            if kind == 2:
                c = _cut_line(one, count, low, high, grid, pen, commands, c)
                continue
            if x0 < low or y0 < low or x1 > high or y1 > high:
                count = _clip_side(one, count, two, 0, low, False)
                count = _clip_side(two, count, one, 0, high, True)
                count = _clip_side(one, count, two, 1, low, False)
                count = _clip_side(two, count, one, 1, high, True)
            n = _snap(one, count, grid)
            if n < 3 or _area2(grid, n) == 0:
                continue
            c = _path(grid, n, True, pen, commands, c)
        if c == 0:
            ax, ay = anchor[f, 0] * scale - ox, anchor[f, 1] * scale - oy
            if ax < 0 or ay < 0 or ax >= 4096 or ay >= 4096:
                at[pair + 1] = end
                continue
            gx, gy = np.int64(ax), np.int64(ay)
            grid[0, 0], grid[0, 1] = gx, gy
            grid[1, 0], grid[1, 1] = gx + 1, gy
            grid[2, 0], grid[2, 1] = gx + 1, gy + 1
            c = _path(grid, 3 if kind == 3 else 2, kind == 3, pen, commands, c)
        size = 0
        for i in range(c):
            size += _width(commands[i])
        tag_size = 0
        for i in range(tags.shape[1]):
            tag_size += _width(tags[pair, i])
        body = 1 + _width(ids[f]) + 2 + 1 + _width(size) + size
        if tag_size:
            body += 1 + _width(tag_size) + tag_size
        if end + body + 16 > len(buffer):
            grown = np.empty(2 * (end + body + 16), np.uint8)
            grown[:end] = buffer[:end]
            buffer = grown
        end = _put(buffer, end, 2 << 3 | 2)
        end = _put(buffer, end, body)
        end = _put(buffer, end, 1 << 3)
        end = _put(buffer, end, ids[f])
        if tag_size:
            end = _put(buffer, end, 2 << 3 | 2)
            end = _put(buffer, end, tag_size)
            for i in range(tags.shape[1]):
                end = _put(buffer, end, tags[pair, i])
        end = _put(buffer, end, 3 << 3)
        end = _put(buffer, end, kind)
        end = _put(buffer, end, 4 << 3 | 2)
        end = _put(buffer, end, size)
        for i in range(c):
            end = _put(buffer, end, commands[i])
        at[pair + 1] = end
    return buffer[:end], at
