"""Deltas equal differences, and the tests of contiguity are exact."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.check import check
from optimizer.instance import instance_of
from optimizer.kernels import ground as k
from optimizer.kernels.anneal import penalty_delta
from tests.optimizer.worlds import town


def plan_of(seed: int):
    """A random labelling of a 6 x 6 town with prices."""
    random = np.random.default_rng(seed)
    problem = town(6, 6, 3, seed=seed, current=random.integers(0, 3, 36), change_price=2.0)
    instance = instance_of(problem)
    label = random.integers(0, 3, 36).astype(np.int32)
    label[:3] = (0, 1, 2)
    plan = k.Plan(label, np.zeros((3, 1)), np.zeros(3, np.int32), np.zeros((3, 2)), random.normal(0, 1, (3, 1)))
    k.tally(instance.ground, label, instance.held, plan.load, plan.count)
    k.medians(instance.ground, label, plan.centre, 5)
    return problem, instance, plan


def energy(instance, plan, smooth: float, rho: float) -> float:
    out = np.empty(3)
    k.costs(instance.ground, plan.label, plan.centre, out)
    g = instance.ground
    off = np.maximum(plan.load - g.high, 0) + np.maximum(g.low - plan.load, 0)
    return float(out[0] + smooth * out[1] + out[2] + (plan.price * plan.load).sum() + rho * (off**2).sum())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 35), st.integers(0, 2))
def test_deltas_equal_differences(seed: int, i: int, b: int) -> None:
    """Travel, border, change, price and penalty: the sum of the deltas is the difference of the values."""
    _, instance, plan = plan_of(seed)
    g, a = instance.ground, int(plan.label[i])
    if a == b:
        return
    smooth, rho = 0.7, 11.0
    before = energy(instance, plan, smooth, rho)
    delta = g.w[i, 0] * (k.distance(g, plan, i, b) - k.distance(g, plan, i, a))
    delta += smooth * k.border_delta(g, plan.label, i, a, b) + k.change_delta(g, i, a, b)
    delta += penalty_delta(g, plan, i, a, b, rho)
    k.move_unit(g, plan, i, b)
    assert np.isclose(energy(instance, plan, smooth, rho) - before, delta, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 35))
def test_can_leave_is_exact(seed: int, i: int) -> None:
    """A unit may leave exactly if its neighbours in its territory stay connected without it."""
    problem, instance, plan = plan_of(seed)
    allowed = bool(k.can_leave(instance.ground, plan.label, k.scratch(36, 0), i, 36))
    a = plan.label[i]
    before = check(problem, plan.label).pieces[a]
    without = plan.label.copy()
    without[i] = -1
    after = check(problem, without).pieces[a]
    # removing a unit that is no cut point leaves as many pieces, or one fewer if it was a piece of its own
    assert allowed == (after <= before)
