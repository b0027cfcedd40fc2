"""Tiles and mesh hold everything, at every zoom."""

import gzip

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from pmtiles.reader import MmapSource, Reader, all_tiles

from geography import coverage
from geography.ground.survey import Survey, survey
from geography.tiles import files, mercator, mesh, pyramid
from tests.geography.conftest import random_ground


@pytest.fixture(scope="module")
def surveyed() -> Survey:
    return survey(random_ground(300))


@pytest.fixture(scope="module")
def tiles(surveyed) -> dict[int, list[dict]]:
    """Zoom → decoded tiles."""
    found: dict[int, list[dict]] = {}
    for zoom, x, y, body in pyramid.tiles_of(surveyed, range(10)):
        decoded = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})
        found.setdefault(zoom, []).append({"x": x, "y": y, **decoded})
    return found


def test_every_unit_is_in_every_zoom(surveyed, tiles):
    for zoom, there in tiles.items():
        ids = {feature["id"] for tile in there for feature in tile.get("units", {"features": []})["features"]}
        assert ids == set(range(len(surveyed.frame))), zoom


def test_every_border_is_in_every_zoom_with_the_units_on_its_sides(surveyed, tiles):
    borders = surveyed.borders
    expected = {row: (a, b) for row, (a, b) in enumerate(zip(borders.a.tolist(), borders.b.tolist(), strict=True))}
    for zoom, there in tiles.items():
        features = [feature for tile in there for feature in tile.get("borders", {"features": []})["features"]]
        inner = {f["id"]: (f["properties"]["a"], f["properties"]["b"]) for f in features if f["properties"]["b"] >= 0}
        assert inner == expected, zoom
        coast = [f for f in features if f["properties"]["b"] < 0]
        assert all(f["id"] == len(borders.a) + f["properties"]["a"] for f in coast) and coast


def test_units_keep_their_place_and_size_at_the_deepest_zoom(surveyed, tiles):
    square = mercator.project(surveyed.areas)
    size = dict.fromkeys(range(len(square)), 0.0)
    for tile in tiles[9]:
        west, north = tile["x"] / 512, tile["y"] / 512
        box = shapely.box(0, 0, 4096, 4096)
        for feature in tile["units"]["features"]:
            shape = shapely.geometry.shape(feature["geometry"])
            assert shape.is_valid
            size[feature["id"]] += shapely.intersection(shape, box).area
            inside = shapely.transform(shape, lambda xy, w=west, n=north: xy / 4096 / 512 + [w, n])
            assert shapely.covers(shapely.buffer(square[feature["id"]], 0.002 / 512), inside)
    drawn = np.array([size[i] for i in range(len(square))]) / (4096 * 512) ** 2
    assert drawn == pytest.approx(shapely.area(square), rel=0.03)


def test_parents_are_drawn_between_the_halves(surveyed, tiles):
    levels = {
        feature["properties"]["level"]
        for tile in tiles[6]
        for feature in tile.get("parents", {"features": []})["features"]
    }
    assert levels == {0}


def test_archive_can_be_read_and_is_named_by_its_content(surveyed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = files.write_files(surveyed, lambda line: None)
    assert files.write_files(surveyed, lambda line: None) == made
    with (tmp_path / "tiles" / made["tiles"]).open("rb") as archive:
        bodies = dict(all_tiles(MmapSource(archive)))
        header = Reader(MmapSource(archive)).header()
    assert header["min_zoom"] == 0 and header["max_zoom"] == 9
    assert {zoom for zoom, _, _ in bodies} == set(range(10))
    assert "units" in mapbox_vector_tile.decode(gzip.decompress(bodies[0, 0, 0]))
    assert (tmp_path / "tiles" / f"{made['mesh']}.gz").is_file()


def test_mesh_covers_the_units(surveyed):
    header, arrays = mesh.unpack(mesh.mesh_bytes(surveyed, 14))
    xy = arrays["xy"].reshape(-1, 2) / header["scale"]
    corners = xy[arrays["triangles"].reshape(-1, 3)]
    a, b = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    size = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) / 2
    of_unit = arrays["unit"][arrays["triangles"].reshape(-1, 3)]
    assert (of_unit == of_unit[:, :1]).all()
    drawn = np.bincount(of_unit[:, 0], weights=size, minlength=header["units"])
    assert drawn == pytest.approx(shapely.area(mercator.project(surveyed.areas)), rel=1e-3)


def test_mesh_ranges_lead_to_their_units(surveyed):
    header, arrays = mesh.unpack(mesh.mesh_bytes(surveyed, 9))
    n = header["units"]
    vertex, triangle, segment = (arrays[name] for name in ("unit_vertex", "unit_triangle", "unit_segment"))
    for i in (0, 7, n - 1):
        assert set(arrays["unit"][vertex[i] : vertex[i + 1]]) == {i}
        assert set(arrays["unit"][arrays["triangles"].reshape(-1, 3)[triangle[i] : triangle[i + 1]].ravel()]) == {i}
        assert set(arrays["segments"].reshape(-1, 6)[segment[i] : segment[i + 1], 4]) <= {i}
    boxes = arrays["block_box"].reshape(-1, 4)
    assert len(boxes) == -(-n // header["block_units"])
    first = arrays["xy"].reshape(-1, 2)[: vertex[header["block_units"]]]
    assert boxes[0].tolist() == [*first.min(axis=0), *first.max(axis=0)]


def test_mesh_segments_are_the_borders(surveyed):
    _, arrays = mesh.unpack(mesh.mesh_bytes(surveyed, 9))
    sides = arrays["segments"].reshape(-1, 6)[:, 4:]
    inner = {(a, b) for a, b in sides.tolist() if b != coverage.OUTSIDE}
    assert inner == set(zip(surveyed.borders.a.tolist(), surveyed.borders.b.tolist(), strict=True))
    assert (sides[:, 1] == coverage.OUTSIDE).any()
    assert len(arrays["parent_half"]) > 0


def test_mesh_refuses_other_files():
    with pytest.raises(ValueError, match="mesh"):
        mesh.unpack(b"GIF89a" + bytes(20))
