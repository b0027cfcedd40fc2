"""Why a territory changes, in figures kept with the publication and in sentences for the one who holds it."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geography.models import Unit
from territories.alignments.models import Alignment
from territories.alignments.selectors import Figures, coverage_state, diff_report, figures
from territories.alignments.state import State

NAMED_UNITS = 5


def figures_of(alignment: Alignment, after: State, effective_on: datetime.date) -> dict[str, Any]:
    """Per territory: {name, position, index_before/after, hours_before/after, moves:[{way, key, name, units,
    unit_names, accounts}]}.

    Compared with what is in force on the day before.
    """
    before = coverage_state(alignment, effective_on - datetime.timedelta(days=1))
    tables = figures(alignment, before), figures(alignment, after)
    found = diff_report(alignment, before, after)
    names = {t.key: t.name for state in (before, after) for t in state.leaves}
    positions = {t.key: t.position for state in (before, after) for t in state.leaves}
    rows: dict[str, Any] = {
        key: {"name": names[key], "position": positions[key], **_sides(key, *tables), "moves": []}
        for key in sorted(names)
    }
    places = _unit_names(alignment, found.idx)
    pairs = _pairs(before, after, found.idx)
    for flow in found.flows:
        units = pairs.get((flow.origin, flow.target), [])
        move = {
            "units": flow.units,
            "unit_names": [places[i] for i in units[:NAMED_UNITS]],
            "accounts": round(flow.values.get("accounts", 0)),
        }
        for key, other, way in ((flow.origin, flow.target, "out"), (flow.target, flow.origin, "in")):
            if key in rows:
                rows[key]["moves"].append({"way": way, "key": other, "name": names.get(other, ""), **move})
    return {"territories": rows}


def _sides(key: str, before: Figures, after: Figures) -> dict[str, float | None]:
    sides = {}
    for side, table in (("before", before), ("after", after)):
        sides[f"index_{side}"] = table.index_of(key)
        hours = table.totals.values.get("workload_hours")
        known = hours is not None and key in table.totals.keys
        sides[f"hours_{side}"] = float(hours[table.totals.keys.index(key)]) if known and hours is not None else None
    return sides


def _pairs(before: State, after: State, idx: np.ndarray) -> dict[tuple[str, str], list[int]]:
    keys = [{0: "", **state.key_by_slot} for state in (before, after)]
    found: dict[tuple[str, str], list[int]] = {}
    for i in idx.tolist():
        pair = (keys[0][int(before.vector[i])], keys[1][int(after.vector[i])])
        found.setdefault(pair, []).append(i)
    return found


def _unit_names(alignment: Alignment, idx: np.ndarray) -> dict[int, dict[str, str]]:
    units = Unit.objects.filter(geography=alignment.geography, idx__in=idx.tolist())
    return {
        i: {"code": code, "name": name, **names}
        for i, code, name, names in units.values_list("idx", "code", "name", "names")
    }


def sentences(row: dict[str, Any], rows: dict[str, Any], language: str) -> list[str]:
    """One sentence on what moves, one on what it does to the work — in the reader's language."""
    moved = [_move_sentence(move, language) for move in row["moves"] if move["units"] or move["accounts"]]
    return [*moved[:3], *([line] if (line := _work_sentence(row, rows)) else [])]


def _move_sentence(move: dict[str, Any], language: str) -> str:
    named = [unit.get(language) or unit["name"] for unit in move["unit_names"][:2]]
    units = ngettext("%(n)s unit", "%(n)s units", move["units"]) % {"n": move["units"]}
    accounts = ngettext("%(n)s account", "%(n)s accounts", move["accounts"]) % {"n": move["accounts"]}
    what = _("%(units)s (%(names)s) with %(accounts)s") % {
        "units": units, "names": ", ".join(named) + ("…" if move["units"] > len(named) else ""), "accounts": accounts,
    } if move["units"] else accounts  # fmt: skip
    other = move["name"] or _("unassigned ground")
    if move["way"] == "out":
        return _("%(what)s go to %(other)s.") % {"what": what, "other": other}
    return _("%(what)s come from %(other)s.") % {"what": what, "other": other}


def _work_sentence(row: dict[str, Any], rows: dict[str, Any]) -> str:
    if row["index_before"] is None or row["index_after"] is None:
        return ""
    own = _("Index %(before)s → %(after)s (100 = average)") % _rounded(row)
    if row["hours_before"] is not None and row["hours_after"] is not None:
        own = _("Workload %(hours_before)s h (index %(before)s) → %(hours_after)s h (%(after)s)") % {
            **_rounded(row), "hours_before": f"{row['hours_before']:,.0f}", "hours_after": f"{row['hours_after']:,.0f}",
        }  # fmt: skip
    neighbours = [rows[key] for key in dict.fromkeys(move["key"] for move in row["moves"]) if key in rows]
    others = [f"{n['name']} {_rounded(n)['before']} → {_rounded(n)['after']}" for n in neighbours if _known(n)]
    return f"{own}; {', '.join(others[:3])}." if others else f"{own}."


def _known(row: dict[str, Any]) -> bool:
    return row["index_before"] is not None and row["index_after"] is not None


def _rounded(row: dict[str, Any]) -> dict[str, str]:
    return {"before": f"{row['index_before']:.0f}", "after": f"{row['index_after']:.0f}"}
