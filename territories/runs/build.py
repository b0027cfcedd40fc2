"""From rows to a problem: the one door between the database and `problem.py`."""

from __future__ import annotations

from territories.alignments.models import Alignment
from territories.runs.inputs import inputs_of
from territories.runs.problem import Task, task_of
from territories.runs.request import RunRequest


def problem_build(
    alignment: Alignment, request: RunRequest, *, number: int | None = None, language: str = "en"
) -> Task:
    """The problem that a request asks about a plan (at revision `number`, the newest if not given)."""
    if number is None:
        number = alignment.head.number if alignment.head is not None else 0
    return task_of(inputs_of(alignment, number), request, level_name=_level_name(alignment, language))


def _level_name(alignment: Alignment, language: str) -> str:
    """What a territory is called in this field force, as the beginning of a name."""
    leaf = alignment.field_force.levels[0] if alignment.field_force.levels else {}
    name = leaf.get(language[:2]) or leaf.get("en") or "territory"
    return name[:1].upper() + name[1:]
