"""Compile (or load from the cache) the kernels of the main path on a tiny plan, so that later phases report in time."""

from __future__ import annotations

from functools import cache


@cache
def warm_up() -> None:
    """Nothing to do yet beyond importing: kernels compile when first called."""
