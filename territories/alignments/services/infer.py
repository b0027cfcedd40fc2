"""Today's plan from the owner column: what a company does now, before anybody optimises anything.

Accounts split into: what lies on its owner's ground; house (taken out of the field); national accounts, held by name;
what lies outside its owner's ground, which stays a list to be talked about (or becomes exceptions, if asked); what
nobody owns; what lies nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from accounts.customers import selectors as customers
from accounts.customers.models import Account
from common.errors import PlanningError
from geography.models import DataCut, Geography
from geography.selectors import latest_link_set
from people.models import FieldForce
from territories.alignments import ground
from territories.alignments.models import Alignment, Revision
from territories.alignments.owners import HOUSE, NOBODY, Majority, majority
from territories.alignments.permissions import require_planner
from territories.alignments.selectors import Figures, check_report, figures, head_state
from territories.alignments.services.create import alignment_start, territories_of_positions
from territories.alignments.state import HOUSE_KEY, Override, State, Territory

HOUSE_WORDS = {"house", "house account", "house accounts", "하우스", "본사", "본사 관리", "본사관리"}
CRITERIA = ("workload_hours", "revenue_12m", "accounts")

type OwnerMap = Mapping[str, str | None]
"""Owner text → position code, "house:" (not in the field), or None (nobody)."""


@dataclass(frozen=True)
class Inferred:
    """Today's plan and how it came about. `places` numbers the leaves; `vector` holds place + 1 per unit."""

    nodes: Sequence[Territory]
    state: State
    owners: Sequence[Mapping[str, Any]]
    accounts: pd.DataFrame
    majority: Majority
    figures: Figures
    alignment: Alignment


def infer_preview(
    *, actor: Any, field_force: FieldForce, geography: Geography, cut: DataCut, owner_map: OwnerMap | None = None,
    outside: str = "list",
) -> Inferred:  # fmt: skip
    """What `alignment_infer` would make, changing nothing. outside: "list" or "exceptions"."""
    require_planner(actor, field_force)
    if cut.geography_id != geography.pk:
        raise PlanningError("cut_of_other_ground", _("The data cut belongs to another geography than the plan."))
    nodes = territories_of_positions(field_force)
    leaves = [node.key for node in nodes if node.level == 0]
    owners = owner_rows(field_force, cut, leaves, owner_map or {})
    accounts = placed_accounts(field_force, cut, owners, leaves)
    weights = [accounts[name].to_numpy(float) for name in CRITERIA]
    found = majority(accounts["unit"].to_numpy(), accounts["place"].to_numpy(), weights, geography.n_units)
    accounts["ground"] = np.where(accounts["unit"] >= 0, found.winner[accounts["unit"]], NOBODY)
    numbered = [replace(n, slot=leaves.index(n.key) + 1) if n.level == 0 else n for n in nodes]
    vector = (found.winner + 1).astype(np.uint16)
    state = State(vector, {n.key: n for n in numbered}, _overrides(accounts, leaves, cut, outside))
    plan = Alignment(field_force=field_force, geography=geography, cut=cut, link_set=latest_link_set(geography))
    return Inferred(nodes, state, owners, accounts, found, figures(plan, state), plan)


@transaction.atomic
def alignment_infer(
    *, actor: Any, field_force: FieldForce, geography: Geography, cut: DataCut, name: str,
    owner_map: OwnerMap | None = None, outside: str = "list",
) -> Alignment:  # fmt: skip
    """Today's plan as an alignment; the owner map it was read with is kept in its origin."""
    found = infer_preview(
        actor=actor, field_force=field_force, geography=geography, cut=cut, owner_map=owner_map, outside=outside
    )
    places = {node.key: i for i, node in enumerate(found.nodes, start=1)}
    translate = np.array([0, *(places[leaf.key] for leaf in found.state.leaves)], np.uint16)
    used = {row["owner"]: row["means"] for row in found.owners}
    return alignment_start(
        actor=actor, field_force=field_force, geography=geography, cut=cut, name=name, nodes=found.nodes,
        vector=translate[found.state.vector], state=found.state, cause=Revision.Cause.INFER,
        origin={"kind": "infer", "owner_map": used, "outside": outside},
    )  # fmt: skip


