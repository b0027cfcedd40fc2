"""What every source of boundaries must deliver: a `Ground`."""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np


@dataclass(frozen=True)
class GroundMeasure:
    """A number per unit that adds up: `values` float64 in the order of the frame's rows."""

    key: str
    names: dict[str, str]
    unit: str
    values: np.ndarray


@dataclass(frozen=True)
class Ground:
    """One release of a boundary set, before it has an order.

    frame: one row per unit, EPSG:4326, a valid coverage, with the columns `code` (unique text), `name`, `geometry`,
    optionally `name_en` and `name_ko`, and one column per entry of `parents`.
    parents: the levels above the unit, from the next one up; their values are codes, `parent_names` gives the names.
    links: pairs of codes that count as neighbours although their areas do not touch, with their kind; what is still
    apart after these is joined over the shortest crossing.
    view: the part of the world to show first [west, south, east, north]; by default all of it.
    zooms: shallowest and deepest zoom of the tiles (deeper ones are stretched); mesh_zoom: the detail of the mesh.
    """

    key: str
    names: dict[str, str]
    level_name: str
    level_names: dict[str, str]
    country: str
    release: str
    attribution: str
    srid_planning: int
    frame: gpd.GeoDataFrame
    approximate: bool = False
    parents: tuple[str, ...] = ()
    parent_names: dict[str, dict[str, str]] = field(default_factory=dict)
    measures: tuple[GroundMeasure, ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()
    view: tuple[float, float, float, float] | None = None
    zooms: tuple[int, int] = (2, 8)
    mesh_zoom: int | None = None
    repairs: tuple[dict[str, object], ...] = ()
