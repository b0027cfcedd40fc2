"""Exchange between two territories: which few units should a give and b give back so that a's load lands in a window?

Candidates are border units, pairs and triples on both sides; partners are found by bisection on sorted weights, the
best by cost are tested for contiguity. About 0.1-0.2 ms a call at 65 units per territory.
"""

from __future__ import annotations

import numpy as np

from optimizer.kernels._jit import kernel
from optimizer.kernels.ground import (
    border_delta,
    can_leave,
    change_delta,
    distance,
    excess,
    may_hold,
    move_unit,
    next_stamp,
    uniform,
)
from optimizer.kernels.prices import sort_down
from optimizer.kernels.region import attach, detach

SUBSETS = 700
BORDER = 16
TESTED = 60


@kernel
def shift(g, plan, head, following, before, i, b):
    """Move a unit and keep the member lists."""
    detach(head, following, before, i, plan.label[i])
    move_unit(g, plan, i, b)
    attach(head, following, before, i, b)


@kernel
def shift_all(g, plan, head, following, before, moved, b):
    for q in range(len(moved)):
        shift(g, plan, head, following, before, moved[q], b)


@kernel
def touching(g, label, head, following, a, closed, out):
    """Open territories that share a border with a; returns how many."""
    count = 0
    i = head[a]
    while i >= 0:
        for e in range(g.indptr[i], g.indptr[i + 1]):
            t = label[g.indices[e]]
            if t < 0 or t == a or closed[t]:
                continue
            new = True
            for q in range(count):
                if out[q] == t:
                    new = False
                    break
            if new and count < len(out):
                out[count] = t
                count += 1
        i = following[i]
    return count


@kernel
def handing_cost(g, plan, i, a, b):
    return g.w[i, 0] * (distance(g, plan, i, b) - distance(g, plan, i, a)) + change_delta(g, i, a, b)


@kernel
def subsets_on_border(g, plan, s, head, following, a, b, member, weight, cost, pivot):
    """Fill the subsets of a's units that might go to b: singles, pairs, triples; returns how many (the empty one is
    0).
    """
    label = plan.label
    border = np.empty(BORDER, np.int32)
    found = 0
    seen = 0
    i = head[a]
    while i >= 0:
        if not g.frozen[i] and may_hold(g, label, i, b):
            for e in range(g.indptr[i], g.indptr[i + 1]):
                if label[g.indices[e]] == b:
                    seen += 1
                    if found < BORDER:
                        border[found] = i
                        found += 1
                    else:
                        slot = int(uniform(s.rng) * seen)
                        if slot < BORDER:
                            border[slot] = i
                    break
        i = following[i]
    for k in range(3):
        member[0, k] = -1
    weight[0] = 0.0
    cost[0] = 0.0
    count = np.int64(1)
    for q in range(found):
        i = border[q]
        member[count, 0], member[count, 1], member[count, 2] = i, -1, -1
        weight[count] = g.w[i, pivot]
        cost[count] = handing_cost(g, plan, i, a, b)
        count += 1
    # single q sits at 1 + q
    for q in range(found):
        for r in range(q + 1, found):
            if count < SUBSETS:
                member[count, 0], member[count, 1], member[count, 2] = border[q], border[r], -1
                weight[count] = weight[1 + q] + weight[1 + r]
                cost[count] = cost[1 + q] + cost[1 + r]
                count += 1
    for q in range(found):
        i = border[q]
        for e in range(g.indptr[i], g.indptr[i + 1]):
            k = g.indices[e]
            if label[k] != a or g.frozen[k] or not may_hold(g, label, k, b) or count >= SUBSETS:
                continue
            on_border = False
            for f in range(g.indptr[k], g.indptr[k + 1]):
                if label[g.indices[f]] == b:
                    on_border = True
                    break
            if on_border:
                continue
            member[count, 0], member[count, 1], member[count, 2] = i, k, -1
            weight[count] = weight[1 + q] + g.w[k, pivot]
            cost[count] = cost[1 + q] + handing_cost(g, plan, k, a, b)
            count += 1
    if found <= 14:
        for q in range(found):
            for r in range(q + 1, found):
                for t in range(r + 1, found):
                    if count < SUBSETS:
                        member[count, 0], member[count, 1], member[count, 2] = border[q], border[r], border[t]
                        weight[count] = weight[1 + q] + weight[1 + r] + weight[1 + t]
                        cost[count] = cost[1 + q] + cost[1 + r] + cost[1 + t]
                        count += 1
    return count


@kernel
def one_piece(g, plan, s, head, a):
    """Is territory a connected and not empty?"""
    if plan.count[a] == 0:
        return False
    stamp = next_stamp(s)
    start = head[a]
    s.mark[start] = stamp
    s.queue[0] = start
    at, tail = 0, 1
    while at < tail:
        u = s.queue[at]
        at += 1
        for e in range(g.indptr[u], g.indptr[u + 1]):
            v = g.indices[e]
            if plan.label[v] == a and s.mark[v] != stamp:
                s.mark[v] = stamp
                s.queue[tail] = v
                tail += 1
    return tail == plan.count[a]


