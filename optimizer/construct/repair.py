"""From any labelling to a legal one: one piece per territory, none empty, pairs apart."""

from __future__ import annotations

import numpy as np

from optimizer.kernels.ground import can_leave, may_hold, move_unit
from optimizer.kernels.repair import adopt_loose, loosen_minor_pieces, separate
from optimizer.search.state import Search


def make_legal(search: Search, rho: float) -> None:
    """Hand minor pieces and unassigned units to neighbours, give every empty territory a unit, part what must be
    apart.
    """
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
    if g.rules[1]:
        part_pairs(search, rho)
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


def part_pairs(search: Search, rho: float) -> None:
    """Pairs that must be kept apart: one of the two goes next door; from deep inside, with the units on its way out."""
    g, plan, contiguous = search.instance.ground, search.plan, search.instance.problem.contiguous
    for _ in range(20):
        search.tick()
        if separate(g, plan, search.scratch, contiguous) == 0:
            return
        for i in np.flatnonzero(np.diff(g.apart_ptr) > 0):
            if plan.label[i] >= 0 and _clashes(search, int(i)) and (way := _way_out(search, int(i))):
                for k in way[1]:
                    move_unit(g, plan, k, way[0])
                _join_again(search, rho)


def _clashes(search: Search, i: int) -> bool:
    g, label = search.instance.ground, search.plan.label
    return bool((label[g.apart[g.apart_ptr[i] : g.apart_ptr[i + 1]]] == label[i]).any())


def _way_out(search: Search, i: int) -> tuple[int, list[int]] | None:
    """The fewest units, i among them, whose move to one neighbouring territory takes i out of its own."""
    g, label = search.instance.ground, search.plan.label
    a, came, queue = label[i], {i: -1}, [i]
    while queue and not g.frozen[i]:
        u = queue.pop(0)
        beside = g.indices[g.indptr[u] : g.indptr[u + 1]]
        path, k = [], u
        while k >= 0:
            path.append(k)
            k = came[k]
        for b in sorted({int(label[v]) for v in beside if label[v] >= 0 and label[v] != a}):
            if len(path) < search.plan.count[a] and all(may_hold(g, label, k, b) for k in path):
                return b, path
        for v in beside:
            if label[v] == a and int(v) not in came and not g.frozen[v]:
                came[int(v)] = u
                queue.append(int(v))
    return None


def _join_again(search: Search, rho: float) -> None:
    """Pieces cut off on the way go to neighbours."""
    g, plan = search.instance.ground, search.plan
    if search.instance.problem.contiguous and loosen_minor_pieces(g, plan, search.scratch):
        while adopt_loose(g, plan, rho):
            search.tick()
