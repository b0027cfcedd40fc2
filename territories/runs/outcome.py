"""What a vector of labels means for the plan: the change, who holds what now and then, and how much is known about
it. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from optimizer import Report, Result, check
from territories.alignments.delta import Delta, diff
from territories.alignments.state import MAX_SLOT, State, Territory, Vector
from territories.alignments.totals import Totals, index, totals
from territories.runs.cast import Floats, Labels
from territories.runs.problem import Task

#: Shown beside the measures that were balanced, where the data cut has them.
ALWAYS_SHOWN = ("accounts", "revenue_12m")


@dataclass(frozen=True, eq=False)
class Outcome:
    """delta: the change of the base state that accepting makes; facts: the run's `result`; the rest is what the map
    shows.
    """

    vector: Vector
    territories: list[Territory]
    delta: Delta
    facts: dict[str, Any]


def outcome_of(task: Task, labels: Labels, result: Result | None, *, why_stopped: str | None = None) -> Outcome:
    """Verify labels and say what they would change. `result` None: labels that were kept from an attempt that never
    ended.
    """
    report = check(task.problem, labels)
    territories = task.territories(labels)
    planned = planned_state(task, labels, territories)
    facts = (
        _quality(result, report, why_stopped)
        | _demands(task, report, territories)
        | _comparison(task, planned, territories)
    )
    return Outcome(planned.vector, new_territories(task, territories), diff(task.inputs.state, planned), facts)


def new_territories(task: Task, territories: list[Territory]) -> list[Territory]:
    """Those that the plan does not have."""
    return [territory for territory in territories if territory.key not in task.inputs.state.territories]


def planned_state(task: Task, labels: Labels, territories: list[Territory]) -> State:
    """The base state with the answer in it: new territories are there, those that nobody recognised in any of them
    are gone.
    """
    base = task.inputs.state
    vector = task.vector(labels, territories)
    called = {territory.key for territory in territories}
    gone = {candidate.territory.key for candidate in task.cast.candidates} - called
    nodes = {key: node for key, node in base.territories.items() if key not in gone}
    nodes |= {territory.key: territory for territory in territories if territory.key not in base.territories}
    released, unlocked = set(task.released), {i for i in task.unlocked if vector[i] != base.vector[i]}
    return State(
        vector,
        nodes,
        {account: o for account, o in base.overrides.items() if account not in released},
        {idx: reason for idx, reason in base.unit_locks.items() if idx not in unlocked},
        base.territory_locks,
    )


def _quality(result: Result | None, report: Report, why_stopped: str | None) -> dict[str, Any]:
    if result is None:
        status = "feasible" if report.feasible else "infeasible"
        terms = {"km_to_centre": report.km_to_centre, "cut_edges": float(report.cut_edges)}
        return {"status": status, "why_stopped": why_stopped, "terms": terms, "violation": report.violation}
    return {
        "status": result.status,
        "why_stopped": why_stopped or result.why_stopped,
        "terms": {name: float(value) for name, value in result.terms.items()},
        "objective": result.objective,
        "violation": result.violation,
        "bound": result.bound,
        "gap": result.gap,
        "solver_seconds": round(result.seconds, 2),
        "seed": result.seed,
        "phases": [{"name": phase.name, "seconds": round(phase.seconds, 2)} for phase in result.phases],
    }


def _demands(task: Task, report: Report, territories: list[Territory]) -> dict[str, Any]:
    """What the independent check says, territory by key and unit by idx."""
    key = [territory.key for territory in territories]
    return {
        "legal": report.legal,
        "feasible": report.feasible,
        "unassigned": [int(i) for i in task.items[report.unassigned]],
        "split": [key[j] for j in report.split],
        "empty": [key[j] for j in report.empty],
        "out_of_band": {name: [key[j] for j in found] for name, found in report.out_of_band.items()},
        "locks_broken": [int(i) for i in task.items[report.locks_broken]],
    }


def _comparison(task: Task, planned: State, territories: list[Territory]) -> dict[str, Any]:
    base = task.inputs.state
    measures = shown_measures(task)
    vectors = {name: task.inputs.vectors[name] for name in measures}
    blend = [{"measure": part.measure, "weight": part.weight} for part in task.blend]
    capacity = dict(task.inputs.capacity) | {
        t.key: member.capacity
        for t, member in zip(territories, task.cast.members, strict=True)
        if t.key not in task.inputs.capacity
    }
    now, then = totals(base, vectors), totals(planned, vectors)
    index_now, index_then = index(now, blend, capacity), index(then, blend, capacity)
    rows = _rows(base, planned, _by_key(now, index_now), _by_key(then, index_then), capacity)
    held, moved = base.vector > 0, planned.vector != base.vector
    weight = vectors[measures[0]]
    keys = [territory.key for territory in territories]
    return {
        "measures": measures,
        "table": rows,
        "worst_index": {"now": _worst(index_now) if held.any() else None, "plan": _worst(index_then)},
        "units_moved": int((moved & held).sum()),
        "units_filled": int((moved & ~held).sum()),
        "moved_share": float(weight[moved & held].sum() / (weight.sum() or 1.0)),
        "new": [key for key in keys if key not in base.territories],
        "removed": [key for key in base.territories if key not in planned.territories],
        "exceptions_released": len(task.released),
    }


def shown_measures(task: Task) -> list[str]:
    """What the table speaks of: the balanced measures first."""
    asked = [*(part.measure for part in task.blend), *(part.measure for part in task.request.also)]
    return list(dict.fromkeys(asked + [name for name in ALWAYS_SHOWN if name in task.inputs.vectors]))


def _by_key(table: Totals, index_values: Floats) -> dict[str, dict[str, Any]]:
    return {
        key: {
            "units": int(table.units[i]),
            "index": _number(index_values[i]),
            "values": {k: float(v[i]) for k, v in table.values.items()},
        }
        for i, key in enumerate(table.keys)
    }


def _rows(
    base: State, planned: State, now: Mapping[str, Any], then: Mapping[str, Any], capacity: Mapping[str, float]
) -> list[dict[str, Any]]:
    moved = np.flatnonzero(base.vector != planned.vector)
    outs = np.bincount(base.vector[moved], minlength=MAX_SLOT + 1)
    ins = np.bincount(planned.vector[moved], minlength=MAX_SLOT + 1)
    leaves = {leaf.key: leaf for leaf in (*base.leaves, *planned.leaves)}
    return [
        {
            "key": key, "name": leaf.name, "slot": leaf.slot, "color": leaf.color, "parent": leaf.parent,
            "position": leaf.position, "capacity": capacity.get(key, 1.0), "now": now.get(key), "plan": then.get(key),
            "units_in": int(ins[leaf.slot or 0]), "units_out": int(outs[leaf.slot or 0]),
        }
        for key, leaf in leaves.items()
    ]  # fmt: skip


def _worst(index_values: Floats) -> float | None:
    """The index furthest from 100."""
    known = index_values[~np.isnan(index_values)]
    return float(known[np.argmax(np.abs(known - 100))]) if len(known) else None


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
