"""A plan and a wish as an optimisation problem. Pure: arrays and values in, an `optimizer.Problem` with its
translation out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from common.errors import PlanningError
from optimizer import Band, Problem
from territories.alignments.state import MAX_SLOT, NOWHERE, UNASSIGNED, Override, State, Territory, Vector
from territories.runs.cast import Candidate, Cast, Floats, Items, Labels, Member, next_slot, to_labels, to_vector
from territories.runs.inputs import Inputs, Post
from territories.runs.request import ChangePrice, RunRequest, Weight

#: Name of a blend of several measures; a single measure goes by its own name and in its own unit.
INDEX = "index"
#: Price of change as multiples of how far an average account lies from the middle of its territory.
PRICES: Mapping[str, float] = {"none": 0.0, "gentle": 0.5, "strong": 3.0}


@dataclass(frozen=True, eq=False)
class Task:
    """A problem and the way back.

    items     [k] idx of the problem's units in the plan's geography
    cast      who the solver's territories are
    released  accounts whose exception ends when the result is accepted: they go with their ground again
    unlocked  locked units that the request allows to move: their lock ends when the result is accepted
    start     where the solver begins
    """

    inputs: Inputs
    request: RunRequest
    problem: Problem
    items: Items
    cast: Cast
    blend: tuple[Weight, ...]
    released: tuple[str, ...]
    unlocked: tuple[int, ...]
    start: str
    best_effort: bool

    def territories(self, labels: Labels) -> list[Territory]:
        """The plan's (or a new) territory behind each label."""
        weight = self.problem.measures[self.problem.primary]
        return self.cast.called(self.inputs.state, labels, self.items, weight, self.problem.xy)

    def vector(self, labels: Labels, territories: Sequence[Territory]) -> Vector:
        """uint16 slots of the whole geography."""
        return to_vector(self.inputs.state.vector, self.items, labels, territories)

    def resumed(self, vector: Vector, territories: Sequence[Territory]) -> Labels:
        """The labels behind a vector that an earlier attempt at this very task left; nameless labels may be numbered
        anew.
        """
        members = self.cast.members
        known = {member.territory.key for member in members if member.territory is not None}
        others = iter([t for t in territories if t.key not in known])
        mine = [member.territory or next(others, None) for member in members]
        if any(territory is None for territory in mine):
            return np.full(len(self.items), -1, np.int32)
        return to_labels(vector, self.items, [territory for territory in mine if territory is not None])


def task_of(inputs: Inputs, request: RunRequest, *, level_name: str = "Territory") -> Task:
    """The problem that a request asks about a plan. `level_name` begins the names of new territories.

    Raises PlanningError for what cannot be meant: an unknown measure or territory, a mode that needs what the plan
    has not. What can be meant but not be had is left to preflight.
    """
    scope = _scope(inputs.state, request.parent)
    items = _items(inputs.state, scope, request.parent)
    closed = _closed(inputs.state, request, scope)
    locked = [idx for idx in inputs.state.unit_locks if idx < len(inputs)]
    kept_units = np.array(locked if request.keep.units else [], np.int64)
    anchored = closed | {inputs.state.key_by_slot.get(int(slot), "") for slot in inputs.state.vector[kept_units]}
    cast = _cast(inputs, request, scope, anchored, level_name)
    released = _released(inputs.state, scope, anchored) if request.mode == "build" else ()
    blend = _blend(inputs, request)
    measures, fixed = _loads(inputs, request, blend, released, items, cast)
    current = _current(inputs.state, items, cast)
    primary = next(iter(measures))
    problem = Problem(
        xy=inputs.xy[items],
        **_adjacency(inputs, items),
        measures=measures,
        bands={primary: Band.within(request.tolerance)}
        | {part.measure: Band.within(part.tolerance) for part in request.also},
        p=len(cast),
        targets=np.array([member.capacity for member in cast.members]),
        fixed_load=fixed,
        homes=_homes(inputs, cast) if request.mode == "homes" else None,
        current=current if (current >= 0).any() or len(kept_units) else None,
        locked_units=np.isin(items, kept_units) if len(kept_units) else None,
        locked_territories=_flags(cast, closed) if closed else None,
        focus=current < 0 if request.mode == "fill" and (current >= 0).any() else None,
        change_price=_change_km(request.price, inputs.xy[items], measures[primary], current),
        contiguous=request.contiguous,
        unit_names=[inputs.unit_labels[i] for i in items] if inputs.unit_labels else None,
        territory_names=[
            member.territory.name if member.territory else f"{level_name} {j + 1}"
            for j, member in enumerate(cast.members)
        ],
    )
    return Task(
        inputs, request, problem, items, cast, blend, released,
        unlocked=() if request.keep.units else tuple(sorted(set(locked) & set(items.tolist()))),
        start=_start(request, problem), best_effort=request.best_effort or request.mode == "fill",
    )  # fmt: skip


