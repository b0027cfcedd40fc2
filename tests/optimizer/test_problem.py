"""What a Problem accepts and what it refuses."""

import numpy as np
import pytest

from optimizer import BadProblem, Band, Problem
from tests.optimizer.worlds import grid, town


def test_arrays_are_read_only_copies() -> None:
    """Changing the caller's arrays afterwards does not change the problem."""
    xy, edges = grid(2, 2)
    work = np.ones(4)
    problem = Problem(xy, edges, np.zeros(len(edges)), {"work": work}, {"work": Band.within(0.1)}, 2)
    work[0] = 99
    assert problem.measures["work"][0] == 1
    with pytest.raises(ValueError, match="read-only"):
        problem.xy[0, 0] = 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"edges": [[0, 99]]}, "edge"),
        ({"measures": {"work": [1, 2]}}, "shape"),
        ({"measures": {}}, "measure"),
        ({"bands": {"visits": (0.9, 1.1)}}, "visits"),
        ({"current": [0, 1, 2, 9]}, "current"),
        ({"locked_units": [True, False, False, False]}, "current"),
        ({"focus": [True, False, False, False]}, "current"),
        ({"keep_apart": [(0, 7)]}, "unit that does not exist"),
        ({"p": 0}, "one territory"),
        ({"xy": [["a", "b"]] * 4}, "xy"),
    ],
)
def test_refuses_what_is_no_problem(change: dict, says: str) -> None:
    """Each fault is named."""
    xy, edges = grid(2, 2)
    parts = {
        "xy": xy,
        "edges": edges,
        "measures": {"work": np.ones(4)},
        "bands": {"work": Band(0.9, 1.1)},
        "p": 2,
    } | change
    parts["border"] = np.zeros(len(parts["edges"]))
    with pytest.raises(BadProblem, match=says):
        Problem(**parts)


def test_target_follows_shares_and_fixed_loads() -> None:
    """A half-time rep gets half a target; accounts held by name are part of the total."""
    problem = town(2, 2, 2, targets=[1.0, 0.5], fixed_load={"work": [3.0, 0.0]}, measures={"work": np.ones(4)})
    assert problem.total("work") == 7
    assert problem.target("work") == pytest.approx([14 / 3, 7 / 3])
