"""A run from the question to the revision, with its solver in this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest
from django.db import connection

from common.errors import Conflict, IllegalTransition
from common.models import AuditRecord
from territories.alignments.delta import Delta
from territories.alignments.models import Alignment, Revision
from territories.alignments.selectors import head_state
from territories.alignments.state import Override, Territory
from territories.runs import execution, services
from territories.runs.build import problem_build
from territories.runs.claim import ClaimLost, run_claim
from territories.runs.ending import finish_with, unpack_vector
from territories.runs.models import Run
from territories.runs.outcome import outcome_of
from territories.runs.request import request_from_json
from tests.planning import Company
from tests.runs.endless import endless as endless_solver

State = Run.State


def begin(team: Company, plan: Alignment, **choices) -> Run:
    plan.refresh_from_db()
    request = request_from_json({"tolerance": 0.45, "seconds": 2, **choices})
    return services.run_start(alignment=plan, actor=team.users["planner"], request=request)


def carry_out(run: Run) -> Run:
    execution.execute(run.pk)
    run.refresh_from_db()
    return run


def answered(team: Company, run: Run, answer: dict[str, int]) -> Run:
    """The run, ended with this answer: letters → label."""
    claim = run_claim(run.pk)
    assert claim is not None
    task = problem_build(run.alignment, run.wish, number=run.base)
    labels = np.full(9, -1, np.int32)
    for letters, label in answer.items():
        labels[team.idx(letters)] = label
    finish_with(claim, outcome_of(task, labels, None, why_stopped="interrupted"))
    run.refresh_from_db()
    return run


def state_of(plan: Alignment):
    plan.refresh_from_db()
    return head_state(plan)


def holds(team: Company, plan: Alignment, key: str) -> str:
    state = state_of(plan)
    slot = state.slot_of(key)
    return "".join(letter for letter in "abcdefghi" if state.vector[team.index[letter]] == slot)


# -- to the end --------------------------------------------------------------------------------------------------------


def test_a_run_ends_with_a_checked_result_and_accepting_it_makes_a_revision(
    live_team: Company, live_plan: Alignment
) -> None:
    live_team.move(live_plan, "de", "R1")  # R3 has nothing left
    run = carry_out(begin(live_team, live_plan))
    assert run.state == State.DONE, run.log
    assert run.result["feasible"], run.result
    assert run.worker == ""
    assert run.progress["phase"] == "done"
    assert run.progress["history"]
    done = services.run_accept(run=run, actor=live_team.users["planner"])
    held = np.bincount(state_of(live_plan).vector, minlength=5)[1:]
    assert (live_plan.head.number, live_plan.head.cause) == (run.base + 1, Revision.Cause.SOLVE)
    assert held.tolist() == [row["plan"]["units"] for row in sorted(run.result["table"], key=lambda row: row["slot"])]
    run.refresh_from_db()
    assert (run.state, run.accepted_into, run.accepted_revision) == (
        State.ACCEPTED,
        live_plan,
        done.edit.revision.number,
    )
    verbs = AuditRecord.objects.filter(object_type="runs.run").values_list("verb", flat=True)
    assert sorted(verbs) == ["run_accept", "run_start"]


@pytest.mark.parametrize("mode", ["build", "homes", "rebalance", "fill"])
def test_every_mode_gives_all_units_to_somebody(live_team: Company, live_plan: Alignment, mode: str) -> None:
    from django.contrib.gis.geos import Point

    for code, lon in (("R1", -97.0), ("R2", -96.8)):
        live_team.positions[code].home = Point(lon, 39.0)
        live_team.positions[code].save()
    live_team.move(live_plan, "i", None)
    run = carry_out(begin(live_team, live_plan, mode=mode))
    assert run.state == State.DONE, (run.error, run.log)
    assert (unpack_vector(run.incumbent) > 0).all()
    services.run_accept(run=run, actor=live_team.users["planner"])
    assert (state_of(live_plan).vector == unpack_vector(run.incumbent)).all()
    assert set(state_of(live_plan).territories) == {"HEAD", "D1", "D2", "R1", "R2", "R3", "R4"}


def test_what_cannot_be_had_ends_with_the_reasons(live_team: Company, live_plan: Alignment) -> None:
    run = carry_out(begin(live_team, live_plan, mode="build", p=7, tolerance=0.01))
    assert run.state == State.INFEASIBLE
    assert "heavy_unit" in [found["code"] for found in run.error["findings"]]
    assert run.incumbent is None


def test_come_as_close_as_possible_answers_all_the_same(live_team: Company, live_plan: Alignment) -> None:
    run = carry_out(begin(live_team, live_plan, mode="build", p=7, tolerance=0.01, best_effort=True))
    assert run.state == State.DONE
    assert run.result["status"] == "infeasible"
    assert run.result["out_of_band"]["workload_hours"]


def test_a_crash_is_told_and_leaves_its_trace(
    live_team: Company, live_plan: Alignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args, **_kwargs):
        raise RuntimeError("disk on fire")

    run = begin(live_team, live_plan)
    monkeypatch.setattr(execution, "solve", broken)
    carry_out(run)
    assert (run.state, run.error) == (State.FAILED, {"code": "crashed", "params": {"why": "RuntimeError"}})
    assert "disk on fire" in run.log


# -- while it is going on ----------------------------------------------------------------------------------------------


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "solve", endless_solver(execution.solve))


def in_background(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def wait_for(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


def test_stop_keeps_the_best(live_team: Company, live_plan: Alignment, endless: None) -> None:
    run = begin(live_team, live_plan, seconds=100)
    thread = in_background(lambda: execution.execute(run.pk))
    wait_for(lambda: Run.objects.filter(pk=run.pk, incumbent__isnull=False).exists())
    asked = time.monotonic()
    services.run_stop(run=run, actor=live_team.users["planner"])
    thread.join(10)
    assert time.monotonic() - asked < 2
    run.refresh_from_db()
    assert (run.state, run.result["why_stopped"]) == (State.DONE, "stopped")
    assert (unpack_vector(run.incumbent) > 0).all()


def test_a_run_thrown_away_while_it_works_is_left_alone(
    live_team: Company, live_plan: Alignment, endless: None
) -> None:
    run = begin(live_team, live_plan, seconds=100)
    thread = in_background(lambda: execution.execute(run.pk))
    wait_for(lambda: Run.objects.filter(pk=run.pk, state=State.RUNNING).exists())
    services.run_discard(run=run, actor=live_team.users["planner"])
    thread.join(5)
    assert not thread.is_alive()
    run.refresh_from_db()
    assert (run.state, run.incumbent, run.result) == (State.DISCARDED, None, None)


def test_a_solver_that_never_hands_back_is_left_behind(
    live_team: Company, live_plan: Alignment, endless: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = execution.solve
    monkeypatch.setattr(execution, "GRACE_SECONDS", 0.5)
    monkeypatch.setattr(
        execution, "solve", lambda problem, *, stop, **rest: real(problem, stop=lambda _p: False, **rest)
    )
    run = begin(live_team, live_plan, seconds=100)
    thread = in_background(lambda: execution.execute(run.pk))
    wait_for(lambda: Run.objects.filter(pk=run.pk, incumbent__isnull=False).exists())
    services.run_stop(run=run, actor=live_team.users["planner"])
    thread.join(10)
    run.refresh_from_db()
    assert (run.state, run.result["why_stopped"]) == (State.DONE, "interrupted")


def test_stopping_before_anybody_began_ends_it_honestly(team: Company, plan: Alignment) -> None:
    run = services.run_stop(run=begin(team, plan), actor=team.users["planner"])
    assert (run.state, run.error) == (State.FAILED, {"code": "nothing_found"})
    assert carry_out(run).state == State.FAILED


def test_one_plan_one_run_at_a_time(team: Company, plan: Alignment) -> None:
    first = begin(team, plan)
    with pytest.raises(Conflict) as refusal:
        begin(team, plan)
    assert refusal.value.code == "run_going_on"
    services.run_discard(run=first, actor=team.users["planner"])
    begin(team, plan)


# -- deciding ----------------------------------------------------------------------------------------------------------


def test_what_was_drawn_meanwhile_stays_and_comes_back_as_a_conflict(team: Company, plan: Alignment) -> None:
    run = answered(team, begin(team, plan), {"a": 0, "bcf": 1, "d": 2, "eghi": 3})  # b goes to R2, e to R4
    team.move(plan, "bi", "R3")
    done = services.run_accept(run=run, actor=team.users["planner"])
    assert [disputed.conflict.key for disputed in done.edit.conflicts] == [team.index["b"]]
    assert done.edit.conflicts[0].by == "planner"
    assert [holds(team, plan, key) for key in ("R1", "R2", "R3", "R4")] == ["a", "cf", "bdi", "egh"]


def test_new_territories_get_keys_and_slots_that_nobody_ever_had(team: Company, plan: Alignment) -> None:
    run = answered(team, begin(team, plan, mode="build", p=5), {"ab": 0, "cf": 1, "de": 2, "gh": 3, "i": 4})
    provisional = run.incumbent_territories[-1]
    assert [territory["key"] for territory in run.incumbent_territories if territory["key"].startswith("new-")] == [
        "new-5"
    ]
    # meanwhile somebody makes a territory of his own, with the very slot the run had in mind
    mine = Territory("mine", provisional["slot"], "Mine", parent="D2")
    idx = team.idx("g")
    before = state_of(plan).vector[idx]
    team.edit(plan, Delta(idx, before, np.array([mine.slot], np.uint16), territories={"mine": (None, mine)}))
    done = services.run_accept(run=run, actor=team.users["planner"])
    assert not done.edit.conflicts
    assert holds(team, plan, "mine") == "g"
    assert holds(team, plan, "t1") == "i"
    state = state_of(plan)
    assert state.territories["t1"].parent == "D2"  # where most of its ground was
    assert state.territories["t1"].slot not in (mine.slot, *(leaf.slot for leaf in state.leaves if leaf.key != "t1"))


def test_fewer_territories_leave_no_empty_ones_behind(team: Company, plan: Alignment) -> None:
    run = answered(team, begin(team, plan, mode="build", p=3), {"abde": 0, "cf": 1, "ghi": 2})
    assert run.result["removed"] in (["R1"], ["R3"])
    services.run_accept(run=run, actor=team.users["planner"])
    assert set(state_of(plan).key_by_slot.values()) == {"R1", "R2", "R3", "R4"} - set(run.result["removed"])


def test_from_scratch_ends_exceptions_and_says_so(team: Company, plan: Alignment) -> None:
    exception = Override("acc-national", -1, "R3", reason="key account")
    team.edit(plan, Delta(overrides={"acc-national": (None, exception)}))
    run = answered(team, begin(team, plan, mode="build"), {"ab": 0, "cf": 1, "de": 2, "ghi": 3})
    assert run.result["exceptions_released"] == 1
    services.run_accept(run=run, actor=team.users["planner"])
    assert not state_of(plan).overrides


def test_keeping_as_a_scenario_leaves_the_plan_alone(team: Company, plan: Alignment) -> None:
    run = answered(team, begin(team, plan), {"a": 0, "bcf": 1, "de": 2, "ghi": 3})
    before = state_of(plan)
    done = services.run_keep(run=run, actor=team.users["planner"], name="Smaller R1")
    assert state_of(plan) == before
    assert done.alignment.pk != plan.pk
    assert holds(team, done.alignment, "R2") == "bcf"
    assert (done.run.state, done.run.accepted_into.name) == (State.ACCEPTED, "Smaller R1")


def test_a_result_that_fits_nowhere_any_more_is_not_accepted(team: Company, plan: Alignment) -> None:
    run = answered(team, begin(team, plan), {"a": 0, "bcf": 1, "de": 2, "ghi": 3})
    team.move(plan, "b", "R4")
    with pytest.raises(IllegalTransition) as refusal:
        services.run_accept(run=run, actor=team.users["planner"])
    assert refusal.value.code == "run_outdated"
    run.refresh_from_db()
    assert run.state == State.DONE


def test_a_decision_is_made_once(team: Company, plan: Alignment) -> None:
    run = answered(team, begin(team, plan), {"a": 0, "bcf": 1, "de": 2, "ghi": 3})
    services.run_accept(run=run, actor=team.users["planner"])
    for decide in (services.run_accept, services.run_discard):
        with pytest.raises(IllegalTransition):
            decide(run=run, actor=team.users["planner"])


def test_every_step_that_the_table_does_not_name_is_refused() -> None:
    for state, allowed in Run.TRANSITIONS.items():
        for to in State:
            run = Run(state=state)
            if to in allowed:
                run.require_step(to)
            else:
                with pytest.raises(IllegalTransition):
                    run.require_step(to)


# -- claims ------------------------------------------------------------------------------------------------------------


def test_of_many_that_hear_of_a_run_one_gets_it(live_team: Company, live_plan: Alignment) -> None:
    run = begin(live_team, live_plan)
    got: list = []
    threads = [in_background(lambda: got.append(run_claim(run.pk))) for _ in range(8)]
    for thread in threads:
        thread.join()
    assert sum(claim is not None for claim in got) == 1
    assert Run.objects.get(pk=run.pk).attempt == 1


def test_a_worker_that_was_taken_for_dead_can_write_nothing(team: Company, plan: Alignment) -> None:
    run = begin(team, plan)
    zombie = run_claim(run.pk)
    Run.objects.filter(pk=run.pk).update(state=State.QUEUED, worker="")
    heir = run_claim(run.pk)
    assert zombie is not None
    assert heir is not None
    for attempt in (zombie.is_asked_to_stop, lambda: zombie.write(progress={}), lambda: zombie.finish(State.FAILED)):
        with pytest.raises(ClaimLost):
            attempt()
    heir.write(progress={"phase": "annealing"})
    assert Run.objects.get(pk=run.pk).progress == {"phase": "annealing"}
