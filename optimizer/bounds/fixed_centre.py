"""Certified lower bound on travel: no assignment inside the primary band to the plan's own centres can be shorter.

Any prices give a valid bound (weak duality), so the bound holds no matter how the prices were found, and it can be
verified from the centres and the prices alone. Contiguity, borders and further measures only make plans longer.
"""

from __future__ import annotations

import time

import numpy as np

from optimizer.construct.allocate import aims, candidates
from optimizer.kernels.prices import dual_value, price_sweep, reverse_candidates
from optimizer.search.state import Search

WIDTH = 16


def certify(search: Search, seconds: float) -> None:
    """Set ``search.bound`` (km per unit of activity) and ``search.certificate`` (km per territory) for the
    incumbent.
    """
    instance, plan = search.instance, search.plan
    g, units = instance.ground, instance.movable
    if len(units) == 0 or instance.problem.change_price > 0 or instance.held.any():
        return
    if instance.n > 300_000 and seconds < 1:
        return  # the run was stopped, and a million accounts take longer than the second that is left
    search.recentre(200 if seconds > 1 else 60)
    began = time.monotonic()
    low, high = aims(search, 1.0)
    high = np.minimum(high, 1e12)
    weight = np.ascontiguousarray(g.w[units, 0])
    near, km = candidates(search, units, plan.centre, WIDTH, poll=False)
    price = np.zeros(instance.p) if search.dual is None else search.dual.copy()
    ptr, where = reverse_candidates(near, instance.p)
    for _ in range(80):
        largest = price_sweep(near, km, weight, price, low, high, ptr, where, 0, instance.p)
        if largest < 1e-3 or time.monotonic() - began > seconds:
            break
    bound = _bound(search, weight, low, high, price)
    if bound > 0:
        search.certificate, search.bound = price, bound


def _bound(search: Search, weight: np.ndarray, low: np.ndarray, high: np.ndarray, price: np.ndarray) -> float:
    g, plan, units = search.instance.ground, search.plan, search.instance.movable
    opened = np.flatnonzero(g.closed == 0)
    free = dual_value(g.xy[units], weight, plan.centre[opened], price[opened], 0, len(units))
    paid = np.where(price > 0, price * high, price * low)[opened].sum()
    stays = (g.frozen > 0) & (plan.label >= 0)
    fixed = g.w[stays, 0] @ np.hypot(*(g.xy[stays] - plan.centre[plan.label[stays]]).T)
    return float(max(free - paid + fixed, 0.0) / search.instance.mean_km_scale)
