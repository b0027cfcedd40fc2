"""A problem made ready for the kernels: scaled, contracted, indexed. Nothing here decides anything.

Groups that must stay together become one unit; measures are divided by their mean target; locks, focus and closed
territories become flags. ``expand`` takes a vector back to the problem's own units.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from optimizer.kernels.ground import Ground
from optimizer.problem import Problem

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Instance:
    problem: Problem
    ground: Ground
    member: Ints  # [n] contracted unit of each unit
    movable: Ints  # contracted units that may change hands
    held: Floats  # [p, k] fixed loads, scaled
    names: tuple[str, ...]  # measures in kernel order: the primary, then those with a band
    mean_km_scale: float  # km that one unit of cost stands for: sum of the primary measure, scaled

    @property
    def n(self) -> int:
        return len(self.ground.w)

    @property
    def p(self) -> int:
        return self.problem.p

    def expand(self, label: Ints) -> Ints:
        return label[self.member].astype(np.int32)

    def contract(self, labels: Ints) -> Ints:
        """Labels of the contracted units (the last member's, where a group disagrees)."""
        out = np.full(self.n, -1, np.int32)
        out[self.member] = labels
        return out


def groups_of(problem: Problem) -> Ints:
    """Contracted unit of each unit, numbered in order of first appearance."""
    pairs = [(group[0], i) for group in problem.keep_together for i in group[1:]]
    if not pairs:
        return np.arange(problem.n, dtype=np.int32)
    a, b = np.array(pairs).T
    links = coo_matrix((np.ones(len(a)), (a, b)), shape=(problem.n, problem.n))
    _, component = connected_components(links, directed=False)
    _, first = np.unique(component, return_index=True)
    rank = np.empty(len(first), np.int32)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[component].astype(np.int32)


def neighbours(n: int, edges: Ints, length: Floats) -> tuple[Ints, Ints, Floats]:
    """CSR adjacency with summed lengths; loops and doubles vanish."""
    keep = edges[:, 0] != edges[:, 1]
    low, high = np.sort(edges[keep], axis=1).T if keep.any() else (np.empty(0, int), np.empty(0, int))
    key, where = np.unique(low.astype(np.int64) * n + high, return_inverse=True)
    total = np.bincount(where, length[keep], len(key)) if len(key) else np.empty(0)
    a, b = key // n, key % n
    # +1 keeps zero-length links stored
    graph = csr_matrix((np.r_[total, total] + 1.0, (np.r_[a, b], np.r_[b, a])), shape=(n, n))
    graph.sort_indices()
    return graph.indptr.astype(np.int32), graph.indices.astype(np.int32), graph.data - 1.0


def relative_lengths(problem: Problem) -> Floats:
    """Border lengths as multiples of the mean border, at most 5; all 1 where none are known."""
    border = np.nan_to_num(np.maximum(problem.border, 0.0))
    if not (border > 0).any():
        return np.ones(len(border))
    return np.minimum(border / border[border > 0].mean(), 5.0)


def instance_of(problem: Problem) -> Instance:
    p = problem.p
    member = groups_of(problem)
    size = int(member.max()) + 1
    names = (problem.primary, *(k for k in problem.bands if k != problem.primary))
    unit = np.array([problem.total(k) / p or 1.0 for k in names])
    w = np.column_stack([np.bincount(member, problem.measures[k], size) for k in names]) / unit
    windows = [problem.window(k) for k in names]
    held = np.column_stack([problem.fixed_load.get(k, np.zeros(p)) for k in names]) / unit  # type: ignore[union-attr]
    pull = np.bincount(member, problem.measures[names[0]], size)
    plain = pull <= 0
    weight = np.where(plain[member], 1.0, problem.measures[names[0]])
    share = np.bincount(member, weight, size)
    xy = np.column_stack([np.bincount(member, weight * problem.xy[:, c], size) / share for c in (0, 1)])
    indptr, indices, length = neighbours(size, member[problem.edges], relative_lengths(problem))
    frozen = np.bincount(member, problem.frozen, size) > 0
    now, change = _today(problem, member, size, w[:, 0])
    closed = np.zeros(p, bool) if problem.locked_territories is None else problem.locked_territories
    fixed = np.zeros(p, bool) if problem.homes is None else ~np.isnan(problem.homes).any(1)
    allowed = np.ones((1, 1), np.uint8)
    if problem.eligible is not None:
        allowed = np.ones((size, p), np.uint8)
        np.minimum.at(allowed, member, problem.eligible.astype(np.uint8))
    apart_ptr, apart = _apart(problem, member, size)
    ground = Ground(
        indptr,
        indices,
        length,
        np.ascontiguousarray(w),
        np.ascontiguousarray(xy),
        frozen.astype(np.uint8),
        closed.astype(np.uint8),
        fixed.astype(np.uint8),
        np.column_stack([low for low, _ in windows]) / unit,
        np.column_stack([high for _, high in windows]) / unit,
        now,
        change,
        allowed,
        apart_ptr,
        apart,
        np.array([problem.eligible is not None, len(apart) > 0], np.uint8),
    )
    movable = np.flatnonzero(~frozen).astype(np.int32)
    return Instance(problem, ground, member, movable, held, names, float(w[:, 0].sum()) or 1.0)


def _today(problem: Problem, member: Ints, size: int, weight: Floats) -> tuple[Ints, Floats]:
    """Today's territory of each contracted unit and what leaving it costs. A divided group counts as its heaviest
    part.
    """
    now, change = np.full(size, -1, np.int32), np.zeros(size)
    if problem.current is None:
        return now, change
    held = coo_matrix(
        (problem.measures[problem.primary] + 1e-9, (member, problem.current + 1)), shape=(size, problem.p + 1)
    ).tocsr()
    now = np.asarray(held.argmax(axis=1)).ravel().astype(np.int32) - 1
    return now, np.where(now >= 0, problem.change_price * weight, 0.0)


def _apart(problem: Problem, member: Ints, size: int) -> tuple[Ints, Ints]:
    pairs = member[np.array(problem.keep_apart, np.int64).reshape(-1, 2)].reshape(-1, 2)
    both = np.r_[pairs, pairs[:, ::-1]]
    graph = csr_matrix((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(size, size))
    return graph.indptr.astype(np.int32), graph.indices.astype(np.int32)
