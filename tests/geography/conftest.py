"""Random coverages, and people with and without the right to change ground."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from rest_framework.test import APIClient

from geography.ground.model import Ground, GroundMeasure
from people.models import RoleGrant, User


def random_ground(n: int = 300, seed: int = 1, key: str = "random") -> Ground:
    """Voronoi cells over a piece of Kansas, in two halves, with a strip of water between a few of them and the rest."""
    draw = np.random.default_rng(seed)
    places = draw.uniform([-98, 38], [-97, 39], (n, 2))
    places[: n // 10] += [1.5, 0]
    cells = np.array(shapely.voronoi_polygons(shapely.multipoints(places), ordered=True).geoms, dtype=object)
    land = shapely.union(shapely.box(-98, 38, -97, 39), shapely.box(-96.5, 38, -95.5, 39))
    areas = np.asarray(shapely.coverage_clean(shapely.intersection(cells, land)))
    codes = [f"u{i:03d}" for i in range(n)]
    frame = gpd.GeoDataFrame(
        {"code": codes, "name": codes, "half": ["w" if x < -97.5 else "e" for x in places[:, 0]]},
        geometry=areas,
        crs=4326,
    )
    return Ground(
        key=key,
        names={"en": "Random", "ko": "무작위"},
        level_name="unit",
        level_names={"en": "unit"},
        country="US",
        release="1",
        attribution="",
        srid_planning=5070,
        frame=frame,
        parents=("half",),
        zooms=(0, 9),
        measures=(GroundMeasure("people", {"en": "People"}, "people", draw.random(n)),),
    )


@pytest.fixture
def planner(db: None) -> User:
    user = User.objects.create_user("pat", password="x")
    RoleGrant.objects.create(user=user, role=RoleGrant.Role.PLANNER)
    return user


@pytest.fixture
def rep(db: None) -> User:
    return User.objects.create_user("rey", password="x")


def client_of(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client
