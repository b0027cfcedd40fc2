"""What a run tells while it is going on: a no-op base class to derive from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from optimizer.problem import Problem
    from optimizer.result import Result


@dataclass(frozen=True)
class Progress:
    """One report, two to four times a second.

    objective    km-equivalents per unit of activity of the best answer so far (None before the first)
    violation    its summed distance outside the bands, in targets (0.02 = two hundredths of a target in all)
    bound, gap   certified lower bound on the objective and relative gap, when known
    out_of_band  territories outside a band; pieces: territories in more than one piece
    best         the vector, only when it has improved since the last report
    """

    phase: str
    seconds: float
    iteration: int = 0
    objective: float | None = None
    violation: float | None = None
    bound: float | None = None
    gap: float | None = None
    out_of_band: int | None = None
    pieces: int | None = None
    best: NDArray[np.int32] | None = None


class Observer:
    """Told what happens; must not block for long, runs in the solver's thread."""

    def on_start(self, problem: Problem) -> None: ...

    def on_progress(self, progress: Progress) -> None: ...

    def on_end(self, result: Result) -> None: ...
