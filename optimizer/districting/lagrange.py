"""Lagrangian bound of the districting model, and what it proves: centres and assignments no optimal plan can use.

Relaxes "every unit once" and both load limits (Validi, Buchanan & Lykhovyd 2022, section 4); subgradient with
Polyak steps. O(n^2) an iteration.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass
class Relaxed:
    """The best multipliers found: the bound, each centre's value, and each assignment's reduced cost."""

    bound: float
    value: Floats  # [n] contribution of centre j if it is opened
    reduced: Floats  # [n, n] cost of assigning i to j after multipliers
    k: int

    def closed_centres(self, upper: float) -> NDArray[np.bool_]:
        """Centres that cannot be open in any plan cheaper than ``upper``."""
        order = np.sort(self.value)
        best, swapped = order[: self.k].sum(), order[: self.k - 1].sum()
        opened = self.bound - best + swapped + self.value
        return np.where(self.value <= order[self.k - 1], self.bound, opened) > upper

    def useless(self, upper: float) -> NDArray[np.bool_]:
        """[n, n] assignments that cannot be part of any plan cheaper than ``upper``."""
        order = np.sort(self.value)
        best, swapped = order[: self.k].sum(), order[: self.k - 1].sum()
        with_centre = np.where(self.value <= order[self.k - 1], self.bound, self.bound - best + swapped + self.value)
        return with_centre[None, :] + np.maximum(self.reduced, 0) > upper


def relax(cost: Floats, weight: Floats, low: float, high: float, k: int, upper: float, rounds: int = 600) -> Relaxed:
    """Maximise the Lagrangian dual; ``upper`` steers the step lengths (any guess above the optimum will do)."""
    n = len(cost)
    alpha, under, over = (
        cost.min(1) + np.partition(cost, min(k, n - 1), axis=1)[:, min(k, n - 1)] * 0.1,
        np.zeros(n),
        np.zeros(n),
    )
    best: Relaxed | None = None
    step, stalled = 1.5, 0
    scale = weight.mean()
    for _ in range(rounds):
        reduced = cost - alpha[:, None] + weight[:, None] * (over - under)[None, :]
        own = np.diag(reduced).copy()
        taken = reduced < 0
        np.fill_diagonal(taken, True)
        value = np.where(taken, reduced, 0.0).sum(0) + low * under - high * over
        chosen = np.argpartition(value, k - 1)[:k]
        bound = float(alpha.sum() + value[chosen].sum())
        if best is None or bound > best.bound + 1e-9:
            held = reduced.copy()
            np.fill_diagonal(held, 0.0)
            best, stalled = Relaxed(bound, value - 0.0 * own, held, k), 0
        else:
            stalled += 1
            if stalled >= 15:
                step, stalled = step * 0.6, 0
        use = np.zeros(n)
        use[chosen] = 1.0
        x = taken * use
        off = 1.0 - x.sum(1)
        load = weight @ x
        short, much = (low * use - load) / scale, (load - high * use) / scale
        size = (
            (off**2).sum()
            + (np.where((short > 0) | (under > 0), short, 0) ** 2).sum()
            + (np.where((much > 0) | (over > 0), much, 0) ** 2).sum()
        )
        if size < 1e-12 or step < 1e-3:
            break
        length = step * max(upper - bound, 1e-6 * abs(upper)) / size
        alpha += length * off
        under = np.maximum(under + length * short / scale, 0.0)
        over = np.maximum(over + length * much / scale, 0.0)
    assert best is not None
    return best
