"""Opening a boundary file: which format, which layer, which coordinate system."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pyogrio.errors
import shapely
from django.utils.translation import gettext_lazy as _

from common.errors import BadImport

FORMATS = {"geojson": "GeoJSON", "gpkg": "GeoPackage", "shp": "Shapefile (zip)"}
FEATURE_LIMIT = 250_000


@dataclass(frozen=True)
class Source:
    """A file as read: its format, layer and coordinate system, and its features in longitude and latitude.

    frame has the file's fields and `geometry` (None where a feature's shape could not be read), in file order.
    """

    format: str
    layer: str
    layers: list[str]
    crs: str
    transformed: bool
    frame: gpd.GeoDataFrame


def read(path: Path, *, layer: str = "") -> Source:
    """The features of a GeoJSON file, a GeoPackage or a zipped Shapefile, in any coordinate system.

    Raises BadImport with one sentence that says what is wrong: empty, another kind of file, broken, no such layer, no
    features, too many, no coordinate system although the numbers are no longitude and latitude.
    """
    kind, address = _format(path)
    layers = _layers(address)
    chosen = _choose(layers, layer)
    try:
        table = pyogrio.read_dataframe(address, layer=chosen, on_invalid="ignore", fid_as_index=False)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise _broken(error) from error
    if not isinstance(table, gpd.GeoDataFrame):
        raise BadImport("no_geometry", _("Layer “%(layer)s” has no shapes, only a table."), layer=chosen)
    if table.empty:
        raise BadImport("no_features", _("There are 0 features in layer “%(layer)s”: nothing to import."), layer=chosen)
    if len(table) > FEATURE_LIMIT:
        raise BadImport(
            "too_many_features",
            _("There are %(count)s features; at most %(limit)s can be one geography."),
            count=f"{len(table):,}",
            limit=f"{FEATURE_LIMIT:,}",
        )
    frame, crs, transformed = _lonlat(table)
    return Source(FORMATS[kind], chosen, layers, crs, transformed, frame)


def _format(path: Path) -> tuple[str, str]:
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise BadImport("empty_file", _("The file is empty."))
    if head.startswith(b"SQLite format 3"):
        return "gpkg", str(path)
    if head.startswith(b"PK"):
        return "shp", f"/vsizip/{path}/{_shapefile_in(path)}"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        _require_features(path)
        return "geojson", f"GeoJSON:{path}"
    raise BadImport(
        "not_boundaries",
        _("This is not a boundary file: GeoJSON, a GeoPackage (.gpkg) or a zipped Shapefile is expected."),
    )


def _shapefile_in(path: Path) -> str:
    try:
        names = zipfile.ZipFile(path).namelist()
    except zipfile.BadZipFile as error:
        raise BadImport("broken_file", _("The zip file is damaged and cannot be opened.")) from error
    found = [name for name in names if name.lower().endswith(".shp") and not name.startswith("__MACOSX")]
    if len(found) != 1:
        raise BadImport(
            "not_boundaries",
            _("The zip file holds %(count)s Shapefiles; exactly one .shp is expected."),
            count=len(found),
        )
    return found[0]


def _layers(address: str) -> list[str]:
    try:
        return [str(name) for name, _kind in pyogrio.list_layers(address)]
    except pyogrio.errors.DataSourceError as error:
        raise _broken(error) from error


def _choose(layers: list[str], wanted: str) -> str:
    if wanted and wanted not in layers:
        raise BadImport(
            "no_such_layer",
            _("There is no layer “%(layer)s”; the file has: %(layers)s."),
            layer=wanted,
            layers=", ".join(layers),
        )
    if not layers:
        raise BadImport("no_features", _("The file has no layer with features: nothing to import."))
    return wanted or layers[0]


def _broken(error: Exception) -> BadImport:
    return BadImport("broken_file", _("The file cannot be read as boundaries: %(reason)s"), reason=str(error))


def _require_features(path: Path) -> None:
    """Read the JSON strictly: the geometry reader would silently take the first half of a file that was cut off."""
    try:
        data = json.loads(path.read_text("utf-8-sig"))
    except json.JSONDecodeError as mistake:
        raise BadImport(
            "broken_file",
            _("The file is not valid JSON: line %(line)s, column %(column)s: %(reason)s."),
            line=mistake.lineno,
            column=mistake.colno,
            reason=mistake.msg,
        ) from mistake
    except UnicodeDecodeError as mistake:
        raise BadImport(
            "broken_file", _("The file is not UTF-8, as GeoJSON must be: byte %(byte)s."), byte=mistake.start
        ) from mistake
    if not isinstance(data.get("features"), list):
        raise BadImport("not_boundaries", _("This is JSON, but not GeoJSON with features (a “FeatureCollection”)."))
    if not data["features"]:
        raise BadImport("no_features", _("There are 0 features in the file: nothing to import."))


def _lonlat(table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, str, bool]:
    crs = table.crs
    if crs is None:
        if not _looks_like_degrees(table):
            raise BadImport(
                "no_crs",
                _(
                    "The file does not say its coordinate system, and its numbers are no longitude "
                    "and latitude. Save it with its coordinate system."
                ),
            )
        return table.set_crs(4326), "EPSG:4326", False
    name = f"{crs.name} ({crs.to_string()})" if len(crs.to_string()) < 40 else crs.name
    if crs.equals(4326) or crs.to_epsg() == 4326:
        return table.set_crs(4326, allow_override=True), name, False
    moved = table.to_crs(4326)
    if not np.isfinite(moved.total_bounds).all():
        raise BadImport(
            "bad_crs", _("The coordinates do not fit the coordinate system that the file names, %(crs)s."), crs=name
        )
    return moved, name, True


def _looks_like_degrees(table: gpd.GeoDataFrame) -> bool:
    west, south, east, north = shapely.total_bounds(table.geometry.values)
    return bool(west >= -180 and east <= 180 and south >= -90 and north <= 90)