# -- what it is about --------------------------------------------------------------------------------------------------


def _scope(state: State, parent: str | None) -> list[Territory]:
    """The leaves that the run is about: all, or those below one node."""
    if parent is None:
        return list(state.leaves)
    _require_node(state, parent)
    return [leaf for leaf in state.leaves if parent in state.lineage(leaf.key)]


def _items(state: State, scope: Sequence[Territory], parent: str | None) -> Items:
    """All units, or those that the part of the tree holds now."""
    if parent is None:
        return np.arange(len(state.vector))
    items = np.flatnonzero(np.isin(state.vector, [leaf.slot or 0 for leaf in scope]))
    if not len(items):
        raise PlanningError(
            "nothing_held", _("“%(name)s” holds no ground that could be divided."), name=state.territories[parent].name
        )
    return items


def _closed(state: State, request: RunRequest, scope: Sequence[Territory]) -> set[str]:
    """Leaves that must stay exactly as they are: locked in the plan, or named in the request (themselves or a node
    above).
    """
    for key in request.keep.territories:
        _require_node(state, key)
    wanted = set(request.keep.territories)
    return {leaf.key for leaf in scope if state.lock_on(leaf.key) is not None or wanted & set(state.lineage(leaf.key))}


def _require_node(state: State, key: str) -> None:
    if key not in state.territories:
        raise PlanningError("unknown_territory", _("The plan has no territory %(key)s."), key=key)


# -- who it is between -------------------------------------------------------------------------------------------------


def _cast(inputs: Inputs, request: RunRequest, scope: list[Territory], anchored: set[str], level_name: str) -> Cast:
    if request.mode == "build":
        return _nameless(inputs, request, scope, anchored, level_name)
    members = [_member(inputs, leaf) for leaf in scope]
    if request.mode == "homes" and request.parent is None:
        members += _for_posts(inputs, members)
    if not members:
        raise PlanningError(
            "no_territories", _("The plan has no territories yet: build them from scratch, or create them first.")
        )
    if request.mode == "homes" and not any(member.home for member in members):
        raise PlanningError("no_homes", _("No territory has a home: no position has one entered."))
    return Cast(tuple(members), level_name=level_name, parent=request.parent)


def _member(inputs: Inputs, leaf: Territory) -> Member:
    return Member(leaf, inputs.capacity.get(leaf.key, 1.0), inputs.homes.get(leaf.key))


def _for_posts(inputs: Inputs, members: Sequence[Member]) -> list[Member]:
    """New territories for positions that hold none yet and have a home."""
    slot, nodes = next_slot(inputs.state, members), inputs.state.territories
    posts = [post for post in inputs.free_posts if post.home is not None and post.code not in nodes]
    return [Member(_of_post(post, slot + i, nodes), post.capacity, post.home) for i, post in enumerate(posts)]


def _of_post(post: Post, slot: int, nodes: Mapping[str, Territory]) -> Territory:
    above = nodes.get(post.parent or "")
    parent = above.key if above is not None and not above.is_leaf else None
    return Territory(post.code, slot, post.name, parent=parent, position=post.code)


