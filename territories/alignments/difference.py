"""What changes hands between two states of the same ground. Pure; goes by territory key, so that two families can be
compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from territories.alignments.state import HOUSE_KEY, MAX_SLOT, NOWHERE, State

UNASSIGNED_KEY = ""


@dataclass(frozen=True)
class Flow:
    """What goes from one territory to another; "" is unassigned ground, "house:" is out of the field."""

    origin: str
    target: str
    units: int
    values: Mapping[str, float]


@dataclass(frozen=True)
class Difference:
    """All flows with anything in them, the largest first, and the units concerned."""

    flows: tuple[Flow, ...]
    idx: NDArray[np.int64]

    def total(self, measure: str) -> float:
        return sum(flow.values.get(measure, 0.0) for flow in self.flows)

    @property
    def units(self) -> int:
        return len(self.idx)


def difference(a: State, b: State, vectors: Mapping[str, NDArray[np.float64]]) -> Difference:
    """Units and measures by pair of territories. Accounts held by name are counted with their holder, not with
    their ground.
    """
    keys, (ground_a, ground_b) = _common_keys(a, b)
    moved = np.flatnonzero(ground_a != ground_b)
    pair = ground_a[moved].astype(np.int64) * len(keys) + ground_b[moved]
    found, where = np.unique(pair, return_inverse=True)
    units = dict(zip(found.tolist(), np.bincount(where, minlength=len(found)).tolist(), strict=True))
    values = {
        name: dict(zip(found.tolist(), np.bincount(where, v[moved], len(found)), strict=True))
        for name, v in vectors.items()
    }
    place = {key: i for i, key in enumerate(keys)}
    for account in a.overrides.keys() | b.overrides.keys():
        _count_account(account, a, b, (ground_a, ground_b), place, values)
    pairs = {p for name in values for p, value in values[name].items() if abs(value) > 1e-9} | set(units)
    flows = [
        Flow(
            keys[p // len(keys)],
            keys[p % len(keys)],
            units.get(p, 0),
            {n: float(values[n].get(p, 0.0)) for n in values},
        )
        for p in pairs
    ]
    flows.sort(key=lambda f: (-f.units, f.origin, f.target))
    return Difference(tuple(flows), moved)


def _common_keys(a: State, b: State) -> tuple[list[str], list[NDArray[np.int64]]]:
    keys = [UNASSIGNED_KEY, HOUSE_KEY, *sorted({t.key for s in (a, b) for t in s.leaves})]
    place = {key: i for i, key in enumerate(keys)}
    grounds = []
    for state in (a, b):
        translate = np.zeros(MAX_SLOT + 1, np.int64)
        for leaf in state.leaves:
            translate[leaf.slot] = place[leaf.key]
        grounds.append(translate[state.vector])
    return keys, grounds


def _count_account(
    account: str, a: State, b: State, grounds: tuple[NDArray[np.int64], ...] | list[NDArray[np.int64]],
    place: Mapping[str, int], values: Mapping[str, dict[int, float]],
) -> None:  # fmt: skip
    """Move an account's row from the pair its ground is in to the pair its holders are in."""
    here = a.overrides.get(account) or b.overrides[account]
    ground = [0 if here.unit == NOWHERE else int(vector[here.unit]) for vector in grounds]
    holders = [_holder(state, account, g, place) for state, g in zip((a, b), ground, strict=True)]
    n = len(place)
    for name, value in here.measures.items():
        if name not in values:
            continue
        if ground[0] != ground[1]:
            values[name][ground[0] * n + ground[1]] -= value
        if holders[0] != holders[1]:
            pair = holders[0] * n + holders[1]
            values[name][pair] = values[name].get(pair, 0.0) + value


def _holder(state: State, account: str, ground: int, place: Mapping[str, int]) -> int:
    override = state.overrides.get(account)
    if override is None:
        return ground
    return place[HOUSE_KEY if override.territory is None else override.territory]
