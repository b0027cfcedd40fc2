"""Contiguity repair: the heaviest piece of a territory stays, the others go to neighbours."""

from __future__ import annotations

import numpy as np

from optimizer.kernels._jit import kernel
from optimizer.kernels.ground import can_leave, distance, excess, may_hold, move_unit, pieces


@kernel
def loosen_minor_pieces(g, plan, s):
    """Mark every free unit outside the main piece of its territory with -2 - old label; returns how many.

    The main piece is the heaviest, where frozen units outweigh everything that may move.
    """
    n, p = len(plan.label), len(plan.load)
    piece = np.empty(n, np.int32)
    count = pieces(g, plan.label, piece, s)
    weight = np.zeros(count)
    owner = np.empty(count, np.int32)
    for i in range(n):
        if piece[i] >= 0:
            weight[piece[i]] += g.w[i, 0] + 1e-9 + (1e6 if g.frozen[i] else 0.0)
            owner[piece[i]] = plan.label[i]
    main = np.empty(p, np.int32)
    for j in range(p):
        main[j] = -1
    for c in range(count):
        j = owner[c]
        if main[j] < 0 or weight[c] > weight[main[j]]:
            main[j] = c
    loose = 0
    for i in range(n):
        if piece[i] >= 0 and piece[i] != main[plan.label[i]] and not g.frozen[i]:
            j = plan.label[i]
            for k in range(g.w.shape[1]):
                plan.load[j, k] -= g.w[i, k]
            plan.count[j] -= 1
            plan.label[i] = -2 - j
            loose += 1
    return loose


@kernel
def adopt_loose(g, plan, rho):
    """One pass over units marked below -1: each joins the cheapest neighbouring territory; returns how many are
    left.
    """
    left = 0
    for i in range(len(plan.label)):
        if plan.label[i] >= -1:
            continue
        best, choice = 1e30, -1
        for e in range(g.indptr[i], g.indptr[i + 1]):
            b = plan.label[g.indices[e]]
            if b < 0 or not may_hold(g, plan.label, i, b):
                continue
            cost = g.w[i, 0] * distance(g, plan, i, b)
            for k in range(g.w.shape[1]):
                before = excess(g.low[b, k], g.high[b, k], plan.load[b, k])
                after = excess(g.low[b, k], g.high[b, k], plan.load[b, k] + g.w[i, k])
                cost += g.w[i, k] * plan.price[b, k] + rho * (after * after - before * before)
            if g.now[i] != b:
                cost += g.change[i]
            if cost < best:
                best, choice = cost, b
        if choice < 0:
            left += 1
            continue
        plan.label[i] = choice
        plan.count[choice] += 1
        for k in range(g.w.shape[1]):
            plan.load[choice, k] += g.w[i, k]
    return left


@kernel
def separate(g, plan, s, contiguous):
    """Move one of each pair that must be kept apart to the cheapest neighbouring territory; returns pairs still
    together.
    """
    left = 0
    for i in range(len(plan.label)):
        a = plan.label[i]
        if a < 0:
            continue
        clash = False
        for e in range(g.apart_ptr[i], g.apart_ptr[i + 1]):
            if plan.label[g.apart[e]] == a:
                clash = True
        if not clash:
            continue
        left += 1
        if g.frozen[i] or plan.count[a] == 1 or (contiguous and not can_leave(g, plan.label, s, i, len(plan.label))):
            continue
        best, choice = 1e30, -1
        for e in range(g.indptr[i], g.indptr[i + 1]):
            b = plan.label[g.indices[e]]
            if b >= 0 and b != a and may_hold(g, plan.label, i, b) and distance(g, plan, i, b) < best:
                best, choice = distance(g, plan, i, b), b
        if not contiguous and choice < 0:
            for b in range(len(plan.count)):
                if b != a and may_hold(g, plan.label, i, b) and distance(g, plan, i, b) < best:
                    best, choice = distance(g, plan, i, b), b
        if choice >= 0:
            move_unit(g, plan, i, choice)
            left -= 1
    return left


@kernel
def clashes(g, label):
    """Pairs that must be kept apart and share a territory."""
    total = 0
    for i in range(len(label)):
        for e in range(g.apart_ptr[i], g.apart_ptr[i + 1]):
            if label[i] >= 0 and label[g.apart[e]] == label[i]:
                total += 1
    return total // 2
