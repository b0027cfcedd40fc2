"""Overlaps and gaps are closed within bounds; what is wide stays."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geography import coverage
from geography.ground.repair import cleaned
from geography.ground.voronoi import cells_within


def test_a_slit_of_fifty_metres_is_filled_and_its_sides_become_neighbours():
    slit = 0.0005  # about 45 m
    west, east = shapely.box(-97, 38, -96.5, 39), shapely.box(-96.5 + slit, 38, -96, 39)
    lid, floor = shapely.box(-97, 39, -96, 39.1), shapely.box(-97, 37.9, -96, 38)
    found = cleaned(np.array([west, east, lid, floor]), 100)
    assert (found.gaps_filled, found.gaps_left) == (1, 0)
    assert shapely.coverage_is_valid(found.areas)
    borders = coverage.borders_of(found.areas)
    assert (0, 1) in set(zip(borders.a.tolist(), borders.b.tolist(), strict=True))
    assert shapely.area(found.areas).sum() == pytest.approx(shapely.area(shapely.box(-97, 37.9, -96, 39.1)))


def test_a_lake_stays_open():
    ring = shapely.difference(shapely.box(-97, 38, -96, 39), shapely.box(-96.6, 38.4, -96.4, 38.6))
    halves = np.array(
        [
            shapely.intersection(ring, shapely.box(-97, 38, -96.5, 39)),
            shapely.intersection(ring, shapely.box(-96.5, 38, -96, 39)),
        ]
    )
    found = cleaned(halves, 100)
    assert (found.gaps_filled, found.gaps_left) == (0, 1)
    assert found.km2_moved == pytest.approx(0, abs=1e-6)


def test_an_overlap_goes_to_one_side():
    areas = np.array([shapely.box(-97, 38, -96.49, 39), shapely.box(-96.5, 38, -96, 39)])
    found = cleaned(areas, 100)
    assert shapely.coverage_is_valid(found.areas)
    assert shapely.area(found.areas).sum() == pytest.approx(1.0)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.floats(0.01, 0.99), st.floats(0.01, 0.99)), min_size=1, max_size=25))
def test_voronoi_cells_fill_the_outline_even_for_equal_points(places):
    outline = shapely.box(-97, 38, -96, 39)
    lonlat = np.array(places) + np.array([-97, 38])
    cells = cells_within(np.vstack([lonlat, lonlat[:1]]), outline)
    assert len(cells) == len(places) + 1
    assert (shapely.area(cells) > 0).all()
    assert shapely.area(cells).sum() == pytest.approx(1.0, rel=1e-6)


def test_a_point_outside_its_outline_still_gets_ground():
    outline = shapely.box(-97, 38, -96, 39)
    cells = cells_within(np.array([[-96.5, 38.5], [-96.2, 38.5], [-95.0, 38.5], [-95.5, 38.5]]), outline)
    assert (shapely.area(cells) > 0).all()
    assert shapely.area(cells).sum() == pytest.approx(1.0, rel=1e-6)


def test_cells_across_the_date_line():
    outline = shapely.MultiPolygon([shapely.box(178, 51, 180, 53), shapely.box(-180, 51, -177, 53)])
    cells = cells_within(np.array([[179.0, 52], [-179.0, 52]]), outline)
    assert shapely.area(cells).sum() == pytest.approx(10.0, rel=1e-6)
    assert [
        shapely.contains(cell, shapely.Point(lon, 52)) for cell, lon in zip(cells, (179.0, -179.0), strict=True)
    ] == [True, True]
