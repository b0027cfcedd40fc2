"""Everything a run says to people: what was understood, what cannot be had and the ways out, phases, why it ended, how good it is.

Codes and numbers come from `optimizer` and the other rooms of this app; here they become sentences in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from optimizer import Finding, Relaxation

type Names = Mapping[str, Mapping[str, str]]
type Facts = Mapping[str, Any]

MODES = {
    "build": _l("Build from scratch"),
    "homes": _l("Fit to the reps' homes"),
    "rebalance": _l("Rebalance with least change"),
    "fill": _l("Fill the gaps"),
}

PHASES = {
    "waiting": _l("Waiting for a free solver"),
    "preparing": _l("Reading the plan"),
    "warming up": _l("Warming up"),
    "start": _l("Placing the first centres"),
    "allocating": _l("Sharing out the ground"),
    "joining pieces": _l("Joining what is split"),
    "annealing": _l("Exchanging units along the borders"),
    "mending": _l("Bringing territories into their range"),
    "fitting": _l("Fitting the loads"),
    "regions": _l("Redrawing group by group"),
    "polishing": _l("Polishing"),
    "bounding": _l("Proving how good it is"),
    "checking": _l("Checking the result"),
}

WHY_STOPPED = {
    "schedule": _l("It finished its work."),
    "time_limit": _l("The time was up."),
    "stopped": _l("It was stopped; the best plan found is kept."),
    "proven": _l("Nothing better exists."),
    "interrupted": _l("It was interrupted; the best plan found is kept."),
}

FINDINGS = {
    "not_finite": _l("%(what)s has %(count)s values that are not numbers (first: %(unit_name)s)."),
    "negative_measure": _l("%(measure)s is negative in %(count)s places (first: %(unit_name)s); it must be 0 or more."),
    "zero_measure": _l("%(measure)s is zero everywhere, so there is nothing to balance."),
    "bad_target": _l("The capacity of %(territory_name)s is %(value)s; it must be more than 0."),
    "bad_band": _l("The range of %(measure)s makes no sense: %(low)s to %(high)s."),
    "too_few_units": _l("%(p)s territories need at least %(p)s units that may be assigned, but there are %(units)s."),
    "heavy_unit": _l(
        "%(unit_name)s alone holds %(percent)s %% of a fair share of %(measure)s; a territory may hold at most %(limit)s %%."
    ),
    "heavy_units": _l(
        "%(count)s units each hold more %(measure)s than any territory may: the heaviest is %(unit_name)s with %(percent)s %% of a fair "
        "share; at most %(limit)s %% is allowed."
    ),
    "heavy_group": _l(
        "The %(count)s units that must stay together around %(unit_name)s hold %(percent)s %% of a fair share of %(measure)s; at most "
        "%(limit)s %% is allowed."
    ),
    "indivisible": _l(
        "However units around %(unit_name)s (%(percent)s %% of a fair share of %(measure)s) are put together, they stay outside the range; "
        "the nearest is %(best)s %%."
    ),
    "locked_too_much": _l(
        "%(territory_name)s already holds %(percent)s %% of its fair share of %(measure)s in locked units and exceptions; at most %(limit)s %% "
        "is allowed."
    ),
    "closed_out_of_band": _l(
        "%(territory_name)s is locked with %(percent)s %% of its fair share of %(measure)s; the range is %(low)s to %(high)s %%."
    ),
    "not_enough_capacity": _l(
        "There is more %(measure)s to cover than the territories may hold: %(demand)s against %(supply)s at most."
    ),
    "too_much_capacity": _l(
        "There is not enough %(measure)s for so many territories: together they must hold at least %(demand)s, and there is only %(supply)s."
    ),
    "unreachable_low": _l(
        "%(territory_name)s can reach at most %(percent)s %% of its fair share of %(measure)s; at least %(limit)s %% is asked for."
    ),
    "disconnected": _l("The ground is in %(pieces)s pieces without a link; %(p)s territories in one piece each cannot be balanced on it."),
    "piece_unfit": _l(
        "A piece of %(units)s units around %(unit_name)s holds %(share)s fair shares of %(measure)s: no whole number of territories fits. It "
        "could be linked to %(other_name)s, %(km)s km away."
    ),
    "locks_split": _l("The locked units of %(territory_name)s (%(unit_name)s and %(other_name)s) cannot be joined to one piece."),
    "closed_split": _l("%(territory_name)s is locked in %(pieces)s pieces; it stays as it is."),
    "together_split": _l("%(unit_name)s and %(other_name)s must stay together but do not touch."),
    "together_locked": _l("%(unit_name)s and %(other_name)s must stay together but are locked to different territories."),
    "together_apart": _l("%(unit_name)s and %(other_name)s must stay together and must not share a territory."),
    "together_eligible": _l("No territory may hold all units of the group around %(unit_name)s."),
    "apart_locked": _l("%(unit_name)s and %(other_name)s must not share a territory but are both locked to %(territory_name)s."),
    "nobody_eligible": _l("No territory may hold %(unit_name)s."),
    "locked_ineligible": _l("%(unit_name)s is locked to %(territory_name)s, which may not hold it; the lock counts."),
    "locked_unassigned": _l("%(count)s locked units belong to no territory and stay so."),
    "nothing_to_move": _l("Everything is locked; the plan would stay as it is."),
    "exceptions_released": _l(
        "A plan from scratch ends %(count)s exceptions: these accounts go with the ground they lie on. To keep them, rebalance instead."
    ),
    "without_home": _l("%(count)s territories have no home (first: %(territory_name)s); their centres are chosen freely."),
}

RELAXATIONS = {
    "raise_high": _l("Allow up to %(percent)s %% of a fair share of %(measure)s"),
    "lower_low": _l("Allow down to %(percent)s %% of a fair share of %(measure)s"),
    "raise_capacity": _l("Raise the capacity of %(territory_name)s by %(percent)s %%"),
    "fewer_territories": _l("Plan %(p)s territories"),
    "more_territories": _l("Plan %(p)s territories"),
    "release_locks": _l("Release %(count)s locked units of %(territory_name)s"),
    "unlock_territory": _l("Unlock %(territory_name)s"),
    "add_link": _l("Link %(unit_name)s and %(other_name)s (%(km)s km)"),
    "allow_split": _l("Do not ask for territories in one piece"),
    "drop_rule": _l("Drop the rule on %(unit_name)s and %(other_name)s"),
    "allow_holder": _l("Let one more territory hold %(unit_name)s"),
    "fix_values": _l("Correct the values of %(measure)s"),
    "exclude_unit": _l("Leave %(unit_name)s out of the balance"),
    "best_effort": _l("Come as close as possible anyway"),
}

#: Params that are numbers, and how many digits behind the point they are told with.
DIGITS = {"percent": 1, "limit": 1, "low": 1, "high": 1, "best": 1, "share": 2, "km": 0, "demand": 0, "supply": 0, "value": 2}


def measure_name(key: str, names: Names) -> str:
    """What a measure is called in the reader's language."""
    if key == "index":
        return _("the index")
    known = names.get(key) or {}
    return known.get((get_language() or "en")[:2]) or known.get("en") or key.replace("_", " ")


