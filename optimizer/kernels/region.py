"""Regional search: re-solve a territory with one to four of its neighbours, keep what is better.

Each round draws a region, keeps its centres (reheat), closes one and opens it elsewhere, or redraws all; assigns by
prices, recentres, joins pieces, anneals the region alone, and is undone unless every window holds as well as before
and travel + borders + change fell.

Numbers handed from kernel to kernel are wrapped (``np.int64(4)``): numba would compile a callee once per literal.
"""

from __future__ import annotations

import numpy as np

from optimizer.kernels._jit import kernel
from optimizer.kernels.anneal import penalty_delta
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
    violation_of,
)


@kernel
def link_members(label, p, head, following, before):
    """Doubly linked lists of the units of each territory."""
    for j in range(p):
        head[j] = -1
    for i in range(len(label)):
        attach(head, following, before, i, label[i])


@kernel
def attach(head, following, before, i, j):
    if j < 0:
        return
    following[i] = head[j]
    before[i] = -1
    if head[j] >= 0:
        before[head[j]] = i
    head[j] = i


@kernel
def detach(head, following, before, i, j):
    if j < 0:
        return
    if before[i] >= 0:
        following[before[i]] = following[i]
    else:
        head[j] = following[i]
    if following[i] >= 0:
        before[following[i]] = before[i]


@kernel
def draw_region(g, plan, s, head, following, chosen, place, most):
    """A random open territory and some that touch it; ``place[j]`` becomes its position in the region."""
    p = len(head)
    first = int(uniform(s.rng) * p)
    if g.closed[first] or head[first] < 0:
        return np.int64(0)
    want = 2 + int(uniform(s.rng) * (most - 1))
    chosen[0] = first
    place[first] = 0
    size = np.int64(1)
    for _ in range(3 * most):
        if size >= want:
            break
        j = chosen[int(uniform(s.rng) * size)]
        seen = 0
        pick = -1
        i = head[j]
        while i >= 0:
            for e in range(g.indptr[i], g.indptr[i + 1]):
                t = plan.label[g.indices[e]]
                if t >= 0 and place[t] < 0 and not g.closed[t]:
                    seen += 1
                    if uniform(s.rng) * seen < 1.0:
                        pick = t
            i = following[i]
        if pick >= 0:
            chosen[size] = pick
            place[pick] = size
            size += 1
    return size


@kernel
def region_cost(g, plan, units, m, place, smooth, chosen, size):
    """Travel + borders inside the region + change."""
    total = 0.0
    for q in range(m):
        i = units[q]
        j = plan.label[i]
        total += g.w[i, 0] * distance(g, plan, i, j)
        if g.change[i] != 0.0 and g.now[i] != j:
            total += g.change[i]
        if smooth > 0:
            for e in range(g.indptr[i], g.indptr[i + 1]):
                t = plan.label[g.indices[e]]
                if t != j and t >= 0 and place[t] >= 0:
                    total += 0.5 * smooth * g.length[e]
    return total


@kernel
def conflicts(g, label, units, m):
    """Pairs kept apart that share a territory (each counted from both sides inside the region)."""
    total = 0
    if g.rules[1]:
        for q in range(m):
            i = units[q]
            for e in range(g.apart_ptr[i], g.apart_ptr[i + 1]):
                if label[g.apart[e]] == label[i]:
                    total += 1
    return total


@kernel
def region_violation(g, plan, chosen, size):
    total = 0.0
    for r in range(size):
        total += violation_of(g, plan.load, chosen[r])
    return total


@kernel
def weiszfeld(g, plan, units, m, place, chosen, size, rounds, acc, restart):
    """Geometric medians of the region's free territories, from the centroids if ``restart``."""
    for turn in range(rounds + (1 if restart else 0)):
        for r in range(size):
            acc[r, 0] = acc[r, 1] = acc[r, 2] = 0.0
        for q in range(m):
            i = units[q]
            r = place[plan.label[i]]
            pull = g.w[i, 0] + 1e-15
            if turn > 0 or not restart:
                pull /= max(distance(g, plan, i, plan.label[i]), 1e-6)
            acc[r, 0] += pull
            acc[r, 1] += pull * g.xy[i, 0]
            acc[r, 2] += pull * g.xy[i, 1]
        for r in range(size):
            j = chosen[r]
            if acc[r, 0] > 0 and not g.fixed[j]:
                plan.centre[j, 0] = acc[r, 1] / acc[r, 0]
                plan.centre[j, 1] = acc[r, 2] / acc[r, 0]


