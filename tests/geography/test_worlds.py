"""The drawn worlds are what they look like, and the browser has the same ones."""

from tests.worlds import world
from tests.worlds.__main__ import FIXTURE, fixture_text


def test_the_browser_s_fixture_is_current():
    assert FIXTURE.read_text(encoding="utf-8") == fixture_text(), "run python -m tests.worlds"


def test_who_holds_what_is_read_from_the_drawing():
    made = world("split_county")
    held = {
        slot: {code for code, own in zip(made.codes, made.vector, strict=True) if own == slot} for slot in (0, 1, 2)
    }
    assert held == {0: {"d", "g"}, 1: {"a", "b", "f"}, 2: {"c", "e"}}
    assert made.fixture()["totals"]["sales"] == [20.0, 55.0, 35.0]


def test_split_county_s_unit_of_four_cells_is_the_largest_but_one():
    made = world("split_county")
    size = dict(zip(made.codes, made.survey.area_km2, strict=True))
    assert sorted(size, key=size.get)[-2:] == ["a", "e"]
