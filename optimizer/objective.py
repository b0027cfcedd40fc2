"""What is minimised, in kilometres: travel + smooth borders + disruption."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Objective:
    """Weights in units a planner understands.

    smooth_km  how many km of travel of an average unit one border between two territories is worth;
               None = 1.3 x the mean travel, the value at which borders get smooth for about 1 % of travel.
               With border lengths, an average border costs this and a longer one proportionally more.
    The price of change is part of the problem (``Problem.change_price``).
    """

    smooth_km: float | None = None