@kernel
def reopen(g, plan, s, units, free, chosen, size, everything):
    """Move one free centre (or all) to units drawn by weight."""
    total = 0.0
    for q in range(free):
        total += g.w[units[q], 0] + 1e-12
    only = int(uniform(s.rng) * size)
    for r in range(size):
        j = chosen[r]
        if g.fixed[j] or not (everything or r == only):
            continue
        goal = uniform(s.rng) * total
        q = -1
        while goal >= 0 and q < free - 1:
            q += 1
            goal -= g.w[units[q], 0] + 1e-12
        plan.centre[j, 0] = g.xy[units[q], 0]
        plan.centre[j, 1] = g.xy[units[q], 1]


@kernel
def resolve(g, plan, units, free, m, place, chosen, size, km, acc, rounds):
    """A few rounds of assignment by prices and recentring inside the region."""
    kinds = g.w.shape[1]
    for r in range(size):
        for k in range(kinds):
            plan.price[chosen[r], k] = 0.0
    for turn in range(rounds):
        for sweep in range(6):
            for q in range(free):
                i = units[q]
                best, choice = 1e30, plan.label[i]
                for r in range(size):
                    j = chosen[r]
                    cost = g.w[i, 0] * distance(g, plan, i, j)
                    for k in range(kinds):
                        cost += g.w[i, k] * plan.price[j, k]
                    if g.now[i] != j:
                        cost += g.change[i]
                    if cost < best and (not g.rules[0] or g.allowed[i, j]):
                        best, choice = cost, j
                if choice != plan.label[i]:
                    move_unit(g, plan, i, choice)
            for r in range(size):
                j = chosen[r]
                for k in range(kinds):
                    if g.high[j, k] < 1e17 or g.low[j, k] > -1e17:
                        middle = max(g.low[j, k], 0.0)
                        if g.high[j, k] < 1e17:
                            middle = 0.5 * (middle + g.high[j, k])
                        slack = 0.25 * max(g.high[j, k] - middle, 0.0)
                        off = excess(middle - slack, middle + slack, plan.load[j, k])
                        plan.price[j, k] += km * 1.2 * off / (1.0 + 0.25 * sweep)
        if turn < rounds - 1:
            weiszfeld(g, plan, units, m, place, chosen, size, np.int64(1), acc, np.bool_(True))


@kernel
def join_region(g, plan, s, units, free, m, place, chosen, size, piece_of):
    """Hand minor pieces inside the region to its other territories; False if some cannot be handed over."""
    for r in range(size):
        if plan.count[chosen[r]] == 0:
            return False
    stamp = next_stamp(s)
    main_weight = np.empty(size)
    main_piece = np.empty(size, np.int32)
    for r in range(size):
        main_weight[r] = -1.0
        main_piece[r] = -1
    pieces = 0
    for q in range(m):
        start = units[q]
        if s.mark[start] == stamp:
            continue
        j = plan.label[start]
        total = 0.0
        s.queue[0] = start
        s.mark[start] = stamp
        head, tail = 0, 1
        while head < tail:
            u = s.queue[head]
            head += 1
            piece_of[u] = pieces
            total += g.w[u, 0] + 1e-9 + (1e6 if g.frozen[u] else 0.0)
            for e in range(g.indptr[u], g.indptr[u + 1]):
                v = g.indices[e]
                if plan.label[v] == j and s.mark[v] != stamp:
                    s.mark[v] = stamp
                    s.queue[tail] = v
                    tail += 1
        r = place[j]
        if total > main_weight[r]:
            main_weight[r] = total
            main_piece[r] = pieces
        pieces += 1
    if pieces == size:
        return True
    # queue the loose units (stamped +1); they join whatever settled neighbour suits them best
    loose = 0
    for q in range(m):
        i = units[q]
        if piece_of[i] != main_piece[place[plan.label[i]]]:
            if g.frozen[i]:
                return False
            s.queue[loose] = i
            s.mark[i] = stamp + 1
            loose += 1
    while loose > 0:
        kept = 0
        for q in range(loose):
            i = s.queue[q]
            best, choice = 1e30, -1
            for e in range(g.indptr[i], g.indptr[i + 1]):
                v = g.indices[e]
                if s.mark[v] != stamp:
                    continue
                t = plan.label[v]
                if t < 0 or place[t] < 0 or (g.rules[0] and not g.allowed[i, t]):
                    continue
                cost = g.w[i, 0] * (distance(g, plan, i, t) + plan.price[t, 0])
                if cost < best:
                    best, choice = cost, t
            if choice >= 0:
                if choice != plan.label[i]:
                    move_unit(g, plan, i, choice)
                s.mark[i] = stamp
            else:
                s.queue[kept] = i
                kept += 1
        if kept == loose:
            return False
        loose = kept
    return True


