"""Can the loads be met at all: heavy units, locked loads, totals?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.instance import groups_of
from optimizer.preflight.finding import Finding, Relaxation
from optimizer.problem import Problem


def check_capacity(problem: Problem) -> Iterator[Finding]:
    opened = np.ones(problem.p, bool) if problem.locked_territories is None else ~problem.locked_territories
    free = ~problem.frozen
    yield from _counts(problem, opened, free)
    if not free.any():
        yield Finding("nothing_to_move", "warning")
    for name in problem.bands:
        if problem.total(name) > 0:
            yield from _heavy(problem, name, opened)
            yield from _locked(problem, name, opened, free)
            yield from _totals(problem, name, opened, free)


def _counts(problem: Problem, opened: np.ndarray, free: np.ndarray) -> Iterator[Finding]:
    """Every open territory needs a unit: one of its own locked ones or a free one (a group counts once)."""
    member = groups_of(problem)
    units = len(np.unique(member[free]))
    served = np.zeros(problem.p, bool)
    if problem.current is not None:
        locked = problem.current[~free]
        served[locked[locked >= 0]] = True
    need = int((opened & ~served).sum())
    if units < need:
        params = {"p": need, "units": units}
        yield Finding(
            "too_few_units", "error", params, [Relaxation("fewer_territories", {"p": problem.p - need + units})]
        )


def _heavy(problem: Problem, name: str, opened: np.ndarray) -> Iterator[Finding]:
    """Units and groups that fit nowhere. Each is an own reason why no plan exists."""
    member, frozen = groups_of(problem), problem.frozen
    weight = np.bincount(member, problem.measures[name])
    locked = np.bincount(member, frozen) > 0
    _, high = problem.window(name)
    if not opened.any():
        return
    limit, target = high[opened].max(), problem.target(name)[opened]
    widest = float(target[np.argmax(high[opened])])
    bad = np.flatnonzero((weight > limit * (1 + 1e-12)) & ~locked)
    if len(bad) == 0:
        return
    order = bad[np.argsort(-weight[bad], kind="stable")]
    size = np.bincount(member)
    fit = max(1, int(problem.total(name) * problem.bands[name].high // weight[order[0]]))
    first = [int(np.flatnonzero(member == q)[0]) for q in order[:20]]
    params = {
        "measure": name,
        "unit": first[0],
        "units": first,
        "unit_name": problem.unit_name(first[0]),
        "count": len(bad),
        "percents": [100 * float(weight[q]) / widest for q in order[:20]],
        "percent": 100 * float(weight[order[0]]) / widest,
        "limit": 100 * limit / widest,
    }
    ways = [
        Relaxation("raise_high", {"measure": name, "percent": 100 * float(weight[order[0]]) / widest}),
        Relaxation("fewer_territories", {"p": fit}),
    ]
    if size[order[0]] > 1:
        yield Finding("heavy_group", "error", params | {"count": int(size[order[0]])}, ways)
    else:
        yield Finding("heavy_unit" if len(bad) == 1 else "heavy_units", "error", params, ways)


def _locked_load(problem: Problem, name: str, free: np.ndarray) -> np.ndarray:
    held = problem.fixed_load.get(name, np.zeros(problem.p)).copy()  # type: ignore[union-attr]
    if problem.current is not None:
        stay = ~free & (problem.current >= 0)
        held += np.bincount(problem.current[stay], problem.measures[name][stay], problem.p)
    return held


def _locked(problem: Problem, name: str, opened: np.ndarray, free: np.ndarray) -> Iterator[Finding]:
    held, target = _locked_load(problem, name, free), problem.target(name)
    low, high = problem.window(name)
    percent = 100 * held / target
    for j in range(problem.p):
        who = {
            "territory": j,
            "territory_name": problem.territory_name(j),
            "measure": name,
            "percent": float(percent[j]),
        }
        band = {"low": 100 * low[j] / target[j], "high": 100 * high[j] / target[j]}
        if not opened[j]:
            if not low[j] * (1 - 1e-9) <= held[j] <= high[j] * (1 + 1e-9):
                yield Finding("closed_out_of_band", "warning", who | band, [Relaxation("unlock_territory", who)])
        elif held[j] > high[j] * (1 + 1e-9):
            yield Finding(
                "locked_too_much",
                "error",
                who | {"limit": band["high"]},
                _ways_to_unload(problem, name, j, held[j] - high[j], who),
            )


def _ways_to_unload(problem: Problem, name: str, j: int, surplus: float, who: dict[str, object]) -> list[Relaxation]:
    target = problem.target(name)[j]
    ways = [Relaxation("raise_capacity", who | {"percent": 100 * surplus / (problem.bands[name].high * target)})]
    if problem.current is not None and problem.locked_units is not None:
        mine = np.sort(problem.measures[name][(problem.current == j) & problem.locked_units])[::-1]
        count = int(np.searchsorted(np.cumsum(mine), surplus)) + 1
        if count <= len(mine):
            ways.insert(0, Relaxation("release_locks", who | {"count": count}))
    return ways


def _totals(problem: Problem, name: str, opened: np.ndarray, free: np.ndarray) -> Iterator[Finding]:
    """What is to be held by the open territories against what they may and must hold together."""
    if not opened.any():
        return
    held = _locked_load(problem, name, free)
    low, high = problem.window(name)
    demand = float(problem.measures[name][free].sum() + held[opened].sum())
    most, least = float(np.maximum(high, held)[opened].sum()), float(low[opened].sum())
    target = float(problem.target(name)[opened].sum())
    if demand > most * (1 + 1e-9):
        ways = [Relaxation("raise_high", {"measure": name, "percent": 100 * demand / target})]
        yield Finding("not_enough_capacity", "error", {"measure": name, "demand": demand, "supply": most}, ways)
    if demand < least * (1 - 1e-9):
        ways = [Relaxation("lower_low", {"measure": name, "percent": 100 * demand / target})]
        yield Finding("too_much_capacity", "error", {"measure": name, "demand": least, "supply": demand}, ways)
