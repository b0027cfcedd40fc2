"""The exact mode: proof at county scale, with contiguity."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from optimizer.check import check
from optimizer.districting.model import Districting, Proof, solve_districting
from optimizer.districting.start import centred, legal_start
from optimizer.errors import BadProblem, InfeasibleProblem
from optimizer.instance import instance_of
from optimizer.observe import Progress
from optimizer.preflight import preflight
from optimizer.problem import Problem
from optimizer.result import Result
from optimizer.stop import Stop, TimeLimit, seconds_of

LARGEST = 400  # units: beyond, the model has more than 160,000 binaries and proves nothing


def exact(problem: Problem, *, stop: Stop | None = None, squared: bool = False, seed: int = 1) -> Result:
    """The plan with the least travel (km, or km squared) to a unit in the middle of each territory, with a proof.

    Honours the bands of all measures, contiguity, keep-together and keep-apart; refuses (BadProblem) what the model
    does not have: homes, own targets, fixed loads, locks, focus, eligibility, a price on change, and more than 400
    units. The result's objective and bound are in km (or km squared) per unit of activity.
    """
    stop = stop or TimeLimit(60)
    _refuse(problem)
    instance = instance_of(problem)
    g = instance.ground
    km = np.hypot(*(g.xy[:, None] - g.xy[None]).transpose(2, 0, 1))
    cost = g.w[:, :1] * (km**2 if squared else km)
    limits = [(max(float(low), 0.0), float(high)) for low, high in zip(g.low[0], g.high[0], strict=True)]
    edges = np.unique(np.sort(instance.member[problem.edges], axis=1), axis=0).reshape(-1, 2)
    pairs = [(int(instance.member[a]), int(instance.member[b])) for a, b in problem.keep_apart]
    loads = [np.ascontiguousarray(g.w[:, k]) for k in range(g.w.shape[1])]
    task = Districting(cost, loads, limits, problem.p, edges if problem.contiguous else None, pairs)
    began, seconds = time.monotonic(), min(seconds_of(stop), 3600.0)
    halted = lambda: stop(Progress("proving", time.monotonic() - began))  # noqa: E731
    start = _start(task, edges, km, problem, instance.member, seconds, seed)
    proof = solve_districting(task, seconds=seconds - (time.monotonic() - began), stop=halted, start=start)
    return _result(
        problem,
        instance.member,
        proof,
        instance.mean_km_scale,
        time.monotonic() - began,
        getattr(stop, "name", "stopped"),
    )


def _refuse(problem: Problem) -> None:
    unsupported = {
        "homes": problem.homes,
        "targets": problem.targets,
        "fixed_load": problem.fixed_load or None,
        "eligible": problem.eligible,
        "locked_units": problem.locked_units,
        "locked_territories": problem.locked_territories,
        "focus": problem.focus,
        "change_price": problem.change_price or None,
    }
    named = [name for name, value in unsupported.items() if value is not None]
    if named:
        raise BadProblem(f"the exact mode does not cover {', '.join(named)}; use solve()")
    if problem.n > LARGEST:
        raise BadProblem(f"the exact mode covers up to {LARGEST} units, this problem has {problem.n}; use solve()")
    errors = [finding for finding in preflight(problem) if finding.severity == "error"]
    if errors:
        raise InfeasibleProblem(errors)


def _start(
    task: Districting,
    edges: NDArray[np.int32],
    km: NDArray[np.float64],
    problem: Problem,
    member: NDArray[np.int32],
    seconds: float,
    seed: int,
) -> NDArray[np.int32] | None:
    """A plan of the local search, if it meets every demand."""
    centre = legal_start(task, edges, km, seconds=min(5.0, seconds / 6), seed=seed)
    if centre is None:
        return None
    labels = np.unique(centre[member], return_inverse=True)[1].astype(np.int32)
    return centred(task, centre) if check(problem, labels).feasible else None


def _result(
    problem: Problem, member: NDArray[np.int32], proof: Proof, scale: float, seconds: float, stopped: str
) -> Result:
    if proof.centre is None or proof.objective is None:
        if proof.status == "infeasible":
            raise InfeasibleProblem([])
        labels = np.full(problem.n, -1, np.int32)
        objective = float("inf")
    else:
        labels = np.unique(proof.centre[member], return_inverse=True)[1].astype(np.int32)
        objective = proof.objective / scale
    report = check(problem, labels)
    bound = None if proof.bound is None or not np.isfinite(proof.bound) else proof.bound / scale
    gap = objective / bound - 1 if bound and np.isfinite(objective) else None
    status = (
        "infeasible" if not report.feasible else proof.status if proof.status in ("proven", "gap") else "bound_only"
    )
    return Result(
        labels=labels,
        terms={"travel": objective, "border": 0.0, "change": 0.0},
        objective=objective,
        violation=report.violation,
        bound=bound,
        gap=gap,
        status=status,
        why_stopped="proven" if proof.status == "proven" else stopped,
        seconds=seconds,
    )
