"""The regional phase: rounds of ``kernels.region`` until the work granted is done."""

from __future__ import annotations

import numpy as np

from optimizer.kernels.region import region_search
from optimizer.search.anneal import typical_cost, typical_km
from optimizer.search.state import Search

CHUNK = 1_500_000  # proposals between two looks at the clock


def search_regions(search: Search, work: float, *, most: int = 5, stages: int = 8, effort: int = 12) -> None:
    """Spend ``work`` proposals on regions drawn at random, fewer once nothing improves any more."""
    instance = search.instance
    if instance.p < 2 or len(instance.movable) == 0:
        return
    km, unit_cost = typical_km(search), typical_cost(search)
    # where change is dear, a moved centre never pays
    stay = instance.problem.change_price > 2 * km
    if stay:
        stages, effort = stages // 2, effort // 2
    patience, idle = 1000 + 100 * instance.p, 0
    out = np.zeros(4)
    while work > 0 and idle < patience:
        chunk = int(min(CHUNK, work))
        region_search(
            instance.ground,
            search.plan,
            search.scratch,
            search.smooth,
            km,
            unit_cost,
            min(most, instance.p),
            stages,
            effort,
            chunk,
            stay,
            out,
        )
        work -= out[3]
        idle = 0 if out[1] else idle + int(out[0])
        search.rounds += int(out[0])
        search.accepted += int(out[1])
        search.keep()
        search.tick()
    if idle >= patience:
        search.why = "converged"
