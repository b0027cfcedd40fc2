"""The laws of states and changes, tried on random ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territories.alignments import delta as d
from territories.alignments.delta import BadDelta, Delta, apply, diff, invert, moves, replay
from territories.alignments.state import Override, State, Territory, empty
from tests.alignments.strategies import N_UNITS, changes, states


def two_territories() -> State:
    """Units 0–3 in A, 4–7 in B, 8 unassigned; both in district D."""
    territories = {
        "D": Territory("D", None, "District", level=1),
        "A": Territory("A", 1, "A", parent="D"),
        "B": Territory("B", 2, "B", parent="D"),
    }
    return State(np.array([1] * 4 + [2] * 4 + [0], np.uint16), territories)


@given(st.data())
def test_undo_takes_back_exactly_what_was_done(data: st.DataObject) -> None:
    state = data.draw(states())
    done = apply(state, data.draw(changes(state)))
    undone = apply(done.state, invert(done.effect))
    assert not undone.conflicts
    assert undone.state == state
    assert undone.effect == invert(done.effect)


@given(st.data())
def test_a_change_brought_twice_is_already_done(data: st.DataObject) -> None:
    state = data.draw(states())
    change = data.draw(changes(state))
    once = apply(state, change)
    twice = apply(once.state, change)
    assert twice.state == once.state
    assert not twice.effect and not twice.conflicts
    assert twice.already == len(change)


@given(states(), states())
def test_the_difference_leads_from_one_state_to_the_other(a: State, b: State) -> None:
    reached = apply(a, diff(a, b), respect_locks=False)
    assert not reached.conflicts
    assert reached.state == b
    assert not diff(reached.state, b)


@given(st.data())
def test_a_recorded_change_replays_to_the_same_state(data: st.DataObject) -> None:
    state = data.draw(states())
    outcome = apply(state, data.draw(changes(state)))
    assert replay(state, outcome.effect) == outcome.state


@given(st.data())
def test_changes_of_different_things_commute(data: st.DataObject) -> None:
    state = data.draw(states())
    a = data.draw(changes(state))
    b = beside(state, a, data.draw(changes(state)))
    ab, ba = apply(apply(state, a).state, b), apply(apply(state, b).state, a)
    assert not ab.conflicts and not ba.conflicts
    assert ab.state == ba.state


def beside(state: State, a: Delta, b: Delta) -> Delta:
    """What of `b` touches nothing that `a` touches: all of it, or its units on other territories' ground.

    Only units that no lock holds: a lock that `b` itself releases would stand again without the rest of it.
    """
    taken = footprint(state, a)
    if not taken & footprint(state, b):
        return b
    units = zip(b.idx.tolist(), b.before.tolist(), b.after.tolist(), strict=True)
    names = {0: None, **state.key_by_slot}
    held = taken | set(state.unit_locks) | set(state.territory_locks)
    free = [
        i not in held and all(s in names and not lineage(state, names[s]) & held for s in pair) for i, *pair in units
    ]
    keep = np.array(free, bool)
    return Delta(b.idx[keep], b.before[keep], b.after[keep])


def lineage(state: State, key: str | None) -> set[object]:
    return set() if key is None else set(state.lineage(key))


def footprint(state: State, change: Delta) -> set[object]:
    """What a change touches or leans on: units, accounts, locks, and every territory named by it, with its
    ancestors.
    """
    by_slot = state.key_by_slot | {
        t.slot: t.key for sides in change.territories.values() for t in sides if t is not None and t.slot is not None
    }
    keys: set[str | None] = {by_slot[int(s)] for s in np.concatenate([change.before, change.after]) if s}
    for sides in change.territories.values():
        keys |= {name for side in sides if side is not None for name in (side.key, side.parent)}
    keys |= {side.territory for sides in change.overrides.values() for side in sides if side is not None}
    keys |= set(change.territory_locks)
    lineages = {up for key in keys if key in state.territories for up in state.lineage(key)}
    units = {int(i) for i in change.idx} | set(change.unit_locks)
    return units | (keys | lineages) - {None} | {("account", a) for a in change.overrides}


@given(st.data())
def test_nothing_ever_points_at_what_is_not_there(data: st.DataObject) -> None:
    """Whatever two people do from the same base, the tree stays a tree and every slot in the vector has a territory."""
    base = data.draw(states())
    state = apply(apply(base, data.draw(changes(base))).state, data.draw(changes(base))).state
    assert set(np.unique(state.vector)) <= {0, *state.key_by_slot}
    assert len(state.key_by_slot) == len(state.leaves)
    for territory in state.territories.values():
        assert territory.parent is None or state.territories[territory.parent].level > territory.level
    assert {o.territory for o in state.overrides.values()} <= {None, *state.key_by_slot.values()}
    assert set(state.territory_locks) <= set(state.territories)


@given(st.data())
def test_every_item_is_applied_or_already_or_a_conflict(data: st.DataObject) -> None:
    base = data.draw(states())
    theirs, mine = data.draw(changes(base)), data.draw(changes(base))
    outcome = apply(apply(base, theirs).state, mine)
    assert len(outcome.effect) + outcome.already + len(outcome.conflicts) == len(mine)


def test_a_unit_moved_by_someone_else_is_a_conflict_and_the_rest_goes_through() -> None:
    state = two_territories()
    mine = moves(state, np.array([0, 1, 2]), 2)
    theirs = apply(state, moves(state, np.array([1]), 0)).state
    outcome = apply(theirs, mine)
    assert outcome.effect.idx.tolist() == [0, 2]
    assert [(c.kind, c.key, c.before, c.current, c.after, c.why) for c in outcome.conflicts] == [
        ("unit", 1, 1, 0, 2, "changed")
    ]


def test_locked_ground_stays_and_says_why() -> None:
    state = replace(two_territories(), unit_locks={3: "landmark"})
    outcome = apply(state, moves(state, np.array([2, 3]), 2))
    assert outcome.effect.idx.tolist() == [2]
    assert [(c.key, c.why, c.reason) for c in outcome.conflicts] == [(3, d.LOCKED, "landmark")]


@pytest.mark.parametrize("locked", ["A", "B", "D"])
def test_a_locked_territory_neither_gives_nor_takes_ground(locked: str) -> None:
    """A lock on a district holds all its territories."""
    state = replace(two_territories(), territory_locks={locked: "by order"})
    outcome = apply(state, moves(state, np.array([0]), 2))
    assert not outcome.effect
    assert outcome.conflicts[0].why == d.LOCKED and outcome.conflicts[0].reason == "by order"


def test_no_territory_joins_or_leaves_a_locked_branch() -> None:
    state = replace(two_territories(), territory_locks={"D": "by order"})
    joins = Delta(territories={"C": (None, Territory("C", 3, "C", parent="D"))})
    leaves = Delta(territories={"A": (state.territories["A"], replace(state.territories["A"], parent=None))})
    for change in (joins, leaves):
        outcome = apply(state, change)
        assert [(c.why, c.reason) for c in outcome.conflicts] == [("locked", "by order")]
        assert outcome.state == state


def test_a_change_may_release_the_lock_it_needs_released() -> None:
    state = replace(two_territories(), unit_locks={3: "landmark"})
    change = replace(moves(state, np.array([3]), 2), unit_locks={3: ("landmark", None)})
    outcome = apply(state, change)
    assert not outcome.conflicts and outcome.state.vector[3] == 2


def test_accounts_of_a_locked_territory_stay_too() -> None:
    state = replace(two_territories(), territory_locks={"A": "by order"})
    exception = Override("a1", 5, "A")
    outcome = apply(state, Delta(overrides={"a1": (None, exception)}))
    assert [(c.kind, c.why) for c in outcome.conflicts] == [("override", d.LOCKED)]


def test_a_territory_leaves_only_when_nothing_points_at_it() -> None:
    state = two_territories()
    gone = {"A": (state.territories["A"], None)}
    assert apply(state, Delta(territories=gone)).conflicts[0].why == d.IN_USE
    cleared = replace(moves(state, np.arange(4), 2), territories=gone)
    assert "A" not in apply(state, cleared).state.territories


def test_ground_cannot_go_to_a_territory_that_has_gone() -> None:
    state = two_territories()
    assert apply(state, moves(state, np.array([0]), 7)).conflicts[0].why == d.NO_TERRITORY


@pytest.mark.parametrize(
    "change",
    [
        Delta(np.array([1, 1], np.uint32), np.array([1, 1], np.uint16), np.array([2, 2], np.uint16)),
        Delta(np.array([N_UNITS], np.uint32), np.array([0], np.uint16), np.array([1], np.uint16)),
        Delta(np.array([1], np.uint32)),
        Delta(territories={"A": (Territory("A", 1, "A"), Territory("A", 3, "A"))}),
        Delta(territories={"X": (None, Territory("Y", 3, "Y"))}),
        Delta(territories={"X": (None, Territory("X", 0, "X"))}),
        Delta(unit_locks={N_UNITS: (None, "?")}),
        Delta(overrides={"a1": (None, Override("a1", N_UNITS, None))}),
    ],
)
def test_what_no_state_could_take_is_refused_whole(change: Delta) -> None:
    with pytest.raises(BadDelta):
        apply(two_territories(), change)


def test_an_empty_ground_has_everything_unassigned() -> None:
    assert empty(4) == State(np.zeros(4, np.uint16))
    assert empty(4) != empty(5)
