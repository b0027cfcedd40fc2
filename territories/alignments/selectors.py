"""Every read of alignments: states of any revision, their totals, checks and differences, and what they are compared
with.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from accounts.coverage import selectors as coverage
from common.errors import NotFound, PlanningError
from people.models import FieldForce, Position
from territories.alignments import checks as checking
from territories.alignments import ground
from territories.alignments.canonical import canonical_hash
from territories.alignments.codec import decode_delta, decode_state
from territories.alignments.delta import Delta, replay
from territories.alignments.difference import Difference, difference
from territories.alignments.models import Alignment, Revision
from territories.alignments.state import HOUSE_KEY, NOWHERE, Override, State, Territory
from territories.alignments.totals import Floats, Totals, index, totals


def head_state(alignment: Alignment) -> State:
    return decode_state(bytes(alignment.head_state))


def revision_of(alignment: Alignment, number: int) -> Revision:
    found = alignment.revisions.filter(number=number).first()
    if found is None:
        raise NotFound("no_revision", _("This plan has no revision %(number)s."), number=number)
    return found


def state_at(alignment: Alignment, number: int | None = None) -> State:
    """The state at a revision (the head if not given), rebuilt from the nearest snapshot before it."""
    if number is None or (alignment.head is not None and number == alignment.head.number):
        return head_state(alignment)
    revision_of(alignment, number)
    line = alignment.revisions.filter(number__lte=number)
    start = line.filter(snapshot__isnull=False).latest("number")
    state = decode_state(bytes(start.snapshot or b""))
    for delta in line.filter(number__gt=start.number).order_by("number").values_list("delta", flat=True):
        state = replay(state, decode_delta(bytes(delta)))
    return state


def delta_of(revision: Revision) -> Delta:
    return decode_delta(bytes(revision.delta))


def state_hash(alignment: Alignment, state: State) -> str:
    return canonical_hash(state, ground.unit_codes(alignment.geography))


# -- figures -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """A state with its totals and its index per leaf, in one order."""

    state: State
    totals: Totals
    index: Floats
    capacity: Mapping[str, float]

    def index_of(self, key: str) -> float | None:
        if key not in self.totals.keys:
            return None
        value = float(self.index[self.totals.keys.index(key)])
        return None if np.isnan(value) else value


def figures(alignment: Alignment, state: State) -> Figures:
    """Totals and index of a state under the plan's cut, blend and capacities."""
    table = totals(state, ground.vectors(alignment.cut), ground.unplaced(alignment.cut))
    capacity = capacities(alignment.field_force, state)
    return Figures(state, table, index(table, usable_blend(alignment), capacity), capacity)


def usable_blend(alignment: Alignment) -> list[dict]:
    """The plan's index without measures that its cut does not have."""
    known = ground.vectors(alignment.cut)
    return [part for part in alignment.index if part["measure"] in known]


def capacities(field_force: FieldForce, state: State) -> dict[str, float]:
    """Capacity by territory key: its position's, one full position where none is named."""
    held = {leaf.position for leaf in state.leaves if leaf.position}
    known = dict(Position.objects.filter(field_force=field_force, code__in=held).values_list("code", "capacity"))
    return {leaf.key: known.get(leaf.position or "", 1.0) for leaf in state.leaves}


def homes(field_force: FieldForce, state: State) -> dict[str, tuple[float, float]]:
    """Home (lon, lat) by territory key: its own, else its position's; territories without one are left out."""
    held = {leaf.position for leaf in state.leaves if leaf.position and leaf.home is None}
    posts = Position.objects.filter(field_force=field_force, code__in=held, home__isnull=False)
    known = {post.code: (post.home.x, post.home.y) for post in posts if post.home is not None}
    found = {leaf.key: leaf.home or known.get(leaf.position or "") for leaf in state.leaves}
    return {key: home for key, home in found.items() if home is not None}


def check_report(alignment: Alignment, state: State, index_values: Floats) -> checking.Report:
    edges, _length = ground.adjacency(alignment.geography, alignment.link_set)
    return checking.checks(state, edges, index_values, alignment.band)


