"""From any labelling to one piece per territory."""

from __future__ import annotations

import numpy as np

from optimizer.kernels.ground import can_leave, move_unit
from optimizer.kernels.repair import adopt_loose, loosen_minor_pieces
from optimizer.search.state import Search


def make_contiguous(search: Search, rho: float) -> None:
    """Hand minor pieces and unassigned units to neighbours; then give every empty open territory a unit."""
    g, plan = search.instance.ground, search.plan
    search.recount()
    if search.instance.problem.contiguous:
        loosen_minor_pieces(g, plan, search.scratch)
        free = (plan.label == -1) & (g.frozen == 0)
        plan.label[free] = -2
        left = -1
        while True:
            rest = adopt_loose(g, plan, rho)
            search.tick()
            if rest in (0, left):
                break
            left = rest
        _settle_the_unreachable(search)
    revive(search)
    search.recount()


def _settle_the_unreachable(search: Search) -> None:
    """What no territory can reach goes back to where it was, or to the nearest: a split plan, not a hole."""
    plan, g = search.plan, search.instance.ground
    for i in np.flatnonzero(plan.label < -1):
        was = -2 - int(plan.label[i])
        open_to = np.flatnonzero((g.closed == 0) & (g.allowed[i] > 0 if g.rules[0] else True))
        if was > 0 or len(open_to) == 0:
            plan.label[i] = was if was >= 0 else -1
        else:
            plan.label[i] = open_to[np.argmin(((plan.centre[open_to] - g.xy[i]) ** 2).sum(1))]


def revive(search: Search) -> None:
    """Give each empty open territory the nearest unit that another can spare."""
    plan, g = search.plan, search.instance.ground
    movable = search.instance.movable
    for j in np.flatnonzero((plan.count == 0) & (g.closed == 0)):
        order = movable[np.argsort(((g.xy[movable] - plan.centre[j]) ** 2).sum(1), kind="stable")]
        for i in order:
            a = plan.label[i]
            if a < 0 or plan.count[a] < 2 or (g.rules[0] and not g.allowed[i, j]):
                continue
            if not search.instance.problem.contiguous or can_leave(g, plan.label, search.scratch, i, len(plan.label)):
                move_unit(g, plan, i, j)
                break
