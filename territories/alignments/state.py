"""The state of an alignment: one slot per unit, the tree of territories, and what bends the ground's rule.

Pure: numpy only. A state is a value — nothing here changes one in place. How a state changes lives in `delta.py`, how
it is written down in `codec.py`, how it is named for ever in `canonical.py`. Measures, rights and the database do not
belong here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

type Vector = NDArray[np.uint16]

UNASSIGNED = 0
KEY_LENGTH = 60
MAX_SLOT = int(np.iinfo(np.uint16).max)
NOWHERE = -1
"""The unit of an account that lies in no unit."""
HOUSE_KEY = "house:"
"""Stands for "out of the field" wherever a territory key is written down; no territory can have it."""


@dataclass(frozen=True, slots=True)
class Territory:
    """A node of the tree: a leaf has a slot (≥ 1, given once per family), a district or region has none.

    `home` (lon, lat) is only set where it differs from the position's; `position` is the code of the post that holds
    the node; `color` is a place in the palette.
    """

    key: str
    slot: int | None
    name: str
    level: int = 0
    parent: str | None = None
    color: int | None = None
    home: tuple[float, float] | None = None
    position: str | None = None

    @property
    def is_leaf(self) -> bool:
        return self.slot is not None


@dataclass(frozen=True, slots=True)
class Override:
    """An account held by another territory than its ground; `territory` None means house: not in the field at all.

    It carries its unit and its own row of measures, so that totals need no look at any account.
    """

    account: str
    unit: int
    territory: str | None
    cause: str = "manual"
    reason: str = ""
    measures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class State:
    """Everything a revision's hash covers. Treat every part as immutable."""

    vector: Vector
    territories: Mapping[str, Territory] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    unit_locks: Mapping[int, str] = field(default_factory=dict)
    territory_locks: Mapping[str, str] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, State)
            and np.array_equal(self.vector, other.vector)
            and self.territories == other.territories
            and self.overrides == other.overrides
            and self.unit_locks == other.unit_locks
            and self.territory_locks == other.territory_locks
        )

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def leaves(self) -> tuple[Territory, ...]:
        """Territories that hold ground, in order of slot."""
        return tuple(sorted((t for t in self.territories.values() if t.slot is not None), key=lambda t: t.slot or 0))

    @cached_property
    def key_by_slot(self) -> dict[int, str]:
        return {t.slot: t.key for t in self.leaves if t.slot is not None}

    def slot_of(self, key: str | None) -> int:
        """The slot of a leaf; UNASSIGNED for no key."""
        slot = self.territories[key].slot if key is not None else UNASSIGNED
        if slot is None:
            raise KeyError(f"{key} holds no ground itself")
        return slot

    def lineage(self, key: str) -> Iterator[str]:
        """The key and its ancestors, nearest first."""
        at: str | None = key
        while at is not None and at in self.territories:
            yield at
            at = self.territories[at].parent

    def lock_on(self, key: str) -> str | None:
        """The reason why a territory, or a node above it, is locked; None when it is free."""
        if not self.territory_locks:
            return None
        return next((self.territory_locks[k] for k in self.lineage(key) if k in self.territory_locks), None)

    @cached_property
    def locked_slots(self) -> dict[int, str]:
        """Slots that are locked through their territory or a node above it → reason."""
        if not self.territory_locks:
            return {}
        reasons = ((t.slot, self.lock_on(t.key)) for t in self.leaves)
        return {slot: reason for slot, reason in reasons if slot is not None and reason is not None}


def empty(n_units: int) -> State:
    """Nobody covers anything yet."""
    return State(np.zeros(n_units, np.uint16))
