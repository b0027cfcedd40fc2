"""Ejection chains: a violator hands its surplus (or lack) to a neighbour, which hands on what it cannot hold."""

from __future__ import annotations

from optimizer.search.members import Members
from optimizer.search.state import Search

TOLERANCE = 1e-9


def mend_by_chains(search: Search, members: Members, *, rounds: int = 6, depth: int = 4) -> bool:
    """Chains from every violator, deeper each round; True if no violator is left."""
    for turn in range(rounds):
        violators = members.violators()
        if not violators:
            return True
        mended = 0
        for a in violators:
            if members.off(a) > TOLERANCE:
                mended += _chain(members, a, {a}, min(depth, 1 + turn), 2 + turn // 3, search, members.off(a))
                search.tick()
        if mended == 0 and turn >= depth:
            break
    return not members.violators()


def _chain(members: Members, a: int, visited: set[int], depth: int, branch: int, search: Search, first: float) -> bool:
    """Depth first; True once everything touched is inside, otherwise nothing has changed."""
    pivot = members.worst_measure(a)
    low, high = members.window(a, pivot)
    room = max(first, 0.04)
    options = []
    for b in members.beside(a):
        if b in visited:
            continue
        before = members.off(b)
        score, given, taken = members.exchange(a, b, pivot, low, high, before + room if depth > 1 else before)
        if score == float("inf"):
            continue
        if members.off(a) <= TOLERANCE and members.off(b) <= max(TOLERANCE, before if depth == 1 else 0.0):
            return True
        still = members.off(a)
        members.undo(a, b, given, taken)
        if depth > 1 and still <= TOLERANCE:
            options.append((score, b, given, taken))
    options.sort(key=lambda option: option[0])
    for _, b, given, taken in options[:branch]:
        members.redo(a, b, given, taken)
        if _chain(members, b, visited | {b}, depth - 1, branch, search, first):
            return True
        members.undo(a, b, given, taken)
        search.tick()
    return False