def _nameless(inputs: Inputs, request: RunRequest, scope: list[Territory], anchored: set[str], level_name: str) -> Cast:
    """From scratch: what is locked keeps its name, the others will be called after the ground they take.

    Capacities are those of the plan's territories, the largest first; further ones are full positions.
    """
    fixed = [_member(inputs, leaf) for leaf in scope if leaf.key in anchored]
    others = sorted(
        (leaf for leaf in scope if leaf.key not in anchored), key=lambda leaf: -inputs.capacity.get(leaf.key, 1.0)
    )
    p = _how_many(inputs, request, scope)
    if p < len(fixed):
        message = _("%(locked)s territories are locked or hold locked units; a plan of %(p)s cannot keep them.")
        raise PlanningError("fewer_than_locked", message, locked=len(fixed), p=p)
    capacities = [inputs.capacity.get(leaf.key, 1.0) for leaf in others] + [1.0] * p
    members = fixed + [Member(None, capacity) for capacity in capacities[: p - len(fixed)]]
    candidates = tuple(
        Candidate(leaf, inputs.capacity.get(leaf.key, 1.0), _plane_home(inputs, leaf.key)) for leaf in others
    )
    return Cast(tuple(members), candidates, level_name, request.parent)


def _how_many(inputs: Inputs, request: RunRequest, scope: list[Territory]) -> int:
    if request.p is not None:
        return request.p
    if request.target_size is not None:
        vector = _known(inputs, request.target_size.measure)
        return max(
            1, round(float(vector[_items(inputs.state, scope, request.parent)].sum()) / request.target_size.amount)
        )
    usual = len(scope) or len(inputs.free_posts)
    if not usual:
        raise PlanningError("how_many", _("Say how many territories there should be, or how large one should be."))
    return usual


def _plane_home(inputs: Inputs, key: str) -> Floats:
    home = inputs.homes.get(key)
    return np.full(2, np.nan) if home is None else inputs.to_plane(np.array([home]))[0]


def _homes(inputs: Inputs, cast: Cast) -> Floats:
    """[p, 2] km; NaN leaves a centre free."""
    homes = np.full((len(cast), 2), np.nan)
    known = [j for j, member in enumerate(cast.members) if member.home is not None]
    homes[known] = inputs.to_plane(np.array([cast.members[j].home for j in known], float))
    return homes


def _flags(cast: Cast, keys: set[str]) -> NDArray[np.bool_]:
    return np.array([member.territory is not None and member.territory.key in keys for member in cast.members])


# -- what it weighs ----------------------------------------------------------------------------------------------------


def _blend(inputs: Inputs, request: RunRequest) -> tuple[Weight, ...]:
    """The measures that count, each with its weight; those that are zero everywhere say nothing."""
    blend = [part for part in request.index or inputs.index if part.weight > 0]
    for part in blend:
        _known(inputs, part.measure)
    if not blend:
        raise PlanningError("no_index", _("Choose at least one measure by which territories should be even."))
    return tuple(blend)


def _known(inputs: Inputs, measure: str) -> Floats:
    if measure not in inputs.vectors:
        raise PlanningError("unknown_measure", _("The plan's data cut has no measure “%(measure)s”."), measure=measure)
    return inputs.vectors[measure]


