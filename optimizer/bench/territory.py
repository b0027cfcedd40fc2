"""The territory tasks of the benchmark: npz in, labels (and prices) out."""

from __future__ import annotations

import argparse
import json
import resource
import time
from typing import Any

import numpy as np

from optimizer.objective import Objective
from optimizer.problem import Band, Problem
from optimizer.solve import solve
from optimizer.stop import TimeLimit

LEAST_CHANGE_KM = 400.0  # --before: moving activity costs as much as carrying it this far


def problem_of(task: Any, args: argparse.Namespace) -> Problem:
    """Measures as NAME[:TOL]; the first weighs distances. Without edges, without contiguity."""
    xy = np.asarray(task["xy"], float)
    asked = [name.partition(":") for name in args.measure or ["w"]]
    vector = lambda name: np.ones(len(xy)) if name == "one" else np.asarray(task[name], float)  # noqa: E731
    measures = {name: vector(name) for name, _, _ in asked}
    bands = {name: Band.within(float(tol) if tol else args.tol) for name, _, tol in asked}
    edges = np.asarray(task["edges"]) if "edges" in task else np.empty((0, 2), np.int32)
    border = np.asarray(task["elen"], float) if "elen" in task else np.zeros(len(edges))
    before = None
    if args.before:
        names, places = np.unique(np.load(args.before), return_inverse=True)
        before = places.astype(np.int32)
        if len(names) != args.p:
            raise SystemExit(f"--before has {len(names)} territories, --p asks for {args.p}")
    return Problem(
        xy,
        edges,
        border,
        measures,
        bands,
        args.p,
        current=before,
        change_price=LEAST_CHANGE_KM if args.before else 0.0,
        contiguous=len(edges) > 0,
    )


def run(args: argparse.Namespace) -> dict[str, Any]:
    began = time.monotonic()
    with np.load(args.task) as task:
        problem = problem_of(task, args)
    # prices certify travel alone, so travel is what counts then
    smooth = 2.0 if args.smooth is None and args.prices else args.smooth
    objective = Objective(smooth_km=smooth)
    result = solve(problem, objective=objective, stop=TimeLimit(args.time), seed=args.seed, best_effort=True)
    np.save(args.out, result.labels)
    if args.prices and result.prices is not None:
        np.save(args.prices, result.prices)
    return {
        "objective": result.objective,
        "bound": result.bound,
        "gap_percent": None if result.gap is None else 100 * result.gap,
        "status": result.status,
        "why_stopped": result.why_stopped,
        "seconds": round(time.monotonic() - began, 2),
        "peak_mb": round(peak_mb()),
        "violation": result.violation,
        "terms": result.terms,
    }


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def line(answer: dict[str, Any]) -> str:
    return json.dumps(answer)
