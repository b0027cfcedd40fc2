"""The annealing phase: geometric cooling in chunks, prices and centres brought up to date between chunks."""

from __future__ import annotations

import numpy as np

from optimizer.kernels.anneal import anneal, update_prices
from optimizer.search.state import Search

CHUNK = 400_000  # proposals between two looks at the clock, about a tenth of a second


def cool(
    search: Search, proposals: int, *, hot: float = 0.35, cold: float = 0.004, stages: int = 24, pressure: float = 12.0
) -> None:
    """Anneal the whole plan from ``hot`` to ``cold`` (in units of an average unit's travel), then at zero.

    The penalty on squared violations grows with every stage; the prices follow the violation, so that the windows
    hold at the end although the penalty alone would be too weak.
    """
    instance, plan = search.instance, search.plan
    scale = typical_cost(search)
    km = max(typical_km(search), 1e-9)
    limit = 50 * km
    for stage in range(stages + 3):
        part = stage / stages
        heat = 0.0 if stage >= stages else scale * hot * (cold / hot) ** part
        rho = km * pressure * (1 + 9 * min(part, 1.0)) ** 1.5
        done, share = 0, max(1, proposals // (stages + 3))
        while done < share:
            steps = min(CHUNK, share - done)
            anneal(
                instance.ground,
                plan,
                search.scratch,
                instance.movable,
                search.smooth,
                rho,
                heat,
                steps,
                instance.problem.contiguous,
            )
            done += steps
            update_prices(instance.ground, plan, rho, limit)
            search.tick()
        search.recentre(6)
        if stage % 6 == 5:
            search.recount()
    search.keep()


def typical_km(search: Search) -> float:
    """Mean travel of the plan under way."""
    return float(search.costs()[0])


def typical_cost(search: Search) -> float:
    """Travel cost of an average unit: the scale of temperatures."""
    return typical_km(search) * search.instance.mean_km_scale / max(search.instance.n, 1)


def border_cost(search: Search) -> float:
    """Cost of one mean border in scaled units."""
    smooth_km = search.objective.smooth_km
    if smooth_km is None:
        smooth_km = 1.3 * float(np.nan_to_num(typical_km(search)))
    return smooth_km * search.instance.mean_km_scale / max(search.instance.n, 1)