@kernel
def other_excess(g, plan, a, pivot, gives, gets):
    """Violation of a over all measures but the pivot, when it gives and gets these units."""
    total = 0.0
    for k in range(g.w.shape[1]):
        if k == pivot:
            continue
        load = plan.load[a, k]
        for q in range(3):
            if gives[q] >= 0:
                load -= g.w[gives[q], k]
            if gets[q] >= 0:
                load += g.w[gets[q], k]
        total += abs(excess(g.low[a, k], g.high[a, k], load))
    return total


@kernel
def try_exchange(g, plan, s, head, following, before, give, take, a, b, smooth):
    """Make the exchange; undo it and return inf unless both stay in one piece; else the change of the border cost."""
    done = 0
    good = True
    border = 0.0
    for q in range(6):
        i = give[q] if q < 3 else take[q - 3]
        goal = b if q < 3 else a
        if i < 0:
            continue
        if not may_hold(g, plan.label, i, goal):
            good = False
            break
        border += border_delta(g, plan.label, i, plan.label[i], goal)
        shift(g, plan, head, following, before, i, goal)
        done = q + 1
    if good:
        good = one_piece(g, plan, s, head, a) and one_piece(g, plan, s, head, b)
    if good:
        return smooth * border
    for q in range(done):
        i = give[q] if q < 3 else take[q - 3]
        if i >= 0:
            shift(g, plan, head, following, before, i, a if q < 3 else b)
    return np.inf


@kernel
def exchange(g, plan, s, head, following, before, a, b, pivot, low, high, smooth, strict, room, chosen):
    """Make the cheapest exchange found after which a has given low..high net of the pivot measure to b.

    strict  cost per unit of violation left in b (and in a, for other measures); room = most violation b may end with.
    chosen  int32[6]: units given, units taken (-1 = none).
    Returns the score, inf if nothing was found (then nothing changed).
    """
    give = np.empty((SUBSETS, 3), np.int32)
    give_w = np.empty(SUBSETS)
    give_c = np.empty(SUBSETS)
    take = np.empty((SUBSETS, 3), np.int32)
    take_w = np.empty(SUBSETS)
    take_c = np.empty(SUBSETS)
    gives = subsets_on_border(g, plan, s, head, following, a, b, give, give_w, give_c, pivot)
    takes = subsets_on_border(g, plan, s, head, following, b, a, take, take_w, take_c, pivot)
    key = np.empty(takes)
    index = np.empty(takes)
    for r in range(takes):
        key[r] = take_w[r]
        index[r] = r
    sort_down(key, index)
    score = np.empty(TESTED)
    first = np.empty(TESTED, np.int32)
    second = np.empty(TESTED, np.int32)
    held = 0
    load_b = plan.load[b, pivot]
    for q in range(gives):
        # partners weigh between w(S) - high and w(S) - low; key falls
        top, bottom = give_w[q] - low + 1e-12, give_w[q] - high - 1e-12
        left, right = 0, takes
        while left < right:
            middle = (left + right) // 2
            if key[middle] > top:
                left = middle + 1
            else:
                right = middle
        tried = 0
        while left < takes and key[left] >= bottom and tried < 60:
            r = int(index[left])
            left += 1
            tried += 1
            if q == 0 and r == 0:
                continue
            after = load_b + give_w[q] - take_w[r]
            off = abs(excess(g.low[b, pivot], g.high[b, pivot], after))
            if off > room:
                continue
            value = give_c[q] + take_c[r] + strict * off
            if g.w.shape[1] > 1:
                value += strict * (
                    other_excess(g, plan, a, pivot, give[q], take[r])
                    + other_excess(g, plan, b, pivot, take[r], give[q])
                )
            if held < TESTED or value < score[held - 1]:
                at = held if held < TESTED else TESTED - 1
                while at > 0 and score[at - 1] > value:
                    if at < TESTED:
                        score[at] = score[at - 1]
                        first[at] = first[at - 1]
                        second[at] = second[at - 1]
                    at -= 1
                score[at] = value
                first[at] = q
                second[at] = r
                if held < TESTED:
                    held += 1
    for t in range(held):
        border = try_exchange(g, plan, s, head, following, before, give[first[t]], take[second[t]], a, b, smooth)
        if border < np.inf:
            for q in range(3):
                chosen[q] = give[first[t], q]
                chosen[3 + q] = take[second[t], q]
            return score[t] + border
    return np.inf


@kernel
def hand_over(g, plan, s, head, following, before, a, b, pivot, amount, smooth, out):
    """Give b about ``amount`` of a's pivot measure, unit by unit, the cheapest first; returns how many units went."""
    gone = 0
    left = amount
    while left > 0 and gone < len(out):
        best, choice = 1e30, -1
        i = head[a]
        while i >= 0:
            w = g.w[i, pivot]
            if not g.frozen[i] and 0 < w <= 1.3 * left and plan.count[a] > 1 and may_hold(g, plan.label, i, b):
                touches = False
                for e in range(g.indptr[i], g.indptr[i + 1]):
                    if plan.label[g.indices[e]] == b:
                        touches = True
                        break
                if touches:
                    cost = (handing_cost(g, plan, i, a, b) + smooth * border_delta(g, plan.label, i, a, b)) / w
                    if cost < best and can_leave(g, plan.label, s, i, len(plan.label)):
                        best, choice = cost, i
            i = following[i]
        if choice < 0:
            break
        out[gone] = choice
        gone += 1
        left -= g.w[choice, pivot]
        shift(g, plan, head, following, before, choice, b)
    return gone
