"""The verifier finds every kind of fault; it is tested on vectors made by hand."""

import numpy as np
import pytest

from optimizer import Band, check
from tests.optimizer.worlds import stripes, town


def test_a_legal_plan() -> None:
    report = check(town(4, 4, 2, measures={"work": np.ones(16)}), stripes(4, 4, 2))
    assert report.feasible
    assert report.cut_edges == 4
    assert list(report.loads["work"]) == [8, 8]


def test_split_empty_and_unassigned() -> None:
    problem = town(4, 4, 3, measures={"work": np.ones(16)})
    labels = np.tile([0, 1, 1, 0], 4)
    labels[0] = -1
    report = check(problem, labels)
    assert list(report.split) == [0]
    assert list(report.empty) == [2]
    assert list(report.unassigned) == [0]
    assert not report.legal


def test_bands_with_fixed_loads() -> None:
    problem = town(4, 4, 2, measures={"work": np.ones(16)}, fixed_load={"work": [4.0, 0.0]})
    report = check(problem, stripes(4, 4, 2))
    assert list(report.out_of_band["work"]) == [0, 1]
    assert report.violation == pytest.approx(2 * 0.1)


def test_locks_rules_and_change() -> None:
    current = stripes(4, 4, 2)
    eligible = np.ones((16, 2), bool)
    eligible[15, 1] = False
    problem = town(
        4,
        4,
        2,
        measures={"work": np.ones(16)},
        bands={"work": Band(0, 2)},
        current=current,
        locked_units=np.arange(16) == 1,
        keep_together=[np.array([0, 1])],
        keep_apart=[(2, 3)],
        eligible=eligible,
    )
    labels = current.copy()
    labels[1] = 1
    report = check(problem, labels)
    assert list(report.locks_broken) == [1]
    assert list(report.groups_broken) == [0]
    assert list(report.apart_broken) == [0]
    assert list(report.ineligible) == [15]
    assert report.moved_units == 1
    assert report.moved_share == pytest.approx(1 / 16)


def test_refuses_a_vector_of_another_shape() -> None:
    with pytest.raises(ValueError, match="shape"):
        check(town(4, 4, 2), np.zeros(3, int))
