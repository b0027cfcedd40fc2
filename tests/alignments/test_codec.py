"""What is written can be read back, and a state's name depends on nothing but its meaning."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from territories.alignments import codec
from territories.alignments.canonical import UnitCodes, canonical_hash
from territories.alignments.delta import BadDelta
from territories.alignments.state import Override, State
from tests.alignments.strategies import N_UNITS, changes, states

CODES = UnitCodes.of([f"{(i * 7) % N_UNITS:05d}" for i in range(N_UNITS)])


@given(states())
def test_states_survive_the_database(state: State) -> None:
    assert codec.decode_state(codec.encode_state(state)) == state


@given(st.data())
def test_changes_survive_the_database(data: st.DataObject) -> None:
    change = data.draw(changes(data.draw(states())))
    assert codec.decode_delta(codec.encode_delta(change)) == change


@given(states(), states())
def test_the_hash_tells_states_apart(a: State, b: State) -> None:
    assert (canonical_hash(a, CODES) == canonical_hash(b, CODES)) == (a == b)


@given(states(), st.randoms(use_true_random=False))
def test_the_hash_knows_nothing_of_ids_slots_and_order(state: State, random: object) -> None:
    """The same plan in another installation: units numbered otherwise, other slots, other insertion order — the
    same name.
    """
    order = np.array(random.sample(range(N_UNITS), N_UNITS))  # type: ignore[attr-defined]
    place = np.argsort(order)
    slots = {0: 0} | {t.slot: t.slot + 100 for t in state.leaves if t.slot is not None}
    territories = [replace(t, slot=None if t.slot is None else slots[t.slot]) for t in state.territories.values()]
    overrides = [replace(o, unit=int(place[o.unit]) if o.unit >= 0 else -1) for o in state.overrides.values()]
    elsewhere = State(
        np.array([slots[int(s)] for s in state.vector], np.uint16)[order],
        {t.key: t for t in reversed(territories)},
        {o.account: o for o in reversed(overrides)},
        {int(place[i]): reason for i, reason in state.unit_locks.items()},
        dict(reversed(state.territory_locks.items())),
    )
    codes = UnitCodes.of([CODES.codes[i] for i in order])
    assert canonical_hash(elsewhere, codes) == canonical_hash(state, CODES)


def test_the_form_of_the_hash_is_a_promise() -> None:
    """Changing the canonical form would orphan every hash ever published."""
    state = State(np.array([1, 0], np.uint16), overrides={"a": Override("a", 1, None, "house", "", {"sales": 1.5})})
    units = UnitCodes.of(["20", "10"])
    assert canonical_hash(state, units) == "c727d91eb3197ff1c9b1cce0e82b3698db8776cf3d8e61e4b6607009683b2609"


def test_a_big_plan_is_written_small() -> None:
    """32,000 units in 200 territories along a Hilbert curve: about 4 kB, as the design promises."""
    vector = np.repeat(np.arange(1, 201), 160).astype(np.uint16)
    ragged = np.random.default_rng(1).integers(0, len(vector) - 1, 600)
    vector[ragged] = vector[ragged + 1]
    assert len(codec.encode_state(State(vector))) < 5_000


def test_plain_json_lists_make_a_change() -> None:
    body = json.loads(
        '{"items": {"idx": [3, 1], "before": [0, 1], "after": [2, 2]}, "unit_locks": {"4": [null, "mine"]},'
        ' "territories": {"N": [null, {"slot": 7, "name": "Nord", "home": [8.5, 47.4]}]},'
        ' "overrides": {"a1": [null, {"unit": 3, "territory": "N", "measures": {"sales": 2}}]}}'
    )
    change = codec.delta_from_columns(body)
    assert change.idx.dtype == np.uint32 and change.after.tolist() == [2, 2]
    assert change.unit_locks == {4: (None, "mine")}
    assert change.territories["N"][1].slot == 7  # type: ignore[union-attr]
    assert change.overrides["a1"][1].measures == {"sales": 2.0}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "body",
    [
        {"items": {"idx": [0.5], "before": [0], "after": [1]}},
        {"items": {"idx": [1], "before": [0], "after": [70_000]}},
        {"items": {"idx": [-1], "before": [0], "after": [1]}},
        {"territories": {"A": ["x", None]}},
        {"territories": {"A": [None, {"colour": 1}]}},
        {"unit_locks": {"north": [None, "x"]}},
        {"overrides": {"a": [None]}},
    ],
)
def test_what_is_no_change_is_refused_in_words(body: dict[str, object]) -> None:
    with pytest.raises(BadDelta) as refused:
        codec.delta_from_columns(body)
    assert str(refused.value)


def test_a_refusal_is_worded_for_its_reader() -> None:
    with pytest.raises(BadDelta) as refused:
        codec.delta_from_columns({"territories": {"A": [None, {"colour": 1}]}})
    assert str(refused.value) == "a territory has no field colour"
    with translation.override("ko"):
        assert str(refused.value) == "담당구역에 없는 항목: colour"