# -- owners ------------------------------------------------------------------------------------------------------------


def owner_rows(
    field_force: FieldForce, cut: DataCut, leaves: Sequence[str], owner_map: OwnerMap
) -> list[dict[str, Any]]:
    """One row per owner text of the cut, heaviest first: what it weighs, what it means and how that was found.

    `how`: given (by the planner), matched (a rep's name, number or position code), left (a rep who has gone and has no
    post), house, blank, unknown. Raises PlanningError for a position that the map names and the force does not have.
    """
    if unknown := sorted(
        {code for code in owner_map.values() if code is not None and code not in (HOUSE_KEY, *leaves)}
    ):
        raise PlanningError("unknown_position", _("There is no position %(code)s."), code=unknown[0])
    table = ground.accounts(cut)
    sums = table.groupby(table["owner"].fillna(""))[list(CRITERIA)].sum()
    guesses = {row["owner"]: row for row in customers.owners(field_force)}
    rows = []
    for text, values in sums.sort_values("workload_hours", ascending=False, kind="stable").iterrows():
        means, how = _meaning(str(text), guesses.get(text, {}), leaves, owner_map)
        rows.append(
            {
                "owner": str(text),
                "means": means,
                "how": how,
                "rep": guesses.get(text, {}).get("rep"),
                **values.to_dict(),
            }
        )
    return rows


def _meaning(text: str, guess: Mapping[str, Any], leaves: Sequence[str], owner_map: OwnerMap) -> tuple[str | None, str]:
    if text in owner_map:
        return owner_map[text], "given"
    if text.strip().casefold() in HOUSE_WORDS:
        return HOUSE_KEY, "house"
    if guess.get("position") in leaves and not guess.get("left"):
        return guess["position"], "matched"
    if guess.get("left"):
        return None, "left"
    return None, "unknown" if text.strip() else "blank"


def placed_accounts(
    field_force: FieldForce, cut: DataCut, owners: Sequence[Mapping[str, Any]], leaves: Sequence[str]
) -> pd.DataFrame:
    """The cut's accounts with `place` (number of the owner's leaf; NOBODY or HOUSE) and `national`."""
    number = {key: i for i, key in enumerate(leaves)} | {HOUSE_KEY: HOUSE, None: NOBODY}
    place = {row["owner"]: number[row["means"]] for row in owners}
    accounts = ground.accounts(cut).copy()
    accounts["place"] = accounts["owner"].fillna("").map(place).fillna(NOBODY).astype(np.int64)
    national = Account.objects.filter(field_force=field_force, is_national=True).values_list("code", flat=True)
    accounts["national"] = accounts.index.isin(list(national))
    return accounts


def is_outside(accounts: pd.DataFrame) -> NDArray[np.bool_]:
    """Accounts that somebody owns and that lie on somebody else's (or nobody's) ground."""
    return ((accounts["unit"] >= 0) & (accounts["place"] >= 0) & (accounts["place"] != accounts["ground"])).to_numpy()


def _overrides(accounts: pd.DataFrame, leaves: Sequence[str], cut: DataCut, outside: str) -> dict[str, Override]:
    away = is_outside(accounts)
    kept = accounts["national"].to_numpy() if outside == "list" else np.ones(len(accounts), bool)
    house = (accounts["place"] == HOUSE).to_numpy()
    chosen = accounts[house | (away & kept)]
    names = [name for name in ground.vectors(cut) if name in accounts.columns]
    values = chosen[names].to_numpy(float)
    rows = zip(chosen.index, chosen["unit"], chosen["place"], chosen["national"], chosen["owner"], values, strict=True)
    return {
        code: Override(
            code, int(unit), None if place == HOUSE else leaves[place],
            "house" if place == HOUSE else "national" if national else "owner", str(owner or ""),
            dict(zip(names, row.tolist(), strict=True)),
        )
        for code, unit, place, national, owner, row in rows
    }  # fmt: skip


# -- the report --------------------------------------------------------------------------------------------------------


