"""Everything a run says to people: what was understood, what cannot be had and the ways out, phases, why it ended,
how good it is.

Codes and numbers come from `optimizer` and the other rooms of this app; here they become sentences in the reader's
language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from optimizer import Finding, Relaxation

type Names = Mapping[str, Mapping[str, str]]
type Facts = Mapping[str, Any]

MODES = {
    "build": _("Build from scratch"),
    "homes": _("Fit to the reps' homes"),
    "rebalance": _("Rebalance with least change"),
    "fill": _("Fill the gaps"),
}

PHASES = {
    "waiting": _("Waiting for a free solver"),
    "preparing": _("Reading the plan"),
    "warming up": _("Warming up"),
    "start": _("Placing the first centres"),
    "allocating": _("Sharing out the ground"),
    "joining pieces": _("Joining what is split"),
    "annealing": _("Exchanging units along the borders"),
    "fitting": _("Fitting the loads"),
    "fitting bands": _("Bringing territories into their range"),
    "regions": _("Redrawing group by group"),
    "polishing": _("Polishing"),
    "bounding": _("Proving how good it is"),
    "checking": _("Checking the result"),
}

WHY_STOPPED = {
    "schedule": _("It finished its work."),
    "time_limit": _("The time was up."),
    "stopped": _("It was stopped; the best plan found is kept."),
    "proven": _("Nothing better exists."),
    "interrupted": _("It was interrupted; the best plan found is kept."),
}

FINDINGS = {
    "not_finite": _("%(what)s has %(count)s values that are not numbers (first: %(unit_name)s)."),
    "negative_measure": _("%(measure)s is negative in %(count)s places (first: %(unit_name)s); it must be 0 or more."),
    "zero_measure": _("%(measure)s is zero everywhere, so there is nothing to balance."),
    "bad_target": _("The capacity of %(territory_name)s is %(value)s; it must be more than 0."),
    "bad_band": _("The range of %(measure)s makes no sense: %(low)s to %(high)s."),
    "too_few_units": _("%(p)s territories need at least %(p)s units that may be assigned, but there are %(units)s."),
    "heavy_unit": _(
        "%(unit_name)s alone holds %(percent)s %% of a fair share of %(measure)s; a territory may hold at most "
        "%(limit)s %%."
    ),
    "heavy_units": _(
        "%(count)s units each hold more %(measure)s than any territory may: the heaviest is %(unit_name)s with "
        "%(percent)s %% of a fair "
        "share; at most %(limit)s %% is allowed."
    ),
    "heavy_group": _(
        "The %(count)s units that must stay together around %(unit_name)s hold %(percent)s %% of a fair share of "
        "%(measure)s; at most "
        "%(limit)s %% is allowed."
    ),
    "indivisible": _(
        "However units around %(unit_name)s (%(percent)s %% of a fair share of %(measure)s) are put together, they "
        "stay outside the range; "
        "the nearest is %(best)s %%."
    ),
    "locked_too_much": _(
        "%(territory_name)s already holds %(percent)s %% of its fair share of %(measure)s in locked units and "
        "exceptions; at most %(limit)s %% "
        "is allowed."
    ),
    "closed_out_of_band": _(
        "%(territory_name)s is locked with %(percent)s %% of its fair share of %(measure)s; the range is %(low)s to"
        " %(high)s %%."
    ),
    "not_enough_capacity": _(
        "There is more %(measure)s to cover than the territories may hold: %(demand)s against %(supply)s at most."
    ),
    "too_much_capacity": _(
        "There is not enough %(measure)s for so many territories: together they must hold at least %(demand)s, and "
        "there is only %(supply)s."
    ),
    "unreachable_low": _(
        "%(territory_name)s can reach at most %(percent)s %% of its fair share of %(measure)s; at least %(limit)s "
        "%% is asked for."
    ),
    "disconnected": _(
        "The ground is in %(pieces)s pieces without a link; %(p)s territories in one piece each cannot be balanced "
        "on it."
    ),
    "piece_unfit": _(
        "A piece of %(units)s units around %(unit_name)s holds %(share)s fair shares of %(measure)s: no whole "
        "number of territories fits. It "
        "could be linked to %(other_name)s, %(km)s km away."
    ),
    "locks_split": _(
        "The locked units of %(territory_name)s (%(unit_name)s and %(other_name)s) cannot be joined to one piece."
    ),
    "closed_split": _("%(territory_name)s is locked in %(pieces)s pieces; it stays as it is."),
    "together_split": _("%(unit_name)s and %(other_name)s must stay together but do not touch."),
    "together_locked": _(
        "%(unit_name)s and %(other_name)s must stay together but are locked to different territories."
    ),
    "together_apart": _("%(unit_name)s and %(other_name)s must stay together and must not share a territory."),
    "together_eligible": _("No territory may hold all units of the group around %(unit_name)s."),
    "apart_locked": _(
        "%(unit_name)s and %(other_name)s must not share a territory but are both locked to %(territory_name)s."
    ),
    "nobody_eligible": _("No territory may hold %(unit_name)s."),
    "locked_ineligible": _("%(unit_name)s is locked to %(territory_name)s, which may not hold it; the lock counts."),
    "locked_unassigned": _("%(count)s locked units belong to no territory and stay so."),
    "nothing_to_move": _("Everything is locked; the plan would stay as it is."),
    "exceptions_released": _(
        "A plan from scratch ends %(count)s exceptions: these accounts go with the ground they lie on. To keep "
        "them, rebalance instead."
    ),
    "without_home": _(
        "%(count)s territories have no home (first: %(territory_name)s); their centres are chosen freely."
    ),
}

RELAXATIONS = {
    "raise_high": _("Allow up to %(percent)s %% of a fair share of %(measure)s"),
    "lower_low": _("Allow down to %(percent)s %% of a fair share of %(measure)s"),
    "raise_capacity": _("Raise the capacity of %(territory_name)s by %(percent)s %%"),
    "fewer_territories": _("Plan %(p)s territories"),
    "more_territories": _("Plan %(p)s territories"),
    "release_locks": _("Release %(count)s locked units of %(territory_name)s"),
    "unlock_territory": _("Unlock %(territory_name)s"),
    "add_link": _("Link %(unit_name)s and %(other_name)s (%(km)s km)"),
    "allow_split": _("Do not ask for territories in one piece"),
    "drop_rule": _("Drop the rule on %(unit_name)s and %(other_name)s"),
    "allow_holder": _("Let one more territory hold %(unit_name)s"),
    "fix_values": _("Correct the values of %(measure)s"),
    "exclude_unit": _("Leave %(unit_name)s out of the balance"),
    "best_effort": _("Come as close as possible anyway"),
}

#: Params that are numbers, and how many digits behind the point they are told with.
DIGITS = {
    "percent": 1,
    "limit": 1,
    "low": 1,
    "high": 1,
    "best": 1,
    "share": 2,
    "km": 0,
    "demand": 0,
    "supply": 0,
    "value": 2,
}


def measure_name(key: str, names: Names) -> str:
    """What a measure is called in the reader's language."""
    if key == "index":
        return gettext("the index")
    known = names.get(key) or {}
    return known.get((get_language() or "en")[:2]) or known.get("en") or key.replace("_", " ")


