"""The moves from today's plan to another, in an order in which every prefix is legal, with terms that add up.

A prefix is legal when no territory has more pieces than it needs to have had anyway. The price of each step is
measured on the plan as it stands at that step, centres included, so the deltas telescope to the plan's total change.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.instance import Instance
from optimizer.kernels import ground as k
from optimizer.kernels.explain import own_travel
from optimizer.result import Move

Ints = NDArray[np.int32]


def ordered_moves(instance: Instance, start: Ints, goal: Ints, smooth: float, *, limit: int = 20_000) -> list[Move]:
    """Moves of contracted units from ``start`` to ``goal``; steps that only work together share their number."""
    changed = np.flatnonzero(start != goal)
    if len(changed) == 0 or len(changed) > limit:
        return []
    steps = _legal_steps(instance, start.copy(), goal, changed)
    return _priced(instance, start, goal, steps, smooth)


def _legal_steps(instance: Instance, label: Ints, goal: Ints, changed: Ints) -> list[list[int]]:
    """Single units while one can go; when stuck, the rest of the territories that block each other goes as one."""
    g, contiguous = instance.ground, instance.problem.contiguous
    scratch = k.scratch(instance.n, 0)
    count = np.bincount(label[label >= 0], minlength=instance.p)
    waiting, steps = list(changed), []
    while waiting:
        later = []
        for i in waiting:
            if _can_go(g, label, count, scratch, int(i), int(goal[i]), contiguous):
                _go(label, count, int(i), int(goal[i]))
                steps.append([int(i)])
            else:
                later.append(i)
        if len(later) == len(waiting):
            group = _stuck_together(g, label, goal, later)
            for i in group:
                _go(label, count, i, int(goal[i]))
            steps.append(group)
            gone = set(group)
            later = [i for i in later if i not in gone]
        waiting = later
    return steps


def _can_go(g: k.Ground, label: Ints, count: Ints, scratch: k.Scratch, i: int, b: int, contiguous: bool) -> bool:
    a = label[i]
    if a >= 0 and count[a] == 1:
        return False
    if not contiguous or b < 0:
        return True
    beside = g.indices[g.indptr[i] : g.indptr[i + 1]]
    if count[b] > 0 and not (label[beside] == b).any():
        return False
    return a < 0 or bool(k.can_leave(g, label, scratch, i, instance_size(g)))


def instance_size(g: k.Ground) -> int:
    return len(g.w)


def _go(label: Ints, count: Ints, i: int, b: int) -> None:
    if label[i] >= 0:
        count[label[i]] -= 1
    if b >= 0:
        count[b] += 1
    label[i] = b


def _stuck_together(g: k.Ground, label: Ints, goal: Ints, waiting: list[int]) -> list[int]:
    """All waiting units of the territories linked to the first one by waiting moves: together they are legal."""
    touched = {int(label[waiting[0]]), int(goal[waiting[0]])}
    while True:
        group = [int(i) for i in waiting if int(label[i]) in touched or int(goal[i]) in touched]
        grown = touched | {int(label[i]) for i in group} | {int(goal[i]) for i in group}
        if grown == touched:
            return group
        touched = grown


def _priced(instance: Instance, start: Ints, goal: Ints, steps: list[list[int]], smooth: float) -> list[Move]:
    """Deltas of every step; within a step they go to its units one after the other."""
    g, label = instance.ground, start.copy()
    p = instance.p
    centre = np.zeros((p, 2)) if instance.problem.homes is None else np.nan_to_num(instance.problem.homes)
    order, first = _members(label, p)
    lists = [list(order[first[j] : first[j + 1]]) for j in range(p)]
    travel = np.array([own_travel(g, np.array(lists[j], np.int32), centre[j], bool(g.fixed[j])) for j in range(p)])
    scale, moves = instance.mean_km_scale, []
    for number, group in enumerate(steps):
        for i in group:
            a, b = int(label[i]), int(goal[i])
            border = float(k.border_delta(g, label, i, a, b)) if a >= 0 and b >= 0 else _open_border(g, label, i, b)
            change = float(g.change[i] * (float(g.now[i] != b) - float(g.now[i] != a))) if a >= 0 else 0.0
            label[i] = b
            if a >= 0:
                lists[a].remove(i)
            if b >= 0:
                lists[b].append(i)
            before = sum(travel[j] for j in (a, b) if j >= 0)
            for j in (a, b):
                if j >= 0:
                    travel[j] = own_travel(g, np.array(lists[j], np.int32), centre[j], bool(g.fixed[j]))
            after = sum(travel[j] for j in (a, b) if j >= 0)
            deltas = {"travel": (after - before) / scale, "border": smooth * border / scale, "change": change / scale}
            moves.append(Move(i, a, b, deltas, number))
    return moves


def _open_border(g: k.Ground, label: Ints, i: int, b: int) -> float:
    """Cut border that appears when an unassigned unit joins b."""
    span = slice(g.indptr[i], g.indptr[i + 1])
    beside = label[g.indices[span]]
    return float(g.length[span][(beside >= 0) & (beside != b)].sum())


def _members(label: Ints, p: int) -> tuple[Ints, Ints]:
    order = np.argsort(label, kind="stable")
    return order, np.searchsorted(label[order], np.arange(p + 1))
