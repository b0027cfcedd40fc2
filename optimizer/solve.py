"""The one function: a problem in, the best plan found out. Refuses what preflight knows to be impossible."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from optimizer.bounds.fixed_centre import certify
from optimizer.check import Report, check
from optimizer.construct.pipeline import improve_from_current, solve_books, solve_ground
from optimizer.construct.start import bisect, metis
from optimizer.errors import BadProblem, InfeasibleProblem
from optimizer.explain.moves import ordered_moves
from optimizer.instance import Instance, instance_of
from optimizer.objective import Objective
from optimizer.observe import Observer
from optimizer.preflight import preflight
from optimizer.problem import Problem
from optimizer.result import Move, Result
from optimizer.search.anneal import border_cost
from optimizer.search.state import Search, Stopped
from optimizer.stop import Stop, TimeLimit
from optimizer.warm import is_warm, warm_up

Start = Literal["auto", "scratch", "current", "homes", "metis"]


def solve(
    problem: Problem,
    *,
    objective: Objective | None = None,
    stop: Stop | None = None,
    observer: Observer | None = None,
    seed: int = 1,
    start: Start = "auto",
    best_effort: bool = False,
) -> Result:
    """Divide the units of ``problem`` among its territories.

    stop         asked between chunks of at most half a second; the schedule is laid out for the seconds it grants
    seed         same seed, same problem, same schedule: same vector
    start        auto = today's plan if change has a price or something is locked, else from scratch (homes where given)
    best_effort  answer with the least violation instead of raising InfeasibleProblem on a band that cannot be met
    Raises InfeasibleProblem with the findings of preflight, BadProblem for a start that the problem does not carry.
    """
    stop = stop or TimeLimit(60)
    observer = observer or Observer()
    _refuse_the_impossible(problem, best_effort)
    if start in ("current", "homes") and getattr(problem, start) is None:
        raise BadProblem(f"start={start!r} needs problem.{start}")
    instance = instance_of(problem)
    search = Search(instance, objective or Objective(), stop, observer, seed)
    observer.on_start(problem)
    try:
        _wait_for_kernels(search)
        _recipe(problem, start)(search, start)
    except Stopped:
        pass
    result = _result(search)
    observer.on_end(result)
    return result


def _wait_for_kernels(search: Search) -> None:
    """Compile in a thread of its own, so that a stop is honoured meanwhile; the clock of the search starts
    afterwards.
    """
    if is_warm():
        search.start_clock()
        return
    search.enter("warming up")
    thread = threading.Thread(target=warm_up, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.2)
        search.tick()
    search.start_clock()


def _refuse_the_impossible(problem: Problem, best_effort: bool) -> None:
    errors = [finding for finding in preflight(problem) if finding.severity == "error"]
    if best_effort:
        errors = [finding for finding in errors if finding.code not in BANDS_ONLY]
    if errors:
        raise InfeasibleProblem(errors)


# what only means that a band (or one piece per territory) cannot be had: an answer still exists
BANDS_ONLY = {
    "heavy_unit",
    "heavy_units",
    "heavy_group",
    "indivisible",
    "locked_too_much",
    "not_enough_capacity",
    "too_much_capacity",
    "disconnected",
    "piece_unfit",
    "locks_split",
    "unreachable_low",
}


def _recipe(problem: Problem, start: Start) -> Callable[[Search, str], None]:
    if not problem.contiguous:
        return solve_books
    if start == "current" or (start == "auto" and keeps_today(problem)):
        return improve_from_current
    return solve_ground


def keeps_today(problem: Problem) -> bool:
    """Is today's plan worth starting from: change has a price, or part of it may not move?"""
    if problem.current is None or not (problem.current >= 0).any():
        return False
    return problem.change_price > 0 or bool(problem.frozen.any())


def _result(search: Search) -> Result:
    instance, problem = search.instance, search.instance.problem
    if search.best.label is None:
        search.set_labels(stopgap(instance, search.seed))
        search.smooth = search.smooth or border_cost(search)
        search.keep()
    assert search.best.label is not None
    search.restore()
    if search.why != "stopped":  # who stops a run wants the answer within a second
        certify(search, seconds=3.0 if search.why in ("schedule", "converged") else 0.4)
    labels = instance.expand(search.best.label)
    report = check(problem, labels)
    travel, border, change = (float(x) for x in search.costs())
    terms = {"travel": travel, "border": border, "change": change} | figures(report)
    moves = _moves(search, labels)
    bound, gap = search.bound, None
    if bound is not None and bound > 0:
        gap = travel / bound - 1
    return Result(
        labels=labels,
        terms=terms,
        objective=travel + border + change,
        violation=report.violation,
        bound=bound,
        gap=gap,
        status=status_of(report, search, gap),
        why_stopped=search.why,
        seconds=search.seconds,
        phases=search.phases,
        moves=moves,
        prices=search.certificate,
        seed=search.seed,
    )


def stopgap(instance: Instance, seed: int) -> NDArray[np.int32]:
    """An answer for a run that was stopped before it had one: today's plan if it is complete, else METIS."""
    now, frozen = instance.ground.now, instance.ground.frozen.astype(bool)
    if (now[~frozen] >= 0).all() and len(np.unique(now[now >= 0])) == instance.p:
        return now.copy()
    label = now.copy()
    parts = metis(instance, instance.problem.shares, seed) if instance.problem.contiguous else None
    if parts is None or len(np.unique(parts)) < instance.p:
        parts = bisect(instance.ground.xy, instance.ground.w[:, 0] + 1e-9, instance.problem.shares, seed)
    label[~frozen] = parts[~frozen]
    return label


def figures(report: Report) -> dict[str, float]:
    """Plain figures beside the terms of the objective."""
    out = {
        "km_to_centre": report.km_to_centre,
        "km_to_centroid": report.km_to_centroid,
        "cut_edges": float(report.cut_edges),
    }
    if report.moved_share is not None:
        out |= {"moved_share": report.moved_share, "moved_units": float(report.moved_units or 0)}
    return out


def status_of(report: Report, search: Search, gap: float | None) -> str:
    """What is known about the answer; "proven" only if the bound covers the whole objective with its centres."""
    if not report.feasible:
        return "infeasible"
    if gap is None:
        return "feasible"
    g = search.instance.ground
    if not (g.fixed | g.closed).all():
        return "bound_only"
    travel_is_all = search.smooth == 0 and search.instance.problem.change_price == 0
    return "proven" if gap <= 1e-6 and travel_is_all else "gap"


def _moves(search: Search, labels: NDArray[np.int32]) -> list[Move]:
    """Moves in the problem's own units; members of a group go together, the first carries the deltas."""
    instance = search.instance
    if instance.problem.current is None or search.best.label is None:
        return []
    moves = ordered_moves(instance, instance.ground.now, search.best.label, search.smooth)
    members: dict[int, list[int]] = {}
    for unit, group in enumerate(instance.member):
        members.setdefault(int(group), []).append(unit)
    out = []
    nothing = dict.fromkeys(("travel", "border", "change"), 0.0)
    for move in moves:
        first, *others = members[move.unit]
        out.append(move._replace(unit=first, origin=int(instance.problem.current[first])))
        out += [Move(i, int(instance.problem.current[i]), move.target, nothing, move.step) for i in others]
    return out