def finding(found: Finding, names: Names) -> str:
    return _told(FINDINGS[found.code], found.params, names)


def relaxation(way: Relaxation, names: Names) -> str:
    return _told(RELAXATIONS[way.key], way.params, names)


def phase(name: str) -> str:
    return str(PHASES.get(name, _l("Searching")))


def why_stopped(code: str) -> str:
    return str(WHY_STOPPED.get(code, ""))


def _told(template: Promise | str, params: Mapping[str, Any], names: Names) -> str:
    return str(template) % {name: _value(name, value, names) for name, value in params.items()}


def _value(name: str, value: Any, names: Names) -> str:
    if name in ("measure", "what"):
        return measure_name(str(value), names)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return number(value, DIGITS.get(name, 0 if isinstance(value, int) else 2))


def number(value: float, digits: int = 0) -> str:
    """With thousands marked."""
    return number_format(round(value, digits), decimal_pos=digits, use_l10n=True, force_grouping=True)


# -- what was understood -----------------------------------------------------------------------------------------------


def understood(facts: Facts, names: Names, parent: str | None) -> list[str]:
    """The request in sentences, the main one first."""
    said = [_main(facts, names)]
    if parent:
        said.append(_("Only the ground that %(parent)s holds now, shared among its own territories.") % {"parent": parent})
    for also in facts["also"]:
        said.append(
            _("%(measure)s may differ by up to ±%(tolerance)s %%.")
            % {"measure": measure_name(also["measure"], names), "tolerance": number(100 * also["tolerance"])}
        )
    said += _kept(facts)
    if facts["unassigned"] and facts["mode"] != "build":
        said.append(
            ngettext("%(n)s unassigned unit gets a territory.", "%(n)s unassigned units get a territory.", facts["unassigned"])
            % {"n": number(facts["unassigned"])}
        )
    if not facts["contiguous"]:
        said.append(_("Territories may be in several pieces."))
    return said


