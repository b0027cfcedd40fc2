"""Deciding: stop, accept into the plan or as a scenario of its own, throw away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import record
from common.errors import IllegalTransition
from territories.alignments.codec import decode_delta
from territories.alignments.delta import Delta
from territories.alignments.models import Alignment, Revision, SlotGrant
from territories.alignments.services import EditResult, alignment_fork, edit_apply
from territories.alignments.state import MAX_SLOT, Territory
from territories.runs.claim import announce
from territories.runs.models import Run
from territories.runs.permissions import require_run
from territories.runs.phrases import revision_label

State = Run.State


@dataclass(frozen=True)
class Accepted:
    """A run whose result is in a plan now: which plan, and what came of the change."""

    run: Run
    alignment: Alignment
    edit: EditResult


def _locked(run: Run, actor: Any) -> Run:
    """The row as it is now, held until the transaction ends, for those who may decide on it."""
    require_run(actor, run)
    return (
        Run.objects.select_for_update(of=("self",))
        .select_related("alignment__field_force", "alignment__head")
        .get(pk=run.pk)
    )


@transaction.atomic
def run_stop(*, run: Run, actor: Any) -> Run:
    """Ask for the best so far. A run that nobody has begun ends at once; one that has ended stays as it is."""
    run = _locked(run, actor)
    if not run.is_active or run.state == State.STOPPING:
        return run
    if run.state == State.QUEUED and run.incumbent is None:
        run.require_step(State.FAILED)
        run.state, run.error = State.FAILED, {"code": "nothing_found"}
        run.finished_at = timezone.now()
    else:
        run.require_step(State.STOPPING)
        run.state = State.STOPPING
    run.save(update_fields=["state", "error", "finished_at", "updated_at"])
    record(actor, "run_stop", run)
    announce(run.pk, run.state)
    return run


@transaction.atomic
def run_discard(*, run: Run, actor: Any) -> Run:
    """Throw a run away, whatever it is doing: a solver that works on it finds that it lost it, and stops."""
    run = _locked(run, actor)
    if run.state == State.DISCARDED:
        return run
    run.require_step(State.DISCARDED)
    if run.is_active:
        run.finished_at = timezone.now()
    run.state, run.worker, run.incumbent, run.delta = State.DISCARDED, "", None, None
    run.save(update_fields=["state", "worker", "incumbent", "delta", "finished_at", "updated_at"])
    record(actor, "run_discard", run)
    announce(run.pk, run.state)
    return run


@transaction.atomic
def run_accept(*, run: Run, actor: Any) -> Accepted:
    """Bring the result into the plan as one revision. The plan may have moved on since the run began: what was
    changed in between stays as it is and comes back as conflicts, everything else goes through.
    """
    run = _locked(run, actor)
    run.require_step(State.ACCEPTED)
    return _accept(run, run.alignment, run.base, actor)


@transaction.atomic
def run_keep(*, run: Run, actor: Any, name: str) -> Accepted:
    """Bring the result into a new scenario that begins where the run began; the plan itself stays as it is."""
    run = _locked(run, actor)
    run.require_step(State.ACCEPTED)
    scenario = alignment_fork(alignment=run.alignment, actor=actor, name=name, number=run.base)
    assert scenario.head is not None
    return _accept(run, scenario, scenario.head.number, actor)


def _accept(run: Run, into: Alignment, base: int, actor: Any) -> Accepted:
    delta = settled(decode_delta(bytes(run.delta or b"")), _taken_keys(into))
    label = revision_label(run.request["mode"], run.pk)
    edit = edit_apply(alignment=into, actor=actor, base=base, delta=delta, label=label, cause=Revision.Cause.SOLVE)
    if not edit.written and edit.conflicts:
        raise IllegalTransition(
            "run_outdated",
            _(
                "The plan has changed so much since the run began that nothing of its result fits any more. Keep it"
                " as a scenario instead."
            ),
        )
    run.state, run.accepted_into, run.accepted_revision = State.ACCEPTED, into, edit.revision.number
    run.save(update_fields=["state", "accepted_into", "accepted_revision", "updated_at"])
    record(actor, "run_accept", run, alignment=into.pk, revision=edit.revision.number, conflicts=len(edit.conflicts))
    announce(run.pk, run.state)
    return Accepted(run, into, edit)


# -- provisional territories -------------------------------------------------------------------------------------------


def _taken_keys(alignment: Alignment) -> set[str]:
    """Keys that this family has ever used for a leaf: a new territory must not take over the slot and the past of an
    old one.
    """
    return set(SlotGrant.objects.filter(family=alignment.family_id).values_list("key", flat=True))


def settled(delta: Delta, taken: Iterable[str]) -> Delta:
    """The change with keys of its own for the territories that it makes, and their slots out of everybody's way.

    A run numbers its new territories above those of its base, where others may have made theirs since; the real slots
    are given by the plan's family when the change is applied.
    """
    made = [
        after
        for before, after in delta.territories.values()
        if before is None and after is not None and after.slot is not None
    ]
    if not made:
        return delta
    keys = _fresh_keys(made, set(taken))
    slots = {territory.slot: MAX_SLOT - i for i, territory in enumerate(made)}
    translate = np.arange(MAX_SLOT + 1).astype(np.uint16)
    translate[[slot or 0 for slot in slots]] = list(slots.values())

    def placed(territory: Territory | None) -> Territory | None:
        if territory is None or territory.key not in keys:
            return territory
        return replace(territory, key=keys[territory.key], slot=slots[territory.slot])

    territories = {
        keys.get(key, key): (placed(before), placed(after)) for key, (before, after) in delta.territories.items()
    }
    return replace(delta, after=translate[delta.after], territories=territories)


def _fresh_keys(made: Iterable[Territory], taken: set[str]) -> dict[str, str]:
    """Provisional key → key: the position's code where it is free, else the next free number."""
    keys: dict[str, str] = {}
    number = 0
    for territory in made:
        wanted = territory.position or ""
        while not wanted or wanted in taken:
            number += 1
            wanted = f"t{number}"
        keys[territory.key] = wanted
        taken.add(wanted)
    return keys
