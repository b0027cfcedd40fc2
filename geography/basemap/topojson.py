"""Reading TopoJSON: shapes, and the lines between them (an arc that two shapes use lies between them)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import shapely

DATE_LINE = 179.99


class Topology:
    """A TopoJSON file with its arcs decoded to longitude and latitude."""

    def __init__(self, path: Path) -> None:
        data = json.loads(path.read_text("utf-8"))
        scale, move = (np.array(data["transform"][part]) for part in ("scale", "translate"))
        self.arcs = [np.cumsum(np.array(arc, float), axis=0) * scale + move for arc in data["arcs"]]
        self.objects: dict[str, Any] = data["objects"]

    def polygons(self, name: str) -> np.ndarray:
        """The polygons of object `name`, multipolygons taken apart."""
        outlines = [[self._ring(ring) for ring in rings] for shape in self._shapes(name) for rings in _parts(shape)]
        made = [
            shapely.Polygon(rings[0], [hole for hole in rings[1:] if len(hole) > 3])
            for rings in outlines
            if len(rings[0]) > 3
        ]
        parts = shapely.get_parts(
            shapely.make_valid(np.array(made, dtype=object), method="structure", keep_collapsed=False)
        )
        return parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)]

    def lines(self, name: str, *, shared: bool) -> np.ndarray:
        """The arcs between two shapes of object `name` (shared), or those of one shape only; not the date line."""
        uses: Counter[int] = Counter()
        for shape in self._shapes(name):
            uses.update({arc if arc >= 0 else ~arc for rings in _parts(shape) for ring in rings for arc in ring})
        return np.array(
            [
                shapely.linestrings(self.arcs[arc])
                for arc, count in sorted(uses.items())
                if (count > 1) == shared
                and len(self.arcs[arc]) > 1
                and not (abs(self.arcs[arc][:, 0]) > DATE_LINE).all()
            ],
            dtype=object,
        )

    def _shapes(self, name: str) -> list[dict[str, Any]]:
        return [shape for shape in self.objects.get(name, {}).get("geometries", []) if shape.get("arcs")]

    def _ring(self, arcs: list[int]) -> np.ndarray:
        parts = [self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1] for arc in arcs]
        return np.vstack([parts[0], *(part[1:] for part in parts[1:])])


def _parts(shape: dict[str, Any]) -> list[list[list[int]]]:
    """The polygons of a shape, each a list of rings of arc numbers."""
    return [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"] if shape["type"] == "MultiPolygon" else []
