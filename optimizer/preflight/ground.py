"""Is there ground for territories in one piece each?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from optimizer.preflight.finding import Finding, Relaxation
from optimizer.problem import Problem


def check_ground(problem: Problem) -> Iterator[Finding]:
    if not problem.contiguous:
        return
    yield from _components(problem)
    if problem.current is not None:
        yield from _locks(problem)


def components(problem: Problem, usable: np.ndarray) -> np.ndarray:
    """Connected component of each usable unit; -1 for the others."""
    inside = problem.edges[usable[problem.edges].all(1)]
    graph = coo_matrix((np.ones(len(inside)), (inside[:, 0], inside[:, 1])), shape=(problem.n, problem.n))
    return np.where(usable, connected_components(graph, directed=False)[1], -1)


def _components(problem: Problem) -> Iterator[Finding]:
    """Each connected piece of ground must hold a whole number of territories inside every band."""
    usable = ~(problem.frozen & ((problem.current if problem.current is not None else np.zeros(problem.n)) < 0))
    if problem.locked_territories is not None and problem.current is not None:
        usable &= ~((problem.current >= 0) & problem.locked_territories[problem.current])
    piece = components(problem, usable)
    names, sizes = np.unique(piece[usable], return_counts=True)
    if len(names) < 2:
        return
    opened = problem.p if problem.locked_territories is None else int((~problem.locked_territories).sum())
    if len(names) > opened:
        yield _disconnected(problem, piece, names, sizes, opened)
        return
    yield from _fit(problem, piece, names, sizes)


def _disconnected(problem: Problem, piece: np.ndarray, names: np.ndarray, sizes: np.ndarray, opened: int) -> Finding:
    links = [Relaxation("add_link", _link(problem, piece, int(c))) for c in names[np.argsort(sizes, kind="stable")][:5]]
    params = {"pieces": len(names), "p": opened, "links": [link.params for link in links]}
    return Finding("disconnected", "error", params, [*links, Relaxation("allow_split")])


def _fit(problem: Problem, piece: np.ndarray, names: np.ndarray, sizes: np.ndarray) -> Iterator[Finding]:
    for name, band in problem.bands.items():
        total, target = problem.total(name), problem.target(name)
        if total <= 0 or problem.fixed_load.get(name) is not None:  # type: ignore[union-attr]
            continue
        smallest, largest = target.min(), target.max()
        for c, size in zip(names, sizes, strict=True):
            load = float(problem.measures[name][piece == c].sum())
            fewest, most = (
                np.ceil(load / (band.high * largest) - 1e-9),
                load / (band.low * smallest) if band.low > 0 else np.inf,
            )
            if max(fewest, 1) > most + 1e-9:
                link = _link(problem, piece, int(c))
                params = link | {"measure": name, "units": int(size), "share": load / (total / problem.p)}
                yield Finding("piece_unfit", "error", params, [Relaxation("add_link", link), Relaxation("allow_split")])


def _link(problem: Problem, piece: np.ndarray, c: int) -> dict[str, object]:
    """The shortest way from one piece to any other."""
    mine, others = np.flatnonzero(piece == c), np.flatnonzero((piece >= 0) & (piece != c))
    km, near = cKDTree(problem.xy[others]).query(problem.xy[mine])
    k = int(np.argmin(km))
    i, j = int(mine[k]), int(others[near[k]])
    return {
        "unit": i,
        "other": j,
        "unit_name": problem.unit_name(i),
        "other_name": problem.unit_name(j),
        "km": float(km[k]),
    }


def _locks(problem: Problem) -> Iterator[Finding]:
    """Locked units of one territory must be joinable through units that it may hold."""
    current, frozen = problem.current, problem.frozen
    assert current is not None
    closed = np.zeros(problem.p, bool) if problem.locked_territories is None else problem.locked_territories
    for j in np.unique(current[frozen & (current >= 0)]):
        mine = frozen & (current == j)
        if closed[j]:
            count = len(np.unique(components(problem, mine)[mine]))
            if count > 1:
                yield Finding(
                    "closed_split",
                    "warning",
                    {"territory": int(j), "territory_name": problem.territory_name(int(j)), "pieces": count},
                )
            continue
        if mine.sum() < 2 or len(np.unique(components(problem, mine)[mine])) == 1:
            continue
        usable = mine | ~frozen
        if problem.eligible is not None:
            usable &= problem.eligible[:, j] | mine
        piece = components(problem, usable)
        parts = np.unique(piece[mine])
        if len(parts) > 1:
            a, b = (int(np.flatnonzero(mine & (piece == c))[0]) for c in parts[:2])
            params = {"territory": int(j), "territory_name": problem.territory_name(int(j)), "unit": a, "other": b}
            params |= {"unit_name": problem.unit_name(a), "other_name": problem.unit_name(b)}
            count = int(min(((piece == c) & mine).sum() for c in parts))
            yield Finding(
                "locks_split",
                "error",
                params,
                [Relaxation("release_locks", params | {"count": count}), Relaxation("allow_split")],
            )
