"""Do locks, groups, separations and eligibility contradict each other?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from optimizer.instance import groups_of
from optimizer.preflight.finding import Finding, Relaxation
from optimizer.problem import Problem


def check_rules(problem: Problem) -> Iterator[Finding]:
    yield from _together(problem)
    yield from _apart(problem)
    yield from _eligible(problem)


def _two(problem: Problem, i: int, j: int) -> dict[str, Any]:
    return {"unit": i, "other": j, "unit_name": problem.unit_name(i), "other_name": problem.unit_name(j)}


def _groups(problem: Problem) -> list[np.ndarray]:
    """Merged keep-together groups with at least two units."""
    member = groups_of(problem)
    sizes = np.bincount(member)
    order = np.argsort(member, kind="stable")
    return [part for part in np.split(order, np.cumsum(sizes)[:-1]) if len(part) > 1]


def _together(problem: Problem) -> Iterator[Finding]:
    frozen = problem.frozen
    for group in _groups(problem):
        fixed = group[frozen[group]]
        if problem.current is not None and len(fixed):
            other = fixed[problem.current[fixed] != problem.current[fixed[0]]]
            if len(other):
                pair = _two(problem, int(fixed[0]), int(other[0]))
                yield Finding("together_locked", "error", pair, [Relaxation("drop_rule", pair)])
        if problem.contiguous:
            yield from _touching(problem, group)


def _touching(problem: Problem, group: np.ndarray) -> Iterator[Finding]:
    """The first version asks that a group touches: it becomes one unit, which must be in one piece itself."""
    inside = np.isin(problem.edges, group).all(1)
    place = {int(i): k for k, i in enumerate(group)}
    pairs = np.array([[place[int(a)], place[int(b)]] for a, b in problem.edges[inside]], np.int64).reshape(-1, 2)
    graph = csr_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(group), len(group)))
    count, piece = connected_components(graph, directed=False)
    if count > 1:
        pair = _two(problem, int(group[0]), int(group[np.argmax(piece != piece[0])]))
        km = float(np.hypot(*(problem.xy[pair["unit"]] - problem.xy[pair["other"]])))
        yield Finding(
            "together_split", "error", pair, [Relaxation("add_link", pair | {"km": km}), Relaxation("drop_rule", pair)]
        )


def _apart(problem: Problem) -> Iterator[Finding]:
    member, frozen = groups_of(problem), problem.frozen
    for i, j in problem.keep_apart:
        pair = _two(problem, i, j)
        if member[i] == member[j]:
            yield Finding("together_apart", "error", pair, [Relaxation("drop_rule", pair)])
        elif problem.current is not None and frozen[i] and frozen[j] and problem.current[i] == problem.current[j] >= 0:
            t = int(problem.current[i])
            params = pair | {"territory": t, "territory_name": problem.territory_name(t)}
            yield Finding("apart_locked", "error", params, [Relaxation("drop_rule", pair)])


def _eligible(problem: Problem) -> Iterator[Finding]:
    frozen = problem.frozen
    if problem.current is not None:
        count = int((frozen & (problem.current < 0)).sum())
        if count:
            yield Finding("locked_unassigned", "warning", {"count": count})
    if problem.eligible is None:
        return
    opened = np.ones(problem.p, bool) if problem.locked_territories is None else ~problem.locked_territories
    for i in np.flatnonzero(~(problem.eligible & opened).any(1) & ~frozen):
        params = {"unit": int(i), "unit_name": problem.unit_name(int(i))}
        yield Finding("nobody_eligible", "error", params, [Relaxation("allow_holder", params)])
    for group in _groups(problem):
        if not frozen[group].any() and not (problem.eligible[group].all(0) & opened).any():
            params = {"unit": int(group[0]), "unit_name": problem.unit_name(int(group[0]))}
            yield Finding("together_eligible", "error", params, [Relaxation("allow_holder", params)])
    if problem.current is not None:
        held = np.flatnonzero(frozen & (problem.current >= 0))
        for i in held[~problem.eligible[held, problem.current[held]]][:20]:
            t = int(problem.current[i])
            params = {
                "unit": int(i),
                "unit_name": problem.unit_name(int(i)),
                "territory": t,
                "territory_name": problem.territory_name(t),
            }
            yield Finding("locked_ineligible", "warning", params)
