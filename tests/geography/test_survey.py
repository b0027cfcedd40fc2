"""Numbering, borders, crossings: the same ground gives the same numbers whatever order it comes in."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import cKDTree

from geography import coverage
from geography.ground import survey as surveying
from geography.ground.survey import survey
from tests.geography.conftest import random_ground
from tests.worlds import WORLDS, world


def test_three_by_three_has_twelve_borders_of_a_cell_each():
    found = world("three_by_three").survey
    letters = np.array(world("three_by_three").codes)
    pairs = {"".join(sorted(letters[[a, b]])) for a, b in zip(found.borders.a, found.borders.b, strict=True)}
    assert pairs == {"ab", "bc", "de", "ef", "gh", "hi", "ad", "be", "cf", "dg", "eh", "fi"}
    assert found.links == ()
    assert found.borders.length_km == pytest.approx(np.full(12, 10), rel=0.2)


def test_the_first_border_has_the_length_of_a_tenth_of_a_degree():
    west, north = shapely.box(-97, 38, -96.9, 38.1), shapely.box(-97, 38.1, -96.9, 38.2)
    border = coverage.borders_of(np.array([west, north]))
    expected = coverage.GEOD.inv(-97, 38.1, -96.9, 38.1)[2] / 1000
    assert border.length_km == pytest.approx([expected])


@pytest.mark.parametrize("seed", range(4))
def test_numbers_do_not_depend_on_the_order_of_rows(seed):
    ground = random_ground(80)
    shuffled = replace(ground, frame=ground.frame.sample(frac=1, random_state=seed).reset_index(drop=True), measures=())
    first, second = survey(ground), survey(shuffled)
    assert first.frame["code"].tolist() == second.frame["code"].tolist()
    assert np.array_equal(first.borders.a, second.borders.a) and np.array_equal(first.borders.b, second.borders.b)
    assert first.links == second.links


def test_hilbert_neighbours_in_number_are_near_on_the_ground():
    found = survey(random_ground(300))
    step = np.linalg.norm(np.diff(found.points, axis=0), axis=1)
    assert np.median(step) < 0.15


def test_borders_agree_with_shapely():
    found = survey(random_ground(120))
    areas = found.areas
    left, right = shapely.STRtree(areas).query(areas, predicate="touches")
    shared = shapely.length(shapely.intersection(areas[left], areas[right]))
    expected = {(int(a), int(b)) for a, b, km in zip(left, right, shared, strict=True) if a < b and km > 1e-12}
    assert expected == set(zip(found.borders.a.tolist(), found.borders.b.tolist(), strict=True))


@pytest.mark.parametrize("name", WORLDS)
def test_every_world_hangs_together(name):
    found = world(name).survey
    a = np.concatenate([found.borders.a, [link.a for link in found.links]]).astype(int)
    b = np.concatenate([found.borders.b, [link.b for link in found.links]]).astype(int)
    assert coverage.components(len(found.frame), a, b).max() == 0


def test_archipelago_is_joined_over_the_shortest_crossings():
    made = world("archipelago")
    letters = np.array(made.codes)
    links = {"".join(sorted(letters[[link.a, link.b]])) for link in made.survey.links}
    assert len(links) == 2 and all("i" in pair for pair in links)
    assert {link.kind for link in made.survey.links} == {"ferry"}


def test_crossings_are_a_minimum_spanning_tree():
    draw = np.random.default_rng(3)
    areas = shapely.buffer(shapely.points(draw.uniform([126, 34], [128, 36], (12, 2))), 0.03)
    found = surveying.crossings(areas, np.arange(12))
    trees = [cKDTree(surveying._on_sphere(shapely.get_coordinates(area))) for area in areas]
    apart = np.array([[a.query(b.data)[0].min() for b in trees] for a in trees])
    expected = (2 * np.arcsin(minimum_spanning_tree(coo_array(apart)).data / 2)).sum() * surveying.EARTH_KM
    assert len(found) == 11
    assert sum(link.length_km for link in found) == pytest.approx(expected, rel=1e-6)


def test_given_links_save_a_crossing():
    ground = world("archipelago").ground()
    found = survey(replace(ground, links=(("b", "e", "bridge"),)))
    codes = found.frame["code"]
    assert [{codes[link.a], codes[link.b]} for link in found.links if link.kind == "bridge"] == [{"b", "e"}]
    assert len(found.links) == 2


def test_a_unit_inside_another_borders_it_alone():
    made = world("split_county")
    borders = made.survey.borders
    inner, outer = made.idx("fe")
    touching = {(a, b) for a, b in zip(borders.a.tolist(), borders.b.tolist(), strict=True) if inner in (a, b)}
    assert touching == {(min(inner, outer), max(inner, outer))}


def test_areas_are_those_of_the_ellipsoid():
    square = shapely.box(-97, 38, -96, 39)
    expected = abs(coverage.GEOD.geometry_area_perimeter(shapely.segmentize(square, 0.01))[0]) / 1e6
    assert coverage.area_km2(np.array([square])) == pytest.approx([expected], rel=1e-4)
