"""The figures of a plan as tables: what the totals, comparison and account endpoints and the exports show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from territories.alignments import ground
from territories.alignments.difference import Difference
from territories.alignments.models import Alignment
from territories.alignments.selectors import Figures
from territories.alignments.state import UNASSIGNED, Override, State, Territory


def totals_table(figures: Figures) -> dict[str, Any]:
    """One row per node, and the rest; level-0 rows + unassigned + house + unplaced = total."""
    table, places = figures.totals, places_by_node(figures)
    return {
        "territories": [_row(node, figures, places.get(node.key, [])) for node in in_tree_order(figures.state)],
        "unassigned": {"units": table.unassigned_units, "values": dict(table.unassigned)},
        "house": {"values": dict(table.house)},
        "unplaced": {"values": dict(table.unplaced)},
        "total": {"units": len(figures.state.vector), "values": {name: table.total(name) for name in table.values}},
    }


def in_tree_order(state: State) -> list[Territory]:
    """Every node after the one above it, siblings by key."""
    children: dict[str | None, list[Territory]] = {}
    for node in sorted(state.territories.values(), key=lambda t: t.key):
        children.setdefault(node.parent, []).append(node)

    def walk(parent: str | None) -> list[Territory]:
        return [found for node in children.get(parent, []) for found in (node, *walk(node.key))]

    return walk(None)


def places_by_node(figures: Figures) -> dict[str, list[int]]:
    """Node → places in the totals of the leaves at or below it."""
    places: dict[str, list[int]] = {}
    for place, leaf in enumerate(figures.totals.keys):
        for key in figures.state.lineage(leaf):
            places.setdefault(key, []).append(place)
    return places


def _row(node: Territory, figures: Figures, places: list[int]) -> dict[str, Any]:
    weights = np.array([figures.capacity.get(figures.totals.keys[i], 1.0) for i in places])
    return {
        "key": node.key,
        "name": node.name,
        "level": node.level,
        "parent": node.parent,
        "slot": node.slot,
        "position": node.position,
        "capacity": float(weights.sum()),
        "units": int(figures.totals.units[places].sum()),
        "values": {name: float(values[places].sum()) for name, values in figures.totals.values.items()},
        "index": _mean(figures.index[places], weights),
    }


def _mean(index: np.ndarray, capacity: np.ndarray) -> float | None:
    """The index of several territories together: the mean weighted by capacity."""
    known = ~np.isnan(index) & (capacity > 0)
    return float(np.average(index[known], weights=capacity[known])) if known.any() else None


# -- differences -------------------------------------------------------------------------------------------------------


def diff_table(alignment: Alignment, found: Difference, before: Figures, after: Figures) -> dict[str, Any]:
    """Flows, one row per territory concerned or changed, shares of the whole, and the sentence."""
    total = {name: after.totals.total(name) for name in after.totals.values}
    moved = {name: found.total(name) for name in total}
    rows = _diff_rows(found, before, after)
    return {
        "sentence": sentence(alignment, found, before, after),
        "units": found.units,
        "values": moved,
        "share": {name: moved[name] / total[name] if total[name] else 0.0 for name in total},
        "flows": [
            {"origin": f.origin, "target": f.target, "units": f.units, "values": dict(f.values)} for f in found.flows
        ],
        "territories": rows,
    }


def _diff_rows(found: Difference, before: Figures, after: Figures) -> list[dict[str, Any]]:
    names = {t.key: t.name for figures in (before, after) for t in figures.state.leaves}
    rows: dict[str, dict[str, Any]] = {
        key: {
            "key": key, "name": names[key], "index_before": before.index_of(key), "index_after": after.index_of(key),
            "units_in": 0, "units_out": 0, "values_in": {}, "values_out": {},
        }
        for key in sorted(names)
    }  # fmt: skip
    for flow in found.flows:
        for key, way in ((flow.origin, "out"), (flow.target, "in")):
            if key in rows:
                rows[key][f"units_{way}"] += flow.units
                values = rows[key][f"values_{way}"]
                values.update({name: values.get(name, 0.0) + value for name, value in flow.values.items()})
    return list(rows.values())


def sentence(alignment: Alignment, found: Difference, before: Figures, after: Figures) -> str:
    """The difference in one sentence, in the reader's language."""
    if not found.flows:
        return _("Nothing changes hands.")
    units = ngettext("%(n)s unit", "%(n)s units", found.units) % {"n": f"{found.units:,}"}
    accounts = round(found.total("accounts")) if "accounts" in after.totals.values else None
    what = units
    if accounts is not None:
        counted = ngettext("%(n)s account", "%(n)s accounts", accounts) % {"n": f"{accounts:,}"}
        what = _("%(units)s and %(accounts)s") % {"units": units, "accounts": counted}
    worst = [_worst(figures) for figures in (before, after)]
    if None in worst:
        return _("%(what)s change hands.") % {"what": what}
    return _("%(what)s change hands; the index farthest from 100 goes from %(before)s to %(after)s.") % {
        "what": what,
        "before": f"{worst[0]:.0f}",
        "after": f"{worst[1]:.0f}",
    }


def _worst(figures: Figures) -> float | None:
    known = figures.index[~np.isnan(figures.index)]
    return float(known[np.argmax(np.abs(known - 100))]) if len(known) else None


def translated_vector(before: State, after: State) -> np.ndarray:
    """The vector of `before` in the slots of `after`, by key; what `after` does not know is unassigned."""
    slots = {leaf.key: leaf.slot or UNASSIGNED for leaf in after.leaves}
    translate = np.zeros(1 + max((leaf.slot or 0 for leaf in before.leaves), default=0), np.uint16)
    for leaf in before.leaves:
        translate[leaf.slot] = slots.get(leaf.key, UNASSIGNED)
    return translate[before.vector]


# -- accounts ----------------------------------------------------------------------------------------------------------


def accounts_held(alignment: Alignment, state: State, key: str | None) -> pd.DataFrame:
    """The cut's accounts that a territory holds (all accounts if no key is given), with `holder` and `override`."""
    table = ground.accounts(alignment.cut)
    holder = np.array([*(state.key_by_slot.get(s) for s in range(1 + max(state.key_by_slot, default=0)))], object)
    units = table["unit"].to_numpy()
    held = np.where(units >= 0, holder[state.vector[np.maximum(units, 0)]], None)
    found = table.assign(holder=held)
    exceptions = [o for o in state.overrides.values() if o.account in found.index]
    found.loc[[o.account for o in exceptions], "holder"] = [o.territory for o in exceptions]
    if key is not None:
        leaves = {leaf.key for leaf in state.leaves if key in state.lineage(leaf.key)}
        found = found[found["holder"].isin(leaves)]
    return found


def account_rows(alignment: Alignment, rows: pd.DataFrame, overrides: Mapping[str, Override]) -> list[dict[str, Any]]:
    codes = ground.unit_codes(alignment.geography)
    names = [name for name in ground.vectors(alignment.cut) if name in rows.columns]
    values = rows[names].to_numpy(float).tolist()
    facts = zip(rows.index, rows["name"], rows["owner"], rows["unit"], values, strict=True)
    return [
        {
            "code": code, "name": name or "", "owner": owner or "", "unit": codes.code(int(unit)),
            "exception": overrides[code].cause if code in overrides else "",
            "reason": overrides[code].reason if code in overrides else "",
            "values": dict(zip(names, row, strict=True)),
        }
        for code, name, owner, unit, row in facts
    ]  # fmt: skip
