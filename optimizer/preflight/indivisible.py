"""Large units whose every connected surrounding misses the band: no plan in one piece per territory can place them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_matrix

from optimizer.instance import neighbours
from optimizer.preflight.finding import Finding, Relaxation
from optimizer.problem import Problem

LARGE = 0.25  # of the mean target: what is lighter always finds a set that fits, or the search would not end
EFFORT = 3000  # sets looked at per unit


def check_indivisible(problem: Problem) -> Iterator[Finding]:
    """Only where every territory could hold everything: locks and homes have checks of their own."""
    if not problem.contiguous or problem.frozen.any() or problem.eligible is not None or problem.p < 2:
        return
    indptr, indices, _ = neighbours(problem.n, problem.edges, np.ones(len(problem.edges)))
    graph = csr_matrix((np.ones(len(indices)), indices, indptr), shape=(problem.n, problem.n))
    for name in problem.bands:
        fixed = problem.fixed_load.get(name)  # type: ignore[union-attr]
        if problem.total(name) <= 0 or (fixed is not None and fixed.any()):
            continue
        low, high = problem.window(name)
        weight, target = problem.measures[name], problem.total(name) / problem.p
        for unit in np.flatnonzero((weight > LARGE * target) & (weight <= high.max())):
            nearest = nearest_load(graph, weight, int(unit), float(low.min()), float(high.max()))
            if nearest is not None:
                yield _finding(problem, name, int(unit), nearest, target)


def nearest_load(graph: csr_matrix, weight: np.ndarray, unit: int, low: float, high: float) -> float | None:
    """None if a connected set with the unit fits the window (or the search gave up); else the load that comes nearest.

    Sets heavier than the window are not grown further: what they contain only adds.
    """
    if low <= weight[unit]:
        return None
    nearest = float(weight[unit])
    seen, stack = {frozenset((unit,))}, [frozenset((unit,))]
    while stack:
        members = stack.pop()
        load = weight[list(members)].sum()
        ring = {int(v) for u in members for v in graph.indices[graph.indptr[u] : graph.indptr[u + 1]]} - members
        for v in sorted(ring, key=lambda v: weight[v]):
            total = float(load + weight[v])
            if low <= total <= high:
                return None
            if _miss(total, low, high) < _miss(nearest, low, high):
                nearest = total
            grown = members | {v}
            if total < low and grown not in seen:
                seen.add(grown)
                stack.append(grown)
        if len(seen) > EFFORT:
            return None
    return nearest


def _miss(load: float, low: float, high: float) -> float:
    return max(load - high, low - load, 0.0)


def _finding(problem: Problem, name: str, unit: int, nearest: float, target: float) -> Finding:
    percent = 100 * nearest / target
    key = "raise_high" if nearest > target else "lower_low"
    params = {"measure": name, "unit": unit, "unit_name": problem.unit_name(unit), "best": percent}
    params["percent"] = 100 * float(problem.measures[name][unit]) / target
    return Finding("indivisible", "error", params, [Relaxation(key, {"measure": name, "percent": percent})])