@kernel
def gather_border(g, label, units, free, place, out):
    """Units with a neighbour in another territory of the region."""
    count = 0
    for q in range(free):
        i = units[q]
        for e in range(g.indptr[i], g.indptr[i + 1]):
            t = label[g.indices[e]]
            if t != label[i] and t >= 0 and place[t] >= 0:
                out[count] = i
                count += 1
                break
    return count


@kernel
def anneal_region(
    g, plan, s, units, free, m, place, chosen, size, smooth, km, unit_cost, hot, stages, effort, acc, border
):
    """Geometric cooling on the region's border units, then two stages at zero; returns the proposals made."""
    label = plan.label
    work = 0
    cold = 0.02
    for stage in range(stages + 2):
        heat = 0.0
        if stage < stages:
            heat = unit_cost * hot * (cold / hot) ** (stage / max(stages - 1, 1))
        late = min(stage / stages, 1.0)
        rho = km * 12.0 * (1 + 9 * late) ** 1.5
        edge = 0.0 if stage < stages - 1 else 6.0 * km
        count = gather_border(g, label, units, free, place, border)
        if count == 0:
            break
        steps = effort * count
        work += steps + free
        for _ in range(steps):
            i = border[int(uniform(s.rng) * count)]
            degree = g.indptr[i + 1] - g.indptr[i]
            b = label[g.indices[g.indptr[i] + int(uniform(s.rng) * degree)]]
            a = label[i]
            if a == b or b < 0 or place[b] < 0 or plan.count[a] == 1:
                continue
            delta = g.w[i, 0] * (distance(g, plan, i, b) - distance(g, plan, i, a))
            delta += smooth * border_delta(g, label, i, a, b) + change_delta(g, i, a, b)
            delta += penalty_delta(g, plan, i, a, b, rho)
            if edge > 0.0:
                for k in range(g.w.shape[1]):
                    w = g.w[i, k]
                    delta += edge * (
                        abs(excess(g.low[a, k], g.high[a, k], plan.load[a, k] - w))
                        - abs(excess(g.low[a, k], g.high[a, k], plan.load[a, k]))
                        + abs(excess(g.low[b, k], g.high[b, k], plan.load[b, k] + w))
                        - abs(excess(g.low[b, k], g.high[b, k], plan.load[b, k]))
                    )
            if delta > 0 and (heat <= 0 or uniform(s.rng) >= np.exp(-delta / heat)):
                continue
            if not may_hold(g, label, i, b):
                continue
            if can_leave(g, label, s, i, 400):
                move_unit(g, plan, i, b)
        weiszfeld(g, plan, units, m, place, chosen, size, np.int64(1), acc, np.bool_(False))
        for r in range(size):
            j = chosen[r]
            for k in range(g.w.shape[1]):
                plan.price[j, k] += 0.5 * rho * excess(g.low[j, k], g.high[j, k], plan.load[j, k])
    return work


