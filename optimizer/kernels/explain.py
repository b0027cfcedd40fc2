"""Figures of one territory for the explanations."""

from __future__ import annotations

import numpy as np

from optimizer.kernels._jit import kernel


@kernel
def own_travel(g, units, centre, fixed):
    """Travel of one territory to its home, else to its geometric median (converged: explanations must add up)."""
    m = len(units)
    if m == 0:
        return 0.0
    x, y = centre[0], centre[1]
    if not fixed:
        total, sx, sy = 0.0, 0.0, 0.0
        for q in range(m):
            i = units[q]
            w = g.w[i, 0] + 1e-15
            total += w
            sx += w * g.xy[i, 0]
            sy += w * g.xy[i, 1]
        x, y = sx / total, sy / total
        for _ in range(60):
            total, sx, sy = 0.0, 0.0, 0.0
            for q in range(m):
                i = units[q]
                pull = (g.w[i, 0] + 1e-15) / max(np.sqrt((g.xy[i, 0] - x) ** 2 + (g.xy[i, 1] - y) ** 2), 1e-6)
                total += pull
                sx += pull * g.xy[i, 0]
                sy += pull * g.xy[i, 1]
            moved = abs(sx / total - x) + abs(sy / total - y)
            x, y = sx / total, sy / total
            if moved < 1e-7:
                break
    travel = 0.0
    for q in range(m):
        i = units[q]
        travel += g.w[i, 0] * np.sqrt((g.xy[i, 0] - x) ** 2 + (g.xy[i, 1] - y) ** 2)
    return travel