def finding(found: Finding, names: Names) -> str:
    return _told(FINDINGS[found.code], found.params, names)


def relaxation(way: Relaxation, names: Names) -> str:
    return _told(RELAXATIONS[way.key], way.params, names)


def phase(name: str) -> str:
    return str(PHASES.get(name, _("Searching")))


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
        said.append(
            gettext("Only the ground that %(parent)s holds now, shared among its own territories.") % {"parent": parent}
        )
    for also in facts["also"]:
        said.append(
            gettext("%(measure)s may differ by up to ±%(tolerance)s %%.")
            % {"measure": measure_name(also["measure"], names), "tolerance": number(100 * also["tolerance"])}
        )
    said += _kept(facts)
    if facts["unassigned"] and facts["mode"] != "build":
        said.append(_gaps(facts["unassigned"]))
    if not facts["contiguous"]:
        said.append(gettext("Territories may be in several pieces."))
    return said


def _main(facts: Facts, names: Names) -> str:
    values = {
        "mode": MODES[facts["mode"]],
        "territories": number(facts["territories"]),
        "target": number(facts["target"], 0 if facts["target"] >= 10 else 1),
        "measure": " + ".join(measure_name(part["measure"], names) for part in facts["index"]),
        "tolerance": number(100 * facts["tolerance"], 0 if (100 * facts["tolerance"]).is_integer() else 1),
        "units": number(facts["units"]),
    }
    if facts["measure"] == "index":
        return (
            gettext(
                "%(mode)s: %(territories)s territories out of %(units)s units, even by %(measure)s, index 100 "
                "±%(tolerance)s %%."
            )
            % values
        )
    return (
        gettext(
            "%(mode)s: %(territories)s territories out of %(units)s units, about %(target)s %(measure)s each, "
            "±%(tolerance)s %%."
        )
        % values
    )


