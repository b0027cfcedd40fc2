"""Writing one revision, under the alignment's lock. Only the services of this package use it."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from territories.alignments.codec import encode_delta, encode_state
from territories.alignments.delta import Delta
from territories.alignments.models import Alignment, Family, Revision, SlotGrant
from territories.alignments.selectors import state_hash
from territories.alignments.state import State

SNAPSHOT_EVERY = 50


def alignment_locked(alignment: Alignment) -> Alignment:
    """The row as it is now, held until the transaction ends.

    Without joins: a statement that had to wait for the lock sees the row as it has become, but joined tables as they
    were before — a head revision written meanwhile would be missing.
    """
    return Alignment.objects.select_for_update().get(pk=alignment.pk)


def revision_write(
    alignment: Alignment, state: State, delta: Delta, *, author: Any, message: str, cause: str,
    parent: Revision | None = None, second_parent: Revision | None = None,
) -> Revision:  # fmt: skip
    """Append a revision and make it the head. The caller holds the alignment's lock."""
    number = 0 if alignment.head is None else alignment.head.number + 1
    encoded = encode_state(state)
    revision = Revision.objects.create(
        alignment=alignment,
        number=number,
        parent=parent or alignment.head,
        second_parent=second_parent,
        author=author,
        message=message[:300],
        cause=cause,
        delta=encode_delta(delta),
        snapshot=encoded if number % SNAPSHOT_EVERY == 0 else None,
        hash=state_hash(alignment, state),
        summary=summary(state, delta),
    )
    alignment.head, alignment.head_state = revision, encoded
    alignment.save(update_fields=["head", "head_state", "updated_at"])
    return revision


def summary(state: State, delta: Delta) -> dict[str, Any]:
    """What a line of the history says: how much of what, and which territories."""
    slots = {int(slot) for side in (delta.before, delta.after) for slot in set(side.tolist()) if slot}
    touched = {state.key_by_slot[slot] for slot in slots if slot in state.key_by_slot} | set(delta.territories)
    touched |= {o.territory for sides in delta.overrides.values() for o in sides if o is not None and o.territory}
    return {
        "units": len(delta.idx),
        "accounts": len(delta.overrides),
        "locks": len(delta.unit_locks) + len(delta.territory_locks),
        "territories": sorted(touched)[:50],
        "territory_count": len(touched),
    }


def slots_grant(family: Family, keys: list[str]) -> dict[str, int]:
    """The slots of these keys in the family, given now where they never were."""
    Family.objects.select_for_update().get(pk=family.pk)
    known = dict(family.slots.filter(key__in=keys).values_list("key", "slot"))
    last = family.slots.aggregate(last=Max("slot"))["last"] or 0
    new = [key for key in keys if key not in known]
    fresh = {key: slot for slot, key in enumerate(new, start=last + 1)}
    SlotGrant.objects.bulk_create(SlotGrant(family=family, key=key, slot=slot) for key, slot in fresh.items())
    return known | fresh
