"""What was lost is picked up: runs whose worker shows no sign of life, and messages that never arrived."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from territories.alignments.codec import territory_to_dict
from territories.alignments.models import Alignment
from territories.runs import services
from territories.runs.build import problem_build
from territories.runs.claim import run_claim
from territories.runs.ending import pack_vector
from territories.runs.models import MAX_ATTEMPTS, Run
from territories.runs.queue import waiting_messages
from territories.runs.request import request_from_json
from territories.runs.services import reap, runs_reap
from tests.planning import Company

pytestmark = pytest.mark.usefixtures("empty_queue")
State = Run.State
LONG_AGO = datetime.timedelta(minutes=1)


@pytest.fixture
def run(team: Company, plan: Alignment) -> Run:
    """A run that somebody has claimed."""
    run = services.run_start(
        alignment=plan, actor=team.users["planner"], request=request_from_json({"tolerance": 0.45})
    )
    run_claim(run.pk)
    run.refresh_from_db()
    return run


def silent(run: Run, **fields) -> Run:
    """Its worker has not been heard of for a minute."""
    Run.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - LONG_AGO, **fields)
    run.refresh_from_db()
    return run


def with_incumbent(run: Run) -> Run:
    task = problem_build(run.alignment, run.wish, number=run.base)
    territories = task.territories(task.problem.current)
    run.incumbent = pack_vector(task.vector(task.problem.current, territories))
    run.incumbent_territories = [territory_to_dict(t) for t in territories]
    run.progress = {
        "seconds": 5.0,
        "incumbent": {"pieces": 0, "violation": 0.0, "objective": 3.0, "out_of_band": 0, "seconds": 4.0},
    }
    run.save()
    return run


def test_a_worker_that_shows_life_keeps_its_run(run: Run) -> None:
    worker = run.worker
    runs_reap()
    run.refresh_from_db()
    assert (run.state, run.worker) == (State.RUNNING, worker)


def test_a_silent_worker_loses_its_run_to_the_queue(run: Run) -> None:
    silent(run)
    runs_reap()
    run.refresh_from_db()
    assert (run.state, run.worker, run.attempt) == (State.QUEUED, "", 1)
    assert "was lost" in run.log
    assert waiting_messages() == 1
    claim = run_claim(run.pk)
    assert claim is not None
    run.refresh_from_db()
    assert (run.state, run.attempt) == (State.RUNNING, 2)


def test_a_run_that_was_being_stopped_is_still_to_be_stopped(run: Run) -> None:
    silent(run, state=State.STOPPING)
    runs_reap()
    run.refresh_from_db()
    assert (run.state, run.worker) == (State.STOPPING, "")
    assert run_claim(run.pk) is not None
    run.refresh_from_db()
    assert run.state == State.STOPPING


def test_after_the_last_attempt_it_has_failed(run: Run) -> None:
    silent(run, attempt=MAX_ATTEMPTS)
    runs_reap()
    run.refresh_from_db()
    assert (run.state, run.error["code"]) == (State.FAILED, "worker_lost")


def test_after_the_last_attempt_the_best_found_is_the_result(run: Run) -> None:
    silent(with_incumbent(run), attempt=MAX_ATTEMPTS)
    runs_reap()
    run.refresh_from_db()
    assert (run.state, run.result["why_stopped"], run.result["units_moved"]) == (State.DONE, "interrupted", 0)


def test_a_sign_of_life_at_the_last_moment_wins(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    silent(run)
    real = reap._free

    def late(found: Run) -> None:
        Run.objects.filter(pk=found.pk).update(heartbeat_at=timezone.now())
        real(found)

    monkeypatch.setattr(reap, "_free", late)
    runs_reap()
    run.refresh_from_db()
    assert run.state == State.RUNNING


def test_a_message_that_was_lost_is_sent_again_once(team: Company, plan: Alignment) -> None:
    run = services.run_start(alignment=plan, actor=team.users["planner"], request=request_from_json({}))
    assert waiting_messages() == 0  # the test's transaction never ends, so the message never left: it is lost
    runs_reap()
    assert waiting_messages() == 0  # it may be on its way
    Run.objects.filter(pk=run.pk).update(sent_at=timezone.now() - LONG_AGO)
    runs_reap()
    assert waiting_messages() == 1
    Run.objects.filter(pk=run.pk).update(sent_at=timezone.now() - LONG_AGO)
    runs_reap()
    assert waiting_messages() == 1


def test_without_a_broker_nothing_breaks(run: Run, settings) -> None:
    from config.celery import app

    before = app.conf.broker_url
    app.conf.broker_url = "redis://127.0.0.1:1/0"
    try:
        assert waiting_messages() is None
        runs_reap()
    finally:
        app.conf.broker_url = before
