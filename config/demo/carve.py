"""Dividing points into coherent pieces of given size, as a sales force is divided that has grown over years."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


def carve(xy: Floats, load: Floats, shares: Floats, rng: np.random.Generator, along: Floats | None = None) -> Labels:
    """Cut points into len(shares) pieces whose loads are as `shares`: label per point.

    Cuts in two again and again, across the longer extent and a little askew, so that borders do not look ruled.
    along: direction of all cuts (a unit vector) instead; pieces are then numbered in that direction.
    """
    labels = np.zeros(len(xy), np.int64)
    if len(shares) == 1:
        return labels
    half = len(shares) // 2
    direction = _longer_way(xy, load, rng) if along is None else along
    order = np.argsort(xy @ direction, kind="stable")
    reached = np.cumsum(load[order])
    cut = int(np.searchsorted(reached, reached[-1] * shares[:half].sum() / shares.sum()))
    cut = min(max(cut, half), len(xy) - (len(shares) - half))
    first, second = order[:cut], order[cut:]
    labels[first] = carve(xy[first], load[first], shares[:half], rng, along)
    labels[second] = half + carve(xy[second], load[second], shares[half:], rng, along)
    return labels


def _longer_way(xy: Floats, load: Floats, rng: np.random.Generator) -> Floats:
    """The principal direction of the load, turned by up to 25°."""
    weight = load + 1e-9 * max(1.0, load.max(initial=0.0)) + 1e-12
    centred = xy - np.average(xy, axis=0, weights=weight)
    _values, vectors = np.linalg.eigh((centred * weight[:, None]).T @ centred)
    angle = np.arctan2(vectors[1, -1], vectors[0, -1]) + rng.uniform(-0.44, 0.44)
    return np.array([np.cos(angle), np.sin(angle)])


def carve_tree(
    xy: Floats, load: Floats, branches: list[list[int]], rng: np.random.Generator, spread: float
) -> tuple[Labels, Labels, Labels]:
    """Regions west to east, districts in them, territories in these: three labels per point, each numbered throughout.

    branches: for each region the number of territories of each of its districts. spread: how uneven these are.
    """
    targets = [[np.clip(rng.normal(1, spread, n), 0.5, 1.6) for n in districts] for districts in branches]
    shares = np.array([sum(t.sum() for t in region) for region in targets])
    region = carve(xy, load, shares, rng, along=np.array([1.0, 0.0]))
    district, territory = np.zeros(len(xy), np.int64), np.zeros(len(xy), np.int64)
    districts = territories = 0
    for r, below in enumerate(targets):
        mine = np.flatnonzero(region == r)
        parts = carve(xy[mine], load[mine], np.array([t.sum() for t in below]), rng)
        for d, leaves in enumerate(below):
            ours = mine[parts == d]
            district[ours] = districts
            territory[ours] = territories + carve(xy[ours], load[ours], leaves, rng)
            districts, territories = districts + 1, territories + len(leaves)
    return region, district, territory
