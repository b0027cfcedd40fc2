"""Verification of a vector against a problem. Shares no code with the solvers: numpy and scipy only.

Does not belong here: anything that searches, repairs or suggests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from optimizer.problem import Problem

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Report:
    """Everything that can be said about a vector. Lists hold unit or territory indices."""

    complete: bool  # no unit unassigned that may be assigned
    unassigned: Ints  # units without territory (locked ones included)
    empty: Ints  # territories without a unit
    pieces: Ints  # [p] connected pieces of each territory
    split: Ints  # territories in more than one piece
    loads: Mapping[str, Floats]  # measure -> [p], fixed loads included
    targets: Mapping[str, Floats]
    deviations: Mapping[str, Floats]  # (load - target) / target
    out_of_band: Mapping[str, Ints]  # measure -> territories
    violation: float  # summed distance outside the bands, in mean targets
    locks_broken: Ints  # units
    groups_broken: Ints  # indices into keep_together
    apart_broken: Ints  # indices into keep_apart
    ineligible: Ints  # units
    km_to_centre: float  # activity-weighted mean distance to the home, else the geometric median
    km_to_centroid: float
    cut_edges: int
    cut_km: float
    moved_share: float | None  # share of the primary measure that changes hands
    moved_units: int | None

    @property
    def legal(self) -> bool:
        """Everything but the bands holds."""
        broken = (self.locks_broken, self.groups_broken, self.apart_broken, self.ineligible, self.split, self.empty)
        return self.complete and not any(len(items) for items in broken)

    @property
    def feasible(self) -> bool:
        return self.legal and not any(len(items) for items in self.out_of_band.values())


def check(problem: Problem, labels: Ints) -> Report:
    """Verify ``labels`` ([n], -1 = unassigned) against every demand of ``problem``."""
    labels = np.asarray(labels)
    if labels.shape != (problem.n,):
        raise ValueError(f"labels have shape {labels.shape}, expected ({problem.n},)")
    if labels.min() < -1 or labels.max() >= problem.p:
        raise ValueError("labels name a territory that does not exist")
    held = labels >= 0
    loads, targets = {}, {}
    for name, vector in problem.measures.items():
        fixed = problem.fixed_load.get(name, 0.0)  # type: ignore[union-attr]
        loads[name] = np.bincount(labels[held], vector[held], problem.p) + fixed
        share = np.ones(problem.p) if problem.targets is None else problem.targets
        targets[name] = (vector.sum() + np.sum(fixed)) * share / share.sum()
    out, violation = _bands(problem, loads, targets)
    pieces = _pieces(problem, labels)
    movable_unassigned = ~held if problem.current is None else ~held & ~_frozen(problem)
    to_centre, to_centroid = _distances(problem, labels, held)
    cut = (labels[problem.edges[:, 0]] != labels[problem.edges[:, 1]]) & held[problem.edges].all(1)
    moved_share, moved_units = _moved(problem, labels)
    return Report(
        complete=not movable_unassigned.any(),
        unassigned=np.flatnonzero(~held).astype(np.int32),
        empty=np.flatnonzero((pieces == 0) & ~_closed(problem)).astype(np.int32),
        pieces=pieces,
        split=np.flatnonzero((pieces > 1) & ~_closed(problem)).astype(np.int32)
        if problem.contiguous
        else np.empty(0, np.int32),
        loads=loads,
        targets=targets,
        deviations={k: (loads[k] - targets[k]) / np.where(targets[k] == 0, 1.0, targets[k]) for k in loads},
        out_of_band=out,
        violation=violation,
        locks_broken=_locks_broken(problem, labels),
        groups_broken=np.array(
            [g for g, group in enumerate(problem.keep_together) if len(set(labels[group])) > 1], np.int32
        ),
        apart_broken=np.array(
            [q for q, (i, j) in enumerate(problem.keep_apart) if labels[i] == labels[j] >= 0], np.int32
        ),
        ineligible=_ineligible(problem, labels, held),
        km_to_centre=to_centre,
        km_to_centroid=to_centroid,
        cut_edges=int(cut.sum()),
        cut_km=float(problem.border[cut].sum()),
        moved_share=moved_share,
        moved_units=moved_units,
    )


def _closed(problem: Problem) -> NDArray[np.bool_]:
    return np.zeros(problem.p, bool) if problem.locked_territories is None else problem.locked_territories


def _frozen(problem: Problem) -> NDArray[np.bool_]:
    frozen = np.zeros(problem.n, bool)
    if problem.locked_units is not None:
        frozen |= problem.locked_units
    if problem.focus is not None:
        frozen |= ~problem.focus
    return frozen


def _bands(
    problem: Problem, loads: Mapping[str, Floats], targets: Mapping[str, Floats]
) -> tuple[dict[str, Ints], float]:
    out, violation, closed = {}, 0.0, _closed(problem)
    for name, band in problem.bands.items():
        low, high = band.low * targets[name], band.high * targets[name]
        off = np.maximum(loads[name] - high, 0) + np.maximum(low - loads[name], 0)
        off[closed] = 0.0
        mean = abs(targets[name].mean()) or 1.0
        out[name] = np.flatnonzero(off > TOLERANCE * mean).astype(np.int32)
        violation += float(off[out[name]].sum() / mean)
    return out, violation


def _pieces(problem: Problem, labels: Ints) -> Ints:
    if not problem.contiguous:
        return (np.bincount(labels[labels >= 0], minlength=problem.p) > 0).astype(np.int32)
    inside = problem.edges[
        (labels[problem.edges[:, 0]] == labels[problem.edges[:, 1]]) & (labels[problem.edges[:, 0]] >= 0)
    ]
    graph = coo_matrix((np.ones(len(inside)), (inside[:, 0], inside[:, 1])), shape=(problem.n, problem.n))
    _, component = connected_components(graph, directed=False)
    _, first = np.unique(component, return_index=True)
    owner = labels[first]
    return np.bincount(owner[owner >= 0], minlength=problem.p).astype(np.int32)


def _locks_broken(problem: Problem, labels: Ints) -> Ints:
    if problem.current is None:
        return np.empty(0, np.int32)
    changed = labels != problem.current
    closed = np.append(_closed(problem), False)
    broken = changed & (_frozen(problem) | closed[problem.current] | closed[labels])
    return np.flatnonzero(broken).astype(np.int32)


def _ineligible(problem: Problem, labels: Ints, held: NDArray[np.bool_]) -> Ints:
    if problem.eligible is None:
        return np.empty(0, np.int32)
    bad = held & ~problem.eligible[np.arange(problem.n), labels]
    if problem.current is not None:
        bad &= ~(_frozen(problem) & (labels == problem.current))
    return np.flatnonzero(bad).astype(np.int32)


def _distances(problem: Problem, labels: Ints, held: NDArray[np.bool_]) -> tuple[float, float]:
    """Mean km to the own centre (home, else geometric median) and to the weighted centroid."""
    if not held.any():
        return 0.0, 0.0
    xy, where, w, p = problem.xy[held], labels[held], problem.measures[problem.primary][held], problem.p
    total = w.sum() or 1.0
    centre = _weighted(xy, w, where, p)
    to_centroid = float((w * np.hypot(*(xy - centre[where]).T)).sum() / total)
    # on a million accounts thirty rounds are within metres, and two hundred take ten seconds
    for _ in range(200 if len(xy) < 200_000 else 30):
        pull = w / np.maximum(np.hypot(*(xy - centre[where]).T), 1e-6)
        before, centre = centre, _weighted(xy, pull, where, p)
        if np.abs(centre - before).max() < 1e-5:
            break
    if problem.homes is not None:
        centre = np.where(np.isnan(problem.homes), centre, problem.homes)
    return float((w * np.hypot(*(xy - centre[where]).T)).sum() / total), to_centroid


def _weighted(xy: Floats, w: Floats, where: Ints, p: int) -> Floats:
    total = np.maximum(np.bincount(where, w, p), 1e-12)
    return np.column_stack([np.bincount(where, w * xy[:, c], p) / total for c in (0, 1)])


def _moved(problem: Problem, labels: Ints) -> tuple[float | None, int | None]:
    """What had a territory and now has another (or none)."""
    if problem.current is None:
        return None, None
    changed = (labels != problem.current) & (problem.current >= 0)
    w = problem.measures[problem.primary]
    return float(w[changed].sum() / (w.sum() or 1.0)), int(changed.sum())
