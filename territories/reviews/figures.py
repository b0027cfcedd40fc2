"""What a reviewer reads: per territory now → plan, and one sentence. Figures are frozen with the submission, words
are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import FieldForce
from people.selectors import incumbents
from territories.alignments.difference import Difference, Flow
from territories.alignments.selectors import Figures
from territories.alignments.tables import in_tree_order

MEASURES = {"accounts": "accounts", "revenue": "revenue_12m", "hours": "workload_hours"}
MUCH_NEW = 0.2


def whole(found: Difference, after: Figures) -> dict[str, float]:
    """Of the whole plan: units, accounts, revenue, hours that change hands, and their shares."""
    figures: dict[str, float] = {"units": found.units}
    for name, measure in MEASURES.items():
        if measure in after.totals.values:
            total = after.totals.total(measure)
            figures[name] = found.total(measure)
            figures[f"{name}_share"] = figures[name] / total if total else 0.0
    return figures


def of_part(
    leaves: Iterable[str], found: Difference, before: Figures, after: Figures, field_force: FieldForce
) -> dict[str, Any]:
    """One row per territory of the part (changed or not), and what crosses into, out of and within it."""
    keys = list(leaves)
    reps = _reps(field_force, after)
    flows = [flow for flow in found.flows if flow.origin in keys or flow.target in keys]
    rows = [_row(key, flows, before, after, reps) for key in _ordered(keys, after)]
    return {"territories": rows, "moved": _moved(flows), "units": sum(flow.units for flow in flows)}


def _ordered(keys: list[str], after: Figures) -> list[str]:
    known = [node.key for node in in_tree_order(after.state) if node.key in keys]
    return known + sorted(set(keys) - set(known))


def _row(key: str, flows: Iterable[Flow], before: Figures, after: Figures, reps: Mapping[str, Any]) -> dict[str, Any]:
    node = after.state.territories.get(key) or before.state.territories[key]
    row: dict[str, Any] = {
        "key": key, "name": node.name, "slot": node.slot if key in after.state.territories else None,
        "position": node.position, "rep": reps.get(node.position or ""), "units_in": 0, "units_out": 0,
    }  # fmt: skip
    for side, figures in (("before", before), ("after", after)):
        place = figures.totals.keys.index(key) if key in figures.totals.keys else None
        row[f"index_{side}"] = figures.index_of(key)
        row[f"units_{side}"] = 0 if place is None else int(figures.totals.units[place])
        for name, measure in MEASURES.items():
            values = figures.totals.values.get(measure)
            row[f"{name}_{side}"] = 0.0 if place is None or values is None else float(values[place])
    for way, own in (("in", "target"), ("out", "origin")):
        mine = [flow for flow in flows if getattr(flow, own) == key]
        row[f"units_{way}"] = sum(flow.units for flow in mine)
        for name, measure in MEASURES.items():
            row[f"{name}_{way}"] = sum(flow.values.get(measure, 0.0) for flow in mine)
    row["new_share"] = row["hours_in"] / row["hours_after"] if row["hours_after"] else 0.0
    return row


def _moved(flows: Iterable[Flow]) -> dict[str, float]:
    rows = list(flows)
    return {name: sum(flow.values.get(measure, 0.0) for flow in rows) for name, measure in MEASURES.items()}


def _reps(field_force: FieldForce, after: Figures) -> dict[str, dict[str, Any]]:
    """Position code → who sits there today."""
    posts = dict(field_force.positions.values_list("pk", "code"))
    return {
        posts[pk]: {"name": rep.name, "names": rep.names, "employee_no": rep.employee_no}
        for pk, rep in incumbents(posts).items()
    }


def sentence(part: Mapping[str, Any]) -> str:
    """The part in words, in the reader's language."""
    rows = part["territories"]
    units = ngettext("%(n)s unit", "%(n)s units", part["units"]) % {"n": f"{part['units']:,}"}
    number = round(part["moved"]["accounts"])
    accounts = ngettext("%(n)s account", "%(n)s accounts", number) % {"n": f"{number:,}"}
    said = [_("%(units)s and %(accounts)s change hands") % {"units": units, "accounts": accounts}]
    worst = [_worst(rows, side) for side in ("before", "after")]
    if None not in worst:
        said.append(
            _("the index farthest from 100 goes from %(before)s to %(after)s")
            % {"before": f"{worst[0]:.0f}", "after": f"{worst[1]:.0f}"}
        )
    if many := sum(row["new_share"] > MUCH_NEW for row in rows):
        said.append(
            ngettext(
                "%(n)s territory gets more than 20 %% of its work anew",
                "%(n)s territories get more than 20 %% of their work anew",
                many,
            )
            % {"n": many}
        )
    return "; ".join(said) + "."


def _worst(rows: Iterable[Mapping[str, Any]], side: str) -> float | None:
    known = [row[f"index_{side}"] for row in rows if row[f"index_{side}"] is not None]
    return max(known, key=lambda index: abs(index - 100)) if known else None
