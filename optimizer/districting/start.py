"""A legal plan to start the exact model from: many quick searches, the best centre for each territory."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from optimizer.districting.model import Districting, value_of
from optimizer.objective import Objective
from optimizer.problem import Band, Problem
from optimizer.solve import solve
from optimizer.stop import TimeLimit

Ints = NDArray[np.int32]


def legal_start(task: Districting, edges: Ints, km: NDArray[np.float64], *, seconds: float, seed: int) -> Ints | None:
    """The cheapest of several contiguous plans inside the first load's limits, as centre of each unit, or None."""
    n, load = len(task.cost), task.loads[0]
    mean = load.sum() / task.k
    band = Band(task.limits[0][0] / mean, task.limits[0][1] / mean)
    xy = _flat(km)
    problem = Problem(xy, edges, np.zeros(len(edges)), {"load": load}, {"load": band}, task.k)
    end, best = time.monotonic() + seconds, None
    for turn in range(20):
        left = end - time.monotonic()
        if left < 0.1 and best is not None:
            break
        result = solve(
            problem,
            objective=Objective(smooth_km=0.0),
            stop=TimeLimit(max(left, 0.2) / 2),
            seed=seed + turn,
            best_effort=True,
        )
        if result.violation == 0 and result.status != "infeasible":
            centre = centred(task, result.labels)
            if best is None or value_of(task, centre) < value_of(task, best):
                best = centre
        if time.monotonic() > end:
            break
    assert best is None or len(best) == n
    return best


def centred(task: Districting, labels: Ints) -> Ints:
    """The cheapest centre unit of each territory."""
    centre = np.empty(len(labels), np.int32)
    for j in np.unique(labels):
        mine = np.flatnonzero(labels == j)
        centre[mine] = mine[np.argmin(task.cost[np.ix_(mine, mine)].sum(0))]
    return centre


def _flat(km: NDArray[np.float64]) -> NDArray[np.float64]:
    """Plane coordinates from distances (classical scaling)."""
    n = len(km)
    middle = np.eye(n) - 1.0 / n
    values, vectors = np.linalg.eigh(-0.5 * middle @ (km**2) @ middle)
    xy = vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 0.0)) if n > 1 else np.zeros((1, 2))
    return np.asarray(xy if xy.shape[1] == 2 else np.c_[xy, np.zeros(n)])
