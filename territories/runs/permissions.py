"""Runs are as visible as their plan; they are asked for and decided on by those who may draw in it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from common.errors import NotFound
from territories.alignments.permissions import alignments_visible_to, can_edit, require_edit
from territories.runs.models import Run

can_run = can_edit


def runs_visible_to(user: Any) -> QuerySet[Run]:
    return Run.objects.filter(alignment__in=alignments_visible_to(user))


def run_for(user: Any, pk: int) -> Run:
    """The run, or NotFound for those who may not know of its plan."""
    found = runs_visible_to(user).select_related("alignment__field_force", "by").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def require_run(user: Any, run: Run) -> None:
    """404 for those who may not know of the run, 403 for those who may only watch it."""
    require_edit(user, run.alignment)


def can_listen(user: Any, identifier: str) -> bool:
    """May hear the events of run `identifier`."""
    return identifier.isdigit() and runs_visible_to(user).filter(pk=int(identifier)).exists()
