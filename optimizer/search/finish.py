"""What follows the annealing until the budget ends."""

from __future__ import annotations

from optimizer.search.regional import search_regions
from optimizer.search.state import Search
from optimizer.stop import seconds_of

RATE = 12e6  # proposals per second that the schedule counts on


def finish(search: Search) -> None:
    """Regions for what is left of the seconds granted (a minute, if nothing is said)."""
    search.restore()
    seconds = min(seconds_of(search.stop), 60.0)
    search.enter("regions")
    search_regions(search, work=RATE * seconds * 0.75 if instance_is_big(search) else 3e6)


def instance_is_big(s): return s.instance.n>100
