"""First centres: by recursive weighted bisection, from METIS, from today's plan, or from the reps' homes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.instance import Instance

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def bisect(xy: Floats, weight: Floats, shares: Floats, seed: int) -> Ints:
    """Label units 0..p-1 by cutting the ground again and again along its longer side, in proportion to the shares.

    A little randomness in the direction of the cut makes seeds differ. O(n log n log p).
    """
    label = np.zeros(len(xy), np.int32)
    random = np.random.default_rng(seed)
    stack = [(np.arange(len(xy)), 0, len(shares))]
    while stack:
        units, first, last = stack.pop()
        if last - first == 1 or len(units) == 0:
            label[units] = first
            continue
        middle = (first + last) // 2
        axis = _principal_axis(xy[units], weight[units]) + random.normal(0, 0.15)
        order = units[np.argsort(xy[units] @ (np.cos(axis), np.sin(axis)), kind="stable")]
        mass = np.cumsum(weight[order])
        part = shares[first:middle].sum() / shares[first:last].sum()
        cut = int(np.searchsorted(mass, part * mass[-1])) if mass[-1] > 0 else int(part * len(order))
        cut = min(max(cut, middle - first), len(order) - (last - middle)) if len(order) >= last - first else cut
        stack += [(order[:cut], first, middle), (order[cut:], middle, last)]
    return label


def _principal_axis(xy: Floats, weight: Floats) -> float:
    mass = weight + 1e-12
    centred = xy - np.average(xy, axis=0, weights=mass)
    (a, b), (_, c) = (centred * mass[:, None]).T @ centred
    return 0.5 * float(np.arctan2(2 * b, a - c))


def metis(instance: Instance, shares: Floats, seed: int) -> Ints:
    """A contiguous METIS partition of the contracted graph, weighted by the primary measure."""
    import pymetis

    g = instance.ground
    weight = np.maximum((g.w[:, 0] / max(g.w[:, 0].max(), 1e-12) * 1e6).astype(np.int64), 1)
    options = pymetis.Options(contig=1, seed=seed)
    adjacency = pymetis.CSRAdjacency(g.indptr, g.indices)
    _, label = pymetis.part_graph(
        len(shares),
        adjacency=adjacency,
        vweights=weight,
        options=options,
        recursive=False,
        tpwgts=list(shares / shares.sum()),
    )
    return np.asarray(label, np.int32)


def centres_of(instance: Instance, label: Ints, p: int) -> Floats:
    """Weighted centroids; NaN for a label without units."""
    g = instance.ground
    held = label >= 0
    weight = g.w[held, 0] + 1e-12
    total = np.bincount(label[held], weight, p)
    with np.errstate(invalid="ignore"):
        return np.column_stack([np.bincount(label[held], weight * g.xy[held, c], p) / total for c in (0, 1)])


def spread(xy: Floats, weight: Floats, taken: Floats, count: int, random: np.random.Generator) -> Floats:
    """``count`` further centres by weighted k-means++ seeding, away from those already taken."""
    near = np.full(len(xy), np.inf)
    for centre in taken:
        near = np.minimum(near, ((xy - centre) ** 2).sum(1))
    chosen = []
    for _ in range(count):
        chance = np.where(np.isinf(near), 1.0, near) * (weight + 1e-12)
        at = xy[random.choice(len(xy), p=chance / chance.sum())] if chance.sum() > 0 else xy[random.integers(len(xy))]
        chosen.append(at)
        near = np.minimum(near, ((xy - at) ** 2).sum(1))
    return np.array(chosen).reshape(-1, 2)
