"""The whole pipeline on tiny ground: legal, deterministic, stoppable, honouring every demand."""

import threading
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer import Band, Flag, InfeasibleProblem, Observer, Problem, Progress, TimeLimit, any_of, check, solve
from optimizer.result import Result
from tests.optimizer.worlds import grid, stripes, town


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    """Compiled once, so that no test measures the compiler."""
    from optimizer.warm import warm_up

    warm_up()


def solved(problem: Problem, seconds: float = 10, **more: object) -> Result:
    result = solve(problem, stop=TimeLimit(seconds), **more)  # type: ignore[arg-type]
    assert check(problem, result.labels).legal
    return result


def test_balanced_and_in_one_piece() -> None:
    result = solved(town())
    assert result.violation == 0
    assert result.status == "bound_only"  # the centres are free
    assert result.bound is not None and result.bound <= result.terms["travel"] + 1e-9


@pytest.mark.parametrize("start", ["scratch", "metis", "current", "homes"])
def test_every_start_ends_inside_the_bands(start: str) -> None:
    homes = np.array([[15.0, 15], [15, 55], [15, 95], [95, 15], [95, 55], [95, 95]])
    result = solved(town(current=stripes(12, 12, 6), homes=homes), start=start)
    assert result.violation == 0


def test_same_seed_same_answer() -> None:
    """Long enough that the work ends the run, not the clock."""
    first, second = (solve(town(), stop=TimeLimit(20), seed=3) for _ in range(2))
    assert first.why_stopped == second.why_stopped == "converged"
    assert np.array_equal(first.labels, second.labels)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.integers(2, 9), st.integers(2, 9), st.data())
