"""Chains, exchanges and transport keep the plan legal and bring loads into their bands."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer import Objective, Observer, TimeLimit, check
from optimizer.instance import instance_of
from optimizer.preflight.indivisible import check_indivisible
from optimizer.search.chain import mend_by_chains
from optimizer.search.members import Members
from optimizer.search.state import Search
from optimizer.search.transport import flow_plan, mend_by_transport
from tests.optimizer.worlds import stripes, town


def search_on(seed: int, tolerance: float) -> Search:
    """Stripes on uneven work, ready to be mended."""
    problem = town(10, 12, 4, seed=seed, tolerance=tolerance, current=stripes(10, 12, 4))
    search = Search(instance_of(problem), Objective(), TimeLimit(60), Observer(), seed)
    search.set_labels(problem.current)  # type: ignore[arg-type]
    search.recentre()
    return search


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_an_exchange_is_legal_and_lands_in_its_window(seed: int) -> None:
    search = search_on(seed, 0.05)
    members = Members(search, strict=100.0)
    before = search.plan.load[0, 0]
    score, given_, taken = members.exchange(0, 1, 0, 0.02, 0.06)
    if score < float("inf"):
        assert 0.02 - 1e-9 <= before - search.plan.load[0, 0] <= 0.06 + 1e-9
        assert not len(check(search.instance.problem, search.plan.label).split)
        members.undo(0, 1, given_, taken)
    assert np.array_equal(search.plan.label, search.instance.problem.current)
    assert search.plan.load[0, 0] == pytest.approx(before)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_mending_closes_tight_bands(seed: int) -> None:
    search = search_on(seed, 0.01)
    members = Members(search, strict=100.0)
    search.keep()
    start = search.violation()[0]
    mend_by_chains(search, members)
    middle = search.violation()[0]
    assert middle <= start + 1e-9
    mend_by_transport(search, members)
    assert search.best.violation <= middle + 1e-9
    assert search.best.split == 0
    assert search.best.violation == 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.2, 1.8), min_size=3, max_size=12))
def test_the_planned_flow_brings_every_load_into_its_window(loads: list[float]) -> None:
    load = np.array(loads) / np.mean(loads)
    p = len(load)
    arcs = [(a, b) for a in range(p) for b in (a - 1, a + 1) if 0 <= b < p]
    flow = flow_plan(load, np.full(p, 0.95), np.full(p, 1.05), arcs, np.ones(len(arcs)))
    for (a, b), amount in flow.items():
        load[a] -= amount
        load[b] += amount
    assert load.min() >= 0.95 - 1e-6
    assert load.max() <= 1.05 + 1e-6


def test_preflight_names_a_unit_that_fits_no_territory() -> None:
    """A heavy unit just below the band whose neighbours are all too heavy to add."""
    work = np.ones(25) * 3.0
    work[12] = 14.0
    work[[7, 11, 13, 17]] = 8.0
    problem = town(5, 5, 6, measures={"work": work}, tolerance=0.1)
    target = work.sum() / 6
    assert 0.9 * target > 14.0 and 1.1 * target < 14 + 8
    (finding,) = check_indivisible(problem)
    assert finding.params["unit"] == 12