def _main(facts: Facts, names: Names) -> str:
    values = {
        "mode": MODES[facts["mode"]],
        "territories": number(facts["territories"]),
        "target": number(facts["target"], 0 if facts["target"] >= 10 else 1),
        "measure": _(" + ").join(measure_name(part["measure"], names) for part in facts["index"]),
        "tolerance": number(100 * facts["tolerance"], 0 if (100 * facts["tolerance"]).is_integer() else 1),
        "units": number(facts["units"]),
    }
    if facts["measure"] == "index":
        return _("%(mode)s: %(territories)s territories out of %(units)s units, even by %(measure)s, index 100 ±%(tolerance)s %%.") % values
    return _("%(mode)s: %(territories)s territories out of %(units)s units, about %(target)s %(measure)s each, ±%(tolerance)s %%.") % values


def _kept(facts: Facts) -> list[str]:
    said = []
    if n := facts["locked_units"]:
        said.append(ngettext("%(n)s unit is locked and stays where it is.", "%(n)s units are locked and stay where they are.", n) % {"n": number(n)})
    if n := facts["locked_territories"]:
        said.append(ngettext("%(n)s territory stays exactly as it is.", "%(n)s territories stay exactly as they are.", n) % {"n": number(n)})
    if n := facts["exceptions"]:
        said.append(
            ngettext("%(n)s account stays with who holds it by exception.", "%(n)s accounts stay with who holds them by exception.", n)
            % {"n": number(n)}
        )
    return said


# -- how good it is ----------------------------------------------------------------------------------------------------


def certificate(result: Facts) -> str:
    """How much is known about the quality of a result, in one sentence."""
    outside = {key for keys in result["out_of_band"].values() for key in keys}
    if outside:
        n = len(outside)
        return ngettext(
            "%(n)s territory is outside the range; everything that could be had was brought inside.",
            "%(n)s territories are outside the range; everything that could be had was brought inside.", n,
        ) % {"n": number(n)}  # fmt: skip
    if not result["legal"]:
        return _("Not every demand is met: see the list of problems.")
    if result["status"] == "proven":
        return _("Every demand is met, and no plan has shorter ways for these centres.")
    if result.get("gap") is not None:
        return _("Every demand is met. Ways are at most %(gap)s %% longer than the best possible for these centres.") % {
            "gap": number(100 * result["gap"], 1)
        }
    return _("Every demand is met. How far the ways are from the best possible is not known.")


def change(result: Facts) -> str:
    """What a result would change, in one sentence."""
    worst = result["worst_index"]
    values = {"units": number(result["units_moved"]), "share": number(100 * result["moved_share"], 1)}
    said = _("%(units)s units change hands (%(share)s %% of the load).") % values
    if worst["now"] is not None and worst["plan"] is not None:
        said += " " + _("The worst index goes from %(now)s to %(plan)s.") % {"now": number(worst["now"]), "plan": number(worst["plan"])}
    return said


#: What went wrong with a run that failed; `%(why)s` is the technical reason, kept for the administrator.
ERRORS = {
    "worker_lost": _l("The solver was lost %(attempts)s times before it had found any plan. Nothing was changed; start the run again."),
    "crashed": _l("The solver ran into an error and gave up: %(why)s. Nothing was changed."),
    "nothing_found": _l("The run was stopped before it had found any plan."),
    "infeasible": _l("No plan can meet these demands."),
}


def error(found: Mapping[str, Any]) -> str:
    return str(ERRORS[found["code"]]) % found.get("params", {})


def revision_label(mode: str, run_id: int) -> str:
    """The line in the plan's history."""
    return str(format_lazy("{mode} (#{run})", mode=MODES[mode], run=run_id))
