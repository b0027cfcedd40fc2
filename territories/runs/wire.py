"""Findings as JSON: kept on the row with codes and numbers in the plan's own terms, told in the reader's language
when somebody asks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from optimizer import Finding, Relaxation
from optimizer.solve import BANDS_ONLY
from territories.runs import phrases
from territories.runs.problem import Task
from territories.runs.request import RunRequest

#: Params that name units or territories by the solver's numbers.
UNITS, TERRITORIES = ("unit", "other", "units"), ("territory",)


def finding_to_json(finding: Finding, task: Task | None) -> dict[str, Any]:
    """Code, severity, params and ways out; units by idx of the geography, territories by key."""
    ways = list(finding.relaxations)
    if task is not None and finding.severity == "error" and finding.code in BANDS_ONLY:
        ways.append(Relaxation("best_effort"))
    return {
        "code": finding.code,
        "severity": finding.severity,
        "params": _params(finding.params, task),
        "relaxations": [{"key": way.key, "params": _params(way.params, task)} for way in ways],
    }


def finding_told(found: Mapping[str, Any], names: phrases.Names, request: RunRequest) -> dict[str, Any]:
    """The JSON of a finding with its sentences in the active language, and each way out as a change of the request
    where it is one.
    """
    ways = [Relaxation(way["key"], way["params"]) for way in found["relaxations"]]
    return {
        "code": found["code"],
        "severity": found["severity"],
        "text": phrases.finding(Finding(found["code"], found["severity"], found["params"]), names),
        "params": found["params"],
        "relaxations": [{"text": phrases.relaxation(way, names), "action": action(way, request)} for way in ways],
    }


def action(way: Relaxation, request: RunRequest) -> dict[str, Any] | None:
    """What a client can do about it: `set` fields of the request, `open` a territory, `link` two units; None if there
    is nothing to press.
    """
    params = way.params
    match way.key:
        case "raise_high":
            return {"set": _tolerated(params["measure"], params["percent"] / 100 - 1, request)}
        case "lower_low":
            return {"set": _tolerated(params["measure"], 1 - params["percent"] / 100, request)}
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


def _tolerated(measure: str, needed: float, request: RunRequest) -> dict[str, Any]:
    """The tolerance that lets `needed` pass: of the index, or of the further measure it is about."""
    wider = math.ceil(1000 * needed) / 1000 + 0.001
    if all(also.measure != measure for also in request.also):
        return {"tolerance": max(request.tolerance, wider)}
    return {
        "also": [
            asdict(also) | ({"tolerance": max(also.tolerance, wider)} if also.measure == measure else {})
            for also in request.also
        ]
    }


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
