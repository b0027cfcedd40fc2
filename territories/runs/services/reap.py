"""Picking up what was lost: runs whose worker has died, and runs whose message has."""

from __future__ import annotations

import datetime
import logging
import socket
import uuid

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Now
from django.utils import timezone, translation

from territories.runs.build import problem_build
from territories.runs.claim import Claim, ClaimLost, announce, log_line
from territories.runs.ending import finish_with, kept_of
from territories.runs.models import MAX_ATTEMPTS, Run
from territories.runs.outcome import outcome_of
from territories.runs.queue import send, waiting_messages

logger = logging.getLogger(__name__)

#: No sign of life for so long means that the worker is gone. It shows one every second.
STALE = datetime.timedelta(seconds=8)
#: A message gets so long to arrive before another is sent.
RESEND = datetime.timedelta(seconds=3)

State = Run.State


def runs_reap() -> None:
    """Free what dead workers hold, and call a solver for everything that waits without a message. Harmless at any
    time, by anybody.
    """
    lost = Run.objects.filter(
        state__in=[State.RUNNING, State.STOPPING], heartbeat_at__lt=timezone.now() - STALE
    ).exclude(worker="")
    for run in lost:
        _free(run)
    _send_what_was_lost()


def _free(run: Run) -> None:
    """Take a run from a worker that shows no sign of life: to the queue again, or to an honest end after the last
    attempt.
    """
    if run.attempt >= MAX_ATTEMPTS:
        _give_up(run)
        return
    state = State.STOPPING if run.state == State.STOPPING else State.QUEUED
    freed = _still_lost(run).update(
        state=state,
        worker="",
        sent_at=Now(),
        log=Concat(F("log"), Value(log_line(f"attempt {run.attempt} was lost with {run.worker}"))),
    )
    if freed:
        logger.warning("run %s lost its worker in attempt %s", run.pk, run.attempt)
        announce(run.pk, state)
        send(run.pk)


def _still_lost(run: Run):  # type: ignore[no-untyped-def]
    """The row, if its worker has still not been heard of: a late sign of life wins against the reaper."""
    return Run.objects.filter(pk=run.pk, worker=run.worker, heartbeat_at=run.heartbeat_at)


def _give_up(run: Run) -> None:
    """After the last attempt: what was found is the result, and if nothing was, the run has failed."""
    claim = Claim(run.pk, f"{socket.gethostname()[:40]}:reaper:{uuid.uuid4().hex[:12]}")
    if not _still_lost(run).update(worker=claim.worker, heartbeat_at=Now()):
        return
    try:
        with translation.override(run.language):
            task = problem_build(run.alignment, run.wish, number=run.base, language=run.language)
            kept = kept_of(run, task)
        if kept is None:
            claim.finish(State.FAILED, error={"code": "worker_lost", "params": {"attempts": run.attempt}})
        else:
            finish_with(claim, outcome_of(task, kept.labels, None, why_stopped="interrupted"))
    except ClaimLost:
        logger.info("run %s was decided on meanwhile", run.pk)


def _send_what_was_lost() -> None:
    waiting = list(
        Run.objects.filter(worker="", state__in=[State.QUEUED, State.STOPPING])
        .order_by("pk")
        .values_list("pk", "sent_at")
    )
    if not waiting:
        return
    messages = waiting_messages()
    if messages is None or messages >= len(waiting):
        return
    now = timezone.now()
    for pk, sent_at in waiting:
        if sent_at is None or now - sent_at > RESEND:
            with transaction.atomic():
                resent = Run.objects.filter(pk=pk, worker="", sent_at=sent_at).update(sent_at=Now())
            if resent:
                send(pk)