def infer_report(found: Inferred, limit: int = 1000) -> dict[str, Any]:
    """What must be seen before anything is optimised; every line adds up to the cut's accounts."""
    accounts, chosen = found.accounts, found.majority
    away = is_outside(accounts)
    national = away & accounts["national"].to_numpy()
    codes = ground.unit_codes(found.alignment.geography).codes
    leaves = [leaf.key for leaf in found.state.leaves]
    checked = check_report(found.alignment, found.state, found.figures.index)
    decided = Counter(chosen.decided_by[chosen.owners > 1].tolist())
    placed = accounts["unit"] >= 0
    house = accounts["place"] == HOUSE
    return {
        "owners": list(found.owners),
        "accounts": {
            "total": len(accounts),
            "placed": int(placed.sum()),
            "unplaced": int((~placed).sum()),
            "house": int((placed & house).sum()),
            "nobody": int((placed & (accounts["place"] == NOBODY)).sum()),
            "inside": int((placed & (accounts["place"] >= 0)).sum() - away.sum()),
            "outside": int(away.sum()),
            "outside_national": int(national.sum()),
            "exceptions": len(found.state.overrides),
        },
        "units": {
            "total": len(codes),
            "with_owner": chosen.with_owner,
            "single": chosen.single,
            "mixed": chosen.mixed,
            "without_owner": len(codes) - chosen.with_owner,
            "decided_by": {name: decided.get(i, 0) for i, name in enumerate(CRITERIA)},
            "ties": len(chosen.ties),
        },
        "ties": [
            {"idx": int(i), "code": codes[i], "to": leaves[chosen.winner[i]], "also": leaves[chosen.runner_up[i]]}
            for i in chosen.ties[:limit]
        ],
        "out_of_territory": out_of_territory(accounts[away & ~accounts["national"].to_numpy()], leaves, codes)[:limit],
        "index": _index_report(found, checked),
        "splits": len(checked.splits),
        "empty": list(checked.empty),
    }


def _index_report(found: Inferred, checked: Any) -> dict[str, Any]:
    known = found.figures.index[~np.isnan(found.figures.index)]
    return {
        "measure": found.alignment.index,
        "band": found.alignment.band,
        "min": float(known.min()) if len(known) else None,
        "max": float(known.max()) if len(known) else None,
        "out_of_band": len(checked.out_of_band),
        "outside_85_115": int(((known < 85) | (known > 115)).sum()),
        "territories": len(found.figures.index),
    }


def out_of_territory(accounts: pd.DataFrame, leaves: Sequence[str], codes: Sequence[str]) -> list[dict[str, Any]]:
    """Accounts whose owner is not who has the ground, by weight."""
    ordered = accounts.sort_values(["workload_hours", "revenue_12m"], ascending=False, kind="stable")
    columns = ["code", "name", "owner", "unit", "place", "ground", "workload_hours", "revenue_12m"]
    return [
        {
            "code": code, "name": name, "owner": owner, "unit": codes[unit], "held_by": leaves[place],
            "ground_of": leaves[ground_of] if ground_of >= 0 else None, "workload_hours": hours, "revenue_12m": revenue,
        }
        for code, name, owner, unit, place, ground_of, hours, revenue in ordered[columns].itertuples(index=False)
    ]  # fmt: skip


def out_of_territory_now(alignment: Alignment) -> list[dict[str, Any]]:
    """The out-of-territory list of a plan as it stands, by the owner map it was read with (else by guesses)."""
    state = head_state(alignment)
    leaves = [leaf.key for leaf in state.leaves]
    known = {means for means in alignment.origin.get("owner_map", {}).values() if means in leaves}
    owner_map = {
        text: means if means in known or means == HOUSE_KEY else None
        for text, means in alignment.origin.get("owner_map", {}).items()
    }
    owners = owner_rows(alignment.field_force, alignment.cut, leaves, owner_map)
    accounts = placed_accounts(alignment.field_force, alignment.cut, owners, leaves)
    place_of_slot = {leaf.slot: i for i, leaf in enumerate(state.leaves)}
    places = np.array([place_of_slot.get(int(slot), NOBODY) for slot in state.vector], np.int64)
    units = accounts["unit"].to_numpy()
    accounts["ground"] = np.where(units >= 0, places[np.maximum(units, 0)], NOBODY)
    away = accounts[is_outside(accounts) & ~accounts.index.isin(list(state.overrides))]
    return out_of_territory(away, leaves, ground.unit_codes(alignment.geography).codes)