def diff_report(alignment: Alignment, before: State, after: State) -> Difference:
    """What changes hands from one state to the other, under the plan's cut."""
    return difference(before, after, ground.vectors(alignment.cut))


# -- what a plan is compared with --------------------------------------------------------------------------------------


def coverage_state(alignment: Alignment, day: datetime.date) -> State:
    """What is in force on a day, as a state on the plan's ground; nobody covers what coverage does not name.

    Its slots are its own (coverage knows none): compare it by key. Named accounts get the rows they have in the plan's
    cut.
    """
    force = alignment.field_force
    units = coverage.units_on(force, day).filter(unit__geography=alignment.geography)
    rows: list[Any] = list(units.values_list("unit__idx", "territory_key", "territory_name", "position__code"))
    accounts: list[Any] = list(
        coverage.accounts_on(force, day).values_list(
            "account_code", "territory_key", "territory_name", "position__code", "cause", "reason"
        )
    )
    named = {row[1]: row[1:4] for row in (*accounts, *rows) if row[1] != HOUSE_KEY}
    territories = {
        key: Territory(key, slot, name, position=position)
        for slot, (key, name, position) in enumerate((named[key] for key in sorted(named)), start=1)
    }
    vector = np.zeros(alignment.geography.n_units, np.uint16)
    if rows:
        vector[[row[0] for row in rows]] = [territories[row[1]].slot or 0 for row in rows]
    return State(vector, territories, _named_accounts(alignment, accounts))


def _named_accounts(alignment: Alignment, rows: list[tuple]) -> dict[str, Override]:
    measures = measured_accounts(alignment, [row[0] for row in rows])
    return {
        code: Override(code, measures[code][0], None if key == HOUSE_KEY else key, cause, reason, measures[code][1])
        for code, key, _name, _position, cause, reason in rows
        if code in measures
    }


def measured_accounts(alignment: Alignment, codes: list[str]) -> dict[str, tuple[int, dict[str, float]]]:
    """Unit and row of measures by account code, as frozen in the plan's cut; unknown codes are left out."""
    if not codes:
        return {}
    table = ground.accounts(alignment.cut)
    found = table.loc[table.index.intersection(codes)]
    names = [name for name in ground.vectors(alignment.cut) if name in table.columns]
    values = found[names].to_numpy(float)
    return {
        code: (int(unit), dict(zip(names, row.tolist(), strict=True)))
        for code, unit, row in zip(found.index, found["unit"], values, strict=True)
    }


def remeasured(alignment: Alignment, state: State) -> State:
    """The state with its exceptions placed and measured by this plan's cut; accounts the cut lacks weigh nothing."""
    rows = measured_accounts(alignment, list(state.overrides))
    nothing: tuple[int, dict[str, float]] = (NOWHERE, {})
    overrides = {
        code: replace(override, unit=rows.get(code, nothing)[0], measures=rows.get(code, nothing)[1])
        for code, override in state.overrides.items()
    }
    return replace(state, overrides=overrides)


def compared_with(alignment: Alignment, other: Alignment | None, against: str) -> State:
    """The state named by `against`: `alignment:ID` (passed as `other`), `revision:N` or `coverage:YYYY-MM-DD`."""
    kind, _colon, value = against.partition(":")
    if kind == "alignment" and other is not None:
        if other.geography_id != alignment.geography_id:
            raise PlanningError("other_ground", _("The two plans stand on different geographies."))
        return remeasured(alignment, head_state(other)) if other.cut_id != alignment.cut_id else head_state(other)
    if kind == "revision" and value.isdigit():
        return state_at(alignment, int(value))
    if kind == "coverage":
        return coverage_state(alignment, _day(value))
    raise PlanningError("bad_against", _("Compare with alignment:ID, revision:N or coverage:YYYY-MM-DD."))


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise PlanningError("bad_date", _("“%(text)s” is not a date."), text=text) from error
