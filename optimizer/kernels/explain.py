"""Order and price of the moves from one plan to another, for the explanations."""

from __future__ import annotations

import numpy as np

from optimizer.kernels._jit import kernel
from optimizer.kernels.ground import can_leave


@kernel
def may_go_alone(g, label, count, s, i, b, contiguous):
    """Is the plan still legal when only i goes to b?"""
    a = label[i]
    if a >= 0 and count[a] == 1:
        return False
    if not contiguous or b < 0:
        return True
    touches = count[b] == 0
    for e in range(g.indptr[i], g.indptr[i + 1]):
        if label[g.indices[e]] == b:
            touches = True
            break
    if not touches:
        return False
    return a < 0 or can_leave(g, label, s, i, len(label))


@kernel
def order_moves(g, label, goal, count, s, changed, contiguous, order, step):
    """Order ``changed`` so that every prefix is legal; ``label`` ends as ``goal``. Returns the number of steps.

    Single units go while one can; when all wait for each other, the waiting units of the territories that are linked to
    the first one go together, as one step.
    """
    p = len(count)
    waiting = changed.copy()
    left = len(waiting)
    done = 0
    steps = 0
    touched = np.zeros(p + 1, np.uint8)
    while left > 0:
        kept = 0
        for q in range(left):
            i = waiting[q]
            if may_go_alone(g, label, count, s, i, goal[i], contiguous):
                if label[i] >= 0:
                    count[label[i]] -= 1
                if goal[i] >= 0:
                    count[goal[i]] += 1
                label[i] = goal[i]
                order[done] = i
                step[done] = steps
                done += 1
                steps += 1
            else:
                waiting[kept] = i
                kept += 1
        if kept == left:
            for j in range(p + 1):
                touched[j] = 0
            touched[label[waiting[0]]] = 1
            touched[goal[waiting[0]]] = 1
            grown = True
            while grown:
                grown = False
                for q in range(left):
                    i = waiting[q]
                    if touched[label[i]] != touched[goal[i]]:
                        touched[label[i]] = 1
                        touched[goal[i]] = 1
                        grown = True
            kept = 0
            for q in range(left):
                i = waiting[q]
                if touched[label[i]] == 0:
                    waiting[kept] = i
                    kept += 1
                    continue
                if label[i] >= 0:
                    count[label[i]] -= 1
                if goal[i] >= 0:
                    count[goal[i]] += 1
                order[done] = i
                step[done] = steps
                done += 1
            for q in range(done):
                label[order[q]] = goal[order[q]]
            steps += 1
        left = kept
    return steps


@kernel
def travel_to_own(g, head, following, centre, fixed, j):
    """Travel of territory j to its home, else to its geometric median (converged: explanations must add up)."""
    x, y = centre[j, 0], centre[j, 1]
    if head[j] < 0:
        return 0.0
    if not fixed:
        total, sx, sy = 0.0, 0.0, 0.0
        i = head[j]
        while i >= 0:
            w = g.w[i, 0] + 1e-15
            total += w
            sx += w * g.xy[i, 0]
            sy += w * g.xy[i, 1]
            i = following[i]
        x, y = sx / total, sy / total
        for _ in range(60):
            total, sx, sy = 0.0, 0.0, 0.0
            i = head[j]
            while i >= 0:
                pull = (g.w[i, 0] + 1e-15) / max(np.sqrt((g.xy[i, 0] - x) ** 2 + (g.xy[i, 1] - y) ** 2), 1e-6)
                total += pull
                sx += pull * g.xy[i, 0]
                sy += pull * g.xy[i, 1]
                i = following[i]
            moved = abs(sx / total - x) + abs(sy / total - y)
            x, y = sx / total, sy / total
            if moved < 1e-7:
                break
    travel = 0.0
    i = head[j]
    while i >= 0:
        travel += g.w[i, 0] * np.sqrt((g.xy[i, 0] - x) ** 2 + (g.xy[i, 1] - y) ** 2)
        i = following[i]
    return travel


@kernel
def price_moves(g, label, goal, order, head, following, before, centre, deltas):
    """Make the moves in order on ``label`` and its member lists; deltas[q] = change of travel, cut border, change."""
    p = len(head)
    travel = np.empty(p)
    for j in range(p):
        travel[j] = travel_to_own(g, head, following, centre, g.fixed[j] > 0, j)
    for q in range(len(order)):
        i = order[q]
        a = label[i]
        b = goal[i]
        border = 0.0
        for e in range(g.indptr[i], g.indptr[i + 1]):
            k = label[g.indices[e]]
            if k >= 0:
                border += g.length[e] * ((b >= 0 and k != b) * 1.0 - (a >= 0 and k != a) * 1.0)
        deltas[q, 1] = border
        was = g.change[i] if a >= 0 and g.now[i] != a else 0.0
        new = g.change[i] if b >= 0 and g.now[i] != b else 0.0
        deltas[q, 2] = new - was
        label[i] = b
        deltas[q, 0] = 0.0
        if a >= 0:
            if before[i] >= 0:
                following[before[i]] = following[i]
            else:
                head[a] = following[i]
            if following[i] >= 0:
                before[following[i]] = before[i]
            after = travel_to_own(g, head, following, centre, g.fixed[a] > 0, a)
            deltas[q, 0] += after - travel[a]
            travel[a] = after
        if b >= 0:
            following[i] = head[b]
            before[i] = -1
            if head[b] >= 0:
                before[head[b]] = i
            head[b] = i
            after = travel_to_own(g, head, following, centre, g.fixed[b] > 0, b)
            deltas[q, 0] += after - travel[b]
            travel[b] = after
