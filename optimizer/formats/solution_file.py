"""The open solution format: one JSON document, version 1 (docs/optimizer.md)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.check import Report
from optimizer.errors import BadProblem
from optimizer.problem import Problem
from optimizer.result import Result

FORMAT, VERSION = "evenlode-solution", 1


def solution_of(result: Result) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "labels": result.labels.tolist(),
        "status": result.status,
        "why_stopped": result.why_stopped,
        "objective": result.objective,
        "violation": result.violation,
        "bound": result.bound,
        "gap": result.gap,
        "terms": result.terms,
        "seconds": round(result.seconds, 3),
        "seed": result.seed,
        "phases": [phase._asdict() for phase in result.phases],
        "moves": [move._asdict() for move in result.moves],
        "prices": None if result.prices is None else result.prices.tolist(),
    }


def write_solution(path: str | None, problem: Problem, result: Result) -> None:
    """To ``path``, or to standard output."""
    text = json.dumps(solution_of(result), ensure_ascii=False)
    if path:
        Path(path).write_text(text + "\n", encoding="utf-8")
    else:
        sys.stdout.write(text + "\n")


def read_labels(path: str | Path, problem: Problem) -> NDArray[np.int32]:
    document = json.loads(Path(path).read_text(encoding="utf-8"))
    if document.get("format") != FORMAT or document.get("version") != VERSION:
        raise BadProblem(f"expected a {FORMAT} document of version {VERSION}")
    labels = np.asarray(document["labels"], np.int32)
    if labels.shape != (problem.n,):
        raise BadProblem(f"the solution has {labels.size} labels, the problem {problem.n} units")
    return labels


def report_facts(problem: Problem, report: Report) -> dict[str, Any]:
    """A report in words and numbers, culprits by name."""
    unit, territory = problem.unit_name, problem.territory_name
    return {
        "feasible": report.feasible,
        "legal": report.legal,
        "violation": report.violation,
        "unassigned": [unit(int(i)) for i in report.unassigned],
        "empty": [territory(int(j)) for j in report.empty],
        "split": {territory(int(j)): int(report.pieces[j]) for j in report.split},
        "out_of_band": {
            name: {territory(int(j)): round(100 * float(report.deviations[name][j]), 3) for j in out}
            for name, out in report.out_of_band.items()
        },
        "locks_broken": [unit(int(i)) for i in report.locks_broken],
        "ineligible": [unit(int(i)) for i in report.ineligible],
        "keep_together_broken": report.groups_broken.tolist(),
        "keep_apart_broken": report.apart_broken.tolist(),
        "km_to_centre": report.km_to_centre,
        "km_to_centroid": report.km_to_centroid,
        "cut_edges": report.cut_edges,
        "cut_km": report.cut_km,
        "moved_share": report.moved_share,
        "moved_units": report.moved_units,
    }
