"""Impossible requests are refused before they run, culprits named, and the ways out work."""

import numpy as np
import pytest

from optimizer import Band, InfeasibleProblem, Problem, preflight, solve
from optimizer.preflight.finding import MESSAGES, RELAXATIONS
from tests.optimizer.worlds import grid, stripes, town


def errors(problem: Problem) -> list[str]:
    return [finding.code for finding in preflight(problem) if finding.severity == "error"]


def test_nothing_to_say_about_a_sound_problem() -> None:
    assert preflight(town()) == []


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_values_that_are_no_numbers(value: float) -> None:
    work = np.ones(144)
    work[7] = value
    (finding,) = preflight(town(measures={"work": work}))
    assert (finding.code, finding.params["unit"]) == ("not_finite", 7)
    assert "unit 7" in finding.text()


def test_negative_and_empty_measures() -> None:
    work = np.ones(144)
    work[3] = -5
    assert errors(town(measures={"work": work})) == ["negative_measure"]
    assert errors(town(measures={"work": np.zeros(144)})) == ["zero_measure"]


def test_heavy_units_are_all_named_and_the_way_out_works() -> None:
    """Two districts above the average, as in Busan: both named; widening as told makes it pass."""
    work = np.ones(144)
    work[[10, 100]] = 60
    problem = town(measures={"work": work}, p=12)
    (finding,) = preflight(problem)
    assert finding.code == "heavy_units"
    assert finding.params["units"] == [10, 100]
    way = next(way for way in finding.relaxations if way.key == "raise_high")
    wider = town(measures={"work": work}, p=12, bands={"work": Band(0.0, way.params["percent"] / 100 + 1e-9)})
    assert preflight(wider) == []
    fewer = next(way for way in finding.relaxations if way.key == "fewer_territories")
    assert errors(town(measures={"work": work}, p=fewer.params["p"])) == []


def test_more_territories_than_units() -> None:
    assert errors(town(2, 2, 5, measures={"work": np.ones(4)}, bands={"work": Band(0, 9)})) == ["too_few_units"]


def test_ground_in_too_many_pieces_names_the_links() -> None:
    """Three islands, two territories: refused; with the links it proposes it passes."""
    xy, edges = grid(3, 4)
    cut = edges[(edges // 4)[:, 0] == (edges // 4)[:, 1]]
    build = lambda e: Problem(xy, e, np.zeros(len(e)), {"work": np.ones(12)}, {"work": Band.within(0.2)}, 2)  # noqa: E731
    (finding,) = preflight(build(cut))
    assert finding.code == "disconnected"
    links = [(way.params["unit"], way.params["other"]) for way in finding.relaxations if way.key == "add_link"]
    assert errors(build(np.r_[cut, links])) == []


def test_island_that_holds_no_whole_territory() -> None:
    xy, edges = grid(1, 12)
    cut = np.delete(edges, 2, axis=0)
    problem = Problem(xy, cut, np.zeros(len(cut)), {"work": np.ones(12)}, {"work": Band.within(0.1)}, 2)
    assert set(errors(problem)) == {"piece_unfit"}


def test_locks_that_overload_a_territory() -> None:
    """The release it proposes is enough."""
    current = stripes(12, 12, 6)
    current[:60] = 0
    locked = np.zeros(144, bool)
    locked[:40] = True
    problem = town(current=current, locked_units=locked, measures={"work": np.ones(144)})
    (finding,) = preflight(problem)
    assert (finding.code, finding.params["territory"]) == ("locked_too_much", 0)
    count = next(way.params["count"] for way in finding.relaxations if way.key == "release_locks")
    locked[:count] = False
    assert errors(town(current=current, locked_units=locked, measures={"work": np.ones(144)})) == []


def test_locks_that_cannot_be_joined() -> None:
    """Territory 0 is locked on both sides of a locked wall of territory 1."""
    current = np.array([0, 1, 0] * 3, np.int32)
    locked = np.array([True, True, True] * 3)
    problem = town(
        3, 3, 2, current=current, locked_units=locked, measures={"work": np.ones(9)}, bands={"work": Band(0, 2)}
    )
    assert "locks_split" in errors(problem)


def test_rules_that_contradict_each_other() -> None:
    current = stripes(12, 12, 6)
    locked = np.zeros(144, bool)
    locked[[0, 143]] = True
    assert "together_apart" in errors(town(keep_together=[np.array([0, 1])], keep_apart=[(0, 1)]))
    both = np.array([0, *range(11, 144, 12)])
    assert "together_split" in errors(town(keep_together=[both]))
    assert "together_locked" in errors(
        town(keep_together=[np.arange(144)], current=current, locked_units=locked, bands={"work": Band(0, 9)})
    )
    assert "apart_locked" in errors(town(keep_apart=[(0, 1)], current=current, locked_units=np.arange(144) < 2))
    eligible = np.ones((144, 6), bool)
    eligible[5] = False
    assert "nobody_eligible" in errors(town(eligible=eligible))


def test_solve_raises_with_the_findings() -> None:
    work = np.ones(144)
    work[10] = 500
    with pytest.raises(InfeasibleProblem, match="unit 10") as caught:
        solve(town(measures={"work": work}))
    assert caught.value.findings[0].code == "heavy_unit"


def test_every_sentence_can_be_said() -> None:
    """Codes and relaxation keys of all checks exist in the tables (texts are formatted in the tests above)."""
    assert all("{" in text or code == "nothing_to_move" for code, text in MESSAGES.items())
    assert RELAXATIONS.keys() >= {"add_link", "raise_high", "fewer_territories", "release_locks", "allow_split"}
