"""Transport: plan the flow of the whole imbalance between territories first, then realise it arc by arc."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from optimizer.search.chain import mend_by_chains
from optimizer.search.members import Members
from optimizer.search.state import Search

Arc = tuple[int, int]

BULK = 0.25  # of a mean target: what is more goes unit by unit before the exchange settles the rest


def flow_plan(
    load: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    arcs: list[Arc],
    cost: NDArray[np.float64],
) -> dict[Arc, float]:
    """Cheapest flow between neighbouring territories after which every load is as near its window as it can be."""
    p, m = len(load), len(arcs)
    tail, head = np.array(arcs).T
    column = np.arange(m)
    # out - in + slack: load - outflow + inflow within [low, high]; over and under are allowed at a price
    over, under = m + np.arange(p), m + p + np.arange(p)
    rows = np.r_[tail, head, np.arange(p), np.arange(p)]
    data = np.r_[-np.ones(m), np.ones(m), -np.ones(p), np.ones(p)]
    balance = coo_matrix((data, (rows, np.r_[column, column, over, under])), shape=(p, m + 2 * p)).tocsr()
    from scipy.sparse import vstack

    answer = linprog(
        np.r_[cost, np.full(2 * p, 1e3)],
        A_ub=vstack([balance, -balance]),
        b_ub=np.r_[high - load, load - low],
        bounds=(0, None),
        method="highs-ds",
    )
    if answer.x is None:
        return {}
    return {arcs[k]: float(answer.x[k]) for k in np.flatnonzero(answer.x[:m] > 1e-7)}


def neighbours_of(search: Search) -> list[Arc]:
    """Ordered pairs of open territories that share a border."""
    g, label = search.instance.ground, search.plan.label
    a = np.repeat(label, np.diff(g.indptr))
    b = label[g.indices]
    keep = (a != b) & (a >= 0) & (b >= 0)
    closed = g.closed.astype(bool)
    keep &= ~closed[np.maximum(a, 0)] & ~closed[np.maximum(b, 0)]
    pairs = np.unique(a[keep].astype(np.int64) * search.instance.p + b[keep])
    return [(int(key // search.instance.p), int(key % search.instance.p)) for key in pairs]


def mend_by_transport(search: Search, members: Members, *, stalls: int = 5, rounds: int = 12) -> None:
    """Chains, then flows with randomly shrunk windows, again and again; keeps the best plan in ``search.best``."""
    stalled = 0
    for turn in range(rounds):
        if mend_by_chains(search, members):
            search.keep()
            return
        stalled = 0 if search.keep() else stalled + 1
        if stalled >= stalls:
            search.restore()
            members.refresh()
            stalled = 0
        realise(
            search,
            members,
            shrink=1.0 if turn == 0 else float(search.random.uniform(0.3, 0.95)),
            noise=0.0 if turn == 0 else 0.5,
        )
    mend_by_chains(search, members)
    search.keep()


def realise(search: Search, members: Members, *, shrink: float, noise: float) -> None:
    """Plan the flow of the most violated measure and walk its arcs in topological order."""
    g, plan = search.instance.ground, search.plan
    off = np.maximum(plan.load - g.high, 0) + np.maximum(g.low - plan.load, 0)
    pivot = int(np.argmax(off.sum(0)))
    low, high = g.low[:, pivot], np.minimum(g.high[:, pivot], 1e6)
    middle = (np.maximum(low, 0) + high) / 2
    low, high = middle - shrink * (middle - np.maximum(low, 0)), middle + shrink * (high - middle)
    opened = g.closed == 0
    low, high = np.where(opened, low, -1e6), np.where(opened, high, 1e6)
    arcs = neighbours_of(search)
    if not arcs:
        return
    cost = 1.0 + noise * search.random.random(len(arcs))
    flow = flow_plan(plan.load[:, pivot], low, high, arcs, cost)
    search.tick()
    _walk(search, members, pivot, flow, low, high)


def _walk(
    search: Search,
    members: Members,
    pivot: int,
    flow: dict[Arc, float],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> None:
    """Sources first. The last arc of a territory settles it near its planned load, so that errors do not pile up
    downstream.
    """
    load = search.plan.load
    outgoing: dict[int, float] = defaultdict(float)
    goal = load[:, pivot].copy()
    for (a, b), amount in flow.items():
        outgoing[a] += amount
        goal[a] -= amount
        goal[b] += amount
    for a, b in _topological(flow):
        amount = flow[a, b]
        outgoing[a] -= amount
        if amount > BULK:
            members.hand_over(a, b, pivot, amount - BULK / 2)
        surplus = float(load[a, pivot]) - outgoing[a] - goal[a]
        if outgoing[a] > 1e-9:
            slack = 0.2 * amount + 0.002
            if not _send(members, a, b, pivot, amount - slack, amount + slack):
                _push(members, a, b, pivot, amount)
        else:
            near = 0.1 * (high[a] - low[a])
            if not _send(members, a, b, pivot, surplus - near, surplus + near):
                after = surplus + goal[a]
                if not _send(members, a, b, pivot, after - high[a], after - low[a]):
                    _push(members, a, b, pivot, surplus)
        search.tick()


def _send(members: Members, a: int, b: int, pivot: int, least: float, most: float) -> bool:
    """Exchange so that between least and most goes from a to b; nothing to do if zero will do."""
    if least <= 0 <= most:
        return True
    return members.exchange(a, b, pivot, least, most)[0] < float("inf")


def _push(members: Members, a: int, b: int, pivot: int, amount: float) -> None:
    """Where no exchange fits: whole units in the direction of the flow, never more than the amount."""
    if 0 < amount < 2:
        members.hand_over(a, b, pivot, amount / 1.3)


def _topological(flow: dict[Arc, float]) -> list[Arc]:
    """Arcs ordered so that a territory sends only after it has received (a cheapest flow has no cycles)."""
    incoming: dict[int, int] = defaultdict(int)
    after: dict[int, list[int]] = defaultdict(list)
    for a, b in flow:
        incoming[b] += 1
        after[a].append(b)
    ready = sorted({a for a, _ in flow if incoming[a] == 0})
    out: list[Arc] = []
    while ready:
        a = ready.pop(0)
        for b in after[a]:
            out.append((a, b))
            incoming[b] -= 1
            if incoming[b] == 0:
                ready.append(b)
    return out + [arc for arc in flow if arc not in set(out)]
