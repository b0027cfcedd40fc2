"""Compile the kernels (or load them from their cache) on a tiny plan, so that no later phase stands still for it."""

from __future__ import annotations

import threading
from functools import cache

import numpy as np

from optimizer.objective import Objective
from optimizer.observe import Observer, Progress
from optimizer.problem import Band, Problem

_lock = threading.Lock()
_ready = threading.Event()


def warm_up() -> None:
    """Once per process; safe from any thread."""
    with _lock:
        _compile()
        _ready.set()


def is_warm() -> bool:
    return _ready.is_set()


@cache
def _compile() -> None:
    """Run every kernel of the search once: a six by six town of two measures' worth, and a book of accounts."""
    from optimizer.construct.pipeline import improve_from_current, solve_books, solve_ground
    from optimizer.explain.moves import ordered_moves
    from optimizer.instance import instance_of
    from optimizer.search.state import Search

    for recipe, problem in (
        (solve_ground, _town(None)),
        (improve_from_current, _town(np.arange(36) // 9)),
        (solve_books, _town(None, False)),
    ):
        search = Search(instance_of(problem), Objective(), _never, Observer(), 1, effort=0.02)
        recipe(search, "auto")
    now = search.instance.contract(np.arange(36, dtype=np.int32) // 9)
    ordered_moves(search.instance, now, now[::-1].copy(), 1.0)


def _never(progress: Progress) -> bool:
    return False


def _town(current: np.ndarray | None, contiguous: bool = True) -> Problem:
    grid = np.arange(36).reshape(6, 6)
    edges = np.r_[np.c_[grid[:-1].ravel(), grid[1:].ravel()], np.c_[grid[:, :-1].ravel(), grid[:, 1:].ravel()]]
    xy = np.c_[np.repeat(np.arange(6), 6), np.tile(np.arange(6), 6)].astype(float)
    weight = (1.0 + np.arange(36) % 3).astype(np.float64)
    return Problem(
        xy,
        edges,
        np.zeros(len(edges)),
        {"w": weight},
        {"w": Band(0.9, 1.1)},
        4,
        current=current,
        change_price=1.0,
        contiguous=contiguous,
    )
