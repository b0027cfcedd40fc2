"""The real sources: counts, coverage, connection, figures that add up."""

import numpy as np
import pytest
import shapely

from geography import coverage, ground
from geography.basemap.build import hangul_name
from geography.ground.sources import MissingSource, package_file
from geography.ground.survey import survey


def check(made):
    """What every builder must deliver."""
    areas = np.asarray(made.frame.geometry.values, dtype=object)
    assert shapely.coverage_is_valid(areas) and not shapely.is_empty(areas).any()
    assert made.frame["code"].is_unique and made.frame["name"].str.len().gt(0).all()
    found = survey(made)
    a = np.concatenate([found.borders.a, [link.a for link in found.links]]).astype(int)
    b = np.concatenate([found.borders.b, [link.b for link in found.links]]).astype(int)
    assert coverage.components(len(areas), a, b).max() == 0
    assert len(found.links) == len(found.islands)
    return found


def test_us_counties():
    made = ground.build("us_counties")
    found = check(made)
    assert (len(made.frame), len(found.borders.a)) == (3233, 8972)
    totals = {m.key: m.values.sum() for m in made.measures}
    assert totals["population"] == pytest.approx(334.3e6, rel=0.005)
    assert totals["households"] == pytest.approx(126.9e6, rel=0.005)
    assert 70_000 < totals["income"] / totals["households"] < 90_000
    assert "Doña Ana" in set(made.frame["name"])
    pieces = {link.kind for link in found.links}
    assert pieces == {"bridge", "ferry"}


def test_us_zip_areas_lie_in_their_state_and_hold_their_people():
    made = ground.build("us_zip")
    found = check(made)
    assert (len(made.frame), made.approximate) == (32164, True)
    assert 94_000 < len(found.borders.a) < 94_500
    assert {m.key: m.values.sum() for m in made.measures}["population"] == 334_292_558
    one = made.frame.set_index("code").loc["10001"]
    assert (one["name"], one["state"], one["county"]) == ("New York", "NY", "36061")
    assert one.geometry.contains(shapely.Point(-73.9967, 40.7484))


def test_busan_postcodes():
    made = ground.build("kr_busan_postcode")
    found = check(made)
    assert (len(made.frame), made.approximate) == (2254, True)
    assert made.frame["code"].str.fullmatch(r"4[6-9]\d{3}").all()
    assert found.area_km2.sum() == pytest.approx(770, rel=0.03)  # the city's official area
    assert set(made.frame["sgg"]) <= set(made.parent_names["sgg"])


def test_a_missing_package_is_named():
    with pytest.raises(MissingSource, match="no-such-package"):
        package_file("no-such-package", "x.csv")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["경성", "서울", "서울시", "서울특별시", "한성"], "서울"),
        (["Chicago", "시카고"], "시카고"),
        (["구마모토 시"], "구마모토"),
        (["Paris", "Παρίσι"], ""),
    ],
)
def test_everyday_korean_names(names, expected):
    assert hangul_name(names) == expected
