"""The plan under way, the best one so far, and the talk with the outside: one object per run."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.instance import Instance
from optimizer.kernels import ground as k
from optimizer.kernels.repair import clashes
from optimizer.objective import Objective
from optimizer.observe import Observer, Progress
from optimizer.result import Phase
from optimizer.stop import Stop


class Stopped(Exception):
    """Raised by ``tick`` to unwind to the driver; the best answer is already safe."""


@dataclass
class Best:
    """The incumbent. Order: fewer broken rules (pieces too many, pairs not apart), then less violation, then lower
    objective.
    """

    label: NDArray[np.int32] | None = None
    split: int = 1 << 30
    violation: float = np.inf
    objective: float = np.inf
    out_of_band: int = 0

    @property
    def rank(self) -> tuple[int, float, float]:
        return self.split, self.violation, self.objective


@dataclass
class Search:
    """Everything a phase needs: the instance, the current plan, random numbers, the clock and the incumbent."""

    instance: Instance
    objective: Objective
    stop: Stop
    observer: Observer
    seed: int
    effort: float = 1.0  # share of the usual schedule
    plan: k.Plan = field(init=False)
    scratch: k.Scratch = field(init=False)
    random: np.random.Generator = field(init=False)
    best: Best = field(default_factory=Best)
    phases: list[Phase] = field(default_factory=list)
    phase: str = "start"
    iteration: int = 0
    why: str = "schedule"
    bound: float | None = None
    certificate: NDArray[np.float64] | None = None  # prices behind the bound, in the problem's own measure
    dual: NDArray[np.float64] | None = None  # prices of the last allocation, where the bound starts from
    smooth: float = 0.0  # cost of one mean border, scaled
    rounds: int = 0  # regions tried
    accepted: int = 0
    _reported: float = -1.0
    _fresh: bool = False

    def __post_init__(self) -> None:
        instance = self.instance
        n, p, m = instance.n, instance.p, len(instance.names)
        self.plan = k.Plan(
            np.full(n, -1, np.int32), np.zeros((p, m)), np.zeros(p, np.int32), np.zeros((p, 2)), np.zeros((p, m))
        )
        self.scratch = k.scratch(n, self.seed)
        self.random = np.random.default_rng(self.seed)
        self.started: float | None = None
        self._phase_started = time.monotonic()

    def start_clock(self) -> None:
        """The time granted is for searching: compiling does not count."""
        self.started = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds of searching; stands still at 0 while kernels compile."""
        return 0.0 if self.started is None else time.monotonic() - self.started

    def enter(self, phase: str) -> None:
        """Close the phase under way and open the next."""
        now = time.monotonic()
        found = self.best.label is not None
        last = Phase(
            self.phase,
            now - self._phase_started,
            self.best.objective if found else None,
            self.best.violation if found else None,
        )
        self.phases.append(last)
        self.phase, self._phase_started = phase, now
        self.tick(force=True)

    def tick(self, *, force: bool = False) -> None:
        """Between two chunks of work: report (about three times a second) and honour the stop."""
        self.iteration += 1
        seconds = self.seconds
        progress = self._progress(seconds)
        now = time.monotonic()
        if force or now - self._reported >= 0.3:
            self._reported = now
            if self._fresh and self.best.label is not None:
                progress = self._progress(seconds, self.instance.expand(self.best.label))
                self._fresh = False
            self.observer.on_progress(progress)
        if self.stop(progress):
            self.why = getattr(self.stop, "name", "stopped")
            raise Stopped

    def _progress(self, seconds: float, best: NDArray[np.int32] | None = None) -> Progress:
        held = self.best
        if held.label is None:
            return Progress(self.phase, seconds, self.iteration)
        gap = None if self.bound is None else held.objective / self.bound - 1 if self.bound > 0 else None
        return Progress(
            self.phase,
            seconds,
            self.iteration,
            held.objective,
            held.violation,
            self.bound,
            gap,
            held.out_of_band,
            held.split,
            best,
        )

    # -- the plan under way ---------------------------------------------------------------------------------------

    def set_labels(self, label: NDArray[np.int32]) -> None:
        self.plan.label[:] = label
        self.recount()

    def recount(self) -> None:
        k.tally(self.instance.ground, self.plan.label, self.instance.held, self.plan.load, self.plan.count)

    def recentre(self, rounds: int = 25) -> None:
        k.medians(self.instance.ground, self.plan.label, self.plan.centre, rounds)

    def violation(self) -> tuple[float, int]:
        """Summed distance outside the windows, and how many open territories are outside."""
        g = self.instance.ground
        off = np.maximum(self.plan.load - g.high, 0) + np.maximum(g.low - self.plan.load, 0)
        off[g.closed.astype(bool)] = 0.0
        off[off < 1e-9] = 0.0
        return float(off.sum()), int((off > 0).any(1).sum())

    def costs(self) -> NDArray[np.float64]:
        """[travel, border, change] of the plan under way in km per unit of activity."""
        out = np.empty(3)
        k.costs(self.instance.ground, self.plan.label, self.plan.centre, out)
        out[1] *= self.smooth
        return out / self.instance.mean_km_scale

    def split(self) -> int:
        """Pieces too many over all open territories, empty ones included."""
        plan, g = self.plan, self.instance.ground
        opened = ~g.closed.astype(bool)
        if not self.instance.problem.contiguous:
            return int((plan.count[opened] == 0).sum())
        piece = np.empty(len(plan.label), np.int32)
        count = k.pieces(g, plan.label, piece, self.scratch)
        owner = np.full(count, -1, np.int32)
        held = piece >= 0
        owner[piece[held]] = plan.label[held]
        return int(np.abs(np.bincount(owner, minlength=self.instance.p)[opened] - 1).sum())

    def clashes(self) -> int:
        """Pairs that must be kept apart and are not."""
        g = self.instance.ground
        return int(clashes(g, self.plan.label)) if g.rules[1] else 0

    def keep(self) -> bool:
        """Take the plan under way as incumbent if it is better; centres are brought up to date first."""
        self.recount()
        self.recentre()
        violation, out = self.violation()
        split = self.split() + int((self.plan.label[self.instance.movable] < 0).sum()) + self.clashes()
        objective = float(self.costs().sum())
        if (split, violation, objective) >= self.best.rank:
            return False
        self.best = Best(self.plan.label.copy(), split, violation, objective, out)
        self._fresh = True
        return True

    def restore(self) -> None:
        """Go back to the incumbent."""
        if self.best.label is not None:
            self.set_labels(self.best.label)
            self.recentre()
