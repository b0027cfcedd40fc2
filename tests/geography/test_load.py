"""Ground in the database: what goes in comes out, once, and never changes."""

from dataclasses import replace

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from common.errors import Conflict, NotAllowed, NotFound, PlanningError
from common.models import AuditRecord
from geography import selectors, services
from geography.models import Border, Geography, Link
from geography.services import geography_load
from tests.geography.conftest import random_ground
from tests.worlds import geography_of, world

pytestmark = pytest.mark.django_db


def test_units_come_out_in_order_with_names_and_parents():
    geography = geography_of("split_county")
    made = world("split_county")
    table = selectors.unit_table(geography)
    assert table["code"].tolist() == made.codes
    assert selectors.unit_index(geography) == {code: i for i, code in enumerate(made.codes)}
    assert table["names"][0] == {"ko": f"단위 {made.codes[0]}"}
    assert set(table["parents"].map(lambda parents: parents["half"])) == {"west", "east"}
    assert table["area_km2"].to_numpy() == pytest.approx(made.survey.area_km2)


def test_adjacency_and_measures_equal_the_world_s():
    geography, made = geography_of("archipelago"), world("archipelago")
    edges, length = selectors.adjacency(geography)
    arrays = made.arrays()
    assert edges.tolist() == arrays["edges"].tolist()
    assert length == pytest.approx(arrays["border"])
    assert selectors.planning_xy(geography) == pytest.approx(arrays["xy"])
    assert selectors.measure_vectors(geography)["sales"] == pytest.approx(arrays["measures"]["sales"])


def test_loading_the_same_ground_again_gives_what_is_there():
    ground = random_ground(40)
    first = geography_load(ground=ground, tiles=False)
    shuffled = replace(
        ground,
        frame=ground.frame.iloc[::-1].reset_index(drop=True),
        measures=tuple(replace(m, values=m.values[::-1]) for m in ground.measures),
    )
    assert geography_load(ground=shuffled, tiles=False) == first
    assert Geography.objects.count() == 1


def test_other_ground_under_the_same_key_is_refused():
    geography_load(ground=random_ground(40), tiles=False)
    with pytest.raises(Conflict, match="never changes"):
        geography_load(ground=random_ground(40, seed=2), tiles=False)


def test_a_load_is_recorded(planner):
    geography = geography_load(ground=random_ground(40), tiles=False, actor=planner)
    record = AuditRecord.objects.get(object_id=str(geography.pk), verb="geography_load")
    assert record.actor_name == planner.username and record.facts["units"] == 40


def test_points_find_their_unit():
    geography, made = geography_of("three_by_three"), world("three_by_three")
    lonlat = made.survey.points
    assert selectors.locate(geography, lonlat).tolist() == list(range(9))
    nowhere, corner = (-100.0, 38.0), (-96.9, 38.9)
    a, b, d, e = made.idx("abde")
    assert selectors.locate(geography, [nowhere, corner]).tolist() == [-1, min(a, b, d, e)]
    assert selectors.locate(geography, []).tolist() == []


def test_a_barrier_takes_a_border_away_and_a_link_makes_a_neighbour(planner):
    geography, made = geography_of("three_by_three"), world("three_by_three")
    a, b, i = (int(found) for found in made.idx("abi"))
    before = selectors.latest_link_set(geography)
    after = services.links_revise(geography=geography, actor=planner, add=[(a, b, "barrier"), (i, a, "manual")])
    old, new = (set(map(tuple, selectors.adjacency(geography, version)[0].tolist())) for version in (before, after))
    assert old - new == {(min(a, b), max(a, b))}
    assert new - old == {(min(a, i), max(a, i))}
    assert after.version == before.version + 1
    back = services.links_revise(geography=geography, actor=planner, remove=[(b, a), (a, i)])
    assert set(map(tuple, selectors.adjacency(geography, back)[0].tolist())) == old


def test_links_are_for_planners_and_for_units_that_exist(planner, rep):
    geography = geography_of("three_by_three")
    with pytest.raises(NotAllowed):
        services.links_revise(geography=geography, actor=rep, add=[(0, 5, "manual")])
    for bad in [(0, 0, "manual"), (0, 9, "manual"), (0, 5, "tunnel")]:
        with pytest.raises(PlanningError, match="two different units"):
            services.links_revise(geography=geography, actor=planner, add=[bad])
    assert geography.link_sets.count() == 1


def test_the_database_holds_the_rules():
    geography = geography_of("three_by_three")
    link_set = selectors.latest_link_set(geography)
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.create(link_set=link_set, a=3, b=2, kind="manual")
    with pytest.raises(IntegrityError), transaction.atomic():
        Border.objects.create(geography=geography, a=5, b=5, length_km=1)


def test_unknown_geographies_are_not_found():
    with pytest.raises(NotFound):
        selectors.geography_by_key("atlantis")


def test_vectors_keep_every_bit():
    geography = geography_load(ground=random_ground(40), tiles=False)
    order = [int(code[1:]) for code in selectors.unit_codes(geography)]
    expected = random_ground(40).measures[0].values[order]
    assert np.array_equal(selectors.measure_vectors(geography)["people"], expected)
