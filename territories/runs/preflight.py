"""Before anything is solved: what was understood, and what cannot be had. Facts and codes; the sentences are in
`phrases.py`. Pure.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from optimizer import Finding, preflight
from optimizer.solve import BANDS_ONLY
from territories.runs.problem import Task


def facts(task: Task) -> dict[str, Any]:
    """What the request was taken to mean."""
    problem, request, state = task.problem, task.request, task.inputs.state
    frozen = np.zeros(problem.n, bool) if problem.locked_units is None else problem.locked_units
    closed = np.zeros(problem.p, bool) if problem.locked_territories is None else problem.locked_territories
    members = task.cast.members
    scope = [leaf for leaf in state.leaves if request.parent is None or request.parent in state.lineage(leaf.key)]
    return {
        "mode": request.mode,
        "territories": problem.p,
        "territories_now": len(scope),
        "units": problem.n,
        "unassigned": int((state.vector[task.items] == 0).sum()),
        "parent": request.parent,
        "measure": problem.primary,
        "index": [{"measure": part.measure, "weight": part.weight} for part in task.blend],
        "target": problem.total(problem.primary) / (sum(member.capacity for member in members) or 1.0),
        "capacity": sum(member.capacity for member in members),
        "tolerance": request.tolerance,
        "also": [{"measure": part.measure, "tolerance": part.tolerance} for part in request.also],
        "locked_units": int(frozen.sum()),
        "locked_territories": int(closed.sum()),
        "exceptions": sum(1 for o in state.overrides.values() if o.territory is not None) - len(task.released),
        "exceptions_released": len(task.released),
        "homes": sum(member.home is not None for member in members) if request.mode == "homes" else None,
        "change_km": problem.change_price,
        "contiguous": problem.contiguous,
        "best_effort": task.best_effort,
        "seconds": request.seconds,
    }


def findings(task: Task) -> list[Finding]:
    """What the optimiser finds, and what only the plan's side can know."""
    found = preflight(task.problem)
    if task.released:
        found.append(Finding("exceptions_released", "warning", {"count": len(task.released)}))
    homeless = [member for member in task.cast.members if member.home is None] if task.request.mode == "homes" else []
    if homeless:
        name = homeless[0].territory.name if homeless[0].territory else ""
        found.append(Finding("without_home", "warning", {"count": len(homeless), "territory_name": name}))
    return found


def is_possible(task: Task, found: list[Finding]) -> bool:
    """May it be started: nothing stands against it, or only ranges that need not be kept."""
    against = [finding.code for finding in found if finding.severity == "error"]
    return not against or (task.best_effort and BANDS_ONLY.issuperset(against))
