"""The open problem format: one JSON document, version 1 (docs/optimizer.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from optimizer.errors import BadProblem
from optimizer.problem import Band, Problem

FORMAT, VERSION = "evenlode-problem", 1

PLAIN = (
    "targets",
    "fixed_load",
    "current",
    "locked_units",
    "locked_territories",
    "keep_together",
    "keep_apart",
    "focus",
    "change_price",
    "contiguous",
    "unit_names",
    "territory_names",
)


def read_problem(path: str | Path) -> Problem:
    """Read a problem file; BadProblem names what is wrong with it."""
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadProblem(f"not a JSON document: {error}") from error
    return problem_from(document)


def problem_from(document: Any) -> Problem:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise BadProblem(f'expected an object with "format": "{FORMAT}"')
    if document.get("version") != VERSION:
        raise BadProblem(f"version {document.get('version')!r} is not known; this program reads version {VERSION}")
    known = {"format", "version", "xy", "edges", "border", "measures", "bands", "p", "homes", "ineligible", *PLAIN}
    if unknown := sorted(set(document) - known):
        raise BadProblem(f"unknown fields: {', '.join(unknown)}")
    missing = [name for name in ("xy", "measures", "bands", "p") if document.get(name) is None]
    if missing:
        raise BadProblem(f"missing fields: {', '.join(missing)}")
    try:
        return _build(document)
    except (TypeError, ValueError, KeyError, IndexError) as error:
        raise error if isinstance(error, BadProblem) else BadProblem(str(error)) from error


def _build(document: dict[str, Any]) -> Problem:
    edges = np.asarray(document.get("edges", []), np.int32).reshape(-1, 2)
    bands = {name: Band(*band) for name, band in document["bands"].items()}
    n, p = len(document["xy"]), int(document["p"])
    homes = document.get("homes")
    if homes is not None:
        homes = np.array([[np.nan, np.nan] if home is None else home for home in homes], float)
    eligible = None
    if document.get("ineligible"):
        eligible = np.ones((n, p), bool)
        unit, territory = np.asarray(document["ineligible"], int).reshape(-1, 2).T
        eligible[unit, territory] = False
    plain = {name: document[name] for name in PLAIN if document.get(name) is not None}
    return Problem(
        document["xy"],
        edges,
        document.get("border") or np.zeros(len(edges)),
        document["measures"],
        bands,
        p,
        homes=homes,
        eligible=eligible,
        **plain,
    )


def document_of(problem: Problem) -> dict[str, Any]:
    """The document that reads back as the same problem."""
    out: dict[str, Any] = {"format": FORMAT, "version": VERSION, "p": problem.p}
    out |= {name: _plain(getattr(problem, name)) for name in ("xy", "edges", "border", "measures", *PLAIN)}
    out["bands"] = {name: list(band) for name, band in problem.bands.items()}
    if problem.homes is not None:
        out["homes"] = [None if np.isnan(home).any() else home.tolist() for home in problem.homes]
    if problem.eligible is not None:
        out["ineligible"] = np.argwhere(~problem.eligible).tolist()
    return {name: value for name, value in out.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()} or None
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value] or None
    return value


def write_problem(path: str | Path, problem: Problem) -> None:
    Path(path).write_text(json.dumps(document_of(problem), ensure_ascii=False), encoding="utf-8")