def test_locks_and_rules_are_never_broken(seed: int, rows: int, columns: int, data: st.DataObject) -> None:
    """Whatever is locked, kept apart or not eligible stays so, even where bands cannot be met."""
    n = rows * columns
    p = data.draw(st.integers(1, min(n, 6)))
    random = np.random.default_rng(seed)
    current = (np.arange(n) * p // n).astype(np.int32)
    eligible = random.random((n, p)) < 0.9
    eligible[np.arange(n), current] = True
    problem = town(
        rows,
        columns,
        p,
        seed=seed,
        current=current,
        locked_units=random.random(n) < 0.2,
        eligible=eligible,
        locked_territories=random.random(p) < 0.2,
        change_price=float(random.choice([0, 5])),
    )
    try:
        result = solve(problem, stop=TimeLimit(0.2), seed=seed, best_effort=True)
    except InfeasibleProblem:
        return
    report = check(problem, result.labels)
    assert report.complete
    assert not len(report.locks_broken)
    assert not len(report.ineligible)
    assert len(report.split) <= len(check(problem, current).split)


def test_keep_together_and_apart() -> None:
    problem = town(keep_together=[np.array([0, 1, 2, 12])], keep_apart=[(5, 6), (66, 67)])
    report = check(problem, solved(problem).labels)
    assert report.feasible


def test_focus_moves_nothing_outside() -> None:
    current = stripes(12, 12, 6)
    focus = current < 3
    problem = town(current=current, focus=focus, bands={"work": Band(0.7, 1.3)})
    result = solved(problem)
    assert np.array_equal(result.labels[~focus], current[~focus])


def test_fills_what_is_unassigned_and_leaves_the_rest() -> None:
    current = stripes(12, 12, 6)
    current[60:70] = -1
    problem = town(current=current, locked_units=current >= 0, bands={"work": Band(0.5, 1.6)})
    result = solved(problem)
    assert (result.labels >= 0).all()
    assert np.array_equal(result.labels[current >= 0], current[current >= 0])


def test_own_capacities_and_fixed_loads() -> None:
    """A half-time rep ends with half the work; named accounts count against the ground."""
    problem = town(p=4, targets=[1, 1, 1, 0.5], fixed_load={"work": [20.0, 0, 0, 0]}, tolerance=0.05)
    report = check(problem, solved(problem).labels)
    assert report.feasible
    assert report.loads["work"][3] == pytest.approx(report.loads["work"][1] / 2, rel=0.12)


def test_two_measures_at_once() -> None:
    """Work and sales pull to different corners; both bands hold."""
    xy, _ = grid(12, 12)
    measures = {"work": 1 + xy[:, 0] / 100, "sales": 1 + (110 - xy[:, 1]) / 60}
    problem = town(measures=measures, bands={"work": Band.within(0.07), "sales": Band.within(0.15)})
    assert check(problem, solved(problem).labels).feasible


def test_change_has_a_price() -> None:
    """With a price, fewer units move than without; the moves listed are the moves made."""
    current = stripes(12, 12, 6)
    dear = solved(town(current=current, change_price=100.0, seed=2))
    cheap = solved(town(current=current, change_price=0.0, seed=2))
    assert dear.terms["moved_units"] < cheap.terms["moved_units"]
    assert {move.unit for move in dear.moves} == set(np.flatnonzero(dear.labels != current))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_moves_add_up_and_every_prefix_is_legal(seed: int) -> None:
    """The deltas of the moves sum to the plan's change; stopping after any step leaves every territory in one piece."""
    current = stripes(8, 8, 4)
    problem = town(8, 8, 4, seed=seed, current=current, change_price=3.0)
    result = solve(problem, stop=TimeLimit(0.2), seed=seed, best_effort=True)
    labels = current.copy()
    for number in sorted({move.step for move in result.moves}):
        for move in result.moves:
            if move.step == number:
                assert labels[move.unit] == move.origin
                labels[move.unit] = move.target
        assert not len(check(problem, labels).split)
        assert not len(check(problem, labels).empty)
    assert np.array_equal(labels, result.labels)
    travel = sum(move.deltas["travel"] for move in result.moves)
    assert travel == pytest.approx(result.terms["travel"] - check(problem, current).km_to_centre, abs=1e-4)
    assert sum(move.deltas["change"] for move in result.moves) == pytest.approx(result.terms["change"])


class Recorder(Observer):
    def __init__(self) -> None:
        self.seen: list[Progress] = []
        self.ended: Result | None = None

    def on_progress(self, progress: Progress) -> None:
        self.seen.append(progress)

    def on_end(self, result: Result) -> None:
        self.ended = result


def test_a_stop_is_honoured_within_a_second_and_the_answer_is_legal() -> None:
    """From a daemon thread, in whatever phase the flag is raised."""
    problem = town(60, 60, 30)
    for delay in (0.0, 0.05, 0.3, 0.8):
        event, recorder, box = threading.Event(), Recorder(), []
        stop = any_of(Flag(event), TimeLimit(30))
        work = threading.Thread(
            target=lambda s=stop, o=recorder, b=box: b.append(solve(problem, stop=s, observer=o)), daemon=True
        )
        work.start()
        time.sleep(delay)
        event.set()
        asked = time.monotonic()
        work.join(20)
        assert time.monotonic() - asked < 3  # one second on a machine of its own
        assert box[0].why_stopped == "stopped"
        assert recorder.ended is box[0]
        assert not len(check(problem, box[0].labels).empty)


def test_progress_is_reported_with_the_best_so_far() -> None:
    recorder = Recorder()
    problem = town(40, 40, 20)
    result = solve(problem, stop=TimeLimit(2), observer=recorder)
    bests = [progress.best for progress in recorder.seen if progress.best is not None]
    assert bests
    assert all(check(problem, best).complete for best in bests)
    assert [phase.name for phase in result.phases][:2] == ["start", "start"] or len(result.phases) > 3


@pytest.mark.parametrize(("rows", "columns", "p"), [(1, 1, 1), (1, 2, 2), (3, 3, 9), (1, 40, 4), (2, 2, 1)])
def test_small_and_degenerate(rows: int, columns: int, p: int) -> None:
    n = rows * columns
    solved(town(rows, columns, p, measures={"work": np.ones(n)}, bands={"work": Band(0.5, 1.5)}), 0.1)


def test_duplicated_points_and_zero_units() -> None:
    xy, edges = grid(6, 6)
    work = np.ones(36)
    work[:12] = 0
    problem = Problem(xy * 0, edges, np.zeros(len(edges)), {"work": work}, {"work": Band.within(0.5)}, 3)
    assert solved(problem).violation == 0


def test_everything_locked_stays() -> None:
    current = stripes(6, 6, 3)
    problem = town(6, 6, 3, current=current, locked_units=np.ones(36, bool), bands={"work": Band(0, 3)})
    assert np.array_equal(solved(problem).labels, current)


def test_disconnected_ground_with_room_for_each_island() -> None:
    xy, edges = grid(4, 12)
    apart = edges[~((edges % 12 == 5).any(1) & (edges % 12 == 6).any(1))]
    problem = Problem(xy, apart, np.zeros(len(apart)), {"work": np.ones(48)}, {"work": Band.within(0.1)}, 4)
    assert solved(problem).violation == 0


def test_huge_measures() -> None:
    solved(town(measures={"work": np.random.default_rng(0).uniform(1e14, 3e14, 144)}))


def test_books_of_accounts_without_ground() -> None:
    """No contiguity: bands hold for homes that are crowded together."""
    random = np.random.default_rng(1)
    xy = random.uniform(0, 100, (3000, 2))
    homes = random.uniform(40, 60, (10, 2))
    problem = Problem(
        xy,
        np.empty((0, 2), int),
        [],
        {"value": random.lognormal(0, 1, 3000)},
        {"value": Band.within(0.02)},
        10,
        homes=homes,
        contiguous=False,
    )
    result = solved(problem)
    assert result.violation == 0
    assert result.status == "gap"
    assert result.gap is not None and result.gap < 0.02
