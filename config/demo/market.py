"""What both markets have in common: the ground they stand on, who owns what today, and how that came to be untidy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from config.demo.sales import ProductLine
from geography.models import Geography
from geography.selectors import measure_vectors, planning_xy, unit_table
from territories.alignments.owners import majority

HOUSE_OWNER = "HOUSE"
NOBODY, HOUSE = -1, -2
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Ground:
    """Units in idx order: code, name, lon, lat, x and y in km, measures; and their shapes."""

    table: pd.DataFrame
    shapes: np.ndarray

    def __len__(self) -> int:
        return len(self.table)

    @property
    def xy(self) -> np.ndarray:
        return self.table[["x", "y"]].to_numpy()


@dataclass(frozen=True)
class Post:
    """A position to be: level 0 is a rep's. `holder` None: vacant."""

    code: str
    name: str
    name_ko: str
    level: int
    parent: str | None
    home: tuple[float, float] | None = None
    home_label: str = ""


@dataclass(frozen=True)
class Holder:
    """Who sits on a post; `left` is the last day plus one of somebody who has gone, whose post is vacant since."""

    post: str
    employee_no: str
    name: str
    left: str | None = None
    user: str | None = None


@dataclass
class Market:
    """Everything about one field force before it is stored. `accounts` rows are in the order that `sales` counts by."""

    accounts: pd.DataFrame
    sales: pd.DataFrame
    lines: list[ProductLine]
    posts: list[Post]
    holders: list[Holder]
    aliases: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["postcode", "lon", "lat", "exact"]))


def ground_of(geography: Geography) -> Ground:
    """The geography as the generator needs it."""
    table = unit_table(geography)
    table[["x", "y"]] = planning_xy(geography)
    for key, vector in measure_vectors(geography).items():
        table[key] = vector
    wkb = [
        bytes(shape)
        for shape in geography.units.order_by("idx")
        .extra(select={"wkb": "ST_AsBinary(geom)"})
        .values_list("wkb", flat=True)
    ]
    return Ground(table, shapely.from_wkb(wkb))


def units_of(ground: Ground, lonlat: np.ndarray) -> Integers:
    """The unit each point lies in, −1 for none; on a border the lower idx."""
    point, unit = shapely.STRtree(ground.shapes).query(shapely.points(lonlat), predicate="intersects")
    found = np.full(len(lonlat), len(ground), np.int64)
    np.minimum.at(found, point, unit)
    return np.where(found < len(ground), found, -1)


def somewhere_inside(ground: Ground, unit: Integers, rng: np.random.Generator) -> np.ndarray:
    """A point for each account within its unit: on the way from the unit's point to one of its corners."""
    corners, owner = shapely.get_coordinates(ground.shapes, return_index=True)
    starts = np.searchsorted(owner, np.arange(len(ground) + 1))
    corner = starts[unit] + (rng.random(len(unit)) * (starts[unit + 1] - starts[unit])).astype(int)
    middle = ground.table[["lon", "lat"]].to_numpy()[unit]
    way = 0.85 * np.sqrt(rng.random(len(unit)))[:, None]
    points = np.round(middle + way * (corners[corner] - middle), 6)
    inside = shapely.contains_xy(ground.shapes[unit], points[:, 0], points[:, 1])
    return np.where(inside[:, None], points, np.round(middle, 6))


def unsettle(
    accounts: pd.DataFrame,
    unit: Integers,
    ground_owner: Integers,
    territories: int,
    neighbours: Sequence[Integers],
    outside: int,
    house: int,
    rng: np.random.Generator,
) -> Integers:
    """Today's owner (territory number) per account: the ground's, except for `outside` accounts somebody else kept and
    `house` accounts of nobody; national ones have `national_owner` already.

    The ground itself stays readable: in every unit its owner keeps most of the work. What lies nowhere is anybody's.
    """
    owner = np.where(unit >= 0, ground_owner[unit], NOBODY)
    national = accounts["national_owner"].to_numpy()
    weights = weights_of(accounts)
    free = np.flatnonzero(~heaviest(unit, weights) & (unit >= 0) & (national < 0))
    rng.shuffle(free)
    owner[free[:house]], free = HOUSE, free[house:]
    owner = np.where(national >= 0, national, owner)
    owner = _readable(owner, unit, ground_owner, weights, keep=(owner == HOUSE) | (national >= 0))
    while (missing := outside - _outside(owner, unit, ground_owner)) > 0 and len(free):
        chosen, free = free[:missing], free[missing:]
        owner[chosen] = _somebody_else(ground_owner[unit[chosen]], territories, neighbours, rng)
        owner = _readable(owner, unit, ground_owner, weights, keep=(owner == HOUSE) | (national >= 0))
    return np.where(unit >= 0, owner, rng.integers(territories, size=len(owner)))


def weights_of(accounts: pd.DataFrame) -> list[np.ndarray]:
    """What decides whose ground a unit is, in this order."""
    return [accounts[name].to_numpy(float) for name in ("hours", "revenue_12m", "accounts")]


def heaviest(unit: Integers, weights: Sequence[np.ndarray]) -> NDArray[np.bool_]:
    """True for the account that weighs most in its unit."""
    order = np.lexsort((*(-w for w in reversed(weights)), unit))
    first = np.r_[True, unit[order][1:] != unit[order][:-1]]
    found = np.zeros(len(unit), bool)
    found[order[first]] = True
    return found


def _outside(owner: Integers, unit: Integers, ground_owner: Integers) -> int:
    return int(((owner >= 0) & (unit >= 0) & (owner != ground_owner[unit])).sum())


def _somebody_else(
    territory: Integers, territories: int, neighbours: Sequence[Integers], rng: np.random.Generator
) -> Integers:
    """Mostly a colleague of the same district, sometimes anybody."""
    near = np.array([rng.choice(neighbours[t]) if len(neighbours[t]) else t for t in territory])
    far = (territory + rng.integers(1, territories, len(territory))) % territories
    return np.where((rng.random(len(territory)) < 0.8) & (near != territory), near, far)


def _readable(
    owner: Integers, unit: Integers, ground_owner: Integers, weights: Sequence[np.ndarray], keep: NDArray[np.bool_]
) -> Integers:
    """Give accounts back to the ground's owner where too many went for the majority to show it."""
    winner = majority(unit, owner, weights, len(ground_owner)).winner
    lost = (unit >= 0) & (winner[unit] != ground_owner[unit])
    return np.where(lost & ~keep, ground_owner[unit], owner)
