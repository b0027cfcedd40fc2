"""The drawn worlds as inputs of a run: no database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from pyproj import Transformer

from territories.alignments.state import State, Territory
from territories.runs.inputs import Inputs
from territories.runs.request import RunRequest, Weight, request_from_json
from tests.worlds import world
from tests.worlds.drawing import SRID


def inputs(name: str, **changes: Any) -> Inputs:
    """The world as it is held today: territories T1, T2 … with slots 1, 2 …, even by `sales`."""
    drawn = world(name)
    arrays = drawn.arrays()
    territories = {f"T{slot}": Territory(f"T{slot}", slot, f"Territory {slot}") for slot in range(1, arrays["p"] + 1)}
    made = Inputs(
        state=State(drawn.vector, territories),
        xy=arrays["xy"],
        edges=arrays["edges"],
        border=arrays["border"],
        vectors=arrays["measures"],
        index=[Weight("sales")],
        to_plane=to_plane,
        unit_labels=arrays["codes"],
    )
    return replace(made, **changes)


def lonlat(name: str, letter: str) -> tuple[float, float]:
    """Where a unit lies."""
    drawn = world(name)
    return tuple(map(float, drawn.survey.points[drawn.idx(letter)[0]]))  # type: ignore[return-value]


def to_plane(points: np.ndarray) -> np.ndarray:
    transformer = Transformer.from_crs(4326, SRID, always_xy=True)
    return np.column_stack(transformer.transform(*np.asarray(points, float).reshape(-1, 2).T)) / 1000


def wish(**choices: Any) -> RunRequest:
    """A request as a client would send it."""
    return request_from_json({"tolerance": 0.3, "seconds": 2, **choices})
