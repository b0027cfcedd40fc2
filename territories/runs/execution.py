"""Carrying out a run: the solver in a thread, and a loop beside it that listens for the stop, shows signs of life and
tells what was found.

The loop never waits for the solver and the solver never touches the database, so a kernel that takes its time cannot
make the run look dead.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import translation

from common import events
from common.errors import PlanningError
from optimizer import (
    Flag,
    InfeasibleProblem,
    Observer,
    Progress,
    Result,
    TimeLimit,
    any_of,
    check,
    solve,
)
from territories.alignments.codec import territory_to_dict
from territories.runs.build import problem_build
from territories.runs.cast import Labels
from territories.runs.claim import Claim, ClaimLost, run_claim
from territories.runs.ending import Kept, NothingFound, finish_with, kept_of, pack_vector
from territories.runs.models import Run
from territories.runs.outcome import Outcome, new_territories, outcome_of
from territories.runs.problem import Task, resumed_task
from territories.runs.wire import finding_to_json

logger = logging.getLogger(__name__)

LISTEN_SECONDS = 0.2
TELL_SECONDS = 1.0
#: How long a solver may take to hand back its best after it was told to stop, and after its time was up by itself.
GRACE_SECONDS = 15.0
OVERTIME_SECONDS = 60.0
#: An attempt that takes up a run gets at least this long.
SECONDS_MIN = 3.0
HISTORY_MAX = 240

State = Run.State


class Abandoned(Exception):
    """Raised in the solver's thread when nobody wants its answer any more."""


@dataclass
class Watch(Observer):
    """What the solver's thread has said last, and what it is told."""

    stop: threading.Event = field(default_factory=threading.Event)
    abandoned: threading.Event = field(default_factory=threading.Event)
    phase: str = "preparing"
    progress: Progress | None = None
    best: tuple[Labels, Progress] | None = None
    task: Task | None = None
    solving_since: float | None = None

    def on_progress(self, progress: Progress) -> None:
        if self.abandoned.is_set():
            raise Abandoned
        self.phase, self.progress = progress.phase, progress
        if self.solving_since is None and progress.phase != "warming up":
            self.solving_since = time.monotonic()
        if progress.best is not None:
            self.best = progress.best.copy(), progress


class Work(threading.Thread):
    """Build, solve, verify. `outcome` or `error` is set when it has ended."""

    def __init__(self, run: Run, watch: Watch) -> None:
        super().__init__(name=f"run-{run.pk}", daemon=True)
        self.run_row, self.watch = run, watch
        self.outcome: Outcome | None = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            with translation.override(self.run_row.language):
                self.outcome = self._outcome()
        except Abandoned:
            pass
        except BaseException as error:
            self.error = error
        finally:
            connection.close()

    def _outcome(self) -> Outcome:
        row, watch = self.run_row, self.watch
        task = problem_build(row.alignment, row.wish, number=row.base, language=row.language)
        kept = kept_of(row, task)
        watch.task = task
        if watch.stop.is_set():
            return outcome_of(task, _require(kept).labels, None, why_stopped="stopped")
        result = self._solve(task, kept)
        watch.phase = "checking"
        if kept is not None and kept.rank < rank_of(task, result):
            return outcome_of(task, kept.labels, None, why_stopped=result.why_stopped)
        if watch.best is None and (result.labels < 0).any() and not check(task.problem, result.labels).complete:
            raise NothingFound
        return outcome_of(task, result.labels, result)

    def _solve(self, task: Task, kept: Kept | None) -> Result:
        begun = resumed_task(task, kept.labels) if kept is not None else task
        seconds = seconds_left(self.run_row)
        self.watch.phase = "warming up"
        return solve(
            begun.problem,
            stop=any_of(TimeLimit(seconds), Flag(self.watch.stop)),
            observer=self.watch,
            seed=task.request.seed,
            start=begun.start,  # type: ignore[arg-type]
            best_effort=task.best_effort,
        )


