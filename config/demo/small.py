"""A made-up country of 18 × 12 counties, for tests that want the whole demo in seconds."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from geography.ground.model import Ground, GroundMeasure

COLUMNS, ROWS, CELL = 18, 12, 0.2
WEST, NORTH = -99.0, 40.0


def small_ground() -> Ground:
    """Square counties in Kansas, most people around two cities."""
    column, row = (grid.ravel() for grid in np.meshgrid(np.arange(COLUMNS), np.arange(ROWS)))
    west, north = WEST + CELL * column, NORTH - CELL * row
    frame = gpd.GeoDataFrame(
        {
            "code": [f"{r:02d}{c:02d}" for r, c in zip(row, column, strict=True)],
            "name": [f"County {chr(65 + r)}{c + 1}" for r, c in zip(row, column, strict=True)],
            "name_ko": [f"카운티 {chr(65 + r)}{c + 1}" for r, c in zip(row, column, strict=True)],
            "state": np.where(column < COLUMNS // 2, "WE", "EA"),
        },
        geometry=shapely.coverage_clean(shapely.box(west, north - CELL, west + CELL, north)),
        crs=4326,
    )
    cities = (np.exp(-((column - c) ** 2 + (row - r) ** 2) / 3) for c, r in ((4, 4), (13, 8)))
    people = np.round(800 + 60_000 * sum(cities))
    return Ground(
        key="demo-small",
        names={"en": "Two cities", "ko": "두 도시"},
        level_name="county",
        level_names={"en": "county", "ko": "카운티"},
        country="US",
        release="1",
        attribution="Made up.",
        srid_planning=5070,
        frame=frame,
        parents=("state",),
        parent_names={"state": {"WE": "West", "EA": "East"}},
        zooms=(4, 7),
        measures=(
            GroundMeasure("population", {"en": "Population", "ko": "인구"}, "people", people),
            GroundMeasure("households", {"en": "Households", "ko": "가구"}, "households", np.round(people / 2.5)),
            GroundMeasure("income", {"en": "Household income", "ko": "가구 소득"}, "USD", people * 31_000),
        ),
    )
