"""Member lists of the plan under way, and exchanges that keep them; used by chains and transport."""

from __future__ import annotations

import numpy as np

from optimizer.kernels import exchange as x
from optimizer.kernels.ground import violation_of
from optimizer.kernels.region import link_members
from optimizer.search.state import Search


class Members:
    """The units of each territory as linked lists, in step with ``search.plan`` as long as moves go through here."""

    def __init__(self, search: Search, strict: float) -> None:
        self.search, self.strict = search, strict
        n, p = search.instance.n, search.instance.p
        self.lists = (np.empty(p, np.int32), np.empty(n, np.int32), np.empty(n, np.int32))
        self.ground, self.plan = search.instance.ground, search.plan
        self._chosen = np.empty(6, np.int32)
        self._near = np.empty(64, np.int32)
        self._gone = np.empty(n, np.int32)
        self.refresh()

    def refresh(self) -> None:
        link_members(self.plan.label, self.search.instance.p, *self.lists)

    def beside(self, a: int) -> list[int]:
        """Open territories next to a."""
        count = x.touching(
            self.ground, self.plan.label, self.lists[0], self.lists[1], a, self.ground.closed, self._near
        )
        return [int(b) for b in self._near[:count]]

    def exchange(
        self, a: int, b: int, pivot: int, low: float, high: float, room: float = 1e18
    ) -> tuple[float, list[int], list[int]]:
        """Make the best exchange, or return an infinite score and change nothing."""
        score = x.exchange(
            self.ground,
            self.plan,
            self.search.scratch,
            *self.lists,
            a,
            b,
            pivot,
            low,
            high,
            self.search.smooth,
            self.strict,
            room,
            self._chosen,
        )
        given, taken = ([int(i) for i in part if i >= 0] for part in (self._chosen[:3], self._chosen[3:]))
        return score, given, taken

    def undo(self, a: int, b: int, given: list[int], taken: list[int]) -> None:
        self._shift(given, a)
        self._shift(taken, b)

    def redo(self, a: int, b: int, given: list[int], taken: list[int]) -> None:
        self._shift(given, b)
        self._shift(taken, a)

    def _shift(self, units: list[int], goal: int) -> None:
        if units:
            x.shift_all(self.ground, self.plan, *self.lists, np.array(units, np.int32), goal)

    def hand_over(self, a: int, b: int, pivot: int, amount: float) -> None:
        x.hand_over(
            self.ground,
            self.plan,
            self.search.scratch,
            *self.lists,
            a,
            b,
            pivot,
            amount,
            self.search.smooth,
            self._gone,
        )

    def off(self, j: int) -> float:
        """Violation of territory j over all measures."""
        return float(violation_of(self.ground, self.plan.load, j))

    def window(self, a: int, pivot: int) -> tuple[float, float]:
        """What a must give, net, to land inside."""
        load = self.plan.load[a, pivot]
        return float(load - self.ground.high[a, pivot]), float(load - self.ground.low[a, pivot])

    def worst_measure(self, a: int) -> int:
        g, load = self.ground, self.plan.load[a]
        return int(np.argmax(np.maximum(load - g.high[a], 0) + np.maximum(g.low[a] - load, 0)))

    def violators(self) -> list[int]:
        g, load = self.ground, self.plan.load
        off = (np.maximum(load - g.high, 0) + np.maximum(g.low - load, 0)).sum(1)
        off[g.closed.astype(bool)] = 0.0
        order = np.argsort(-off, kind="stable")
        return [int(j) for j in order[off[order] > 1e-9]]
