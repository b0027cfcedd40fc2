"""One thing preflight has to say: machine-readable first, an English sentence second."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Relaxation:
    """A way out: a key for the sentence and the numbers in it. Applying it removes the finding."""

    key: str
    params: dict[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        return RELAXATIONS[self.key].format(**self.params)


@dataclass(frozen=True)
class Finding:
    """``code`` says what kind, ``params`` the numbers, unit and territory indices; ``relaxations`` what would help."""

    code: str
    severity: Literal["error", "warning"]
    params: dict[str, Any] = field(default_factory=dict)
    relaxations: list[Relaxation] = field(default_factory=list)

    @property
    def message_key(self) -> str:
        return f"preflight.{self.code}"

    def text(self) -> str:
        return MESSAGES[self.code].format(**self.params)


MESSAGES = {
    "not_finite": "{what} has {count} values that are not numbers (first: {unit_name}).",
    "negative_measure": "{measure} is negative in {count} units (first: {unit_name}, {value:g}); balance needs values "
    "of 0 or more.",
    "zero_measure": "{measure} is zero everywhere, so there is nothing to balance.",
    "bad_target": "The capacity share of {territory_name} is {value:g}; it must be more than 0.",
    "bad_band": "The band of {measure} runs from {low:g} to {high:g}; it must satisfy 0 <= low <= high.",
    "too_few_units": "{p} territories need at least {p} units that can be assigned, but there are {units}.",
    "heavy_unit": "{unit_name} alone holds {percent:.1f} % of the target of {measure}; the most a territory may "
    "hold is {limit:.1f} %.",
    "heavy_units": "{count} units alone hold more {measure} than any territory may: the heaviest is "
    "{unit_name} with {percent:.1f} % "
    "of the target against {limit:.1f} %.",
    "heavy_group": "The {count} units that must stay together ({unit_name} and others) hold {percent:.1f} % "
    "of the target of {measure}; "
    "the most a territory may hold is {limit:.1f} %.",
    "indivisible": "No connected set around {unit_name} ({percent:.1f} % of the target of {measure}) lies "
    "inside the band; "
    "the nearest is {best:.1f} %.",
    "locked_too_much": "{territory_name} already holds {percent:.1f} % of its target of {measure} in locked units "
    "and fixed loads; "
    "the most it may hold is {limit:.1f} %.",
    "closed_out_of_band": "{territory_name} is locked as a whole with {percent:.1f} % of its target of {measure}; "
    "the band is "
    "{low:.1f} to {high:.1f} %.",
    "not_enough_capacity": "There is {demand:,.0f} {measure} to hold, but the open territories can hold at most "
    "{supply:,.0f}.",
    "too_much_capacity": "The open territories must hold at least {demand:,.0f} {measure}, but there is only "
    "{supply:,.0f}.",
    "unreachable_low": "{territory_name} can reach at most {percent:.1f} % of its target of {measure}; it must hold "
    "{limit:.1f} %.",
    "disconnected": "The ground falls into {pieces} pieces without a link; with {p} territories in one piece each "
    "that cannot be balanced.",
    "piece_unfit": "A piece of {units} units around {unit_name} holds {share:.2f} targets of {measure}: no "
    "whole number of territories "
    "fits. It could be linked to {other_name}, {km:.0f} km away.",
    "locks_split": "The locked units of {territory_name} ({unit_name} and {other_name}) cannot be joined through "
    "units it may hold.",
    "closed_split": "{territory_name} is locked as a whole and in {pieces} pieces; it stays as it is.",
    "together_split": "The units that must stay together ({unit_name}, {other_name}) do not touch.",
    "together_locked": "{unit_name} and {other_name} must stay together but are locked to different territories.",
    "together_apart": "{unit_name} and {other_name} must stay together and must not share a territory.",
    "together_eligible": "No territory may hold all units of the group around {unit_name}.",
    "apart_locked": "{unit_name} and {other_name} must not share a territory but are both locked to {territory_name}.",
    "nobody_eligible": "No open territory may hold {unit_name}.",
    "locked_ineligible": "{unit_name} is locked to {territory_name}, which may not hold it; the lock wins.",
    "locked_unassigned": "{count} locked units have no territory and will stay without one.",
    "nothing_to_move": "Everything is locked; the plan stays as it is.",
}

RELAXATIONS = {
    "raise_high": "raise the upper limit of {measure} to {percent:.1f} % of the target",
    "lower_low": "lower the lower limit of {measure} to {percent:.1f} % of the target",
    "raise_capacity": "raise the capacity of {territory_name} by {percent:.1f} %",
    "fewer_territories": "plan {p} territories",
    "more_territories": "plan {p} territories",
    "release_locks": "release {count} locked units of {territory_name}",
    "unlock_territory": "unlock {territory_name}",
    "add_link": "link {unit_name} and {other_name} ({km:.0f} km)",
    "allow_split": "do not ask for territories in one piece",
    "drop_rule": "drop the rule on {unit_name} and {other_name}",
    "allow_holder": "let one more territory hold {unit_name}",
    "fix_values": "correct the values of {measure}",
    "exclude_unit": "leave {unit_name} outside the balance",
}
