"""Transfers of accounts between books under prices and a penalty on violated windows."""

from __future__ import annotations

from optimizer.kernels._jit import kernel
from optimizer.kernels.anneal import penalty_delta
from optimizer.kernels.ground import change_delta, distance, may_hold, move_unit


@kernel
def transfer_pass(g, plan, units, near, rho):
    """Each unit goes to the candidate that lowers travel + change + price + penalty most; returns how many moved."""
    moved = 0
    for q in range(len(units)):
        i = units[q]
        a = plan.label[i]
        if plan.count[a] == 1:
            continue
        own = g.w[i, 0] * distance(g, plan, i, a)
        best, choice = -1e-12, -1
        for s in range(near.shape[1]):
            b = near[q, s]
            if b < 0 or b == a or not may_hold(g, plan.label, i, b):
                continue
            delta = (
                g.w[i, 0] * distance(g, plan, i, b)
                - own
                + change_delta(g, i, a, b)
                + penalty_delta(g, plan, i, a, b, rho)
            )
            if delta < best:
                best, choice = delta, b
        if choice >= 0:
            move_unit(g, plan, i, choice)
            moved += 1
    return moved
