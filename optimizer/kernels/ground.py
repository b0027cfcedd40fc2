"""The arrays every kernel works on, and the few questions they all ask.

Measures are scaled so that a mean target is 1; costs are km times that. Label -1 is "unassigned and to stay so".
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.kernels._jit import kernel

Array = NDArray[Any]


class Ground(NamedTuple):
    """What does not change while searching. ``rules`` = [anything ineligible, anything kept apart]."""

    indptr: Array  # int32[n+1] neighbours of each unit
    indices: Array  # int32[2m]
    length: Array  # float64[2m] relative border length, mean 1
    w: Array  # float64[n, k] measures, the first weighs distances
    xy: Array  # float64[n, 2] km
    frozen: Array  # uint8[n]
    closed: Array  # uint8[p] nothing enters
    fixed: Array  # uint8[p] the centre stays at its home
    low: Array  # float64[p, k]
    high: Array  # float64[p, k]
    now: Array  # int32[n] today's territory or -1
    change: Array  # float64[n] cost of not being in it
    allowed: Array  # uint8[n, p], or uint8[1, 1] when everything is
    apart_ptr: Array  # int32[n+1] units each unit must be kept apart from
    apart: Array  # int32
    rules: Array  # uint8[2]


class Plan(NamedTuple):
    """What a search changes."""

    label: Array  # int32[n]
    load: Array  # float64[p, k], fixed loads included
    count: Array  # type: ignore[assignment]  # int32[p]; a tuple has a method of this name
    centre: Array  # float64[p, 2]
    price: Array  # float64[p, k] km per unit of scaled measure


class Scratch(NamedTuple):
    """Work space; ``mark[n]`` is the running stamp, ``rng`` the state of the random numbers."""

    mark: Array  # int32[n+1]
    queue: Array  # int32[n]
    rng: Array  # uint64[1]


def scratch(n: int, seed: int) -> Scratch:
    state = np.random.SeedSequence(seed).generate_state(1, np.uint64)
    return Scratch(np.zeros(n + 1, np.int32), np.empty(n, np.int32), state | np.uint64(1))


@kernel
def uniform(rng):
    """xorshift64*, uniform on [0, 1)."""
    x = rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    rng[0] = x
    return ((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@kernel
def distance(g, plan, i, j):
    dx = g.xy[i, 0] - plan.centre[j, 0]
    dy = g.xy[i, 1] - plan.centre[j, 1]
    return np.sqrt(dx * dx + dy * dy)


@kernel
def next_stamp(s):
    """A fresh pair of stamps; starts over before the counter overflows."""
    last = len(s.mark) - 1
    if s.mark[last] > 2_000_000_000:
        for i in range(last + 1):
            s.mark[i] = 0
    s.mark[last] += 2
    return s.mark[last]


@kernel
def may_hold(g, label, i, j):
    """Eligibility and keep-apart; ``j`` open."""
    if g.closed[j]:
        return False
    if g.rules[0] and not g.allowed[i, j]:
        return False
    if g.rules[1]:
        for e in range(g.apart_ptr[i], g.apart_ptr[i + 1]):
            if label[g.apart[e]] == j:
                return False
    return True


@kernel
def can_leave(g, label, s, i, limit):
    """Does i's territory stay in one piece without i? Exact up to ``limit`` visited units, then a cautious no.

    A unit that has no neighbour in its own territory may always leave.
    """
    a = label[i]
    same = 0
    first = -1
    stamp = next_stamp(s)
    for e in range(g.indptr[i], g.indptr[i + 1]):
        k = g.indices[e]
        if label[k] == a:
            same += 1
            first = k
            s.mark[k] = stamp
    if same <= 1:
        return True
    s.mark[i] = stamp + 1
    s.mark[first] = stamp + 1
    s.queue[0] = first
    head, tail, left = 0, 1, same - 1
    while head < tail and head < limit:
        u = s.queue[head]
        head += 1
        for e in range(g.indptr[u], g.indptr[u + 1]):
            k = g.indices[e]
            if label[k] != a or s.mark[k] == stamp + 1:
                continue
            if s.mark[k] == stamp:
                left -= 1
                if left == 0:
                    return True
            s.mark[k] = stamp + 1
            s.queue[tail] = k
            tail += 1
    return False


@kernel
def move_unit(g, plan, i, b):
    a = plan.label[i]
    for k in range(g.w.shape[1]):
        plan.load[a, k] -= g.w[i, k]
        plan.load[b, k] += g.w[i, k]
    plan.count[a] -= 1
    plan.count[b] += 1
    plan.label[i] = b


@kernel
def border_delta(g, label, i, a, b):
    """Change of cut border when i goes from a to b."""
    delta = 0.0
    for e in range(g.indptr[i], g.indptr[i + 1]):
        k = label[g.indices[e]]
        if k == a:
            delta += g.length[e]
        elif k == b:
            delta -= g.length[e]
    return delta


@kernel
def change_delta(g, i, a, b):
    if g.change[i] == 0.0:
        return 0.0
    return g.change[i] * ((g.now[i] != b) * 1.0 - (g.now[i] != a) * 1.0)


@kernel
def excess(low, high, load):
    """Signed distance outside the window."""
    if load > high:
        return load - high
    if load < low:
        return load - low
    return 0.0


@kernel
def violation_of(g, load, j):
    """Summed distance outside the windows of territory j."""
    total = 0.0
    for k in range(g.w.shape[1]):
        total += abs(excess(g.low[j, k], g.high[j, k], load[j, k]))
    return total


@kernel
def medians(g, label, centre, rounds):
    """Geometric medians of all free territories by Weiszfeld's iteration, started at the weighted centroids."""
    p = len(centre)
    load = np.zeros(p)
    x = np.zeros((p, 2))
    for i in range(len(label)):
        j = label[i]
        if j >= 0:
            load[j] += g.w[i, 0]
            x[j, 0] += g.w[i, 0] * g.xy[i, 0]
            x[j, 1] += g.w[i, 0] * g.xy[i, 1]
    for j in range(p):
        if load[j] > 0 and not g.fixed[j]:
            centre[j, 0] = x[j, 0] / load[j]
            centre[j, 1] = x[j, 1] / load[j]
    for _ in range(rounds):
        for j in range(p):
            load[j] = x[j, 0] = x[j, 1] = 0.0
        for i in range(len(label)):
            j = label[i]
            if j < 0 or g.fixed[j] or g.w[i, 0] == 0.0:
                continue
            dx = g.xy[i, 0] - centre[j, 0]
            dy = g.xy[i, 1] - centre[j, 1]
            pull = g.w[i, 0] / max(np.sqrt(dx * dx + dy * dy), 1e-6)
            load[j] += pull
            x[j, 0] += pull * g.xy[i, 0]
            x[j, 1] += pull * g.xy[i, 1]
        for j in range(p):
            if load[j] > 0:
                centre[j, 0] = x[j, 0] / load[j]
                centre[j, 1] = x[j, 1] / load[j]


