"""Tiles and mesh as files under MEDIA_ROOT/tiles, named by key and content."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from geography.ground.survey import Survey
from geography.tiles.folder import folder
from geography.tiles.mesh import mesh_bytes
from geography.tiles.pyramid import tiles_of


def write_files(surveyed: Survey, progress: Callable[[str], None]) -> dict[str, Any]:
    """Write the archive and the mesh of a geography; returns the fields of `Geography` that name them."""
    ground = surveyed.ground
    low, high = ground.zooms
    progress(f"drawing tiles for zooms {low} to {high}")
    metadata = {
        "name": ground.names.get("en", ground.key),
        "attribution": ground.attribution,
        "vector_layers": vector_layers(low, high),
    }
    tiles = write_archive(ground.key, tiles_of(surveyed, range(low, high + 1)), metadata)
    progress(f"triangulating the mesh ({size(tiles)} of tiles)")
    mesh = write_named(f"{ground.key}-", ".mesh", mesh_bytes(surveyed, ground.mesh_zoom or high))
    progress(f"mesh written ({size(mesh)})")
    return {"tiles": tiles.name, "mesh": mesh.name, "min_zoom": low, "max_zoom": high}


def vector_layers(low: int, high: int) -> list[dict[str, Any]]:
    """What the archive says about its layers."""
    fields = {"units": {}, "borders": {"a": "Number", "b": "Number"}, "parents": {"level": "Number"}}
    return [{"id": name, "fields": columns, "minzoom": low, "maxzoom": high} for name, columns in fields.items()]


def size(path: Path) -> str:
    """The file's size for people."""
    return f"{path.stat().st_size / 1e6:.1f} MB"


def write_archive(
    name: str,
    tiles: Iterable[tuple[int, int, int, bytes]],
    metadata: dict[str, Any],
    bounds: tuple[float, float, float, float] = (-180, -85, 180, 85),
) -> Path:
    """One PMTiles archive `<name>-<hash>.pmtiles` from (zoom, x, y, tile)."""
    rows = sorted((zxy_to_tileid(z, x, y), gzip.compress(body, 6, mtime=0)) for z, x, y, body in tiles)
    draft = folder() / f".{name}.{os.getpid()}.pmtiles"
    with draft.open("wb") as out:
        writer = Writer(out)
        for number, body in rows:
            writer.write_tile(number, body)
        west, south, east, north = (int(value * 1e7) for value in bounds)
        writer.finalize(
            {
                "tile_type": TileType.MVT,
                "tile_compression": Compression.GZIP,
                "min_lon_e7": west,
                "min_lat_e7": south,
                "max_lon_e7": east,
                "max_lat_e7": north,
                "center_zoom": 0,
                "center_lon_e7": (west + east) // 2,
                "center_lat_e7": (south + north) // 2,
            },
            json.loads(json.dumps(metadata)),
        )
    path = folder() / f"{name}-{_digest(draft.read_bytes())}.pmtiles"
    draft.replace(path)
    return path


def write_named(prefix: str, suffix: str, body: bytes) -> Path:
    """`<prefix><hash><suffix>` with `body`, and the same gzipped beside it."""
    path = folder() / f"{prefix}{_digest(body)}{suffix}"
    for target, data in ((path.with_name(path.name + ".gz"), gzip.compress(body, 6, mtime=0)), (path, body)):
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        draft.write_bytes(data)
        draft.replace(target)
    return path


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:12]
