"""Who covers a unit today, read from the owners of the accounts in it. Pure.

A real company has an owner in each account row and no map. The ground goes to the owner with most of the work in the
unit; where nobody has any, revenue decides, then the number of accounts. What is still equal is a tie: it goes to the
lower place and is listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NOBODY = -1
HOUSE = -2


@dataclass(frozen=True)
class Majority:
    """`winner` per unit (place of the owner, −1 where nobody owns anything); `decided_by` the criterion that made
    it, per mixed unit.
    """

    winner: NDArray[np.int64]
    owners: NDArray[np.int64]
    decided_by: NDArray[np.int64]
    runner_up: NDArray[np.int64]

    @property
    def with_owner(self) -> int:
        return int((self.owners > 0).sum())

    @property
    def single(self) -> int:
        return int((self.owners == 1).sum())

    @property
    def mixed(self) -> int:
        return int((self.owners > 1).sum())

    @property
    def ties(self) -> NDArray[np.int64]:
        """Units where every criterion is equal."""
        return np.flatnonzero(self.decided_by == TIE)


UNDISPUTED = -1
TIE = 99


def majority(
    unit: NDArray[np.integer], owner: NDArray[np.integer], weights: Sequence[NDArray[np.float64]], n_units: int
) -> Majority:
    """The owner with most weight per unit; `weights` (one value per account) in the order in which they decide.

    unit: idx or −1; owner: place ≥ 0, or negative for nobody and house, who hold no ground.
    """
    counted = (unit >= 0) & (owner >= 0)
    places = int(owner.max(initial=0)) + 1
    pair, where = np.unique(unit[counted].astype(np.int64) * places + owner[counted], return_inverse=True)
    sums = [np.round(np.bincount(where, w[counted], len(pair)), 6) for w in weights]
    at, who = pair // places, pair % places
    order = np.lexsort((who, *(-s for s in reversed(sums)), at))
    at, who, sums = at[order], who[order], [s[order] for s in sums]
    first = np.flatnonzero(np.r_[True, at[1:] != at[:-1]]) if len(at) else np.empty(0, np.int64)
    result = Majority(*(np.full(n_units, value, np.int64) for value in (NOBODY, 0, UNDISPUTED, NOBODY)))
    result.winner[at[first]] = who[first]
    np.add.at(result.owners, at, 1)
    mixed = first[result.owners[at[first]] > 1]
    result.runner_up[at[mixed]] = who[mixed + 1]
    decided = np.full(len(mixed), TIE)
    for criterion in reversed(range(len(sums))):
        decided[sums[criterion][mixed] != sums[criterion][mixed + 1]] = criterion
    result.decided_by[at[mixed]] = decided
    return result