def _kept(facts: Facts) -> list[str]:
    said = []
    if n := facts["locked_units"]:
        said.append(
            ngettext(
                "%(n)s unit is locked and stays where it is.", "%(n)s units are locked and stay where they are.", n
            )
            % {"n": number(n)}
        )
    if n := facts["locked_territories"]:
        said.append(
            ngettext("%(n)s territory stays exactly as it is.", "%(n)s territories stay exactly as they are.", n)
            % {"n": number(n)}
        )
    if n := facts["exceptions"]:
        said.append(
            ngettext(
                "%(n)s account stays with who holds it by exception.",
                "%(n)s accounts stay with who holds them by exception.",
                n,
            )
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
        return gettext("Not every demand is met: see the list of problems.")
    if result["status"] == "proven":
        return gettext("Every demand is met, and no plan has shorter ways for these centres.")
    if result.get("gap") is not None:
        return gettext(
            "Every demand is met. Ways are at most %(gap)s %% longer than the best possible for these centres."
        ) % {"gap": number(100 * result["gap"], 1)}
    return gettext("Every demand is met. How far the ways are from the best possible is not known.")


def change(result: Facts) -> str:
    """What a result would change, in up to three sentences."""
    said, worst = [], result["worst_index"]
    if result["units_moved"] or not result["units_filled"]:
        values = {"units": number(result["units_moved"]), "share": number(100 * result["moved_share"], 1)}
        said.append(gettext("%(units)s units change hands (%(share)s %% of the load).") % values)
    if n := result["units_filled"]:
        said.append(_gaps(n))
    if worst["now"] is not None and worst["plan"] is not None:
        values = {"now": number(worst["now"]), "plan": number(worst["plan"])}
        said.append(gettext("The worst index goes from %(now)s to %(plan)s.") % values)
    return " ".join(said)


def _gaps(n: int) -> str:
    template = ngettext("%(n)s unassigned unit gets a territory.", "%(n)s unassigned units get a territory.", n)
    return template % {"n": number(n)}


#: What went wrong with a run that failed; `%(why)s` is the technical reason, kept for the administrator.
ERRORS = {
    "worker_lost": _(
        "The solver was lost %(attempts)s times before it had found any plan. Nothing was changed; start the run again."
    ),
    "crashed": _("The solver ran into an error and gave up: %(why)s. Nothing was changed."),
    "nothing_found": _("The run was stopped before it had found any plan."),
    "infeasible": _("No plan can meet these demands."),
    "refused": _("The run could not begin: %(why)s"),
}


def error(found: Mapping[str, Any]) -> str:
    return str(ERRORS[found["code"]]) % found.get("params", {})


def revision_label(mode: str, run_id: int) -> str:
    """The line in the plan's history."""
    return str(format_lazy("{mode} (#{run})", mode=MODES[mode], run=run_id))
