"""Books of accounts: put loads inside their windows by the cheapest transfers along prices; no ground involved."""

from __future__ import annotations

from optimizer.construct.allocate import candidates
from optimizer.construct.repair import make_legal
from optimizer.kernels.books import transfer_pass
from optimizer.search.anneal import typical_km
from optimizer.search.state import Search


def balance_books(search: Search, width: int = 12) -> None:
    """Passes of single transfers, each to the cheapest candidate under prices and a growing penalty."""
    instance, plan = search.instance, search.plan
    units = instance.movable
    if len(units) == 0:
        search.keep()
        return
    search.recentre()
    near, _ = candidates(search, units, plan.centre, width)
    unheld = plan.label[units] < 0
    plan.label[units[unheld]] = near[unheld, 0]
    make_legal(search, rho=0.0)
    km = max(typical_km(search), 1e-9)
    chunk = 200_000
    for turn in range(40):
        rho = km * 5.0 * 1.4**turn
        moved = 0
        order = search.random.permutation(len(units))
        for first in range(0, len(units), chunk):
            part = order[first : first + chunk]
            moved += transfer_pass(instance.ground, plan, units[part], near[part], rho)
            search.tick()
        search.recount()
        if turn % 5 == 4 or moved == 0:
            search.keep()
            plan_ok, _ = search.violation()
            if moved == 0 and (plan_ok == 0 or turn > 25):
                break
    search.keep()
