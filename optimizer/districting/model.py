"""The districting model of Hess, solved by PuLP and HiGHS with contiguity cuts and Lagrangian fixing.

x[i, j] = 1 if unit i belongs to the territory centred at unit j. Ends near 100 units and 7 territories.
Sources: Hess et al. 1965; Validi, Buchanan & Lykhovyd 2022 (cuts, fixing).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from optimizer.districting.lagrange import relax

if TYPE_CHECKING:
    from optimizer.milp import Answer, Model

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Cut = tuple[set[int], set[int], set[int]]  # units on either side, and the separator between them


@dataclass(frozen=True)
class Districting:
    """cost [n, n] of unit i with centre j, loads with limits, k territories; edges None = contiguity is not asked."""

    cost: Floats
    loads: list[Floats]
    limits: list[tuple[float, float]]
    k: int
    edges: Ints | None
    apart: list[tuple[int, int]]


@dataclass(frozen=True)
class Proof:
    """centre [n] or None; status proven | gap | infeasible | unknown; bound is valid whatever the status."""

    centre: Ints | None
    objective: float | None
    bound: float | None
    status: str


def solve_districting(
    task: Districting, *, seconds: float, stop: Callable[[], bool] = lambda: False, start: Ints | None = None
) -> Proof:
    """Prove the best plan, or return the best found with a bound when time or ``stop`` ends it.

    start  a legal plan (centre of each unit), which lets the Lagrangian bound rule out most of the model beforehand
    """
    end = time.monotonic() + seconds
    upper = value_of(task, start) if start is not None else np.inf
    relaxed = relax(
        task.cost,
        task.loads[0],
        *task.limits[0],
        task.k,
        upper if np.isfinite(upper) else 3 * task.cost.min(1).sum() + task.cost.mean(0).min(),
    )
    allowed = np.ones_like(task.cost, bool)
    if np.isfinite(upper):
        slack = upper * (1 + 1e-9)
        allowed &= ~relaxed.useless(slack)
        allowed[:, relaxed.closed_centres(slack)] = False
        allowed &= np.diag(allowed)[None, :]
    return _cut_loop(task, allowed, relaxed.bound, start, upper, end, stop)


def value_of(task: Districting, centre: Ints) -> float:
    return float(task.cost[np.arange(len(centre)), centre].sum())


def _cut_loop(
    task: Districting,
    allowed: NDArray[np.bool_],
    floor: float,
    start: Ints | None,
    upper: float,
    end: float,
    stop: Callable[[], bool],
) -> Proof:
    """Solve, look for pieces that hang loose, forbid them, solve again."""
    model, x = _build(task, allowed)
    best, bound = start, floor
    while True:
        left = end - time.monotonic()
        if left <= 0.05 or stop():
            return _ended(best, upper, bound)
        answer = model.solve(seconds=left, stop=lambda: stop() or time.monotonic() > end)
        bound = max(bound, _bound(answer, upper))
        if answer.status == "infeasible":
            # nothing better than the start is left
            return Proof(best, upper, upper, "proven") if best is not None else Proof(None, None, None, "infeasible")
        if answer.objective is None:
            return _ended(best, upper, bound)
        centre = _read(x, len(task.cost))
        cuts = _separate(task, centre)
        if not cuts:
            value = value_of(task, centre)
            if value < upper:
                best, upper = centre, value
            if answer.status == "optimal":
                return Proof(best, upper, upper, "proven")
            return _ended(best, upper, bound)
        if answer.status != "optimal":
            return _ended(best, upper, bound)
        _add_cuts(model, x, cuts)


def _bound(answer: Answer, upper: float) -> float:
    return min(answer.bound, upper) if answer.bound is not None and np.isfinite(answer.bound) else -np.inf


def _ended(best: Ints | None, upper: float, bound: float) -> Proof:
    if best is None:
        return Proof(None, None, bound, "unknown")
    return Proof(best, upper, min(bound, upper), "proven" if upper - bound <= 1e-6 * abs(upper) else "gap")


def _build(task: Districting, allowed: NDArray[np.bool_]) -> tuple[Model, dict[tuple[int, int], object]]:
    from optimizer.milp import Model  # importing PuLP takes longer than most solves

    model = Model("districting")
    x = {(int(i), int(j)): model.binary(f"x_{i}_{j}") for i, j in np.argwhere(allowed)}
    model.minimise((v, float(task.cost[key])) for key, v in x.items())
    rows: dict[int, list[int]] = {}
    columns: dict[int, list[int]] = {}
    for i, j in x:
        rows.setdefault(i, []).append(j)
        columns.setdefault(j, []).append(i)
    for i in range(len(task.cost)):
        model.add([(x[i, j], 1.0) for j in rows.get(i, [])], "==", 1.0)
    model.add([(x[j, j], 1.0) for j in columns], "==", float(task.k))
    for j, members in columns.items():
        for load, (low, high) in zip(task.loads, task.limits, strict=True):
            pairs = [(x[i, j], float(load[i])) for i in members]
            if np.isfinite(high):
                model.add([*pairs, (x[j, j], -high)], "<=", 0.0)
            if low > 0:
                model.add([*pairs, (x[j, j], -low)], ">=", 0.0)
        for i in members:
            if i != j:
                model.add([(x[i, j], 1.0), (x[j, j], -1.0)], "<=", 0.0)
        for a, b in task.apart:
            if (a, j) in x and (b, j) in x:
                model.add([(x[a, j], 1.0), (x[b, j], 1.0)], "<=", 1.0)
    if task.edges is not None:
        _touch(model, x, _beside(task))
    return model, x


def _beside(task: Districting) -> list[list[int]]:
    out: list[list[int]] = [[] for _ in range(len(task.cost))]
    assert task.edges is not None
    for a, b in task.edges:
        out[a].append(int(b))
        out[b].append(int(a))
    return out


def _touch(model: Model, x: dict[tuple[int, int], object], beside: list[list[int]]) -> None:
    """A unit away from its centre needs a neighbour in the same territory: most loose pieces never appear."""
    for i, j in x:
        if i != j and j not in beside[i]:
            model.add([(x[i, j], 1.0), *((x[v, j], -1.0) for v in set(beside[i]) if (v, j) in x)], "<=", 0.0)


def _read(x: dict[tuple[int, int], object], n: int) -> Ints:
    centre = np.zeros(n, np.int32)
    for (i, j), v in x.items():
        if (v.varValue or 0.0) > 0.5:  # type: ignore[attr-defined]
            centre[i] = j
    return centre


def _separate(task: Districting, centre: Ints) -> list[Cut]:
    """For every piece that does not hold its centre: what separates the two, and all that lies on either side."""
    if task.edges is None:
        return []
    n = len(centre)
    inside = task.edges[centre[task.edges[:, 0]] == centre[task.edges[:, 1]]]
    _, piece = connected_components(coo_matrix((np.ones(len(inside)), inside.T), shape=(n, n)), directed=False)
    beside = _beside(task)
    cuts = []
    for c in np.unique(piece):
        members = np.flatnonzero(piece == c)
        j = int(centre[members[0]])
        if piece[j] != c:
            around = {v for i in members for v in beside[i]} - set(members.tolist())
            # only the part of the ring that faces the centre is needed: a minimal separator
            separator = around & {v for u in _reach(beside, j, around) for v in beside[u]}
            cuts.append((_reach(beside, int(members[0]), separator), _reach(beside, j, separator), separator))
    return cuts


def _reach(beside: list[list[int]], start: int, walls: set[int]) -> set[int]:
    """What can be reached from start without entering a wall."""
    seen, queue = {start}, [start]
    while queue:
        for v in beside[queue.pop()]:
            if v not in seen and v not in walls:
                seen.add(v)
                queue.append(v)
    return seen


def _add_cuts(model: Model, x: dict[tuple[int, int], object], cuts: list[Cut]) -> None:
    """A unit on one side with its centre on the other takes some unit of the separator along. Both directions."""
    for near, far, separator in cuts:
        for left, right in ((near, far), (far, near)):
            for j in right - separator:
                way = [(x[v, j], -1.0) for v in separator if (v, j) in x]
                for i in left - separator:
                    if (i, j) in x:
                        model.add([(x[i, j], 1.0), *way], "<=", 0.0)
