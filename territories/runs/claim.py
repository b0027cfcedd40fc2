"""Who works on a run: one process at a time, decided by the database.

A claim is one conditional UPDATE, so that of two processes that hear of a run only one gets it. Everything that is
written later carries the claim's token in its WHERE: a process that was taken for dead and has lost the run finds
that nothing was updated, and stops.
"""

from __future__ import annotations

import os
import socket
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce, Concat, Now
from django.utils import timezone

from common import events
from territories.runs.models import MAX_ATTEMPTS, Run

State = Run.State


class ClaimLost(Exception):
    """The run belongs to another process now, or has been thrown away."""


@dataclass(frozen=True)
class Claim:
    """The right to write to a run that is going on."""

    run_id: int
    worker: str

    def write(self, *, note: str = "", **fields: Any) -> None:
        """Update the row and show a sign of life. Raises ClaimLost if the row is no longer this claim's."""
        if note:
            fields["log"] = Concat(F("log"), Value(log_line(note)))
        updated = Run.objects.filter(pk=self.run_id, worker=self.worker).update(
            heartbeat_at=Now(), updated_at=Now(), **fields
        )
        if not updated:
            raise ClaimLost(self.run_id)

    def finish(self, state: str, *, note: str = "", **fields: Any) -> None:
        """The last write: the run ends in `state`."""
        self.write(note=note or state, state=state, worker="", finished_at=Now(), **fields)
        announce(self.run_id, state)

    def is_asked_to_stop(self) -> bool:
        """Raises ClaimLost if the row is no longer this claim's."""
        found = Run.objects.filter(pk=self.run_id, worker=self.worker).values_list("state", flat=True).first()
        if found is None:
            raise ClaimLost(self.run_id)
        return found == State.STOPPING


def run_claim(run_id: int) -> Claim | None:
    """Take a waiting run for this process; None if it is not waiting (any more)."""
    claim = Claim(run_id, f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:12]}")
    claimed = Run.objects.filter(
        pk=run_id, worker="", state__in=[State.QUEUED, State.STOPPING], attempt__lt=MAX_ATTEMPTS
    ).update(
        state=Case(When(state=State.QUEUED, then=Value(State.RUNNING.value)), default=F("state")),
        worker=claim.worker,
        attempt=F("attempt") + 1,
        heartbeat_at=Now(),
        started_at=Coalesce("started_at", Now()),
        log=Concat(F("log"), Value(log_line(f"taken by {claim.worker}"))),
    )
    return claim if claimed else None


def log_line(text: str) -> str:
    return f"{timezone.now():%Y-%m-%d %H:%M:%S} {text}\n"


def announce(run_id: int, state: str) -> None:
    """Tell those who watch the run, and those who have its plan open."""
    alignment = Run.objects.filter(pk=run_id).values_list("alignment_id", flat=True).first()
    events.publish(f"run:{run_id}", "state", {"id": run_id, "state": state})
    events.publish(f"alignment:{alignment}", "run", {"id": run_id, "state": state})
