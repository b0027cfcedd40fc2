"""The moves from today's plan to another, in an order in which every prefix is legal, with terms that add up.

A prefix (of whole steps) is legal when every territory is in one piece, if the two plans are. The price of each move is
measured on the plan as it stands at that move, centres included, so the deltas telescope to the plan's total change.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.instance import Instance
from optimizer.kernels import ground as k
from optimizer.kernels.explain import order_moves, price_moves
from optimizer.kernels.region import link_members
from optimizer.result import Move

Ints = NDArray[np.int32]


def ordered_moves(instance: Instance, start: Ints, goal: Ints, smooth: float) -> list[Move]:
    """Moves of contracted units from ``start`` to ``goal``; moves that are only legal together share their step."""
    g, p = instance.ground, instance.p
    changed = np.flatnonzero(start != goal).astype(np.int32)
    if len(changed) == 0:
        return []
    order, step = np.empty(len(changed), np.int32), np.empty(len(changed), np.int32)
    count = np.bincount(start[start >= 0], minlength=p).astype(np.int32)
    scratch = k.scratch(instance.n, 0)
    order_moves(g, start.copy(), goal, count, scratch, changed, instance.problem.contiguous, order, step)
    deltas = _price(instance, start.copy(), goal, order) * (1.0, smooth, 1.0) / instance.mean_km_scale
    return [
        Move(
            int(i),
            int(start[i]),
            int(goal[i]),
            dict(zip(("travel", "border", "change"), map(float, row), strict=True)),
            int(number),
        )
        for i, number, row in zip(order, step, deltas, strict=True)
    ]


def _price(instance: Instance, label: Ints, goal: Ints, order: Ints) -> NDArray[np.float64]:
    """[travel, cut border, change] of each move in turn, in scaled cost."""
    lists = (np.empty(instance.p, np.int32), np.empty(instance.n, np.int32), np.empty(instance.n, np.int32))
    link_members(label, instance.p, *lists)
    homes = instance.problem.homes
    centre = np.zeros((instance.p, 2)) if homes is None else np.nan_to_num(homes)
    deltas = np.zeros((len(order), 3))
    price_moves(instance.ground, label, goal, order, *lists, centre, deltas)
    return deltas
