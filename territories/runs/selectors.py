"""Reads over runs."""

from __future__ import annotations

from django.db.models import QuerySet

from geography.models import DataCut
from territories.alignments.models import Alignment
from territories.runs.models import Run
from territories.runs.phrases import Names

#: Columns that a list does not need: some of them weigh hundreds of kilobytes.
HEAVY = ("incumbent", "incumbent_territories", "delta", "result", "log")


def runs_of(alignment: Alignment) -> QuerySet[Run]:
    """The runs of a plan, newest first, without what only one run's page shows."""
    return Run.objects.filter(alignment=alignment).select_related("by").defer(*HEAVY).order_by("-pk")


def measure_names(cut_id: int) -> Names:
    """Measure → language → name, as the data cut defines them."""
    definitions = DataCut.objects.values_list("definitions", flat=True).get(pk=cut_id)
    return {definition["key"]: definition.get("names") or {} for definition in definitions}


def ahead_of(run: Run) -> int:
    """How many runs wait or work before this one."""
    if run.state != Run.State.QUEUED:
        return 0
    return Run.objects.filter(state__in=Run.ACTIVE, pk__lt=run.pk).count()
