"""What the queue knows of runs, and what a worker does when it starts."""

from __future__ import annotations

import logging
import threading
from typing import Any

from celery import shared_task
from celery.signals import celeryd_after_setup, worker_process_init, worker_ready
from django.db import DatabaseError, connections

from optimizer.warm import warm_up
from territories.runs import execution
from territories.runs.queue import QUEUE
from territories.runs.services import runs_reap

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def solve_run(run_id: int) -> None:
    """Carry out a run, if it is still waiting for somebody."""
    execution.execute(run_id)


@shared_task(ignore_result=True)
def reap_runs() -> None:
    """Pick up runs whose worker or message was lost."""
    runs_reap()


@worker_ready.connect
def _look_around(**_signal: Any) -> None:
    """A worker that comes back looks for what its predecessor left, without waiting for the schedule."""
    try:
        runs_reap()
    except DatabaseError:
        logger.exception("no look around: the database does not answer")
    finally:
        connections.close_all()  # the pool's children must not inherit it


@celeryd_after_setup.connect
def _prepare_solvers(instance: Any, **_signal: Any) -> None:
    """Processes that will solve compile their kernels while they wait."""
    if QUEUE in instance.app.amqp.queues.consume_from:
        worker_process_init.connect(_warm_up, weak=False)


def _warm_up(**_signal: Any) -> None:
    # in a thread: a pool process that is not ready within four seconds is taken for dead
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