def seconds_left(run: Run) -> float:
    """What earlier attempts have left of the time that was asked for."""
    return max(SECONDS_MIN, run.request["seconds"] - float(run.progress.get("seconds") or 0.0))


def _require(kept: Kept | None) -> Kept:
    if kept is None:
        raise NothingFound
    return kept


def rank_of(task: Task, result: Result) -> tuple[float, float, float]:
    """As the solver ranks: pieces too many, violation, objective."""
    report = check(task.problem, result.labels)
    pieces = float(np.abs(report.pieces[report.split] - 1).sum() + len(report.empty)) + (
        0.0 if report.complete else 1.0
    )
    return pieces, result.violation, result.objective


# -- the loop beside it ------------------------------------------------------------------------------------------------


def execute(run_id: int) -> None:
    """Carry out a waiting run to its end; nothing happens if another process has it."""
    claim = run_claim(run_id)
    if claim is None:
        return
    watch = Watch()
    run = Run.objects.select_related(
        "alignment__field_force", "alignment__geography", "alignment__link_set", "alignment__cut"
    ).get(pk=run_id)
    if run.state == State.STOPPING:
        watch.stop.set()
    events.publish(f"run:{run_id}", "state", {"id": run_id, "state": run.state})
    work, telling = Work(run, watch), Telling(claim, run, watch)
    work.start()
    try:
        _stay(claim, work, telling)
        conclude(claim, work, telling)
    except ClaimLost:
        logger.warning("run %s belongs to another process now", run_id)
    finally:
        watch.abandoned.set()


def _stay(claim: Claim, work: Work, telling: Telling) -> None:
    """Listen and tell until the solver has ended, or has had its time and its grace."""
    told, asked = 0.0, None
    while work.is_alive():
        work.join(LISTEN_SECONDS)
        try:
            if not work.watch.stop.is_set() and claim.is_asked_to_stop():
                work.watch.stop.set()
            if time.monotonic() - told >= TELL_SECONDS:
                telling.tell()
                told = time.monotonic()
        except (OperationalError, InterfaceError):
            # the database is away: it will be back, or the claim is lost
            logger.warning("run %s: the database does not answer", claim.run_id, exc_info=True)
            close_old_connections()
            time.sleep(TELL_SECONDS)
        if work.watch.stop.is_set() and asked is None:
            asked = time.monotonic()
        if _overdue(work, asked):
            return


def _overdue(work: Work, asked: float | None) -> bool:
    now, since = time.monotonic(), work.watch.solving_since
    late = since is not None and now - since > seconds_left(work.run_row) + OVERTIME_SECONDS
    return late or (asked is not None and now - asked > GRACE_SECONDS)


def conclude(claim: Claim, work: Work, telling: Telling) -> None:
    """Write the end of the run, whatever it is."""
    error, outcome = work.error, work.outcome
    if outcome is None and error is None:
        outcome = telling.best_so_far()
        error = None if outcome else NothingFound()
    if outcome is not None:
        finish_with(claim, outcome, progress=telling.last_word(outcome))
    elif isinstance(error, InfeasibleProblem):
        found = [finding_to_json(finding, work.watch.task) for finding in error.findings]
        claim.finish(State.INFEASIBLE, error={"code": "infeasible", "findings": found})
    elif isinstance(error, NothingFound):
        claim.finish(State.FAILED, error={"code": "nothing_found"})
    elif isinstance(error, PlanningError):
        claim.finish(State.FAILED, error={"code": "refused", "params": {"why": error.detail}})
    else:
        assert error is not None
        logger.error("run %s failed", claim.run_id, exc_info=error)
        trace = "".join(traceback.format_exception(error))
        claim.finish(State.FAILED, note=trace, error={"code": "crashed", "params": {"why": type(error).__name__}})


