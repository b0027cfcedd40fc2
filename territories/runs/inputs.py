"""What a run is made from: the state of a plan and the facts it stands on. The values are plain arrays; only
`inputs_of` reads the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from geography import selectors as geo
from geography.models import Geography
from people.models import FieldForce, Position
from people.selectors import positions_of
from territories.alignments import ground
from territories.alignments.models import Alignment
from territories.alignments.selectors import capacities, homes, state_at, usable_blend
from territories.alignments.state import State
from territories.runs.request import Weight

Floats = NDArray[np.float64]
Home = tuple[float, float]


@dataclass(frozen=True)
class Post:
    """A rep's position that holds no territory of the plan yet."""

    code: str
    name: str
    capacity: float = 1.0
    home: Home | None = None
    parent: str | None = None


@dataclass(frozen=True, eq=False)
class Inputs:
    """A state with its ground and figures; n units, in order of idx.

    xy             [n, 2] km in the planning projection; edges [m, 2] and border [m] km with links and without barriers
    vectors        measure -> [n]: everything that lies in the units
    index          the plan's own blend
    capacity, homes   by territory key; homes as (longitude, latitude)
    free_posts     open rep positions that hold no territory of this state
    to_plane       (longitude, latitude) [k, 2] -> km [k, 2]
    unit_labels    what a unit is called in a sentence
    measure_names  measure -> language -> name
    """

    state: State
    xy: Floats
    edges: NDArray[np.int32]
    border: Floats
    vectors: Mapping[str, Floats]
    index: Sequence[Weight]
    capacity: Mapping[str, float] = field(default_factory=dict)
    homes: Mapping[str, Home] = field(default_factory=dict)
    free_posts: Sequence[Post] = ()
    to_plane: Callable[[Floats], Floats] = lambda lonlat: lonlat
    unit_labels: Sequence[str] = ()
    measure_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.state.vector)


def inputs_of(alignment: Alignment, number: int) -> Inputs:
    """The inputs of a plan as it stood at revision `number`."""
    state = state_at(alignment, number)
    edges, border = ground.adjacency(alignment.geography, alignment.link_set)
    force = alignment.field_force
    return Inputs(
        state=state,
        xy=_xy(alignment.geography_id),
        edges=edges,
        border=border,
        vectors=ground.vectors(alignment.cut),
        index=[Weight(part["measure"], float(part["weight"])) for part in usable_blend(alignment)],
        capacity=capacities(force, state),
        homes=homes(force, state),
        free_posts=_free_posts(force, state),
        to_plane=_to_plane(alignment.geography.srid_planning),
        unit_labels=_unit_labels(alignment.geography_id),
        measure_names={d["key"]: d.get("names") or {} for d in alignment.cut.definitions},
    )


def _free_posts(force: FieldForce, state: State) -> list[Post]:
    held = {leaf.position for leaf in state.leaves}
    posts = (
        positions_of(force)
        .filter(level=Position.Level.REP)
        .exclude(code__in=[code for code in held if code])
        .order_by("code")
    )
    return [_post(post) for post in posts]


def _post(post: Position) -> Post:
    home = None if post.home is None else (post.home.x, post.home.y)
    return Post(post.code, post.name, post.capacity, home, post.parent.code if post.parent is not None else None)


# Geographies never change, so their primary keys are keys for ever.
@lru_cache(6)
def _xy(geography_id: int) -> Floats:
    return geo.planning_xy(Geography.objects.get(pk=geography_id))


@lru_cache(6)
def _unit_labels(geography_id: int) -> Sequence[str]:
    rows = Geography.objects.get(pk=geography_id).units.order_by("idx").values_list("code", "name")
    return tuple(name if name == code or not name else f"{name} ({code})" for code, name in rows)


def _to_plane(srid: int) -> Callable[[Floats], Floats]:
    transformer = _transformer(srid)

    def project(lonlat: Any) -> Floats:
        points = np.asarray(lonlat, float).reshape(-1, 2)
        return np.column_stack(transformer.transform(*points.T)) / 1000

    return project


@lru_cache(6)
def _transformer(srid: int) -> Transformer:
    return Transformer.from_crs(4326, srid, always_xy=True)