@kernel
def tally(g, label, held, load, count):
    """Recompute loads and counts from the labels; ``held`` are the fixed loads."""
    # element by element: slice assignment costs seconds of compilation
    for j in range(len(count)):
        count[j] = 0
        for k in range(g.w.shape[1]):
            load[j, k] = held[j, k]
    for i in range(len(label)):
        j = label[i]
        if j >= 0:
            count[j] += 1
            for k in range(g.w.shape[1]):
                load[j, k] += g.w[i, k]


@kernel
def costs(g, label, centre, out):
    """out = [travel, cut border, change, violation is not included]."""
    out[0] = out[1] = out[2] = 0.0
    for i in range(len(label)):
        j = label[i]
        if j < 0:
            continue
        dx = g.xy[i, 0] - centre[j, 0]
        dy = g.xy[i, 1] - centre[j, 1]
        out[0] += g.w[i, 0] * np.sqrt(dx * dx + dy * dy)
        for e in range(g.indptr[i], g.indptr[i + 1]):
            k = label[g.indices[e]]
            if k >= 0 and k != j:
                out[1] += 0.5 * g.length[e]
        if g.change[i] != 0.0 and g.now[i] != j:
            out[2] += g.change[i]


@kernel
def pieces(g, label, piece, s):
    """Number the connected pieces; returns how many (unassigned units get -1)."""
    for i in range(len(piece)):
        piece[i] = -1
    count = 0
    for start in range(len(label)):
        if label[start] < 0 or piece[start] >= 0:
            continue
        piece[start] = count
        s.queue[0] = start
        head, tail = 0, 1
        while head < tail:
            u = s.queue[head]
            head += 1
            for e in range(g.indptr[u], g.indptr[u + 1]):
                k = g.indices[e]
                if piece[k] < 0 and label[k] == label[u]:
                    piece[k] = count
                    s.queue[tail] = k
                    tail += 1
        count += 1
    return count
