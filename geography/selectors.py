"""Every read of the ground."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection
from django.db.models import QuerySet
from pyproj import Transformer

from common.errors import NotFound
from geography import permissions
from geography.models import BoundaryImport, DataCut, Geography, GeographyMeasure, Link, LinkSet, Unit


def geography_by_key(key: str) -> Geography:
    """The geography called `key`; NotFound when there is none."""
    found = Geography.objects.filter(key=key).first()
    if found is None:
        raise NotFound()
    return found


def latest_link_set(geography: Geography) -> LinkSet:
    """The newest version of the geography's links; every geography has at least one (it may be empty)."""
    return geography.link_sets.order_by("-version")[0]


def links(link_set: LinkSet) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All links of a version: ends int32[k, 2], kind text[k], length_km float64[k]."""
    rows = list(Link.objects.filter(link_set=link_set).order_by("a", "b").values_list("a", "b", "kind", "length_km"))
    ends = np.array([row[:2] for row in rows], np.int32).reshape(-1, 2)
    return ends, np.array([row[2] for row in rows], dtype=object), np.array([row[3] for row in rows], float)


def adjacency(geography: Geography, link_set: LinkSet | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Who counts as whose neighbour: borders + links − barriers.

    Returns edges int32[m, 2] with a < b in ascending order, and border_km float64[m]: the length of the common border,
    0 where the two are neighbours only by a link. link_set: the version to use, by default the newest.
    """
    link_set = link_set or latest_link_set(geography)
    rows = geography.borders.order_by("a", "b").values_list("a", "b", "length_km")
    table = np.array(list(rows), float).reshape(-1, 3)
    edges, length = table[:, :2].astype(np.int32), table[:, 2]
    ends, kinds, _ = links(link_set)
    barred = _rows_in(edges, ends[kinds == "barrier"], geography.n_units)
    edges, length = edges[~barred], length[~barred]
    extra = ends[kinds != "barrier"]
    extra = extra[~_rows_in(extra, edges, geography.n_units)]
    edges, length = np.vstack([edges, extra]), np.concatenate([length, np.zeros(len(extra))])
    order = np.lexsort((edges[:, 1], edges[:, 0]))
    return edges[order], length[order]


def _rows_in(pairs: np.ndarray, wanted: np.ndarray, n: int) -> np.ndarray:
    return np.isin(pairs[:, 0].astype(np.int64) * n + pairs[:, 1], wanted[:, 0].astype(np.int64) * n + wanted[:, 1])


def unit_points(geography: Geography) -> np.ndarray:
    """Representative points as longitude and latitude, float64[n, 2] in idx order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_X(point), ST_Y(point) FROM geography_unit WHERE geography_id = %s ORDER BY idx", [geography.pk]
        )
        return np.array(cursor.fetchall(), float).reshape(-1, 2)


def planning_xy(geography: Geography) -> np.ndarray:
    """Representative points in the planning projection, kilometres, float64[n, 2] in idx order."""
    to_plane = Transformer.from_crs(4326, geography.srid_planning, always_xy=True)
    return np.column_stack(to_plane.transform(*unit_points(geography).T)) / 1000


def unit_codes(geography: Geography) -> list[str]:
    """The units' codes in idx order."""
    return list(geography.units.order_by("idx").values_list("code", flat=True))


def unit_index(geography: Geography) -> dict[str, int]:
    """Code → idx."""
    return dict(geography.units.values_list("code", "idx"))


def unit_table(geography: Geography) -> pd.DataFrame:
    """idx order: code, name, names, parents, area_km2, lon, lat."""
    columns = ["code", "name", "names", "parents", "area_km2"]
    table = pd.DataFrame(list(geography.units.order_by("idx").values_list(*columns)), columns=columns)
    table[["lon", "lat"]] = unit_points(geography)
    return table


def units_at(geography: Geography) -> QuerySet[Unit]:
    """The units of a geography, in order."""
    return geography.units.order_by("idx")


def measures(geography: Geography) -> QuerySet[GeographyMeasure]:
    """What the ground itself brings: people, households, income."""
    return geography.measures.all()


def measure_vectors(geography: Geography) -> dict[str, np.ndarray]:
    """Measure key → float64[n]."""
    return {measure.key: np.asarray(measure.vector) for measure in measures(geography)}


def locate(geography: Geography, points: Sequence[tuple[float, float]] | np.ndarray) -> np.ndarray:
    """The unit in which each (longitude, latitude) lies: idx int32[k], −1 for none. On a border the lower idx wins."""
    points = np.asarray(points, float).reshape(-1, 2)
    found = np.full(len(points), -1, np.int32)
    if not len(points):
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT place.row - 1, MIN(unit.idx)
            FROM unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS place(lon, lat, row)
            JOIN geography_unit unit ON unit.geography_id = %s
             AND ST_Intersects(unit.geom, ST_SetSRID(ST_MakePoint(place.lon, place.lat), 4326))
            GROUP BY place.row
            """,
            [points[:, 0].tolist(), points[:, 1].tolist(), geography.pk],
        )
        rows = np.array(cursor.fetchall(), np.int64).reshape(-1, 2)
    found[rows[:, 0]] = rows[:, 1]
    return found


def cut_vectors(cut: DataCut) -> dict[str, np.ndarray]:
    """Measure key → float64[n], over all accounts that lie in a unit."""
    return {measure.key: np.asarray(measure.vector) for measure in cut.measures.all()}


def cut_accounts(cut: DataCut) -> pd.DataFrame:
    """The accounts of a cut: code, unit (idx or −1), owner, name, and one float64 column per measure."""
    return pd.read_parquet(io.BytesIO(bytes(cut.account_table)))


def boundary_import(user: Any, import_id: int) -> BoundaryImport:
    """One boundary import, for those who may change ground; NotFound for others."""
    found = BoundaryImport.objects.filter(pk=import_id).first() if permissions.can_change_ground(user) else None
    if found is None:
        raise NotFound()
    return found
