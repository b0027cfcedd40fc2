"""What is wrong with a state: gaps, pieces, what is out of band, what is locked. Pure; recomputed, never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from territories.alignments.state import UNASSIGNED, State


@dataclass(frozen=True)
class Split:
    """A territory in several pieces: the units of all but the largest piece, piece by piece."""

    key: str
    pieces: Sequence[NDArray[np.int64]]


@dataclass(frozen=True)
class OutOfBand:
    key: str
    index: float
    low: float
    high: float


@dataclass(frozen=True)
class Report:
    """Everything to be jumped to."""

    unassigned: NDArray[np.int64]
    empty: Sequence[str]
    splits: Sequence[Split]
    out_of_band: Sequence[OutOfBand]
    unit_locks: Mapping[int, str] = field(default_factory=dict)
    territory_locks: Mapping[str, str] = field(default_factory=dict)

    @property
    def issues(self) -> int:
        """How many things want mending (locks do not)."""
        return bool(len(self.unassigned)) + len(self.empty) + len(self.splits) + len(self.out_of_band)


def checks(state: State, edges: NDArray[np.int32], index: NDArray[np.float64], band: Sequence[float]) -> Report:
    """The report on a state; `index` is one value per leaf, `band` fractions of 100 ([0.9, 1.1])."""
    held = np.bincount(state.vector, minlength=1)
    return Report(
        unassigned=np.flatnonzero(state.vector == UNASSIGNED),
        empty=[t.key for t in state.leaves if (t.slot or 0) >= len(held) or not held[t.slot or 0]],
        splits=splits(state, edges),
        out_of_band=_out_of_band(state, index, band),
        unit_locks=state.unit_locks,
        territory_locks=state.territory_locks,
    )


def splits(state: State, edges: NDArray[np.int32]) -> list[Split]:
    """Territories whose units do not hang together over `edges`."""
    n, vector = len(state.vector), state.vector
    inside = edges[(vector[edges[:, 0]] == vector[edges[:, 1]]) & (vector[edges[:, 0]] != UNASSIGNED)]
    graph = coo_matrix((np.ones(len(inside), np.int8), (inside[:, 0], inside[:, 1])), (n, n))
    count, piece = connected_components(graph, directed=False)
    _, first = np.unique(piece, return_index=True)
    slot_of_piece, size = vector[first], np.bincount(piece, minlength=count)
    found = []
    for slot in np.flatnonzero(np.bincount(slot_of_piece) > 1):
        if slot == UNASSIGNED:
            continue
        pieces = np.flatnonzero(slot_of_piece == slot)
        smaller = sorted(pieces, key=lambda p: (-size[p], first[p]))[1:]
        found.append(Split(state.key_by_slot[int(slot)], [np.flatnonzero(piece == p) for p in smaller]))
    return found


def _out_of_band(state: State, index: NDArray[np.float64], band: Sequence[float]) -> list[OutOfBand]:
    low, high = (round(100 * side, 6) for side in band)
    found = [
        OutOfBand(leaf.key, float(value), low, high)
        for leaf, value in zip(state.leaves, index, strict=True)
        if not np.isnan(value) and not low - 1e-9 <= value <= high + 1e-9
    ]
    return sorted(found, key=lambda item: -abs(item.index - 100))
