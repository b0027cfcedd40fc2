"""The one door to PuLP and HiGHS: models in, honest statuses out.

PuLP builds models slowly (about 20 x slower than arrays), so models here stay below some 100,000 non-zeros; larger
work has its own methods. Coefficients come as pairs, never through nested sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import pulp
from highspy import cb

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
Pairs = Iterable[tuple[Any, float]]


@dataclass(frozen=True)
class Answer:
    """optimal = proven; feasible = stopped with a solution; unknown = stopped without one. ``bound`` is always
    valid.
    """

    status: Status
    objective: float | None
    bound: float | None


class Model:
    """A minimisation (or maximisation) model under construction."""

    def __init__(self, name: str, *, maximise: bool = False) -> None:
        self.lp = pulp.LpProblem(name, pulp.LpMaximize if maximise else pulp.LpMinimize)
        self._rows = 0

    def variable(self, name: str, low: float | None = 0.0, high: float | None = None, *, whole: bool = False) -> Any:
        return self.lp.add_variable(name, low, high, "Integer" if whole else "Continuous")

    def binary(self, name: str) -> Any:
        return self.lp.add_variable(name, 0, 1, "Integer")

    def minimise(self, pairs: Pairs, constant: float = 0.0) -> None:
        self.lp.setObjective(pulp.LpAffineExpression.from_list(list(pairs)) + constant)

    maximise = minimise

    def add(self, pairs: Pairs, sense: Literal["<=", ">=", "=="], right: float) -> None:
        left = pulp.LpAffineExpression.from_list(list(pairs))
        self._rows += 1
        self.lp.add(
            left <= right if sense == "<=" else left >= right if sense == ">=" else left == right, f"r{self._rows}"
        )

    def solve(
        self,
        *,
        seconds: float | None = None,
        stop: Callable[[], bool] | None = None,
        gap: float = 0.0,
        warm: bool = False,
    ) -> Answer:
        """Run HiGHS on one thread; ``stop`` is asked from its callbacks, some times a second."""

        def ask(kind: Any, message: str, out: Any, answer: Any, data: Any) -> None:
            if stop is not None and stop():
                answer.user_interrupt = True

        kinds = [cb.HighsCallbackType.kCallbackMipInterrupt, cb.HighsCallbackType.kCallbackSimplexInterrupt]
        solver = pulp.HiGHS(
            msg=False,
            threads=1,
            timeLimit=seconds,
            gapRel=gap,
            warmStart=warm,
            callbackTuple=(ask, None) if stop else None,
            callbacksToActivate=kinds if stop else None,
            output_flag=False,
        )
        return _answer(self.lp.solve(solver))


def _answer(stats: Any) -> Answer:
    status, found = stats.status, bool(stats.has_solution)
    names = pulp.LpSolveStatus
    objective = float(stats.objective) if found else None
    bound = None if stats.best_bound is None else float(stats.best_bound)
    if status == names.Optimal and found:
        return Answer("optimal", objective, bound if bound is not None else objective)
    if status == names.Infeasible:
        return Answer("infeasible", None, None)
    return Answer("feasible" if found else "unknown", objective, bound)
