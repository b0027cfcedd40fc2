"""What comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Phase(NamedTuple):
    """One stage of the run: how long it took and where it left the best answer."""

    name: str
    seconds: float
    objective: float | None
    violation: float | None


class Move(NamedTuple):
    """One unit changing hands. ``deltas`` are the changes of each term when the moves are made in this order: they
    add up.

    step: moves with the same step belong together (alone, one of them would split a territory).
    """

    unit: int
    origin: int
    target: int
    deltas: dict[str, float]
    step: int


@dataclass(frozen=True)
class Result:
    """The best answer found, and how much is known about it.

    terms       travel, border, change in km per unit of activity (they sum to ``objective``), plus figures
    violation   summed distance outside the bands, in targets; 0 = every band holds
    status      proven | gap (the bound holds for every plan) | bound_only (it holds for every plan with these centres)
                | feasible (no bound) | infeasible (some demand is not met by ``labels``)
    bound       certified lower bound on the travel term; gap = travel / bound - 1
    why_stopped schedule (work done) | converged (nothing improves any more) | time_limit | stopped | proven
    prices      [p] dual prices per unit of the primary measure in km that certify ``bound`` on the travel term
    """

    labels: NDArray[np.int32]
    terms: dict[str, float]
    objective: float
    violation: float
    bound: float | None
    gap: float | None
    status: str
    why_stopped: str
    seconds: float
    phases: list[Phase] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    prices: NDArray[np.float64] | None = None
    seed: int = 0
