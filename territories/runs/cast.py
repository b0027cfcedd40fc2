"""Who the solver's territories 0…p−1 are. Pure.

In most modes each is a territory of the plan (or of a position) from the start. When a plan is built from scratch
they have no name while the search goes on: whoever looks gives them the names of the territories whose ground they
keep most of, so that people, colours and keys stay with their ground; where there is no ground yet, the nearest home
decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from territories.alignments.state import MAX_SLOT, UNASSIGNED, State, Territory, Vector
from territories.runs.inputs import Home

Labels = NDArray[np.int32]
Floats = NDArray[np.float64]
Items = NDArray[np.int64]

NEW = "new-{}"
#: A whole territory's worth of kept ground outweighs a home that lies this many km further away.
KEPT_KM = 100.0


@dataclass(frozen=True)
class Member:
    """One of the solver's territories; `territory` None: nobody yet, to be named by the ground it takes."""

    territory: Territory | None
    capacity: float = 1.0
    home: Home | None = None


@dataclass(frozen=True, eq=False)
class Candidate:
    """A territory of the plan that a nameless one may turn out to be, if its capacity is the one that was planned with.

    home: km in the plane, NaN where none is known.
    """

    territory: Territory
    capacity: float
    home: Floats


@dataclass(frozen=True, eq=False)
class Cast:
    """All of the solver's territories, in order of label, and what the nameless ones may be called."""

    members: tuple[Member, ...]
    candidates: tuple[Candidate, ...] = ()
    level_name: str = "Territory"
    parent: str | None = None

    def __len__(self) -> int:
        return len(self.members)

    @property
    def nameless(self) -> list[int]:
        return [j for j, member in enumerate(self.members) if member.territory is None]

    def called(self, state: State, labels: Labels, items: Items, weight: Floats, xy: Floats) -> list[Territory]:
        """The territory of each label. labels, items (idx), weight and xy run over the units of the problem.

        An assignment solved exactly over all pairs takes milliseconds at 500 territories: every incumbent can have
        its names.
        """
        found = [member.territory for member in self.members]
        nameless = self.nameless
        if not nameless:
            return [territory for territory in found if territory is not None]
        kept = self._kept(state, labels, items, weight)[nameless]
        gain = self._gain(kept, _centres(labels, weight, xy, len(self))[nameless], weight)
        fits = np.array(
            [[self.members[j].capacity == c.capacity for c in self.candidates] for j in nameless], bool
        ).reshape(gain.shape)
        rows, columns = linear_sum_assignment(np.where(fits, gain, -1e12), maximize=True)
        for row, column in zip(rows, columns, strict=True):
            if fits[row, column]:
                found[nameless[row]] = self.candidates[column].territory
        parents = {j: self._parent(row) for j, row in zip(nameless, kept, strict=True)}
        return self._with_new(found, parents, state)

    def _kept(self, state: State, labels: Labels, items: Items, weight: Floats) -> Floats:
        """[p, candidates] of `weight` that a label keeps of a candidate's ground, with a crumb for every unit."""
        place = np.full(MAX_SLOT + 1, -1, np.int64)
        for column, candidate in enumerate(self.candidates):
            place[candidate.territory.slot] = column
        held = place[state.vector[items]]
        both = (held >= 0) & (labels >= 0)
        table = np.zeros((len(self), len(self.candidates)))
        crumb = 1e-9 * (weight.sum() or 1.0) / max(len(weight), 1)
        np.add.at(table, (labels[both], held[both]), weight[both] + crumb)
        return table

    def _gain(self, kept: Floats, centres: Floats, weight: Floats) -> Floats:
        """Kept ground in territories' worth, in km, less the way from home."""
        worth = (weight.sum() or 1.0) / len(self)
        homes = np.array([candidate.home for candidate in self.candidates], float).reshape(-1, 2)
        km = np.hypot(*(centres[:, None] - homes[None]).transpose(2, 0, 1))
        known = ~np.isnan(km)
        return KEPT_KM * kept / worth - np.where(known, km, km[known].mean() if known.any() else 0.0)

    def _parent(self, kept: Floats) -> str | None:
        """A new territory goes where most of its ground was."""
        if len(kept) and kept.max() > 0:
            return self.candidates[int(kept.argmax())].territory.parent
        return self.parent

    def _with_new(
        self, found: Sequence[Territory | None], parents: dict[int, str | None], state: State
    ) -> list[Territory]:
        """Provisional keys and slots, above all that the plan has, for those still without a name."""
        slot, number, named = next_slot(state, self.members), len(state.leaves), []
        for j, territory in enumerate(found):
            if territory is None:
                number += 1
                territory = Territory(NEW.format(number), slot, f"{self.level_name} {number}", parent=parents[j])
                slot += 1
            named.append(territory)
        return named


def next_slot(state: State, members: Sequence[Member] = ()) -> int:
    """The first slot above all that a state and a cast use; provisional, the plan's family gives the real ones."""
    used = [leaf.slot or 0 for leaf in state.leaves]
    used += [member.territory.slot or 0 for member in members if member.territory is not None]
    return max(used, default=UNASSIGNED) + 1


def _centres(labels: Labels, weight: Floats, xy: Floats, p: int) -> Floats:
    held = labels >= 0
    pull = weight[held] + 1e-12
    total = np.bincount(labels[held], pull, p)
    with np.errstate(invalid="ignore"):
        return np.column_stack([np.bincount(labels[held], pull * xy[held, c], p) / total for c in (0, 1)])


def to_vector(base: Vector, items: Items, labels: Labels, territories: Sequence[Territory]) -> Vector:
    """The whole plan's vector with the solver's labels in it."""
    slots = np.array([territory.slot for territory in territories] + [UNASSIGNED], np.uint16)
    vector = base.copy()
    vector[items] = slots[labels]
    return vector


def to_labels(vector: Vector, items: Items, territories: Sequence[Territory]) -> Labels:
    """The solver's labels of a vector that `to_vector` made with these territories; -1 for whatever is not theirs."""
    label = np.full(MAX_SLOT + 1, -1, np.int32)
    for j, territory in enumerate(territories):
        label[territory.slot] = j
    return label[vector[items]]
