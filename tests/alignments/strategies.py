"""Random states and changes: small enough to shrink, rich enough to hold every kind of item."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from territories.alignments.delta import Delta, apply, diff
from territories.alignments.state import Override, State, Territory

N_UNITS = 9
LEAVES = {f"T{slot}": slot for slot in range(1, 6)}
DISTRICTS = ("D1", "D2")
ACCOUNTS = ("a1", "a2", "a3")
reasons = st.sampled_from(["by order", "a deal is open", ""])


def _territory(draw: st.DrawFn, key: str, parents: list[str]) -> Territory:
    home = draw(st.none() | st.just((-97.1, 32.7)))
    name = draw(st.sampled_from([key, "North", "북부"]))
    if key in DISTRICTS:
        return Territory(key, None, name, level=1)
    parent = draw(st.sampled_from([None, *parents]))
    return Territory(key, LEAVES[key], name, parent=parent, color=draw(st.none() | st.integers(0, 11)), home=home)


@st.composite
def states(draw: st.DrawFn) -> State:
    """A valid state: parents and slots exist, locks and exceptions name what is there."""
    districts = draw(st.lists(st.sampled_from(DISTRICTS), unique=True))
    leaves = draw(st.lists(st.sampled_from(sorted(LEAVES)), unique=True))
    territories = {key: _territory(draw, key, districts) for key in (*districts, *leaves)}
    slots = st.sampled_from([0, *(LEAVES[key] for key in leaves)])
    vector = np.array(draw(st.lists(slots, min_size=N_UNITS, max_size=N_UNITS)), np.uint16)
    held = draw(st.lists(st.sampled_from(ACCOUNTS), unique=True))
    return State(
        vector,
        territories,
        {account: draw(overrides(account, leaves)) for account in held},
        draw(st.dictionaries(st.integers(0, N_UNITS - 1), reasons, max_size=3)),
        draw(st.dictionaries(st.sampled_from(sorted(territories)), reasons, max_size=2)) if territories else {},
    )


@st.composite
def overrides(draw: st.DrawFn, account: str, leaves: list[str]) -> Override:
    measures = draw(st.dictionaries(st.sampled_from(["sales", "hours"]), st.floats(0, 1e6), max_size=2))
    place = draw(st.integers(-1, N_UNITS - 1))
    return Override(account, place, draw(st.sampled_from([None, *leaves])), "national", draw(reasons), measures)


@st.composite
def changes(draw: st.DrawFn, base: State) -> Delta:
    """A change someone made on `base`: part of the way to some other state, minus what could not apply there."""
    goal = draw(states())
    whole = diff(base, goal)
    keep = np.array(draw(st.lists(st.booleans(), min_size=len(whole.idx), max_size=len(whole.idx))), bool)
    part = {
        name: {key: sides for key, sides in getattr(whole, name).items() if draw(st.booleans())}
        for name in ("territories", "overrides", "unit_locks", "territory_locks")
    }
    wish = replace(whole, idx=whole.idx[keep], before=whole.before[keep], after=whole.after[keep], **part)
    return apply(base, wish).effect
