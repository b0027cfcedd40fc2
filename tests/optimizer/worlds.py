"""Tiny problems the optimiser's tests share."""

from __future__ import annotations

from typing import Any

import numpy as np

from optimizer import Band, Problem


def grid(rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates (10 km apart) and rook edges of a rectangle of units."""
    index = np.arange(rows * columns).reshape(rows, columns)
    edges = np.r_[
        np.c_[index[:-1].ravel(), index[1:].ravel()],
        np.c_[index[:, :-1].ravel(), index[:, 1:].ravel()],
    ]
    xy = np.c_[np.tile(np.arange(columns), rows), np.repeat(np.arange(rows), columns)] * 10.0
    return xy, edges


def town(
    rows: int = 12, columns: int = 12, p: int = 6, *, tolerance: float = 0.1, seed: int = 0, **more: Any
) -> Problem:
    """A grid with uneven work."""
    xy, edges = grid(rows, columns)
    work = np.random.default_rng(seed).uniform(1, 3, len(xy))
    more.setdefault("measures", {"work": work})
    more.setdefault("bands", {"work": Band.within(tolerance)})
    return Problem(xy, edges, np.zeros(len(edges)), p=p, **more)


def stripes(rows: int, columns: int, p: int) -> np.ndarray:
    """Today's plan: vertical stripes."""
    return np.tile(np.arange(columns) * p // columns, rows).astype(np.int32)