class Telling:
    """Progress and incumbents, from the watch to the row and to those who look on."""

    def __init__(self, claim: Claim, run: Run, watch: Watch) -> None:
        self.claim, self.run, self.watch = claim, run, watch
        self.before = float(run.progress.get("seconds") or 0.0)
        self.history: list[list[float | None]] = list(run.progress.get("history") or [])
        self.incumbent: dict[str, Any] | None = run.progress.get("incumbent")
        self._told: Progress | None = None

    @property
    def seconds(self) -> float:
        """Of searching, over all attempts; waiting, compiling and what was lost not counted."""
        since = self.watch.solving_since
        return round(self.before + (0.0 if since is None else time.monotonic() - since), 1)

    def tell(self) -> None:
        """One report: about once a second."""
        fields: dict[str, Any] = self._new_incumbent()
        point = self._point()
        facts = self.facts()
        self.claim.write(progress=facts, **fields)
        events.publish(
            f"run:{self.claim.run_id}",
            "progress",
            {k: v for k, v in facts.items() if k != "history"} | {"point": point},
        )
        if fields:
            events.publish(f"run:{self.claim.run_id}", "incumbent", {"id": self.claim.run_id, "seconds": self.seconds})

    def facts(self, phase: str | None = None) -> dict[str, Any]:
        """The row's `progress`. Objective, violation and the like are those of the best plan so far, of whichever
        attempt.
        """
        best, latest = self.incumbent or {}, self.watch.progress
        return {
            "phase": phase or self.watch.phase,
            "seconds": self.seconds,
            "objective": best.get("objective"),
            "violation": best.get("violation"),
            "out_of_band": best.get("out_of_band"),
            "pieces": best.get("pieces"),
            "bound": latest.bound if latest else None,
            "gap": latest.gap if latest else None,
            "iteration": latest.iteration if latest else 0,
            "attempt": self.run.attempt,
            "incumbent": self.incumbent,
            "history": self.history,
        }

    def last_word(self, outcome: Outcome) -> dict[str, Any]:
        """The row's `progress` at the end, with the figures of the result."""
        facts = outcome.facts
        if facts.get("objective") is not None:
            self.incumbent = {
                "seconds": self.seconds,
                "pieces": len(facts["split"]),
                "violation": facts["violation"],
                "objective": facts["objective"],
                "out_of_band": len({key for keys in facts["out_of_band"].values() for key in keys}),
            }
        self._point()
        return self.facts(phase="done")

    def _new_incumbent(self) -> dict[str, Any]:
        """The row's fields for a better vector than the one it holds; empty when there is none."""
        best, task = self.watch.best, self.watch.task
        if best is None or task is None or best[1] is self._told:
            return {}
        labels, said = best
        self._told = said
        rank = (said.pieces or 0, said.violation or 0.0, said.objective or 0.0)
        if self.incumbent is not None and rank >= self._rank():
            return {}
        names = ("pieces", "violation", "objective", "out_of_band")
        self.incumbent = {"seconds": self.seconds} | {name: getattr(said, name) for name in names}
        territories = task.territories(labels)
        vector = task.vector(labels, territories)
        return {
            "incumbent": pack_vector(vector),
            "incumbent_territories": [territory_to_dict(t) for t in new_territories(task, territories)],
        }

    def _rank(self) -> tuple[float, float, float]:
        found = self.incumbent or {}
        return found.get("pieces") or 0, found.get("violation") or 0.0, found.get("objective") or 0.0

    def _point(self) -> list[float | None] | None:
        """[seconds, objective, bound, violation] for the chart; half of the older points go when there are too many."""
        if self.incumbent is None:
            return None
        bound = self.watch.progress.bound if self.watch.progress else None
        point = [self.seconds, self.incumbent["objective"], bound, self.incumbent["violation"]]
        if len(self.history) >= HISTORY_MAX:
            self.history = self.history[:-1:2] + self.history[-1:]
        self.history.append(point)
        return point

    def best_so_far(self) -> Outcome | None:
        """What there is to show when the solver does not hand anything back."""
        task, best = self.watch.task, self.watch.best
        if task is None:
            return None
        kept = kept_of(self.run, task)
        labels = best[0] if best is not None else kept.labels if kept is not None else None
        return None if labels is None else outcome_of(task, labels, None, why_stopped="interrupted")
