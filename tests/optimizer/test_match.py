"""Who takes which territory."""

import numpy as np
import pytest

from optimizer import BadProblem, match


def test_everyone_keeps_most_of_what_they_had() -> None:
    """Territories renumbered: the matching finds the old holders."""
    held = np.repeat(np.arange(5), 8)
    labels = (held + 2) % 5
    labels[0] = labels[39]
    matching = match(labels, np.ones(40), p=5, holders=5, held_now=held)
    assert matching.proven
    assert list(matching.holder_of[labels[1::8]]) == [0, 1, 2, 3, 4]
    assert matching.kept_share == pytest.approx(39 / 40)


def test_homes_decide_where_nothing_is_held() -> None:
    centres = np.array([[0.0, 0], [100, 0], [50, 80]])
    homes = centres[[2, 0, 1]] + 1.0
    matching = match(np.array([0, 1, 2]), np.ones(3), p=3, holders=3, centres=centres, homes=homes)
    assert list(matching.holder_of) == [1, 2, 0]
    assert matching.mean_km == pytest.approx(np.sqrt(2))


def test_more_holders_than_territories_and_fewer() -> None:
    held = np.array([0, 0, 1, 1])
    assert (match(np.array([0, 0, 1, 1]), np.ones(4), p=2, holders=7, held_now=held).holder_of == [0, 1]).all()
    few = match(np.array([0, 0, 1, 2]), np.ones(4), p=3, holders=2, held_now=held)
    assert sorted(few.holder_of) == [-1, 0, 1]


def test_needs_something_to_go_by() -> None:
    with pytest.raises(BadProblem):
        match(np.array([0]), np.ones(1), p=1, holders=1)
