"""Annealing of boundary moves under augmented-Lagrangian territory prices (Metropolis, exact contiguity test)."""

from __future__ import annotations

import numpy as np

from optimizer.kernels._jit import kernel
from optimizer.kernels.ground import (
    border_delta,
    can_leave,
    change_delta,
    distance,
    excess,
    may_hold,
    move_unit,
    uniform,
)


@kernel
def penalty_delta(g, plan, i, a, b, rho):
    """Change of price * load + rho * excess^2 over both territories and all measures."""
    delta = 0.0
    for k in range(g.w.shape[1]):
        w = g.w[i, k]
        delta += w * (plan.price[b, k] - plan.price[a, k])
        before = excess(g.low[a, k], g.high[a, k], plan.load[a, k])
        after = excess(g.low[a, k], g.high[a, k], plan.load[a, k] - w)
        delta += rho * (after * after - before * before)
        before = excess(g.low[b, k], g.high[b, k], plan.load[b, k])
        after = excess(g.low[b, k], g.high[b, k], plan.load[b, k] + w)
        delta += rho * (after * after - before * before)
    return delta


@kernel
def anneal(g, plan, s, movable, smooth, rho, heat, steps, contiguous):
    """``steps`` proposals at temperature ``heat``; returns the number accepted."""
    accepted = 0
    m = len(movable)
    label = plan.label
    for _ in range(steps):
        i = movable[int(uniform(s.rng) * m)]
        degree = g.indptr[i + 1] - g.indptr[i]
        if degree == 0:
            continue
        b = label[g.indices[g.indptr[i] + int(uniform(s.rng) * degree)]]
        a = label[i]
        if a == b or b < 0 or plan.count[a] == 1:
            continue
        delta = g.w[i, 0] * (distance(g, plan, i, b) - distance(g, plan, i, a))
        delta += smooth * border_delta(g, label, i, a, b) + change_delta(g, i, a, b)
        delta += penalty_delta(g, plan, i, a, b, rho)
        if delta > 0 and (heat <= 0 or uniform(s.rng) >= np.exp(-delta / heat)):
            continue
        if not may_hold(g, label, i, b):
            continue
        if contiguous and not can_leave(g, label, s, i, 400):
            continue
        move_unit(g, plan, i, b)
        accepted += 1
    return accepted


@kernel
def update_prices(g, plan, rho, limit):
    """One step of the method of multipliers: the price follows the violation, and relaxes when there is slack."""
    for j in range(len(plan.load)):
        for k in range(g.w.shape[1]):
            if g.high[j, k] == np.inf and g.low[j, k] == -np.inf:
                continue
            off = excess(g.low[j, k], g.high[j, k], plan.load[j, k])
            price = plan.price[j, k] + rho * off
            plan.price[j, k] = min(max(price, -limit), limit)
