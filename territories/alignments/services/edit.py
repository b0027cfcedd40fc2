"""Edits: a change made on some revision, brought onto the head item by item."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import events
from common.audit import record
from common.errors import IllegalTransition, PlanningError
from people.models import Position
from territories.alignments.delta import LOCKED, BadDelta, Conflict, Delta, apply, diff
from territories.alignments.models import Alignment, Revision
from territories.alignments.permissions import require_edit
from territories.alignments.selectors import delta_of, head_state, measured_accounts, state_at
from territories.alignments.services.write import alignment_locked, revision_write, slots_grant
from territories.alignments.state import MAX_SLOT, Override, State, Territory
from territories.alignments.wire import delta_to_wire

EVENT_ITEMS_MAX = 5_000


@dataclass(frozen=True)
class Disputed:
    """A conflict with the name of who made the current value (or set the lock), and when."""

    conflict: Conflict
    by: str = ""
    at: datetime.datetime | None = None


@dataclass(frozen=True)
class EditResult:
    """`revision` is the head after the edit — a new one only if anything took effect."""

    revision: Revision
    effect: Delta
    already: int
    conflicts: tuple[Disputed, ...]

    @property
    def written(self) -> bool:
        return bool(self.effect)


@transaction.atomic
def edit_apply(
    *, alignment: Alignment, actor: Any, base: int, delta: Delta, label: str = "",
    cause: str = Revision.Cause.PAINT, client_id: str = "",
) -> EditResult:  # fmt: skip
    """Bring a change made on revision `base` onto the head; what does not fit comes back as conflicts, the rest is a
    revision.

    The server's own figures replace whatever rows of measures an exception came with, and new territories get their
    slot here. Raises NotFound, NotAllowed, IllegalTransition (the plan is not a draft) and PlanningError (no state
    could take it).
    """
    require_edit(actor, alignment)
    locked = alignment_locked(alignment)
    require_draft(locked)
    head = locked.head
    if head is None or base > head.number:
        raise PlanningError("bad_base", _("This plan has no revision %(base)s yet."), base=base)
    state = head_state(locked)
    try:
        outcome = apply(state, _completed(locked, delta))
    except BadDelta as error:
        raise PlanningError("bad_change", _("The change makes no sense: %(why)s."), why=str(error)) from error
    conflicts = tuple(_disputed(locked, state, base, outcome.conflicts))
    if outcome.effect:
        head = revision_write(locked, outcome.state, outcome.effect, author=actor, message=label, cause=cause)
        record(actor, "edit_apply", locked, revision=head.number, cause=cause, conflicts=len(conflicts), **head.summary)
        _announce(locked, head, outcome.effect, client_id)
    return EditResult(head, outcome.effect, outcome.already, conflicts)


def revision_restore(*, alignment: Alignment, actor: Any, number: int) -> EditResult:
    """Make an older state the newest again, as a new step; locks that stand now are respected."""
    require_edit(actor, alignment)
    with transaction.atomic():
        locked = alignment_locked(alignment)
        head = locked.head.number if locked.head is not None else 0
        change = diff(head_state(locked), state_at(locked, number))
        label = _("Back to revision %(number)s") % {"number": number}
        return edit_apply(
            alignment=locked, actor=actor, base=head, delta=change, label=str(label), cause=Revision.Cause.RESTORE
        )


def require_draft(alignment: Alignment) -> None:
    """Raises IllegalTransition with the state the plan is in, when nothing may be drawn in it."""
    if alignment.state != Alignment.State.DRAFT:
        raise IllegalTransition(
            "plan_locked",
            _("“%(name)s” is %(state)s and cannot be changed. Withdraw it first, or go on in a scenario."),
            name=alignment.name,
            state=alignment.get_state_display(),
        )


# -- what the server fills in ------------------------------------------------------------------------------------------


def _completed(alignment: Alignment, delta: Delta) -> Delta:
    _require_positions(alignment, delta)
    return _with_slots(alignment, _with_measures(alignment, delta))


def _require_positions(alignment: Alignment, delta: Delta) -> None:
    named = {after.position for _before, after in delta.territories.values() if after is not None and after.position}
    if not named:
        return
    known = Position.objects.filter(field_force=alignment.field_force, code__in=named).values_list("code", flat=True)
    if unknown := sorted(named - set(known)):
        raise PlanningError("unknown_position", _("There is no position %(code)s."), code=unknown[0])


def _with_measures(alignment: Alignment, delta: Delta) -> Delta:
    """Every exception with the unit and the row that the plan's cut has for its account."""
    if not delta.overrides:
        return delta
    rows = measured_accounts(alignment, list(delta.overrides))
    wanted = [account for account, (_before, after) in delta.overrides.items() if after is not None]
    if unknown := [account for account in wanted if account not in rows]:
        raise PlanningError("unknown_account", _("The plan's data cut has no account %(account)s."), account=unknown[0])

    def filled(override: Override | None) -> Override | None:
        if override is None or override.account not in rows:
            return override
        unit, measures = rows[override.account]
        return replace(override, unit=unit, measures=measures)

    return replace(
        delta,
        overrides={account: (filled(before), filled(after)) for account, (before, after) in delta.overrides.items()},
    )


