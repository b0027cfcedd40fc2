"""When to stop: a protocol of one method, composed with ``any_of``."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from optimizer.observe import Progress


class Stop(Protocol):
    """True as soon as the search should end and hand back its best."""

    def __call__(self, progress: Progress) -> bool: ...


class IsSet(Protocol):
    """threading.Event, or anything like it."""

    def is_set(self) -> bool: ...


class TimeLimit:
    """Stop after so many seconds of wall clock, counted from the start of the run.

    The schedule is laid out in counted work so that a seed gives the same vector on every run that is not cut short;
    the clock is the guard for a machine that is slower than the schedule assumes.
    """

    name = "time_limit"

    def __init__(self, seconds: float) -> None:
        self.seconds = float(seconds)

    def __call__(self, progress: Progress) -> bool:
        return progress.seconds >= self.seconds


class Flag:
    """Stop when someone sets the event."""

    name = "stopped"

    def __init__(self, event: IsSet) -> None:
        self.event = event

    def __call__(self, progress: Progress) -> bool:
        return self.event.is_set()


class When:
    """Stop when a function of the progress says so, at most asked every ``every`` seconds (it may be a remote call)."""

    name = "stopped"

    def __init__(self, function: Callable[[Progress], bool], every: float = 0.0) -> None:
        self.function, self.every, self._asked = function, every, -1e9

    def __call__(self, progress: Progress) -> bool:
        if time.monotonic() - self._asked < self.every:
            return False
        self._asked = time.monotonic()
        return bool(self.function(progress))


class AnyOf:
    """Stop when any of its parts does; ``name`` tells which one did."""

    def __init__(self, *stops: Stop) -> None:
        self.stops, self.name = stops, "stopped"

    @property
    def seconds(self) -> float:
        return min((seconds_of(stop) for stop in self.stops), default=float("inf"))

    def __call__(self, progress: Progress) -> bool:
        for stop in self.stops:
            if stop(progress):
                self.name = getattr(stop, "name", "stopped")
                return True
        return False


def any_of(*stops: Stop) -> AnyOf:
    return AnyOf(*stops)


def seconds_of(stop: Stop) -> float:
    """The wall clock a stop grants, infinite if it names none: what the schedule is cut to."""
    return float(getattr(stop, "seconds", float("inf")))
