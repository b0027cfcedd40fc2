"""Are the numbers numbers, and do they mean something?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.preflight.finding import Finding, Relaxation
from optimizer.problem import Problem


def check_values(problem: Problem) -> Iterator[Finding]:
    yield from _finite(problem)
    yield from _signs(problem)
    yield from _bands(problem)


def _finite(problem: Problem) -> Iterator[Finding]:
    vectors = {
        "coordinates": problem.xy,
        **problem.measures,
        **{f"fixed load of {k}": v for k, v in (problem.fixed_load or {}).items()},
    }
    for what, values in vectors.items():
        bad = np.flatnonzero(~np.isfinite(values).reshape(len(values), -1).all(1))
        if len(bad):
            first = int(bad[0])
            name = problem.territory_name(first) if what.startswith("fixed") else problem.unit_name(first)
            fixes = [Relaxation("fix_values", {"measure": what})]
            yield Finding(
                "not_finite", "error", {"what": what, "count": len(bad), "unit": first, "unit_name": name}, fixes
            )
    if problem.homes is not None and np.isinf(problem.homes).any():
        first = int(np.flatnonzero(np.isinf(problem.homes).any(1))[0])
        params = {"what": "homes", "count": 1, "territory": first, "unit_name": problem.territory_name(first)}
        yield Finding("not_finite", "error", params, [Relaxation("fix_values", {"measure": "homes"})])
    if not np.isfinite(problem.change_price) or problem.change_price < 0:
        params = {
            "measure": "change_price",
            "count": 1,
            "unit": 0,
            "unit_name": "the price itself",
            "value": problem.change_price,
        }
        yield Finding("negative_measure", "error", params)


def _signs(problem: Problem) -> Iterator[Finding]:
    for name, values in problem.measures.items():
        bad = np.flatnonzero(values < 0)
        if len(bad):
            worst = int(bad[np.argmin(values[bad])])
            params = {
                "measure": name,
                "count": len(bad),
                "unit": worst,
                "unit_name": problem.unit_name(worst),
                "value": float(values[worst]),
            }
            yield Finding("negative_measure", "error", params, [Relaxation("fix_values", {"measure": name})])
        elif name in problem.bands and np.isfinite(values).all() and problem.total(name) <= 0:
            yield Finding("zero_measure", "error", {"measure": name}, [Relaxation("fix_values", {"measure": name})])
    if problem.targets is not None:
        for j in np.flatnonzero(~(problem.targets > 0) | ~np.isfinite(problem.targets)):
            params = {
                "territory": int(j),
                "territory_name": problem.territory_name(int(j)),
                "value": float(problem.targets[j]),
            }
            yield Finding("bad_target", "error", params)


def _bands(problem: Problem) -> Iterator[Finding]:
    for name, (low, high) in problem.bands.items():
        if not 0 <= low <= high or not np.isfinite(low):
            yield Finding("bad_band", "error", {"measure": name, "low": low, "high": high})