@kernel
def region_search(g, plan, s, smooth, km, unit_cost, most, stages, effort, budget, stay, out):
    """Rounds until ``budget`` proposals are spent; ``stay`` keeps centres near where they are; out = [rounds,
    accepted, gain, work].
    """
    n, p = len(plan.label), len(plan.count)
    kinds = g.w.shape[1]
    head = np.empty(p, np.int32)
    following = np.empty(n, np.int32)
    before = np.empty(n, np.int32)
    link_members(plan.label, p, head, following, before)
    place = np.empty(p, np.int32)
    for j in range(p):
        place[j] = -1
    chosen = np.empty(most, np.int32)
    units = np.empty(n, np.int32)
    border = np.empty(n, np.int32)
    old = np.empty(n, np.int32)
    piece_of = np.empty(n, np.int32)
    acc = np.empty((most, 3))
    old_centre = np.empty((most, 2))
    old_load = np.empty((most, kinds))
    old_price = np.empty((most, kinds))
    old_count = np.empty(most, np.int32)
    out[0] = out[1] = out[2] = 0.0
    work = 0
    while work < budget:
        out[0] += 1
        work += 50
        size = draw_region(g, plan, s, head, following, chosen, place, most)
        if size < 2:
            for r in range(size):
                place[chosen[r]] = -1
            continue
        # movable units first, frozen ones behind: they count in centres and pieces
        m = np.int64(0)
        for r in range(size):
            i = head[chosen[r]]
            while i >= 0:
                units[m] = i
                m += 1
                i = following[i]
        free = np.int64(0)
        for q in range(m):
            i = units[q]
            if not g.frozen[i]:
                units[q] = units[free]
                units[free] = i
                free += 1
        for q in range(m):
            old[q] = plan.label[units[q]]
        for r in range(size):
            j = chosen[r]
            old_centre[r, 0] = plan.centre[j, 0]
            old_centre[r, 1] = plan.centre[j, 1]
            for k in range(kinds):
                old_load[r, k] = plan.load[j, k]
                old_price[r, k] = plan.price[j, k]
            old_count[r] = plan.count[j]
        cost = region_cost(g, plan, units, m, place, smooth, chosen, size)
        off = region_violation(g, plan, chosen, size)
        clash = conflicts(g, plan.label, units, m)
        kind = uniform(s.rng)
        good = free > 0
        hot = 0.5
        if good and kind >= 0.4:
            if not stay:
                reopen(g, plan, s, units, free, chosen, size, kind >= 0.8)
            resolve(g, plan, units, free, m, place, chosen, size, km, acc, np.int64(4))
            work += 8 * free * size
            good = join_region(g, plan, s, units, free, m, place, chosen, size, piece_of)
            if good:
                weiszfeld(g, plan, units, m, place, chosen, size, np.int64(2), acc, np.bool_(True))
            hot = 0.3
        if good:
            hot *= 0.3 + 1.4 * uniform(s.rng)
            work += anneal_region(
                g, plan, s, units, free, m, place, chosen, size, smooth, km, unit_cost, hot, stages, effort, acc, border
            )
            weiszfeld(g, plan, units, m, place, chosen, size, np.int64(6), acc, np.bool_(False))
            work += m * 4
            after = region_violation(g, plan, chosen, size)
            value = region_cost(g, plan, units, m, place, smooth, chosen, size)
            good = after < off - 1e-9 or (after <= off + 1e-12 and value < cost - 1e-9 * (1.0 + abs(cost)))
            good = good and conflicts(g, plan.label, units, m) <= clash
            if good:
                out[1] += 1
                out[2] += cost - value
        if good:
            for q in range(m):
                i = units[q]
                if plan.label[i] != old[q]:
                    detach(head, following, before, i, old[q])
                    attach(head, following, before, i, plan.label[i])
        else:
            for q in range(m):
                plan.label[units[q]] = old[q]
            for r in range(size):
                j = chosen[r]
                plan.centre[j, 0] = old_centre[r, 0]
                plan.centre[j, 1] = old_centre[r, 1]
                for k in range(kinds):
                    plan.load[j, k] = old_load[r, k]
                    plan.price[j, k] = old_price[r, k]
                plan.count[j] = old_count[r]
        for r in range(size):
            place[chosen[r]] = -1
    out[3] = work
