"""Balanced location-allocation: assign by territory prices, recentre, repeat; the prices are carried on.

Source: Zoltners & Sinha 1983 (Lagrangian prices), Hess & Samuels 1971 (the loop).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from optimizer.kernels.prices import cheapest, price_sweep, reverse_candidates
from optimizer.search.state import Search

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

SAMPLE = 100_000


def candidates(search: Search, units: Ints, centre: Floats, width: int, *, poll: bool = True) -> tuple[Ints, Floats]:
    """The ``width`` nearest open and eligible territories of each unit, -1 where there are fewer; and their km."""
    g = search.instance.ground
    opened = np.flatnonzero(~g.closed.astype(bool))
    width = min(width, len(opened))
    reach = width if g.allowed.shape == (1, 1) else min(len(opened), max(4 * width, 64))
    tree, parts = cKDTree(centre[opened]), []
    for first in range(0, len(units), SAMPLE):
        parts.append(tree.query(g.xy[units[first : first + SAMPLE]], k=list(range(1, reach + 1))))
        if poll:
            search.tick()
    km, near = (np.concatenate(side) for side in zip(*parts, strict=True))
    near = opened[near].astype(np.int32)
    if g.allowed.shape != (1, 1):
        near, km = _eligible_first(g.allowed[units], near, km, width, g.xy[units], centre)
    return np.ascontiguousarray(near[:, :width]), np.ascontiguousarray(km[:, :width])


def _eligible_first(
    allowed: NDArray[np.uint8], near: Ints, km: Floats, width: int, xy: Floats, centre: Floats
) -> tuple[Ints, Floats]:
    """Push ineligible candidates behind the others; a unit that lost all of them looks at every territory."""
    fit = np.take_along_axis(allowed, near, 1).astype(bool)
    order = np.argsort(~fit, axis=1, kind="stable")
    near, km, fit = (np.take_along_axis(a, order, 1) for a in (near, km, fit))
    near = np.where(fit, near, -1)[:, :width]
    km = km[:, :width]
    for i in np.flatnonzero(near[:, 0] < 0):
        choices = np.flatnonzero(allowed[i])
        far = np.hypot(*(centre[choices] - xy[i]).T)
        best = np.argsort(far, kind="stable")[:width]
        near[i, : len(best)], km[i, : len(best)] = choices[best], far[best]
    return near, km


def allocate(search: Search, rounds: int, width: int = 12, squeeze: float = 0.5) -> None:
    """``rounds`` of assign and recentre on the plan's centres. Leaves labels, loads, centres and prices in the plan.

    squeeze  share of each window that is aimed for, so that rounding and repair still end inside.
    Further measures have prices too, led by their violation from round to round (twice as many rounds then).
    """
    units = search.instance.movable
    if len(units) == 0:
        search.recount()
        return
    if len(units) > 2 * SAMPLE and rounds > 1 and len(search.instance.names) == 1:
        # centres and prices settle just as well on a part of a million accounts
        part = np.sort(search.random.choice(units, SAMPLE, replace=False))
        _rounds(search, part, rounds, width, squeeze)
        search.recentre(8)
        rounds = 1
    _rounds(search, units, rounds, width, squeeze)
    search.recount()


def _rounds(search: Search, units: Ints, rounds: int, width: int, squeeze: float) -> None:
    """Assign and recentre on some of the units, weighted so that they stand for all."""
    g, plan = search.instance.ground, search.plan
    movable = search.instance.movable
    weight = g.w[units, 0] * (g.w[movable, 0].sum() / max(g.w[units, 0].sum(), 1e-300))
    low, high = aims(search, squeeze)
    label = np.full(len(units), -1, np.int32)
    price = np.ascontiguousarray(plan.price[:, 0])
    several = g.w.shape[1] > 1
    rounds *= 3 if several else 1
    for turn in range(rounds):
        near, km = candidates(search, units, plan.centre, width)
        km = np.ascontiguousarray(km + _further_costs(search, units, near))
        ptr, where = reverse_candidates(near, search.instance.p)
        for _ in range(12 if turn in (0, rounds - 1) else 5):
            largest = sweep(search, near, km, weight, price, low, high, ptr, where)
            if largest < 1e-3:
                break
        cheapest(near, km, price, label)
        plan.label[units] = label
        plan.price[:, 0] = price
        if several:
            search.recount()
            _follow_violation(search, squeeze)
        if turn < rounds - 1:
            search.recentre(8)
    search.dual = price.copy()


def _further_costs(search: Search, units: Ints, near: Ints) -> Floats:
    """What an assignment costs beside travel and the first price, in km per unit of the primary measure."""
    g, price, problem = search.instance.ground, search.plan.price, search.instance.problem
    extra = np.zeros(near.shape)
    if problem.change_price > 0:
        extra += problem.change_price * ((near != g.now[units][:, None]) & (g.now[units] >= 0)[:, None])
    for k in range(1, g.w.shape[1]):
        share = np.minimum(g.w[units, k] / np.maximum(g.w[units, 0], 1e-9), 20.0)
        extra += share[:, None] * price[near, k]
    return extra


def _follow_violation(search: Search, squeeze: float) -> None:
    """One subgradient step on the prices of all measures but the first."""
    g, plan = search.instance.ground, search.plan
    km = float(search.costs()[0])
    for k in range(1, g.w.shape[1]):
        low, high = np.maximum(g.low[:, k], 0.0), g.high[:, k]
        if not np.isfinite(high).all():
            continue
        slack = (1 - squeeze) / 2 * (high - low)
        load = plan.load[:, k]
        off = np.maximum(load - (high - slack), 0) - np.maximum(low + slack - load, 0)
        plan.price[:, k] = np.clip(plan.price[:, k] + 0.5 * km * off, -10 * km, 10 * km)


def sweep(
    search: Search,
    near: Ints,
    km: Floats,
    weight: Floats,
    price: Floats,
    low: Floats,
    high: Floats,
    ptr: Ints,
    where: Ints,
) -> float:
    """One pass over all prices, in parts short enough to stop between."""
    p = len(price)
    step = max(1, int(p * 2_000_000 / (near.size * near.shape[1] + 1)))
    largest = 0.0
    for first in range(0, p, step):
        largest = max(largest, price_sweep(near, km, weight, price, low, high, ptr, where, first, min(first + step, p)))
        search.tick()
    return largest


def aims(search: Search, squeeze: float) -> tuple[Floats, Floats]:
    """Window of the primary measure that is left for the movable units, shrunk around its middle."""
    g = search.instance.ground
    target = search.instance.problem.shares * search.instance.p
    low = np.where(np.isfinite(g.low[:, 0]), g.low[:, 0], 0.0)
    high = np.where(np.isfinite(g.high[:, 0]), g.high[:, 0], 1e18)
    middle = np.clip(target, low, high)
    held = search.instance.held[:, 0].copy()
    frozen = (g.frozen > 0) & (search.plan.label >= 0)
    held += np.bincount(search.plan.label[frozen], g.w[frozen, 0], search.instance.p)
    low, high = middle - squeeze * (middle - low), middle + squeeze * (high - middle)
    return np.maximum(low - held, 0.0), np.maximum(high - held, 1e-9)
