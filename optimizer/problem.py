"""What is asked: frozen arrays, nothing about how to solve it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import issparse

from optimizer.errors import BadProblem

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]


class Band(NamedTuple):
    """What a territory may hold of a measure, as fractions of its target (0.95 .. 1.05)."""

    low: float
    high: float

    @classmethod
    def within(cls, tolerance: float) -> Band:
        return cls(1 - tolerance, 1 + tolerance)


@dataclass(frozen=True, eq=False)
class Problem:
    """Divide ``n`` units among ``p`` territories.

    xy            [n, 2] km, a planar projection
    edges         [m, 2] unit pairs that count as neighbours (barriers are simply absent, bridges simply present)
    border        [m] km of shared border; zero for links
    measures      name -> [n]; the first one, the primary, weighs distances and is what a moved unit costs
    bands         name -> Band around the target; a measure without a band is only reported
    targets       [p] capacity share of each territory (None = equal); the target is total * share / sum of shares
    fixed_load    name -> [p] load a territory holds anyway (accounts held by name); part of the total
    homes         [p, 2] km; a NaN row leaves that centre free
    current       [n] today's territory, -1 = unassigned
    locked_units  [n] keep their current territory (or stay unassigned)
    locked_territories [p] nothing enters or leaves
    keep_together groups of units that share a territory; keep_apart pairs that must not
    eligible      [n, p] may territory j hold unit i (dense or scipy sparse)
    focus         [n] only these may move
    change_price  km: moving activity to another territory costs as much as carrying it this much further
    contiguous    every territory in one piece on ``edges``
    """

    xy: Floats
    edges: Ints
    border: Floats
    measures: Mapping[str, Floats]
    bands: Mapping[str, Band]
    p: int
    targets: Floats | None = None
    fixed_load: Mapping[str, Floats] | None = None
    homes: Floats | None = None
    current: Ints | None = None
    locked_units: Bools | None = None
    locked_territories: Bools | None = None
    keep_together: Sequence[Ints] = field(default_factory=tuple)
    keep_apart: Sequence[tuple[int, int]] = field(default_factory=tuple)
    eligible: Any = None
    focus: Bools | None = None
    change_price: float = 0.0
    contiguous: bool = True
    unit_names: Sequence[str] | None = None
    territory_names: Sequence[str] | None = None

    def __post_init__(self) -> None:
        put = lambda name, value: object.__setattr__(self, name, value)  # noqa: E731 - the one way into a frozen dataclass
        put("xy", _frozen("xy", self.xy, np.float64, (None, 2)))
        n, p = len(self.xy), int(self.p)
        put("p", p)
        if n == 0 or p < 1:
            raise BadProblem("a problem needs at least one unit and one territory")
        put("edges", _frozen("edges", np.asarray(self.edges).reshape(-1, 2), np.int32, (None, 2)))
        put("border", _frozen("border", self.border, np.float64, (len(self.edges),)))
        if not self.measures:
            raise BadProblem("a problem needs at least one measure")
        put("measures", {k: _frozen(f"measure {k!r}", v, np.float64, (n,)) for k, v in self.measures.items()})
        put("bands", {k: Band(*map(float, v)) for k, v in self.bands.items()})
        put("targets", _frozen("targets", self.targets, np.float64, (p,)))
        fixed = self.fixed_load or {}
        put("fixed_load", {k: _frozen(f"fixed_load {k!r}", v, np.float64, (p,)) for k, v in fixed.items()})
        put("homes", _frozen("homes", self.homes, np.float64, (p, 2)))
        put("current", _frozen("current", self.current, np.int32, (n,)))
        for name, size in (("locked_units", n), ("locked_territories", p), ("focus", n)):
            put(name, _frozen(name, getattr(self, name), np.bool_, (size,)))
        put("keep_together", tuple(_frozen("keep_together", g, np.int32, (None,)) for g in self.keep_together))
        put("keep_apart", tuple((int(i), int(j)) for i, j in self.keep_apart))
        if self.eligible is not None:
            dense = self.eligible.toarray() if issparse(self.eligible) else self.eligible
            put("eligible", _frozen("eligible", dense, np.bool_, (n, p)))
        put("change_price", float(self.change_price))
        self._check_references(n, p)

    def _check_references(self, n: int, p: int) -> None:
        if len(self.edges) and (self.edges.min() < 0 or self.edges.max() >= n):
            raise BadProblem("an edge names a unit that does not exist")
        for name in (*self.bands, *(self.fixed_load or ())):
            if name not in self.measures:
                raise BadProblem(f"{name!r} has a band or a fixed load, but is not a measure")
        if self.current is not None and (self.current.min() < -1 or self.current.max() >= p):
            raise BadProblem("current names a territory that does not exist")
        rules = [np.asarray(rule, np.int64) for rule in (*self.keep_together, *self.keep_apart)]
        for group in rules:
            if len(group) and (group.min() < 0 or group.max() >= n):
                raise BadProblem("a keep-together or keep-apart rule names a unit that does not exist")
        needs_current = (self.locked_units, self.locked_territories, self.focus)
        if self.current is None and any(rule is not None and np.any(rule) for rule in needs_current[:2]):
            raise BadProblem("locks need a current vector to be locked to")
        if self.current is None and self.focus is not None and not self.focus.all():
            raise BadProblem("a focus needs a current vector for what lies outside it")

    @property
    def n(self) -> int:
        return len(self.xy)

    @property
    def primary(self) -> str:
        """The measure that weighs distances."""
        return next(iter(self.measures))

    @property
    def shares(self) -> Floats:
        """Capacity share of each territory, summing to one."""
        share = np.ones(self.p) if self.targets is None else self.targets
        return share / share.sum()

    def total(self, measure: str) -> float:
        """Everything there is to hold: the units' and the fixed loads."""
        fixed = self.fixed_load.get(measure)  # type: ignore[union-attr]
        return float(self.measures[measure].sum() + (0.0 if fixed is None else fixed.sum()))

    def target(self, measure: str) -> Floats:
        return self.total(measure) * self.shares

    def window(self, measure: str) -> tuple[Floats, Floats]:
        """Lowest and highest load each territory may have; unbounded without a band."""
        band = self.bands.get(measure)
        target = self.target(measure)
        if band is None:
            return np.full(self.p, -np.inf), np.full(self.p, np.inf)
        return band.low * target, band.high * target

    @property
    def frozen(self) -> Bools:
        """Units that may not change their current territory."""
        frozen = np.zeros(self.n, bool)
        if self.locked_units is not None:
            frozen |= self.locked_units
        if self.focus is not None:
            frozen |= ~self.focus
        if self.locked_territories is not None and self.current is not None:
            frozen |= (self.current >= 0) & self.locked_territories[self.current]
        return frozen

    def unit_name(self, i: int) -> str:
        return str(self.unit_names[i]) if self.unit_names is not None else f"unit {i}"

    def territory_name(self, j: int) -> str:
        return str(self.territory_names[j]) if self.territory_names is not None else f"territory {j}"


def _frozen(name: str, value: Any, dtype: Any, shape: tuple[int | None, ...]) -> Any:
    """A read-only copy of the right type, or BadProblem with the name of what is wrong."""
    if value is None:
        return None
    try:
        array = np.array(value, dtype=dtype, order="C")
    except (TypeError, ValueError) as error:
        raise BadProblem(f"{name} cannot be read as {np.dtype(dtype)}: {error}") from error
    if array.ndim != len(shape) or any(
        want is not None and have != want for have, want in zip(array.shape, shape, strict=True)
    ):
        raise BadProblem(f"{name} has shape {array.shape}, expected {shape}".replace("None", "any"))
    array.setflags(write=False)
    return array
