"""The order of the phases for each kind of task. Each phase leaves its best in ``search.best``."""

from __future__ import annotations

import numpy as np

from optimizer.construct.allocate import allocate
from optimizer.construct.repair import make_legal
from optimizer.construct.start import bisect, centres_of, metis, spread
from optimizer.search.anneal import border_cost, cool, typical_km
from optimizer.search.books import balance_books
from optimizer.search.finish import CURRENT, finish, improve, mend
from optimizer.search.state import Search


def solve_ground(search: Search, start: str) -> None:
    """From scratch: centres, balanced location-allocation, contiguity, annealing, then regions until the budget
    ends.
    """
    search.enter("start")
    place_centres(search, start)
    search.enter("allocating")
    allocate(search, rounds=8)
    search.smooth = 0.0
    search.recentre()
    search.smooth = border_cost(search)
    search.enter("joining pieces")
    make_legal(search, rho=10 * typical_km(search))
    search.keep()
    search.enter("annealing")
    cool(search, proposals=annealing_budget(search))
    finish(search)


def annealing_budget(search: Search) -> int:
    return int(max(200_000, 350 * len(search.instance.movable)) * search.effort)


def place_centres(search: Search, start: str) -> None:
    """Frozen units keep today's label; homes are centres; the rest comes from bisection or METIS."""
    instance, plan = search.instance, search.plan
    g, problem = instance.ground, instance.problem
    frozen = g.frozen.astype(bool)
    plan.label[:] = np.where(frozen, g.now, -1)
    if start == "metis":
        label = metis(instance, problem.shares, search.seed)
    else:
        label = bisect(g.xy, g.w[:, 0] + 1e-9, problem.shares, search.seed)
    plan.centre[:] = centres_of(instance, label, instance.p)
    if not g.fixed.any() and not frozen.any():
        missing = np.isnan(plan.centre).any(1)
        plan.centre[missing] = spread(g.xy, g.w[:, 0], plan.centre[~missing], int(missing.sum()), search.random)
        return
    anchored = g.fixed.astype(bool)
    if anchored.any():
        plan.centre[anchored] = problem.homes[anchored]  # type: ignore[index]
    held = centres_of(instance, plan.label, instance.p)
    known = ~anchored & ~np.isnan(held).any(1)
    plan.centre[known] = held[known]
    open_centres = ~anchored & ~known
    units = instance.movable if len(instance.movable) else np.arange(instance.n)
    taken = plan.centre[anchored | known]
    plan.centre[open_centres] = spread(g.xy[units], g.w[units, 0], taken, int(open_centres.sum()), search.random)


def improve_from_current(search: Search, start: str) -> None:
    """From today's plan: assign what is unassigned, join what is split, then mend the bands with few moves and
    improve.
    """
    instance, plan = search.instance, search.plan
    g = instance.ground
    search.enter("start")
    plan.label[:] = g.now
    unfit = (g.frozen == 0) & (plan.label >= 0) & (g.closed[np.maximum(plan.label, 0)] > 0)
    plan.label[unfit] = -1
    if g.rules[0]:
        bad = (g.frozen == 0) & (plan.label >= 0) & (g.allowed[np.arange(instance.n), np.maximum(plan.label, 0)] == 0)
        plan.label[bad] = -1
    anchored = g.fixed.astype(bool)
    if anchored.any():
        plan.centre[anchored] = instance.problem.homes[anchored]  # type: ignore[index]
    held = centres_of(instance, plan.label, instance.p)
    empty = ~anchored & np.isnan(held).any(1)
    known = ~anchored & ~empty
    plan.centre[known] = held[known]
    units = np.flatnonzero((plan.label < 0) & (g.frozen == 0))
    units = units if len(units) else np.arange(instance.n)
    plan.centre[empty] = spread(g.xy[units], g.w[units, 0], plan.centre[~empty], int(empty.sum()), search.random)
    search.recount()
    search.smooth = border_cost(search) or 0.0
    search.enter("joining pieces")
    make_legal(search, rho=10 * typical_km(search))
    search.recentre()
    search.smooth = border_cost(search)
    search.keep()
    if len(instance.movable) == 0:
        return
    search.enter("annealing")
    # warm, not hot: today's plan is the point
    cool(search, proposals=annealing_budget(search) // 2, hot=0.02, stages=10)
    search.restore()
    mend(search)
    improve(search, spent=CURRENT)


def solve_books(search: Search, start: str) -> None:
    """Without contiguity: prices, recentring, then exact fitting of the bands by transfers."""
    search.enter("start")
    place_centres(search, start)
    search.enter("allocating")
    search.smooth = 0.0
    homes_only = bool(search.instance.ground.fixed.all())
    allocate(search, rounds=1 if homes_only else 8, squeeze=0.9)
    search.recentre()
    search.keep()
    search.enter("fitting")
    balance_books(search)
