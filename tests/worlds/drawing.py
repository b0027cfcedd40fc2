"""From a drawing to ground, arrays and JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from textwrap import dedent
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer

from geography.ground.model import Ground, GroundMeasure
from geography.ground.survey import Survey, survey

WEST, NORTH, CELL = -970, 390, 1  # tenths of a degree: Kansas
SRID = 5070


def world(name: str) -> World:
    """The world called `name`."""
    from tests.worlds.drawings import WORLDS

    return WORLDS[name]


@dataclass(frozen=True)
class World:
    """One drawing with its figures; every unit also has the measure `units` = 1."""

    name: str
    ground_drawing: str
    held_drawing: str
    measures: dict[str, dict[str, float]] = field(default_factory=lambda: {"sales": {}})

    def ground(self) -> Ground:
        """The Ground that a builder would deliver: key = the name with dashes."""
        cells = _cells(self.ground_drawing)
        codes = sorted(set(cells.values()))
        shapes = [
            shapely.union_all([_square(*place) for place, code in cells.items() if code == wanted]) for wanted in codes
        ]
        frame = gpd.GeoDataFrame(
            {
                "code": codes,
                "name": [f"Unit {code}" for code in codes],
                "name_ko": [f"단위 {code}" for code in codes],
                "half": ["west" if shape.centroid.x < self._middle else "east" for shape in shapes],
            },
            geometry=np.asarray(shapely.coverage_clean(shapes)),
            crs=4326,
        )
        figures = {"units": dict.fromkeys(codes, 1.0)} | {
            key: {code: given.get(code, 10.0) for code in codes} for key, given in self.measures.items()
        }
        return Ground(
            key=self.name.replace("_", "-"),
            names={"en": self.name.replace("_", " "), "ko": self.name},
            level_name="unit",
            level_names={"en": "unit", "ko": "단위"},
            country="US",
            release="1",
            attribution="drawn",
            srid_planning=SRID,
            frame=frame,
            parents=("half",),
            parent_names={"half": {"west": "West", "east": "East"}},
            zooms=(5, 7),
            measures=tuple(
                GroundMeasure(key, {"en": key, "ko": key}, "", np.array([values[code] for code in codes]))
                for key, values in figures.items()
            ),
        )

    @property
    def _middle(self) -> float:
        columns = [column for _, column in _cells(self.ground_drawing)]
        return (WEST + CELL * (max(columns) + 1) / 2) / 10

    @cached_property
    def survey(self) -> Survey:
        """The world numbered."""
        return survey(self.ground())

    @property
    def codes(self) -> list[str]:
        """Letters in idx order."""
        return self.survey.frame["code"].tolist()

    def idx(self, letters: str) -> np.ndarray:
        """The idx of each letter, int32."""
        index = {code: i for i, code in enumerate(self.codes)}
        return np.array([index[letter] for letter in letters], np.int32)

    @property
    def vector(self) -> np.ndarray:
        """Who holds each unit today: slots uint16 in idx order, 0 = nobody."""
        held = _cells(self.held_drawing)
        of_code = {code: int(held[place]) for place, code in _cells(self.ground_drawing).items()}
        return np.array([of_code[code] for code in self.codes], np.uint16)

    def arrays(self) -> dict[str, Any]:
        """What an optimizer problem is made of: codes, xy km float64[n, 2], edges int32[m, 2] (borders and links),
        border km float64[m] (0 for links), measures name → float64[n], p, current int32[n] (slot − 1)."""
        found = self.survey
        links = np.array([(link.a, link.b) for link in found.links], np.int32).reshape(-1, 2)
        edges = np.vstack([np.column_stack([found.borders.a, found.borders.b]), links]).astype(np.int32)
        border = np.concatenate([found.borders.length_km, np.zeros(len(links))])
        order = np.lexsort((edges[:, 1], edges[:, 0]))
        to_plane = Transformer.from_crs(4326, SRID, always_xy=True)
        return {
            "codes": self.codes,
            "xy": np.column_stack(to_plane.transform(*found.points.T)) / 1000,
            "edges": edges[order],
            "border": border[order],
            "measures": {m.key: m.values[found.order] for m in found.ground.measures},
            "p": int(self.vector.max()),
            "current": self.vector.astype(np.int32) - 1,
        }

    def fixture(self) -> dict[str, Any]:
        """The browser's fixture: the arrays as lists, the vector in slots, the totals per slot (0 first)."""
        arrays, vector = self.arrays(), self.vector
        lonlat = self.survey.points
        return {
            "codes": arrays["codes"],
            "names": self.survey.frame["name"].tolist(),
            "lonlat": np.round(lonlat, 6).tolist(),
            "xy": np.round(arrays["xy"], 4).tolist(),
            "edges": arrays["edges"].tolist(),
            "border_km": np.round(arrays["border"], 4).tolist(),
            "vector": vector.tolist(),
            "p": arrays["p"],
            "measures": {key: values.tolist() for key, values in arrays["measures"].items()},
            "totals": {
                key: np.bincount(vector, weights=values, minlength=arrays["p"] + 1).tolist()
                for key, values in arrays["measures"].items()
            },
        }


def _cells(drawing: str) -> dict[tuple[int, int], str]:
    lines = [line.split() for line in dedent(drawing).strip().splitlines()]
    return {(row, column): mark for row, line in enumerate(lines) for column, mark in enumerate(line) if mark != "."}


def _square(row: int, column: int) -> shapely.Polygon:
    west, north = WEST + CELL * column, NORTH - CELL * row
    return shapely.box(west / 10, (north - CELL) / 10, (west + CELL) / 10, north / 10)
