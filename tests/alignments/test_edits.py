"""Edits on a stored plan: revisions, conflicts, locks, history."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from django.db import InternalError, connection, transaction

from common.errors import IllegalTransition, NotAllowed, NotFound, PlanningError
from territories.alignments.canonical import canonical_hash
from territories.alignments.delta import Delta, invert, moves
from territories.alignments.ground import unit_codes
from territories.alignments.models import Revision
from territories.alignments.selectors import head_state, state_at, state_hash
from territories.alignments.services import alignment_fork, alignment_step, edit_apply, revision_restore
from territories.alignments.services.write import SNAPSHOT_EVERY
from territories.alignments.state import Override, Territory
from tests.planning import Company


def test_an_edit_becomes_a_revision_with_author_cause_and_hash(team: Company) -> None:
    plan = team.plan(ground=False)
    result = team.move(plan, "abc", "R1")
    revision = Revision.objects.get(alignment=plan, number=1)
    assert result.written
    assert (revision.author, revision.cause, revision.summary["units"]) == (team.users["planner"], "paint", 3)
    plan.refresh_from_db()
    assert plan.head == revision
    assert revision.hash == canonical_hash(head_state(plan), unit_codes(team.geography))


def test_two_tabs_on_the_same_base_both_go_through_or_get_a_list(team: Company) -> None:
    plan = team.plan()
    base, state = plan.head.number, head_state(plan)
    mine = moves(state, team.idx("bc"), state.slot_of("R3"))
    theirs = moves(state, team.idx("cd"), state.slot_of("R4"))
    team.edit(plan, theirs, base=base)
    result = team.edit(plan, mine, base=base)
    assert result.effect.idx.tolist() == team.idx("b").tolist()
    (dispute,) = result.conflicts
    assert dispute.conflict.key == team.index["c"]
    assert dispute.conflict.current == state.slot_of("R4")
    assert dispute.by == "planner"
    assert dispute.at is not None


def test_the_same_stroke_sent_twice_is_one_revision(team: Company) -> None:
    plan = team.plan()
    state = head_state(plan)
    stroke, base = moves(state, team.idx("a"), state.slot_of("R2")), plan.head.number
    first, again = team.edit(plan, stroke, base=base), team.edit(plan, stroke, base=base)
    assert not again.written
    assert again.already == 1
    assert again.revision == first.revision


def test_undo_is_a_revision_that_restores_the_hash(team: Company) -> None:
    plan = team.plan()
    before = plan.head.hash
    done = team.move(plan, "a", "R4")
    undone = team.edit(plan, invert(done.effect), cause="undo")
    assert undone.revision.hash == before
    assert undone.revision.number == done.revision.number + 1


def test_a_lock_says_who_set_it_and_why(team: Company) -> None:
    plan = team.plan()
    team.edit(plan, Delta(territory_locks={"R1": (None, "by order of the VP")}))
    result = team.move(plan, "a", "R2")
    assert not result.written
    (dispute,) = result.conflicts
    assert (dispute.conflict.why, dispute.conflict.reason, dispute.by) == ("locked", "by order of the VP", "planner")


def test_a_new_territory_gets_a_slot_of_the_family_and_ground_at_once(team: Company) -> None:
    """The client guessed a slot that is taken: the stroke goes where the new territory really is."""
    plan = team.plan()
    state = head_state(plan)
    guess = state.slot_of("R2")
    stroke = replace(moves(state, team.idx("a"), guess), territories={"N": (None, Territory("N", guess, "New"))})
    result = team.edit(plan, stroke)
    plan.refresh_from_db()
    after = head_state(plan)
    assert not result.conflicts
    assert after.slot_of("N") not in {t.slot for t in state.leaves}
    assert after.vector[team.index["a"]] == after.slot_of("N")


def test_a_slot_is_never_used_again_in_the_family(team: Company) -> None:
    plan = team.plan()
    fork = alignment_fork(alignment=plan, actor=team.users["planner"], name="B")
    made = team.edit(plan, Delta(territories={"N": (None, Territory("N", None, "N"))}))
    slot = made.effect.territories["N"][1].slot  # type: ignore[union-attr]
    team.edit(plan, invert(made.effect))
    other = team.edit(fork, Delta(territories={"M": (None, Territory("M", None, "M"))}))
    again = team.edit(fork, Delta(territories={"N": (None, Territory("N", None, "N"))}))
    assert other.effect.territories["M"][1].slot != slot  # type: ignore[union-attr]
    assert again.effect.territories["N"][1].slot == slot  # type: ignore[union-attr]


def test_the_server_does_not_believe_a_clients_figures(team: Company) -> None:
    plan = team.plan()
    lie = Override("acc-a", team.index["i"], "R4", "manual", "", {"revenue_12m": 1e9})
    team.edit(plan, Delta(overrides={"acc-a": (None, lie)}))
    plan.refresh_from_db()
    held = head_state(plan).overrides["acc-a"]
    assert (held.unit, held.measures["revenue_12m"]) == (team.index["a"], 100.0)


@pytest.mark.parametrize(
    ("delta", "code"),
    [
        (Delta(overrides={"nobody": (None, Override("nobody", -1, "R1"))}), "unknown_account"),
        (Delta(territories={"N": (None, Territory("N", None, "N", position="R9"))}), "unknown_position"),
        (Delta(np.array([99], np.uint32), np.array([0], np.uint16), np.array([1], np.uint16)), "bad_change"),
    ],
)
def test_what_makes_no_sense_changes_nothing(team: Company, delta: Delta, code: str) -> None:
    plan = team.plan()
    head = plan.head
    with pytest.raises(PlanningError) as refused:
        team.edit(plan, delta)
    assert refused.value.code == code
    plan.refresh_from_db()
    assert plan.head == head


def test_a_base_that_does_not_exist_yet_is_refused(team: Company) -> None:
    plan = team.plan()
    with pytest.raises(PlanningError, match="no revision 99"):
        team.edit(plan, Delta(unit_locks={0: (None, "x")}), base=99)


def test_a_submitted_plan_is_closed_and_says_so(team: Company) -> None:
    plan = team.plan()
    alignment_step(alignment=plan, actor=team.users["planner"], to="submitted")
    with pytest.raises(IllegalTransition) as refused:
        team.move(plan, "a", "R2")
    assert refused.value.code == "plan_locked"
    assert "submitted" in refused.value.detail


def test_only_planners_of_the_force_edit(team: Company) -> None:
    plan = team.plan()
    plan.members.add(team.users["mia"])
    edit = {"alignment": plan, "base": plan.head.number, "delta": Delta(unit_locks={0: (None, "x")})}
    with pytest.raises(NotAllowed, match="planner"):
        edit_apply(actor=team.users["mia"], **edit)
    with pytest.raises(NotFound):
        edit_apply(actor=team.users["stranger"], **edit)


def test_every_state_can_be_rebuilt_and_has_its_hash(team: Company) -> None:
    plan = team.plan()
    keys = ["R1", "R2", "R3", "R4", None]
    for step in range(SNAPSHOT_EVERY + 10):
        team.move(plan, "abcdefghi"[step % 9], keys[step % 5])
    plan.refresh_from_db()
    assert plan.revisions.filter(snapshot__isnull=False).count() == 2
    for revision in plan.revisions.all():
        assert state_hash(plan, state_at(plan, revision.number)) == revision.hash


def test_restoring_is_a_new_step(team: Company) -> None:
    plan = team.plan()
    then = plan.head
    team.move(plan, "abc", "R4")
    restored = revision_restore(alignment=plan, actor=team.users["planner"], number=then.number)
    assert restored.revision.hash == then.hash
    assert restored.revision.cause == "restore"
    assert restored.revision.number == then.number + 2


def test_a_fork_begins_where_the_plan_stands_and_goes_its_own_way(team: Company) -> None:
    plan = team.plan()
    fork = alignment_fork(alignment=plan, actor=team.users["planner"], name="Scenario B")
    team.move(fork, "a", "R2")
    plan.refresh_from_db()
    fork.refresh_from_db()
    assert fork.revisions.get(number=0).parent == plan.head
    assert fork.family == plan.family
    assert head_state(plan).vector[team.index["a"]] != head_state(fork).vector[team.index["a"]]


def test_revisions_can_be_neither_changed_nor_deleted(team: Company) -> None:
    plan = team.plan()
    for statement in ("UPDATE alignments_revision SET hash = ''", "DELETE FROM alignments_revision"):
        with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} WHERE alignment_id = %s", [plan.pk])
