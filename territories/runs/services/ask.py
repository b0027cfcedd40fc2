"""Asking: what would a run do, and starting it."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.audit import record
from common.errors import Conflict
from optimizer import Finding
from territories.alignments.models import Alignment
from territories.alignments.permissions import require_edit
from territories.alignments.services.edit import require_draft
from territories.runs import preflight
from territories.runs.build import problem_build
from territories.runs.claim import announce, log_line
from territories.runs.models import Run
from territories.runs.problem import Task
from territories.runs.queue import send_soon
from territories.runs.request import RunRequest


def run_preflight(*, alignment: Alignment, actor: Any, request: RunRequest) -> Task:
    """The problem as understood, for those who may run it; nothing is written. `preflight_of` says what it holds."""
    require_edit(actor, alignment)
    return problem_build(alignment, request, language=get_language() or "en")


def preflight_of(task: Task) -> tuple[dict[str, Any], list[Finding]]:
    """What was understood, and what cannot be had."""
    return preflight.facts(task), preflight.findings(task)


def run_start(*, alignment: Alignment, actor: Any, request: RunRequest) -> Run:
    """Put a run in the queue. Raises Conflict when one is going on already for this plan."""
    require_edit(actor, alignment)
    require_draft(alignment)
    assert alignment.head is not None
    run = Run(
        alignment=alignment,
        base=alignment.head.number,
        request=request.as_json(),
        by=actor,
        language=(get_language() or "en")[:2],
        progress={"phase": "waiting", "seconds": 0.0, "history": []},
        sent_at=timezone.now(),
        log=log_line("asked for"),
    )
    try:
        with transaction.atomic():
            run.save()
            record(actor, "run_start", run, alignment=alignment.pk, base=run.base, mode=request.mode)
            announce(run.pk, run.state)
            send_soon(run.pk)
    except IntegrityError as error:
        if "run_one_at_a_time_per_plan" not in str(error):
            raise
        raise Conflict(
            "run_going_on", _("An optimisation is going on for this plan already: stop it, or wait for its end.")
        ) from error
    return run
