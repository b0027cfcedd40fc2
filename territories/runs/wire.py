"""Findings as JSON: kept on the row with codes and numbers in the plan's own terms, told in the reader's language when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from optimizer import Finding, Relaxation
from territories.runs import phrases
from territories.runs.problem import Task

#: Params that name units or territories by the solver's numbers.
UNITS, TERRITORIES = ("unit", "other", "units"), ("territory",)


def finding_to_json(finding: Finding, task: Task | None) -> dict[str, Any]:
    """Code, severity, params and ways out; units by idx of the geography, territories by key."""
    ways = list(finding.relaxations)
    if task is not None and finding.severity == "error" and finding.code in ATTEMPTABLE:
        ways.append(Relaxation("best_effort"))
    return {
        "code": finding.code,
        "severity": finding.severity,
        "params": _params(finding.params, task),
        "relaxations": [{"key": way.key, "params": _params(way.params, task)} for way in ways],
    }


#: What only means that a range cannot be kept: an answer that comes close exists all the same.
ATTEMPTABLE = frozenset({
    "heavy_unit", "heavy_units", "heavy_group", "locked_too_much", "not_enough_capacity", "too_much_capacity", "disconnected",
    "piece_unfit", "locks_split", "unreachable_low",
})  # fmt: skip


def finding_told(found: Mapping[str, Any], names: phrases.Names, tolerance: float) -> dict[str, Any]:
    """The JSON of a finding with its sentences in the active language, and each way out as a change of the request where it is one."""
    ways = [Relaxation(way["key"], way["params"]) for way in found["relaxations"]]
    return {
        "code": found["code"],
        "severity": found["severity"],
        "text": phrases.finding(Finding(found["code"], found["severity"], found["params"]), names),
        "params": found["params"],
        "relaxations": [{"text": phrases.relaxation(way, names), "action": action(way, tolerance)} for way in ways],
    }


def action(way: Relaxation, tolerance: float) -> dict[str, Any] | None:
    """What a client can do about it: `set` fields of the request, or go to a lock, a link, a position; None if there is nothing to press."""
    params = way.params
    match way.key:
        case "raise_high":
            return {"set": {"tolerance": round(max(tolerance, params["percent"] / 100 - 1) + 0.0005, 3)}}
        case "lower_low":
            return {"set": {"tolerance": round(max(tolerance, 1 - params["percent"] / 100) + 0.0005, 3)}}
        case "fewer_territories" | "more_territories":
            return {"set": {"p": params["p"], "mode": "build"}}
        case "allow_split":
            return {"set": {"contiguous": False}}
        case "best_effort":
            return {"set": {"best_effort": True}}
        case "unlock_territory" | "release_locks" | "raise_capacity":
            return {"open": {"territory": params.get("territory")}}
        case "add_link":
            return {"link": [params.get("unit"), params.get("other")]}
    return None


def _params(params: Mapping[str, Any], task: Task | None) -> dict[str, Any]:
    return {name: _plan_terms(name, _plain(value), task) for name, value in params.items()}


def _plan_terms(name: str, value: Any, task: Task | None) -> Any:
    if task is None:
        return value
    if name in UNITS and isinstance(value, list):
        return [int(task.items[i]) for i in value]
    if name in ("unit", "other") and isinstance(value, int):
        return int(task.items[value])
    if name in TERRITORIES and isinstance(value, int):
        territory = task.cast.members[value].territory
        return None if territory is None else territory.key
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value
