"""Boundary files as strangers make them: each fault named with feature, field and what is expected; nothing changes."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from common.errors import BadImport, Conflict, IllegalTransition, NotAllowed
from geography import selectors, services
from geography.imports import Checked, Wishes, check, read
from geography.models import BoundaryImport, Geography
from geography.tasks import check_boundaries, load_boundaries
from tests.geography.conftest import client_of

SQUARES = [shapely.box(x / 10 - 97, 38, x / 10 - 96.9, 38.1) for x in range(4)]


def frame(shapes: list[Any] | None = None, crs: int | None = 4326, **fields: list[Any]) -> gpd.GeoDataFrame:
    shapes = SQUARES if shapes is None else shapes
    numbers = range(len(shapes))
    columns = fields or {"code": [f"u{i}" for i in numbers], "name": [f"Unit {i}" for i in numbers]}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


def saved(folder: Path, table: gpd.GeoDataFrame, name: str = "areas.geojson") -> Path:
    path = folder / name
    if name.endswith(".zip"):
        shapefile = folder / "areas.shp"
        table.to_file(shapefile)
        with zipfile.ZipFile(path, "w") as archive:
            for part in folder.glob("areas.*"):
                if part.suffix != ".zip":
                    archive.write(part, part.name)
    else:
        table.to_file(path, driver={"geojson": "GeoJSON", "gpkg": "GPKG"}[name.rsplit(".", 1)[1]])
    return path


def checked(path: Path, **wishes: str) -> Checked:
    return check(read(path), Wishes(**wishes))


@pytest.mark.parametrize("name", ["areas.geojson", "areas.gpkg", "areas.zip"])
@pytest.mark.parametrize("crs", [4326, 5070, 5179])
def test_formats_and_coordinate_systems(tmp_path, name, crs):
    found = checked(saved(tmp_path, frame().to_crs(crs), name))
    assert found.problems == []
    assert found.frame["code"].tolist() == ["u0", "u1", "u2", "u3"]
    assert found.frame["name"].tolist()[3] == "Unit 3"
    assert found.source.transformed == (crs != 4326)
    assert shapely.coverage_is_valid(found.frame.geometry.values)
    assert found.frame.geometry.union_all().symmetric_difference(shapely.union_all(SQUARES)).area < 1e-6
    if found.source.transformed:
        assert "transformed from" in found.repairs[0]["text"]


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "empty_file", "empty"),
        (b"  \n", "empty_file", "empty"),
        (b"code,name\n1,a\n", "not_boundaries", "GeoJSON, a GeoPackage"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not_boundaries", "not a boundary file"),
        (b'{"type": "FeatureCollection", "features": [\n{"type": "Feature", }]}', "broken_file", "line 2, column"),
        (b'{"hello": "world"}', "not_boundaries", "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "no_features", "0 features"),
        (b"PK\x03\x04damaged", "broken_file", "damaged"),
        (b"SQLite format 3\x00" + bytes(200), "broken_file", "cannot be read"),
    ],
)
def test_what_is_no_boundary_file_gets_a_sentence(tmp_path, content, code, words):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(BadImport) as error:
        read(path)
    assert (error.value.code, words in error.value.detail) == (code, True), error.value.detail


def test_numbers_that_are_no_degrees_need_a_coordinate_system(tmp_path):
    path = saved(tmp_path, frame().to_crs(5070).set_crs(None, allow_override=True), "areas.gpkg")
    with pytest.raises(BadImport, match="does not say its coordinate system"):
        read(path)


def test_a_layer_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadImport, match="no layer “roads”; the file has: areas"):
        read(saved(tmp_path, frame(), "areas.gpkg"), layer="roads")


def faults(found: Checked) -> list[tuple[int, str]]:
    assert found.frame is None and not found.report()["loadable"]
    assert all(problem.message and problem.expected for problem in found.problems)
    return [(problem.row, problem.field) for problem in found.problems]


def test_no_code_field_lists_the_candidates(tmp_path):
    found = checked(saved(tmp_path, frame(region=["a", "b", "c", "d"], kind=["x"] * 4)))
    assert faults(found) == [(0, "code_field")]
    assert "region" in found.problems[0].expected and "kind" not in found.problems[0].expected
    assert checked(saved(tmp_path, frame(region=["a", "b", "c", "d"])), code_field="region").problems == []


def test_a_field_that_is_not_there_is_named(tmp_path):
    found = checked(saved(tmp_path, frame()), code_field="zip")
    assert faults(found) == [(0, "zip")] and "code, name" in found.problems[0].expected


def test_missing_and_repeated_codes_are_named_by_feature(tmp_path):
    found = checked(saved(tmp_path, frame(code=["a", None, "a", " "])))
    assert faults(found) == [(2, "code"), (3, "code"), (4, "code")]
    assert "same code as feature 1" in found.problems[1].message


def test_numeric_codes_lose_their_decimals_only(tmp_path):
    assert checked(saved(tmp_path, frame(code=[1.0, 2.0, 3.0, 4.0]))).frame["code"].tolist() == ["1", "2", "3", "4"]


def test_features_without_area_are_named(tmp_path):
    shapes = [SQUARES[0], shapely.Point(-97, 38), None, shapely.LineString([(-97, 38), (-96, 38)])]
    assert faults(checked(saved(tmp_path, frame(shapes)))) == [(2, "geometry"), (3, "geometry"), (4, "geometry")]


def test_a_ring_of_three_positions_is_named(tmp_path):
    data = json.loads(frame().to_json())
    data["features"][2]["geometry"]["coordinates"] = [[[-97, 38], [-96, 38], [-97, 38]]]
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps(data))
    assert faults(checked(path)) == [(3, "geometry")]


def test_coordinates_out_of_range_are_named(tmp_path):
    found = checked(saved(tmp_path, frame([*SQUARES[:3], shapely.box(997, 38, 998, 39)])))
    assert faults(found) == [(4, "geometry")] and "outside the world" in found.problems[0].message


def test_a_small_bow_tie_is_mended_and_listed(tmp_path):
    spike = shapely.Polygon(
        [
            (-97, 38),
            (-96.9, 38),
            (-96.9, 38.1),
            (-96.9505, 38.1),
            (-96.9495, 38.1005),
            (-96.95, 38.1),
            (-96.9495, 38.1),
            (-97, 38.1),
        ]
    )
    assert not spike.is_valid
    found = checked(saved(tmp_path, frame([spike, *SQUARES[1:]])))
    assert found.problems == [] and [(r["kind"], r["feature"]) for r in found.repairs] == [("invalid_ring", 1)]


def test_a_bow_tie_that_is_half_the_area_is_refused(tmp_path):
    bow = shapely.Polygon([(-97, 38), (-96.9, 38.1), (-96.9, 38), (-97, 38.12)])
    found = checked(saved(tmp_path, frame([bow, *SQUARES[1:]])))
    assert faults(found) == [(1, "geometry")] and "invalid" in found.problems[0].message


def test_a_small_overlap_is_listed_and_mended_a_large_one_refused(tmp_path):
    small = shapely.box(-97, 38, -96.899, 38.1)
    found = checked(saved(tmp_path, frame([small, *SQUARES[1:]])))
    assert found.problems == [] and [r["kind"] for r in found.repairs] == ["overlap"]
    assert "u0" in found.repairs[0]["text"] and "u1" in found.repairs[0]["text"]
    assert shapely.coverage_is_valid(found.frame.geometry.values)
    large = checked(saved(tmp_path, frame([shapely.box(-97, 38, -96.85, 38.1), *SQUARES[1:]])))
    assert faults(large) == [(1, "geometry")] and "overlap by" in large.problems[0].message


def test_the_same_area_twice_is_an_overlap(tmp_path):
    assert faults(checked(saved(tmp_path, frame([*SQUARES[:3], SQUARES[2]])))) == [(3, "geometry")]


def test_gaps_are_counted(tmp_path):
    slit = 0.0002
    ring = shapely.box(-97, 37.9, -96.8, 38.2).difference(shapely.box(-97 + slit, 38, -96.8 - slit, 38.1))
    found = checked(saved(tmp_path, frame([ring, shapely.box(-97 + slit, 38 + slit, -96.8 - slit, 38.1)])))
    assert found.problems == [] and [(r["kind"], r["count"]) for r in found.repairs] == [("gaps", 1)]


# --- the import as a job ---------------------------------------------------------------------------------------------


def upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.CELERY_TASK_ALWAYS_EAGER = True


@pytest.mark.django_db
def test_from_upload_to_geography(planner, media, tmp_path):
    client = client_of(planner)
    with saved(tmp_path, frame(), "areas.gpkg").open("rb") as file:
        answer = client.post("/api/v1/geographies/imports", {"file": file}, format="multipart")
    job = answer.json()
    assert (answer.status_code, job["state"]) == (201, "checked")
    assert (job["report"]["loadable"], job["report"]["features"]) == (True, 4)
    assert Geography.objects.count() == 0
    stored = BoundaryImport.objects.get(pk=job["id"])
    services.boundaries_request_load(job=stored, actor=planner, key="mine", name="Mine", country="US")
    load_boundaries(job["id"], "en")
    done = client.get(f"/api/v1/geographies/imports/{job['id']}").json()
    assert (done["state"], done["geography"]) == ("loaded", "mine"), done["report"]
    geography = selectors.geography_by_key("mine")
    assert (geography.n_units, geography.n_borders, geography.srid_planning) == (4, 3, 5070)
    assert geography.tiles and geography.mesh
    load_boundaries(job["id"], "en")  # a second delivery changes nothing
    assert Geography.objects.count() == 1


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_leaves_nothing(planner, media):
    answer = client_of(planner).post(
        "/api/v1/geographies/imports", {"file": SimpleUploadedFile("a.csv", b"code,name\n1,a\n")}, format="multipart"
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "not_boundaries")
    assert BoundaryImport.objects.count() == 0 and Geography.objects.count() == 0
    empty = client_of(planner).post(
        "/api/v1/geographies/imports", {"file": SimpleUploadedFile("a.json", b"")}, format="multipart"
    )
    assert (empty.status_code, empty.json()["code"]) == (422, "empty_file")


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_refused_before_it_is_read(planner, media, settings):
    settings.BOUNDARY_FILE_LIMIT_MB = 0
    with pytest.raises(BadImport, match="at most 0 MB"):
        services.boundaries_upload(actor=planner, file=SimpleUploadedFile("a.json", b"{}"))
    assert BoundaryImport.objects.count() == 0


@pytest.mark.django_db
def test_a_file_with_problems_is_not_loaded(planner, media, tmp_path):
    job = services.boundaries_upload(actor=planner, file=upload(saved(tmp_path, frame(code=["a", "a", "b", "c"]))))
    with pytest.raises(BadImport, match="1 problems") as error:
        services.boundaries_request_load(job=job, actor=planner, key="mine", name="Mine")
    assert error.value.errors[0]["row"] == 2
    assert Geography.objects.count() == 0


@pytest.mark.django_db
def test_a_large_file_is_checked_in_the_language_of_who_brought_it(
    planner, media, tmp_path, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("geography.services.imports.CHECKED_AT_ONCE_MB", 0)
    monkeypatch.setattr(check_boundaries, "delay", check_boundaries)
    with django_capture_on_commit_callbacks(execute=True), translation.override("ko"):
        job = services.boundaries_upload(actor=planner, file=upload(saved(tmp_path, frame(code=["a", "a", "b", "c"]))))
    job.refresh_from_db()
    assert [problem["message"] for problem in job.report["problems"]] == ["2번 항목의 코드가 1번 항목과 같습니다."]


@pytest.mark.django_db
def test_a_key_that_is_taken_and_a_load_that_runs_are_refused(planner, media, tmp_path):
    first = services.boundaries_upload(actor=planner, file=upload(saved(tmp_path, frame())))
    job = services.boundaries_request_load(job=first, actor=planner, key="mine", name="Mine")
    with pytest.raises(IllegalTransition, match="Being loaded"):
        services.boundaries_request_load(job=job, actor=planner, key="other", name="Mine")
    services.boundaries_load(job=job)
    again = services.boundaries_upload(actor=planner, file=upload(tmp_path / "areas.geojson"))
    with pytest.raises(Conflict, match="choose another key"):
        services.boundaries_request_load(job=again, actor=planner, key="mine", name="Mine")


@pytest.mark.django_db
def test_imports_are_for_planners(rep, planner, media, tmp_path):
    path = saved(tmp_path, frame())
    with pytest.raises(NotAllowed, match="an administrator can give it"):
        services.boundaries_upload(actor=rep, file=upload(path))
    job = services.boundaries_upload(actor=planner, file=upload(path))
    assert client_of(rep).get(f"/api/v1/geographies/imports/{job.pk}").status_code == 404
    answer = client_of(rep).post(f"/api/v1/geographies/imports/{job.pk}/load", {"key": "x", "name": "X"}, format="json")
    assert answer.status_code == 404
