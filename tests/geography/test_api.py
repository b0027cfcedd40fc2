"""The ground over HTTP: public to whoever is signed in, columns in idx order, kept for ever by version."""

import base64

import numpy as np
import pytest
from rest_framework.test import APIClient

from geography import services
from tests.geography.conftest import client_of
from tests.worlds import geography_of, world

pytestmark = pytest.mark.django_db


def floats(text: str, dtype: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), dtype)


def test_strangers_see_nothing():
    geography_of("three_by_three")
    for path in ("geographies", "geographies/three-by-three", "geographies/three-by-three/units", "config/map"):
        assert APIClient().get(f"/api/v1/{path}").status_code == 401


def test_the_list_speaks_the_reader_s_language(rep):
    geography_of("three_by_three")
    client = client_of(rep)
    assert client.get("/api/v1/geographies").json()["results"][0]["name"] == "three by three"
    korean = client.get("/api/v1/geographies", headers={"accept-language": "ko"}).json()["results"][0]
    assert (korean["name"], korean["level_name"], korean["n_units"]) == ("three_by_three", "단위", 9)


def test_the_detail_has_report_measures_and_files(rep):
    geography_of("archipelago")
    body = client_of(rep).get("/api/v1/geographies/archipelago").json()
    assert body["report"]["islands"] == {"pieces": 2, "units": 5}
    assert body["report"]["links"] == {"ferry": 2}
    assert {m["key"]: m["total"] for m in body["measures"]} == {"sales": 90.0, "units": 9.0}
    assert (body["tiles"], body["mesh"], body["link_set"]) == (None, None, 1)
    assert body["parent_names"] == {"half": {"west": "West", "east": "East"}}


def test_units_are_columns_in_idx_order(rep):
    geography_of("split_county")
    made = world("split_county")
    body = client_of(rep).get("/api/v1/geographies/split-county/units").json()
    assert body["codes"] == made.codes
    assert body["names_ko"][0] == f"단위 {made.codes[0]}"
    assert floats(body["lonlat_b64"], "<f4").reshape(-1, 2) == pytest.approx(made.survey.points, abs=1e-5)
    assert floats(body["area_b64"], "<f4") == pytest.approx(made.survey.area_km2, rel=1e-6)
    assert set(body["parents"]) == {"half"}


def test_answers_are_kept_for_ever_only_by_version(rep):
    geography = geography_of("three_by_three")
    client = client_of(rep)
    plain = client.get("/api/v1/geographies/three-by-three/units")
    named = client.get(f"/api/v1/geographies/three-by-three/units?v={geography.content_hash}")
    assert "immutable" not in plain["Cache-Control"] and "immutable" in named["Cache-Control"]


def test_adjacency_by_version(rep, planner):
    geography, made = geography_of("archipelago"), world("archipelago")
    b, e = (int(found) for found in made.idx("be"))
    services.links_revise(geography=geography, actor=planner, add=[(b, e, "manual")])
    client = client_of(rep)
    first = client.get("/api/v1/geographies/archipelago/adjacency?link_set=1").json()
    newest = client.get("/api/v1/geographies/archipelago/adjacency").json()
    assert floats(first["edges_b64"], "<i4").reshape(-1, 2).tolist() == made.arrays()["edges"].tolist()
    assert floats(first["length_b64"], "<f4") == pytest.approx(made.arrays()["border"], rel=1e-6)
    assert newest["link_set"] == 2 and len(newest["links"]) == 3
    for version in ("3", "x"):
        assert client.get(f"/api/v1/geographies/archipelago/adjacency?link_set={version}").status_code == 404


def test_measures_are_exact(rep):
    geography_of("split_county")
    body = client_of(rep).get("/api/v1/geographies/split-county/measures").json()
    assert floats(body["sales"]["b64"], "<f8").tolist() == world("split_county").arrays()["measures"]["sales"].tolist()


def test_unknown_geography_is_a_problem(rep):
    answer = client_of(rep).get("/api/v1/geographies/atlantis/units")
    assert answer.status_code == 404 and answer.json()["code"] == "not_found"


def test_the_base_map_is_what_is_configured(rep, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client = client_of(rep)
    empty = client.get("/api/v1/config/map").json()
    assert (empty["pmtiles"], empty["labels"], empty["style"], empty["tiles"]) == (None, None, None, None)
    (tmp_path / "tiles" / "basemap-0123.pmtiles").touch()
    (tmp_path / "tiles" / "cities-0123.geojson").touch()
    own = client.get("/api/v1/config/map").json()
    assert (own["pmtiles"], own["labels"]) == ("/tiles/basemap-0123.pmtiles", "/tiles/cities-0123.geojson")
    assert "Natural Earth" in own["attribution"]
    settings.MAP_STYLE_URL = "https://maps.example.com/style.json"
    assert client.get("/api/v1/config/map").json()["style"] == "https://maps.example.com/style.json"