def _with_slots(alignment: Alignment, delta: Delta) -> Delta:
    """New leaves (level 0) with the slots this family has for their keys; a client's wrong guess is put right."""
    new = [
        t for before, t in delta.territories.values() if before is None and t is not None and t.level == 0
    ]  # fmt: skip
    if not new:
        return delta
    granted = slots_grant(alignment.family, [t.key for t in new])
    translate = np.arange(MAX_SLOT + 1).astype(np.uint16)
    for t in new:
        if t.slot is not None:
            translate[t.slot] = granted[t.key]

    def placed(t: Territory | None) -> Territory | None:
        return replace(t, slot=granted[t.key]) if t is not None and t.key in granted else t

    territories = {key: (placed(before), placed(after)) for key, (before, after) in delta.territories.items()}
    return replace(delta, after=translate[delta.after], territories=territories)


# -- who is in the way -------------------------------------------------------------------------------------------------


def _disputed(alignment: Alignment, state: State, base: int, conflicts: Iterable[Conflict]) -> Iterator[Disputed]:
    """Conflicts with who changed the item since `base`, or who set the lock that holds it."""
    pending = list(conflicts)
    if not pending:
        return
    since = alignment.revisions.filter(number__gt=base)
    changed = _last_touch(since, [_address(c) for c in pending if c.why != LOCKED])
    locking = _last_touch(
        alignment.revisions.filter(summary__locks__gt=0), [_lock_address(c, state) for c in pending if c.why == LOCKED]
    )
    for conflict in pending:
        touch = (
            locking.get(_lock_address(conflict, state)) if conflict.why == LOCKED else changed.get(_address(conflict))
        )
        yield Disputed(conflict, *touch) if touch else Disputed(conflict)


type Address = tuple[str, int | str]
_SECTION = {
    "territory": "territories",
    "override": "overrides",
    "unit_lock": "unit_locks",
    "territory_lock": "territory_locks",
}


def _address(conflict: Conflict) -> Address:
    return (_SECTION.get(conflict.kind, "items"), conflict.key)


def _lock_address(conflict: Conflict, state: State) -> Address:
    if conflict.kind == "unit" and conflict.key in state.unit_locks:
        return ("unit_locks", conflict.key)
    if conflict.kind == "unit":
        keys = [state.key_by_slot.get(slot) for slot in (conflict.current, conflict.after)]
    elif conflict.kind == "override":
        keys = [side.territory for side in (conflict.before, conflict.after) if side is not None]
    else:
        keys = [str(conflict.key)]
    lineages = (up for key in keys if key is not None for up in state.lineage(key))
    return ("territory_locks", next((key for key in lineages if key in state.territory_locks), ""))


def _last_touch(revisions: Any, addresses: list[Address]) -> dict[Address, tuple[str, datetime.datetime]]:
    """Who touched these things last, newest revision first, until all are found."""
    wanted = set(addresses)
    found: dict[Address, tuple[str, datetime.datetime]] = {}
    if not wanted:
        return {}
    for revision in revisions.select_related("author").order_by("-number").iterator(chunk_size=20):
        delta = delta_of(revision)
        touched = {("items", int(i)) for i in delta.idx} if any(a[0] == "items" for a in wanted) else set()
        touched |= {(section, key) for section in _SECTION.values() for key in getattr(delta, section)}
        who = revision.author.display_name if revision.author is not None else ""
        found |= dict.fromkeys(touched & wanted, (who, revision.at))
        wanted -= touched
        if not wanted:
            break
    return found


# -- telling the others ------------------------------------------------------------------------------------------------


def _announce(alignment: Alignment, revision: Revision, effect: Delta, client_id: str) -> None:
    """A very large change is not sent along: listeners read it from the revisions."""
    events.publish(
        f"alignment:{alignment.pk}",
        "revision",
        {
            "number": revision.number,
            "parent": revision.parent.number if revision.parent is not None else None,
            "author": revision.author.display_name if revision.author is not None else "",
            "client_id": client_id,
            "label": revision.message,
            "cause": revision.cause,
            "hash": revision.hash,
            "delta": delta_to_wire(effect) if len(effect) <= EVENT_ITEMS_MAX else None,
        },
    )
