"""Who takes which new territory: as few customers as possible change hands, and nobody moves far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import BadProblem

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Matching:
    """holder_of [p]: holder of each territory, -1 = nobody; kept_share of the measure; mean km from home to centre."""

    holder_of: Ints
    kept_share: float
    mean_km: float | None
    proven: bool


def match(
    labels: Ints,
    measure: Floats,
    *,
    p: int,
    holders: int,
    held_now: Ints | None = None,
    centres: Floats | None = None,
    homes: Floats | None = None,
    change_km: float = 100.0,
    nearest: int = 25,
) -> Matching:
    """Match territories to holders (reps, positions, or today's territories) by an assignment model.

    labels [n] new territory per unit (-1 = none), measure [n] what counts as kept, held_now [n] today's holder or -1,
    centres [p, 2] and homes [holders, 2] km (NaN = unknown). ``change_km``: one territory's worth of activity that
    changes hands weighs as much as a home that lies this much further away. Only overlaps and the ``nearest`` homes are
    candidates.
    """
    if held_now is None and (homes is None or centres is None):
        raise BadProblem("match needs today's holders, or homes and centres")
    kept = np.zeros((p, holders))
    if held_now is not None:
        both = (labels >= 0) & (held_now >= 0)
        np.add.at(kept, (labels[both], held_now[both]), measure[both])
    km = np.zeros((p, holders))
    if homes is not None and centres is not None:
        km = np.nan_to_num(np.hypot(*(centres[:, None] - homes[None]).transpose(2, 0, 1)), nan=0.0)
    mean = measure[labels >= 0].sum() / p or 1.0
    cost = km - change_km * kept / mean
    pairs = _candidates(cost, kept, km, nearest)
    holder_of, proven = _assign(cost, pairs, min(p, holders))
    held = holder_of >= 0
    total = float(measure[labels >= 0].sum()) or 1.0
    kept_share = float(kept[held, holder_of[held]].sum()) / total
    mean_km = float(km[held, holder_of[held]].mean()) if homes is not None and held.any() else None
    return Matching(holder_of, kept_share, mean_km, proven)


def _candidates(cost: Floats, kept: Floats, km: Floats, nearest: int) -> list[tuple[int, int]]:
    """Every overlap, the nearest homes from both sides, and an assignment that always exists (the diagonal)."""
    p, q = cost.shape
    wanted = kept > 0
    for axis, size in ((1, q), (0, p)):
        few = min(nearest, size)
        order = np.argsort(km, axis=axis, kind="stable")
        np.put_along_axis(wanted, order[:, :few] if axis == 1 else order[:few], True, axis)
    wanted[np.arange(min(p, q)), np.arange(min(p, q))] = True
    return [(int(j), int(r)) for j, r in np.argwhere(wanted)]


def _assign(cost: Floats, pairs: list[tuple[int, int]], count: int) -> tuple[Ints, bool]:
    """The assignment polytope is integral, so the LP suffices; ``count`` pairs must be made."""
    from optimizer.milp import Model  # importing PuLP takes longer than most solves

    model = Model("match")
    take = {pair: model.variable(f"x_{pair[0]}_{pair[1]}", 0, 1) for pair in pairs}
    model.minimise((take[pair], float(cost[pair])) for pair in pairs)
    rows: dict[int, list[tuple[object, float]]] = {}
    columns: dict[int, list[tuple[object, float]]] = {}
    for (j, r), x in take.items():
        rows.setdefault(j, []).append((x, 1.0))
        columns.setdefault(r, []).append((x, 1.0))
    for side in (rows, columns):
        for row in side.values():
            model.add(row, "<=", 1.0)
    model.add(((x, 1.0) for x in take.values()), "==", float(count))
    answer = model.solve()
    holder = np.full(cost.shape[0], -1, np.int32)
    for (j, r), x in take.items():
        if (x.varValue or 0.0) > 0.5:
            holder[j] = r
    return holder, answer.status == "optimal"
