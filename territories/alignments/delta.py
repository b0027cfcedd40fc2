"""Changes of a state: item by item, reversible, and fair to what others did meanwhile.

Every item carries what it was made on (`before`) and what it wants (`after`). An item applies if the current value is
`before`, is already done if it is `after`, and is otherwise a conflict to choose on; the rest of the change goes
through. Undo is the inverse change under the same rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from common.errors import Message
from territories.alignments.state import HOUSE_KEY, KEY_LENGTH, MAX_SLOT, UNASSIGNED, Override, State, Territory, Vector

type Change[T] = tuple[T | None, T | None]
type Changes[K: Hashable, T] = Mapping[K, Change[T]]

CHANGED, LOCKED, NO_TERRITORY, IN_USE, SLOT_TAKEN = "changed", "locked", "no_territory", "in_use", "slot_taken"


class BadDelta(ValueError):
    """The change makes no sense on any state: a unit twice, a unit that does not exist, a slot that wanders.

    Like a PlanningError it is worded when it is read: `message` may hold `%(name)s` places filled from `params`.
    """

    def __init__(self, message: Message, **params: Any) -> None:
        super().__init__(message, params)

    def __str__(self) -> str:
        message, params = self.args
        return str(message) % params


NO_UNITS = np.empty(0, np.uint32)
NO_SLOTS = np.empty(0, np.uint16)


@dataclass(frozen=True, eq=False)
class Delta:
    """Units as three parallel arrays, everything else as {key: (before, after)} with None for "not there"."""

    idx: NDArray[np.uint32] = field(default_factory=lambda: NO_UNITS)
    before: Vector = field(default_factory=lambda: NO_SLOTS)
    after: Vector = field(default_factory=lambda: NO_SLOTS)
    territories: Changes[str, Territory] = field(default_factory=dict)
    overrides: Changes[str, Override] = field(default_factory=dict)
    unit_locks: Changes[int, str] = field(default_factory=dict)
    territory_locks: Changes[str, str] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Delta)
            and np.array_equal(self.idx, other.idx)
            and np.array_equal(self.before, other.before)
            and np.array_equal(self.after, other.after)
            and self.sections() == other.sections()
        )

    __hash__ = None  # type: ignore[assignment]

    def sections(self) -> tuple[Changes[Any, Any], ...]:
        return (self.territories, self.overrides, self.unit_locks, self.territory_locks)

    def __len__(self) -> int:
        return len(self.idx) + sum(map(len, self.sections()))

    def __bool__(self) -> bool:
        return len(self) > 0


@dataclass(frozen=True, slots=True)
class Conflict:
    """One item that did not go through, and why; `reason` is the lock's own words."""

    kind: str
    key: int | str
    before: Any
    current: Any
    after: Any
    why: str = CHANGED
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a change: the new state, the part that took effect, how many items were done before, and the
    conflicts.
    """

    state: State
    effect: Delta
    already: int
    conflicts: tuple[Conflict, ...]


def moves(state: State, idx: NDArray[np.integer[Any]], slot: int) -> Delta:
    """Move units into a slot, whatever they are in now."""
    units = np.unique(np.asarray(idx, np.uint32))
    before = state.vector[units]
    moving = before != slot
    after = np.full(int(moving.sum()), slot, np.uint16)
    return Delta(units[moving], before[moving], after)


def invert(delta: Delta) -> Delta:
    """The change that takes this one back."""
    back = [{key: (after, before) for key, (before, after) in changes.items()} for changes in delta.sections()]
    return Delta(delta.idx, delta.after, delta.before, *back)


def diff(a: State, b: State) -> Delta:
    """The change that leads from `a` to `b` (same units)."""
    idx = np.flatnonzero(a.vector != b.vector).astype(np.uint32)
    return Delta(
        idx,
        a.vector[idx],
        b.vector[idx],
        _diff(a.territories, b.territories),
        _diff(a.overrides, b.overrides),
        _diff(a.unit_locks, b.unit_locks),
        _diff(a.territory_locks, b.territory_locks),
    )


def _diff[K: Hashable, T](a: Mapping[K, T], b: Mapping[K, T]) -> dict[K, Change[T]]:
    return {key: (a.get(key), b.get(key)) for key in (*a, *(k for k in b if k not in a)) if a.get(key) != b.get(key)}


def apply(state: State, delta: Delta, *, respect_locks: bool = True) -> Outcome:
    """Bring a change onto a state. Raises BadDelta only for what no state could take; everything else is a conflict.

    Territories are made before anything moves into them and removed after everything has left them. A lock stands
    unless the change itself releases it.
    """
    check(state, delta)
    step = _Step(state, delta, respect_locks)
    step.make_territories()
    step.move_units()
    step.set_overrides()
    step.set_locks()
    step.remove_territories()
    return step.outcome()


def replay(state: State, delta: Delta) -> State:
    """Apply a recorded effect to the very state it was recorded on; anything else is a broken history."""
    outcome = apply(state, delta, respect_locks=False)
    if outcome.conflicts or outcome.already:
        raise BadDelta(_("the history does not fit together"))
    return outcome.state


def check(state: State, delta: Delta) -> None:
    """Refuse what is wrong whatever the state: lengths, doubles, units out of range, keys and slots that do not
    match.
    """
    n = len(state.vector)
    if not len(delta.idx) == len(delta.before) == len(delta.after):
        raise BadDelta(_("idx, before and after differ in length"))
    if len(delta.idx) and int(delta.idx.max()) >= n:
        raise BadDelta(_("unit %(unit)s does not exist: there are %(count)s"), unit=int(delta.idx.max()), count=n)
    if len(np.unique(delta.idx)) != len(delta.idx):
        raise BadDelta(_("a unit appears twice"))
    if any(not 0 <= unit < n for unit in delta.unit_locks):
        raise BadDelta(_("a lock names a unit that does not exist"))
    for key, sides in delta.territories.items():
        _check_territory(key, [side for side in sides if side is not None])
    for account, overrides in delta.overrides.items():
        if any(o is not None and (o.account != account or not -1 <= o.unit < n) for o in overrides):
            raise BadDelta(
                _("the exception of account %(account)s names another account or a unit that does not exist"),
                account=account,
            )


def _check_territory(key: str, sides: list[Territory]) -> None:
    if not key or key == HOUSE_KEY or len(key) > KEY_LENGTH:
        raise BadDelta(_("“%(key)s” cannot be the key of a territory"), key=key)
    if any(side.key != key for side in sides):
        raise BadDelta(_("territory %(key)s is listed under another key"), key=key)
    if len({side.slot for side in sides}) > 1:
        raise BadDelta(_("the slot of territory %(key)s cannot change"), key=key)
    if any(side.slot is not None and not UNASSIGNED < side.slot <= MAX_SLOT for side in sides):
        raise BadDelta(_("the slot of territory %(key)s is out of range"), key=key)
    if any(side.level < 0 or side.parent == key for side in sides):
        raise BadDelta(_("territory %(key)s has no place in a tree"), key=key)


class _Step:
    """One application under way: the parts already decided, and the books about it."""

    def __init__(self, state: State, delta: Delta, respect_locks: bool) -> None:
        self.state, self.delta = state, delta
        self.vector = state.vector
        self.territories = dict(state.territories)
        self.overrides: Mapping[str, Override] = state.overrides
        self.unit_locks: Mapping[int, str] = state.unit_locks
        self.territory_locks: Mapping[str, str] = state.territory_locks
        self.standing = (
            _standing_locks(state, delta) if respect_locks else replace(state, unit_locks={}, territory_locks={})
        )
        self.units: tuple[NDArray[np.uint32], Vector, Vector] = (delta.idx[:0], delta.before[:0], delta.after[:0])
        self.done: dict[str, dict[Any, Change[Any]]] = {
            "territories": {}, "overrides": {}, "unit_locks": {}, "territory_locks": {}
        }  # fmt: skip
        self.already = 0
        self.conflicts: list[Conflict] = []

    def outcome(self) -> Outcome:
        state = State(self.vector, self.territories, self.overrides, self.unit_locks, self.territory_locks)
        return Outcome(state, Delta(*self.units, **cast(Any, self.done)), self.already, tuple(self.conflicts))

    def refuse(self, kind: str, key: int | str, sides: Change[Any], current: Any, why: str, reason: str = "") -> None:
        self.conflicts.append(Conflict(kind, key, sides[0], current, sides[1], why, reason))

    def open_items(
        self, kind: str, changes: Changes[Any, Any], current: Mapping[Any, Any]
    ) -> Iterator[tuple[Any, Change[Any]]]:
        """The items whose current value is `before`; the others are booked as already done or as conflicts."""
        for key, sides in changes.items():
            before, after = sides
            now = current.get(key)
            if now == after:
                self.already += now != before
            elif now == before:
                yield key, sides
            else:
                self.refuse(kind, key, sides, now, CHANGED)

    # -- territories ---------------------------------------------------------------------------------------------------

    def make_territories(self) -> None:
        """New and changed nodes, parents first."""
        wanted = {key: sides for key, sides in self.delta.territories.items() if sides[1] is not None}
        slots = {t.slot: t.key for t in self.state.leaves}
        for key, sides in sorted(self.open_items("territory", wanted, self.state.territories), key=_from_the_top):
            node = cast(Territory, sides[1])
            if reason := self.locked_branch(sides):
                self.refuse("territory", key, sides, sides[0], LOCKED, reason)
            elif not self.fits_the_tree(node):
                self.refuse("territory", key, sides, sides[0], NO_TERRITORY)
            elif node.slot is not None and slots.setdefault(node.slot, key) != key:
                self.refuse("territory", key, sides, sides[0], SLOT_TAKEN)
            else:
                self.territories[key] = node
                self.done["territories"][key] = sides

    def remove_territories(self) -> None:
        """Nodes that nothing points at any more, children first."""
        doomed = {key: sides for key, sides in self.delta.territories.items() if sides[1] is None}
        if not doomed:
            return
        slots = _flags(self.vector, MAX_SLOT + 1)
        held = {o.territory for o in self.overrides.values()} | set(self.territory_locks)
        children = Counter(t.parent for t in self.territories.values())
        for key, sides in sorted(
            self.open_items("territory", doomed, self.state.territories), key=_from_the_top, reverse=True
        ):
            node = cast(Territory, sides[0])
            if reason := self.standing.lock_on(key):
                self.refuse("territory", key, sides, node, LOCKED, reason)
            elif (node.slot is not None and slots[node.slot]) or key in held or children[key]:
                self.refuse("territory", key, sides, node, IN_USE)
            else:
                del self.territories[key]
                children[node.parent] -= 1
                self.done["territories"][key] = sides

    def locked_branch(self, sides: Change[Territory]) -> str | None:
        """Why no node may join or leave the branch: a lock on a node holds what hangs below it together."""
        parents = [side.parent if side else None for side in sides]
        if parents[0] == parents[1]:
            return None
        return next((reason for key in parents if key and (reason := self.standing.lock_on(key))), None)

    def fits_the_tree(self, node: Territory) -> bool:
        """Levels fall from parent to child, so that no circle can close."""
        parent = self.territories.get(node.parent) if node.parent is not None else None
        moved = self.state.territories.get(node.key)
        sinks = moved is not None and node.level < moved.level
        return (node.parent is None or (parent is not None and parent.level > node.level)) and not (
            sinks and any(t.parent == node.key and t.level >= node.level for t in self.territories.values())
        )

    def is_leaf(self, key: str | None) -> bool:
        return key is None or (key in self.territories and self.territories[key].is_leaf)

    # -- units ---------------------------------------------------------------------------------------------------------

    def move_units(self) -> None:
        idx, before, after = self.delta.idx, self.delta.before, self.delta.after
        if not len(idx):
            return
        current = self.state.vector[idx]
        already = current == after
        known = _flags([0, *(t.slot for t in self.territories.values() if t.slot is not None)], MAX_SLOT + 1)[after]
        locked = self.locked(idx, current, after)
        ok = (current == before) & ~already & known & ~locked
        self.already += int((already & (before != after)).sum())
        self.units = (idx[ok], before[ok], after[ok])
        self.vector = self.state.vector.copy()
        self.vector[idx[ok]] = after[ok]
        for i in np.flatnonzero(~ok & ~already):
            changed, why = current[i] != before[i], LOCKED if locked[i] else NO_TERRITORY
            sides = (int(before[i]), int(after[i]))
            reason = "" if changed or not locked[i] else self.lock_reason(int(idx[i]), int(current[i]), int(after[i]))
            self.refuse("unit", int(idx[i]), sides, int(current[i]), CHANGED if changed else why, reason)

    def locked(self, idx: NDArray[np.uint32], current: Vector, after: Vector) -> NDArray[np.bool_]:
        units, slots = self.standing.unit_locks, self.standing.locked_slots
        held = _flags(list(units), len(self.vector))[idx] if units else np.zeros(len(idx), bool)
        if slots:
            flags = _flags(list(slots), MAX_SLOT + 1)
            held |= flags[current] | flags[after]
        return held

    def lock_reason(self, unit: int, current: int, after: int) -> str:
        slots = self.standing.locked_slots
        return self.standing.unit_locks.get(unit) or slots.get(current) or slots.get(after) or ""

    # -- exceptions and locks ------------------------------------------------------------------------------------------

    def set_overrides(self) -> None:
        if not self.delta.overrides:
            return
        overrides = dict(self.state.overrides)
        for account, sides in self.open_items("override", self.delta.overrides, self.state.overrides):
            targets = [side.territory for side in sides if side is not None and side.territory is not None]
            reason = next((r for key in targets if (r := self.standing.lock_on(key))), None)
            if sides[1] is not None and not self.is_leaf(sides[1].territory):
                self.refuse("override", account, sides, sides[0], NO_TERRITORY)
            elif reason is not None:
                self.refuse("override", account, sides, sides[0], LOCKED, reason)
            else:
                _put(overrides, account, sides[1])
                self.done["overrides"][account] = sides
        self.overrides = overrides

    def set_locks(self) -> None:
        self.unit_locks = self._set_locks("unit_lock", "unit_locks", self.delta.unit_locks, self.state.unit_locks)
        self.territory_locks = self._set_locks(
            "territory_lock", "territory_locks", self.delta.territory_locks, self.state.territory_locks
        )

    def _set_locks[K: Hashable](
        self, kind: str, section: str, changes: Changes[K, str], now: Mapping[K, str]
    ) -> Mapping[K, str]:
        if not changes:
            return now
        locks = dict(now)
        for key, sides in self.open_items(kind, changes, now):
            if kind == "territory_lock" and sides[1] is not None and key not in self.territories:
                self.refuse(kind, key, sides, sides[0], NO_TERRITORY)
            else:
                _put(locks, key, sides[1])
                self.done[section][key] = sides
        return locks


def _standing_locks(state: State, delta: Delta) -> State:
    """The state with only those locks that the change does not itself release."""
    if not (delta.unit_locks or delta.territory_locks):
        return state
    return replace(
        state,
        unit_locks={k: v for k, v in state.unit_locks.items() if delta.unit_locks.get(k, (v, v)) != (v, None)},
        territory_locks={
            k: v for k, v in state.territory_locks.items() if delta.territory_locks.get(k, (v, v)) != (v, None)
        },
    )


def _from_the_top(item: tuple[str, Change[Territory]]) -> tuple[int, str]:
    node = item[1][1] or item[1][0]
    return (-node.level if node is not None else 0, item[0])


def _flags(places: list[int] | Vector, size: int) -> NDArray[np.bool_]:
    flags = np.zeros(size, bool)
    flags[places] = True
    return flags


def _put[K, V](mapping: dict[K, V], key: K, value: V | None) -> None:
    if value is None:
        mapping.pop(key, None)
    else:
        mapping[key] = value
