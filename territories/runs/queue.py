"""The way of a run to a solver: a message that says "look at run N". Losing or doubling one is harmless, the row
decides.
"""

from __future__ import annotations

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

QUEUE = "solver"
TASK = "territories.runs.tasks.solve_run"


def send_soon(run_id: int) -> None:
    """Tell a solver once the transaction is through."""
    transaction.on_commit(lambda: send(run_id))


def send(run_id: int) -> bool:
    """Tell a solver now. A broker that is away is no error: the reaper will tell again."""
    try:
        # a few quick tries instead of the library's endless ones: a request must not hang on a queue that is down
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=2)
            current_app.send_task(TASK, args=[run_id], queue=QUEUE, connection=connection, retry=False)
    except (OperationalError, RedisError, OSError) as error:
        logger.warning("run %s waits without a message: %s", run_id, error)
        return False
    return True


def waiting_messages() -> int | None:
    """How many messages nobody has taken yet; None when the broker is away."""
    try:
        with current_app.connection_for_read() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=2)
            return int(connection.default_channel.queue_declare(QUEUE, durable=True).message_count)
    except (OperationalError, RedisError, OSError) as error:
        logger.warning("the queue cannot be looked at: %s", error)
        return None
