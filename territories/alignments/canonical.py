"""The name of a state for ever: SHA-256 over unit codes and territory keys, never over database ids, slots or the
order of things.

The form, version by version, is part of what is promised: an export read into an empty installation has the same hash.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from territories.alignments.state import MAX_SLOT, NOWHERE, Override, State, Territory

FORM = b"evenlode-state-1\n"


@dataclass(frozen=True, eq=False)
class UnitCodes:
    """The codes of a geography's units by idx, and their order — worked out once per geography."""

    codes: tuple[str, ...]
    order: NDArray[np.intp]
    digest: bytes

    @classmethod
    def of(cls, codes: Sequence[str]) -> UnitCodes:
        order = np.array(sorted(range(len(codes)), key=codes.__getitem__), np.intp)
        text = "\n".join(codes[i] for i in order)
        return cls(tuple(codes), order, sha256(text.encode()).digest())

    def code(self, idx: int) -> str | None:
        return None if idx == NOWHERE else self.codes[idx]


def canonical_hash(state: State, units: UnitCodes) -> str:
    """The hex digest of a state over the given units (as many as the vector is long)."""
    if len(units.codes) != len(state.vector):
        raise ValueError(f"{len(state.vector)} units in the state, {len(units.codes)} codes")
    digest = sha256(FORM)
    for part in _parts(state, units):
        digest.update(sha256(part).digest())
    return digest.hexdigest()


def _parts(state: State, units: UnitCodes) -> Iterable[bytes]:
    yield units.digest
    yield _ground(state, units)
    yield _json(_territory(state.territories[key]) for key in sorted(state.territories))
    yield _json(_override(state.overrides[account], units) for account in sorted(state.overrides))
    yield _json(sorted([units.codes[idx], reason] for idx, reason in state.unit_locks.items()))
    yield _json(sorted([key, reason] for key, reason in state.territory_locks.items()))


def _ground(state: State, units: UnitCodes) -> bytes:
    """Per unit in order of code: the place of its territory among the sorted leaf keys, from 1; 0 = unassigned."""
    places = np.zeros(MAX_SLOT + 1, "<u4")
    for place, leaf in enumerate(sorted(state.leaves, key=lambda t: t.key), start=1):
        places[leaf.slot] = place
    return places[state.vector[units.order]].tobytes()


def _territory(t: Territory) -> list[Any]:
    return [
        t.key,
        t.is_leaf,
        t.name,
        t.level,
        t.parent,
        t.color,
        None if t.home is None else list(map(float, t.home)),
        t.position,
    ]


def _override(o: Override, units: UnitCodes) -> list[Any]:
    return [o.account, units.code(o.unit), o.territory, o.cause, o.reason, o.measures]


def _json(rows: Iterable[Any]) -> bytes:
    return json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
