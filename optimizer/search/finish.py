"""What follows the annealing: mend the bands, then improve region by region until the budget ends."""

from __future__ import annotations

from optimizer.search.anneal import typical_km
from optimizer.search.members import Members
from optimizer.search.regional import search_regions
from optimizer.search.state import Search
from optimizer.search.transport import mend_by_transport
from optimizer.stop import seconds_of

RATE = 20e6  # proposals per second that the schedule counts on
SHARE = 0.8  # of the seconds granted are laid out; the rest is for slower machines
SCRATCH, CURRENT = 1.2e-4, 2.5e-5  # seconds per unit that the phases before the regions take


def finish(search: Search) -> None:
    """Mend what the annealing left, improve region by region, and mend once more if that was not enough."""
    search.restore()
    mend(search)
    improve(search)
    mend(search)


def mend(search: Search) -> None:
    """Bring every load into its band by chains and transport, moving as little as that takes."""
    if search.best.violation > 0:
        search.enter("fitting bands")
        mend_by_transport(search, Members(search, strict=50 * typical_km(search)))
        search.restore()


def improve(search: Search, spent: float = SCRATCH) -> None:
    """Regions for what is left of the seconds granted (a minute, if nothing is said) after ``spent`` seconds a unit."""
    seconds = min(seconds_of(search.stop), 60.0)
    left = max(SHARE * seconds - spent * search.instance.n, 0.3 * seconds)
    search.enter("regions")
    search_regions(search, work=RATE * left * search.effort)
