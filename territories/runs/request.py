"""What a planner asks of a run: a handful of choices with good defaults, kept on the run as plain JSON.

Pure: which territories exist or what the ground weighs is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from common.errors import PlanningError

Mode = Literal["build", "homes", "rebalance", "fill"]
ChangePrice = Literal["none", "gentle", "strong"] | float

MODES: tuple[Mode, ...] = ("build", "homes", "rebalance", "fill")
#: How gentle a mode is unless told otherwise.
USUAL_PRICE: Mapping[str, ChangePrice] = {"build": "none", "homes": "none", "rebalance": "strong", "fill": "none"}
SECONDS = (2, 1800)
TOLERANCE = (0.0, 1.0)


@dataclass(frozen=True)
class Weight:
    """One measure of a blend."""

    measure: str
    weight: float = 1.0


@dataclass(frozen=True)
class Also:
    """A further measure that has to be even, within its own tolerance."""

    measure: str
    tolerance: float


@dataclass(frozen=True)
class Keep:
    """What must not move: the units locked in the plan, and territories (or whole parts of the tree) beyond those
    locked there.
    """

    units: bool = True
    territories: tuple[str, ...] = ()


@dataclass(frozen=True)
class TargetSize:
    """How much of a measure one territory should hold: an indirect way to say how many there should be."""

    measure: str
    amount: float


@dataclass(frozen=True)
class RunRequest:
    """`index` empty: the plan's own. `parent`: only what this part of the tree holds now is divided anew, among its
    territories.
    """

    mode: Mode = "rebalance"
    p: int | None = None
    target_size: TargetSize | None = None
    index: tuple[Weight, ...] = ()
    tolerance: float = 0.05
    also: tuple[Also, ...] = ()
    keep: Keep = field(default_factory=Keep)
    change_price: ChangePrice | None = None
    seconds: int = 60
    seed: int = 1
    parent: str | None = None
    contiguous: bool = True
    best_effort: bool = False

    @property
    def price(self) -> ChangePrice:
        return USUAL_PRICE[self.mode] if self.change_price is None else self.change_price

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def request_from_json(data: Mapping[str, Any]) -> RunRequest:
    """Read what a client sent or a row holds. Raises PlanningError `bad_run_request`, naming every field that is
    wrong.
    """
    reader = _Reader(data)
    request = RunRequest(
        mode=reader.choice("mode", MODES, "rebalance"),
        p=reader.optional("p", lambda v: reader.whole("p", v, 1, 65_000)),
        target_size=reader.optional("target_size", reader.target_size),
        index=tuple(
            reader.each(
                "index", lambda v: Weight(str(v["measure"]), reader.number("index", v.get("weight", 1), 0, 1e9))
            )
        ),
        tolerance=reader.number("tolerance", data.get("tolerance", 0.05), *TOLERANCE),
        also=tuple(
            reader.each(
                "also", lambda v: Also(str(v["measure"]), reader.number("also", v.get("tolerance", 0.2), *TOLERANCE))
            )
        ),
        keep=reader.keep(),
        change_price=reader.optional("change_price", reader.price),
        seconds=int(reader.whole("seconds", data.get("seconds", 60), *SECONDS)),
        seed=int(reader.whole("seed", data.get("seed", 1), 0, 2**31 - 1)),
        parent=reader.optional("parent", str),
        contiguous=bool(data.get("contiguous", True)),
        best_effort=bool(data.get("best_effort", False)),
    )
    if request.index and not any(part.weight > 0 for part in request.index):
        reader.wrong("index", request.index, _("at least one measure with a weight above 0"))
    if reader.errors:
        raise PlanningError(
            "bad_run_request", _("The request for a run cannot be read: see %(fields)s."), errors=reader.errors,
            fields=", ".join(sorted({str(e["field"]) for e in reader.errors})),
        )  # fmt: skip
    return request


class _Reader:
    """Reads field by field and collects what is wrong instead of stopping at the first."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.errors: list[dict[str, Any]] = []

    def wrong(self, name: str, value: Any, expected: Any) -> None:
        message = _("%(value)s is not possible here; expected: %(expected)s.") % {"value": value, "expected": expected}
        self.errors.append({"field": name, "value": str(value), "message": message, "expected": str(expected)})

    def optional(self, name: str, read: Any) -> Any:
        value = self.data.get(name)
        return None if value is None or value == "" else read(value)

    def choice(self, name: str, options: Sequence[Any], default: Any) -> Any:
        value = self.data.get(name, default)
        if value not in options:
            self.wrong(name, value, ", ".join(options))
            return default
        return value

    def number(self, name: str, value: Any, low: float, high: float) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = float("nan")
        if not low <= number <= high:
            self.wrong(name, value, f"{low:g}…{high:g}")
            return low
        return number

    def whole(self, name: str, value: Any, low: int, high: int) -> int:
        number = self.number(name, value, low, high)
        if number != int(number):
            self.wrong(name, value, f"{low}…{high}")
        return int(number)

    def each(self, name: str, read: Any) -> list[Any]:
        found = []
        for value in self.data.get(name) or []:
            try:
                found.append(read(value))
            except (KeyError, TypeError, AttributeError):
                self.wrong(name, value, "{measure, …}")
        return found

    def target_size(self, value: Any) -> TargetSize | None:
        if not isinstance(value, Mapping) or "measure" not in value:
            self.wrong("target_size", value, "{measure, amount}")
            return None
        return TargetSize(str(value["measure"]), self.number("target_size", value.get("amount"), 1e-9, 1e18))

    def keep(self) -> Keep:
        value = self.data.get("keep") or {}
        if not isinstance(value, Mapping):
            self.wrong("keep", value, "{units, territories}")
            return Keep()
        return Keep(bool(value.get("units", True)), tuple(map(str, value.get("territories") or ())))

    def price(self, value: Any) -> ChangePrice:
        return value if value in ("none", "gentle", "strong") else self.number("change_price", value, 0, 1e6)
