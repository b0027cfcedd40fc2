"""What each territory holds, and its index (100 = average). Pure.

`total(t) = Σ units in t + Σ exceptions in − Σ exceptions out`. The rows of the table add up to everything the data cut
knows: territories + unassigned + house (accounts taken out of the field) + unplaced (accounts that lie nowhere).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from territories.alignments.state import MAX_SLOT, NOWHERE, UNASSIGNED, Override, State

type Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Totals:
    """Per measure: one value per leaf (in `keys` order), and what is held by no territory."""

    keys: tuple[str, ...]
    units: NDArray[np.int64]
    values: Mapping[str, Floats]
    unassigned_units: int
    unassigned: Mapping[str, float]
    house: Mapping[str, float]
    unplaced: Mapping[str, float]

    def total(self, measure: str) -> float:
        """Everything: what the cut itself adds up to."""
        rest = self.unassigned[measure] + self.house[measure] + self.unplaced[measure]
        return float(self.values[measure].sum()) + rest


def totals(state: State, vectors: Mapping[str, Floats], unplaced: Mapping[str, float] | None = None) -> Totals:
    """The table for the measures in `vectors` (float64[n] each); `unplaced` is what the cut holds in no unit."""
    slots = [leaf.slot or 0 for leaf in state.leaves]
    per_slot = {name: np.bincount(state.vector, vector, MAX_SLOT + 1) for name, vector in vectors.items()}
    house = dict.fromkeys(vectors, 0.0)
    nowhere = {name: (unplaced or {}).get(name, 0.0) for name in vectors}
    for override in state.overrides.values():
        _shift(override, state, per_slot, house, nowhere)
    units = np.bincount(state.vector, minlength=MAX_SLOT + 1)
    return Totals(
        keys=tuple(leaf.key for leaf in state.leaves),
        units=units[slots],
        values={name: column[slots] for name, column in per_slot.items()},
        unassigned_units=int(units[UNASSIGNED]),
        unassigned={name: float(column[UNASSIGNED]) for name, column in per_slot.items()},
        house=house,
        unplaced=nowhere,
    )


def _shift(
    override: Override, state: State, per_slot: Mapping[str, Floats], house: dict[str, float], nowhere: dict[str, float]
) -> None:
    """Take an account's row out of its ground and put it where the exception says."""
    ground = UNASSIGNED if override.unit == NOWHERE else int(state.vector[override.unit])
    holder = None if override.territory is None else state.slot_of(override.territory)
    for name, value in override.measures.items():
        if name not in per_slot:
            continue
        if override.unit == NOWHERE:
            nowhere[name] -= value
        else:
            per_slot[name][ground] -= value
        if holder is None:
            house[name] += value
        else:
            per_slot[name][holder] += value


def index(table: Totals, blend: Sequence[Mapping[str, Any]], capacity: Mapping[str, float]) -> Floats:
    """Index per leaf: 100 · load / (total · capacity / Σ capacity), blended by weight over the measures.

    The total is what is in the field and on the ground: territories and what is unassigned. `capacity` by territory
    key; a key that is missing counts as one full position, vacant ones count with their capacity. A territory without
    capacity has no index (NaN); a measure that is zero everywhere says nothing and is left out.
    """
    shares = np.array([capacity.get(key, 1.0) for key in table.keys])
    fair = shares / (shares.sum() or 1.0)
    blended, weights = np.zeros(len(table.keys)), 0.0
    for part in blend:
        values, weight = table.values[part["measure"]], float(part["weight"])
        total = float(values.sum()) + table.unassigned[part["measure"]]
        if total > 0:
            blended += weight * values / total
            weights += weight
    if weights == 0:
        return np.full(len(table.keys), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(fair > 0, 100 * blended / weights / fair, np.nan)
