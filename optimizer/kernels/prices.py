"""Balanced assignment to given centres by Gauss-Seidel ascent on territory prices (the dual of the transport
problem).
"""

from __future__ import annotations

import numpy as np

from optimizer.kernels._jit import kernel


@kernel
def reverse_candidates(cand, p):
    """For each territory the positions (unit * width + slot) at which it is a candidate."""
    n, width = cand.shape
    ptr = np.zeros(p + 1, np.int64)
    for i in range(n):
        for s in range(width):
            if cand[i, s] >= 0:
                ptr[cand[i, s] + 1] += 1
    for j in range(p):
        ptr[j + 1] += ptr[j]
    fill = np.empty(p, np.int64)
    for j in range(p):
        fill[j] = ptr[j]
    where = np.empty(ptr[p], np.int64)
    for i in range(n):
        for s in range(width):
            j = cand[i, s]
            if j >= 0:
                where[fill[j]] = i * width + s
                fill[j] += 1
    return ptr, where


@kernel
def sift(key, value, root, end):
    """Heap step of ``sort_down``: the smallest key on top."""
    while 2 * root + 1 < end:
        child = 2 * root + 1
        if child + 1 < end and key[child + 1] < key[child]:
            child += 1
        if key[root] <= key[child]:
            return
        key[root], key[child] = key[child], key[root]
        value[root], value[child] = value[child], value[root]
        root = child


@kernel
def sort_down(key, value):
    """Heapsort by falling key, values carried along (numpy's argsort takes seconds to compile)."""
    size = len(key)
    for root in range(size // 2 - 1, -1, -1):
        sift(key, value, root, size)
    for end in range(size - 1, 0, -1):
        key[0], key[end] = key[end], key[0]
        value[0], value[end] = value[end], value[0]
        sift(key, value, 0, end)


@kernel
def price_sweep(cand, cost, weight, price, low, high, ptr, where, first, last):
    """One exact ascent step on the price of each territory first..last-1, the others held.

    cost[i, s] is the km of unit i to candidate s; the cost of an assignment is weight * (km + price). Along one
    price the dual is concave and piecewise linear with slope load - high above 0 and load - low below, so its
    maximiser is where the load crosses the bound that binds. Returns the largest price change.
    """
    width = cand.shape[1]
    largest = 0.0
    for j in range(first, last):
        size = ptr[j + 1] - ptr[j]
        if size == 0:
            continue
        tau = np.empty(size)
        mass = np.empty(size)
        for q in range(size):
            i = where[ptr[j] + q] // width
            slot = where[ptr[j] + q] - i * width
            other = 1e30
            for s in range(width):
                k = cand[i, s]
                if k >= 0 and s != slot:
                    value = cost[i, s] + price[k]
                    if value < other:
                        other = value
            tau[q] = other - cost[i, slot]
            mass[q] = weight[i]
        sort_down(tau, mass)
        # the load at price x is the mass of all tau > x; walk down from the highest tau
        total = 0.0
        at_zero = 0.0
        for q in range(size):
            if tau[q] > 0:
                at_zero += mass[q]
        new = 0.0
        if at_zero > high[j]:
            for q in range(size):
                total += mass[q]
                if total > high[j]:
                    new = max(tau[q], 0.0)
                    break
        elif at_zero < low[j]:
            new = tau[size - 1] - 1.0
            for q in range(size):
                total += mass[q]
                if total >= low[j]:
                    new = min(tau[q] - 1e-9, 0.0)
                    break
        if new > 1e29:
            new = price[j]
        change = abs(new - price[j])
        if change > largest:
            largest = change
        price[j] = new
    return largest


@kernel
def cheapest(cand, cost, price, label):
    """Assign each unit to its cheapest candidate; units without candidates keep their label."""
    n, width = cand.shape
    for i in range(n):
        best = 1e30
        for s in range(width):
            k = cand[i, s]
            if k >= 0 and cost[i, s] + price[k] < best:
                best = cost[i, s] + price[k]
                label[i] = k


@kernel
def dual_value(xy, weight, centre, price, first, last):
    """Part first..last-1 of sum_i w_i min_j (d_ij + price_j), over all centres: valid for any prices."""
    total = 0.0
    for i in range(first, last):
        best = 1e30
        for j in range(len(price)):
            dx = xy[i, 0] - centre[j, 0]
            dy = xy[i, 1] - centre[j, 1]
            value = np.sqrt(dx * dx + dy * dy) + price[j]
            if value < best:
                best = value
        total += weight[i] * best
    return total