def _loads(
    inputs: Inputs, request: RunRequest, blend: Sequence[Weight], released: Sequence[str], items: Items, cast: Cast
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Measures per unit and fixed loads per territory: accounts held by name are with their holder, not with their
    ground.

    The first measure is the index. A blend of several is scaled so that a full position's fair share is 100.
    """
    names = list(dict.fromkeys([*(part.measure for part in blend), *(part.measure for part in request.also)]))
    overrides = [o for account, o in inputs.state.overrides.items() if account not in set(released)]
    units = {name: _without(_known(inputs, name), overrides, name)[items] for name in names}
    held = {name: _held(overrides, name, cast) for name in names}
    if len(blend) > 1:
        scale = _blend_scale(blend, units, held, sum(member.capacity for member in cast.members))
        units = {INDEX: _sum(scale, units)} | {part.measure: units[part.measure] for part in request.also}
        held = {INDEX: _sum(scale, held)} | {part.measure: held[part.measure] for part in request.also}
    return units, {name: load for name, load in held.items() if load.any()}


def _without(vector: Floats, overrides: Sequence[Override], name: str) -> Floats:
    """What lies in the units without the accounts that are held by name."""
    rows = [(o.unit, o.measures.get(name, 0.0)) for o in overrides if o.unit != NOWHERE]
    if not rows:
        return vector
    units, values = zip(*rows, strict=True)
    left = vector - np.bincount(np.array(units), np.array(values), len(vector))
    # what subtraction leaves of zero
    return np.where(np.abs(left) <= 1e-9 * np.maximum(np.abs(vector), 1.0), 0.0, left)


def _held(overrides: Sequence[Override], name: str, cast: Cast) -> Floats:
    label = {member.territory.key: j for j, member in enumerate(cast.members) if member.territory is not None}
    held = np.zeros(len(cast))
    for override in overrides:
        if override.territory in label:
            held[label[override.territory]] += override.measures.get(name, 0.0)
    return held


def _blend_scale(
    blend: Sequence[Weight], units: Mapping[str, Floats], held: Mapping[str, Floats], capacity: float
) -> dict[str, float]:
    totals = {part.measure: float(units[part.measure].sum() + held[part.measure].sum()) for part in blend}
    weights = sum(part.weight for part in blend if totals[part.measure] > 0) or 1.0
    return {
        part.measure: 100 * capacity * part.weight / weights / totals[part.measure]
        for part in blend
        if totals[part.measure] > 0
    }


def _sum(scale: Mapping[str, float], vectors: Mapping[str, Floats]) -> Floats:
    size = len(next(iter(vectors.values())))
    return sum((factor * vectors[name] for name, factor in scale.items()), np.zeros(size))


def _released(state: State, scope: Sequence[Territory], anchored: set[str]) -> tuple[str, ...]:
    """A plan from scratch ends the exceptions of the territories that are drawn anew; those of the house stay."""
    ending = {leaf.key for leaf in scope} - anchored
    return tuple(account for account, override in state.overrides.items() if override.territory in ending)


# -- where it lies and what may move -----------------------------------------------------------------------------------


def _adjacency(inputs: Inputs, items: Items) -> dict[str, Any]:
    if len(items) == len(inputs):
        return {"edges": inputs.edges, "border": inputs.border}
    place = np.full(len(inputs), -1, np.int32)
    place[items] = np.arange(len(items))
    inside = (place[inputs.edges] >= 0).all(1)
    return {"edges": place[inputs.edges[inside]], "border": inputs.border[inside]}


def _current(state: State, items: Items, cast: Cast) -> Labels:
    """[k] today's label, -1 for what nobody of the cast holds. From scratch only what is locked counts as held."""
    label = np.full(MAX_SLOT + 1, -1, np.int32)
    for j, member in enumerate(cast.members):
        if member.territory is not None:
            label[member.territory.slot] = j
    label[UNASSIGNED] = -1
    return label[state.vector[items]]


def _change_km(price: ChangePrice, xy: Floats, weight: Floats, current: Labels) -> float:
    if not isinstance(price, str):
        return float(price)
    held = current >= 0
    if PRICES[price] == 0 or not held.any() or weight[held].sum() <= 0:
        return 0.0
    where, pull, at = current[held], weight[held], xy[held]
    total = np.maximum(np.bincount(where, pull), 1e-12)
    centre = np.column_stack([np.bincount(where, pull * at[:, c]) / total for c in (0, 1)])
    return PRICES[price] * float((pull * np.hypot(*(at - centre[where]).T)).sum() / pull.sum())


def _start(request: RunRequest, problem: Problem) -> str:
    if request.mode == "build" or problem.current is None or not (problem.current >= 0).any():
        return "scratch"
    return "auto" if request.mode == "homes" else "current"


def resumed_task(task: Task, labels: Labels) -> Task:
    """The same task, begun from what an earlier attempt had found. With a price on change today's plan stays the
    start.
    """
    if task.problem.change_price > 0 or task.request.mode == "fill" or (labels < 0).any():
        return task
    return replace(task, problem=replace(task.problem, current=labels), start="current")
