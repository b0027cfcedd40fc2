"""The exact mode proves what a brute force over all plans finds."""

from itertools import product

import numpy as np
import pytest

from optimizer import BadProblem, TimeLimit, check, exact
from optimizer.districting.lagrange import relax
from optimizer.districting.model import Districting
from optimizer.milp import Model
from tests.optimizer.worlds import town


def brute_force(problem, squared: bool) -> float:
    """Least travel to a middle unit over every legal plan of two territories."""
    km = np.hypot(*(problem.xy[:, None] - problem.xy[None]).transpose(2, 0, 1))
    work = problem.measures["work"]
    cost = work[:, None] * (km**2 if squared else km)
    best = np.inf
    for rest in product((0, 1), repeat=problem.n - 1):
        labels = np.array((0, *rest))
        if labels.any() and check(problem, labels).feasible:
            parts = (np.flatnonzero(labels == j) for j in (0, 1))
            best = min(best, sum(cost[np.ix_(mine, mine)].sum(0).min() for mine in parts))
    return best / work.sum()


@pytest.mark.parametrize(("contiguous", "squared"), [(True, False), (True, True), (False, True)])
def test_equals_brute_force(contiguous: bool, squared: bool) -> None:
    problem = town(2, 4, 2, seed=4, tolerance=0.15, contiguous=contiguous)
    result = exact(problem, stop=TimeLimit(60), squared=squared)
    assert result.status == "proven"
    assert check(problem, result.labels).feasible
    assert result.objective == pytest.approx(brute_force(problem, squared))


def test_a_stop_gives_no_false_proof() -> None:
    result = exact(town(7, 7, 4, tolerance=0.05), stop=TimeLimit(1))
    assert result.status in ("gap", "bound_only", "infeasible", "proven")
    assert result.bound is None or result.bound <= result.objective + 1e-9


def test_refuses_what_the_model_does_not_have() -> None:
    with pytest.raises(BadProblem, match="targets"):
        exact(town(3, 3, 2, targets=[1.0, 2.0]))
    with pytest.raises(BadProblem, match="400 units"):
        exact(town(30, 30, 2))


def test_the_lagrangian_bound_is_a_bound() -> None:
    problem = town(2, 4, 2, seed=4, tolerance=0.15, contiguous=False)
    work = problem.measures["work"]
    km = np.hypot(*(problem.xy[:, None] - problem.xy[None]).transpose(2, 0, 1))
    low, high = (float(side[0]) for side in problem.window("work"))
    best = brute_force(problem, True) * work.sum()
    task = Districting(work[:, None] * km**2, [work], [(low, high)], 2, None, [])
    assert 0.8 * best < relax(task.cost, work, low, high, 2, best).bound <= best + 1e-6


@pytest.mark.parametrize(("floor", "status"), [(0.5, "optimal"), (2.0, "infeasible")])
def test_statuses_of_the_solver_are_honest(floor: float, status: str) -> None:
    """The contract with PuLP: what the rest of the code relies on."""
    model = Model("contract")
    x = model.binary("x")
    model.minimise([(x, 1.0)])
    model.add([(x, 1.0)], ">=", floor)
    assert model.solve(seconds=10).status == status


def test_an_interrupt_is_no_proof() -> None:
    """A knapsack with 60 near-equal items, stopped at once."""
    random = np.random.default_rng(0)
    model = Model("hard", maximise=True)
    items = [model.binary(f"x{q}") for q in range(60)]
    for row in range(30):
        model.add(zip(items, random.uniform(10, 11, 60), strict=True), "<=", 300.0 + row)
    model.maximise(zip(items, random.uniform(10, 11, 60), strict=True))
    answer = model.solve(seconds=30, stop=lambda: True)
    assert answer.status in ("feasible", "unknown")
