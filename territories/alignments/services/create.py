"""New plans: empty, from the tree of positions, and as copies of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.audit import record
from common.errors import PlanningError
from geography.models import DataCut, Geography
from geography.selectors import latest_link_set
from people.models import FieldForce, Position
from people.selectors import positions_of
from territories.alignments.delta import Delta
from territories.alignments.models import Alignment, Family, Revision
from territories.alignments.permissions import require_edit, require_planner
from territories.alignments.selectors import state_at
from territories.alignments.services.write import revision_write, slots_grant
from territories.alignments.state import State, Territory, Vector

INHERITED = (
    "field_force",
    "geography",
    "cut",
    "link_set",
    "family",
    "index",
    "band",
    "effective_on",
    "announce_on",
    "confidential",
)


@transaction.atomic
def alignment_create(
    *, actor: Any, field_force: FieldForce, geography: Geography, cut: DataCut, name: str,
    territories: Sequence[Territory] | None = None, from_positions: bool = False, **settings: Any,
) -> Alignment:  # fmt: skip
    """A plan in which nobody holds any ground yet; leaves among `territories` (level 0) get their slots here.

    from_positions: one node per open position of the force instead. settings: index, band, effective_on, announce_on,
    confidential.
    """
    require_planner(actor, field_force)
    nodes = territories_of_positions(field_force) if from_positions else list(territories or ())
    vector = np.zeros(geography.n_units, np.uint16)
    return alignment_start(
        actor=actor, field_force=field_force, geography=geography, cut=cut, name=name, nodes=nodes,
        vector=vector, cause=Revision.Cause.CREATE, **settings,
    )  # fmt: skip


def alignment_start(
    *, actor: Any, field_force: FieldForce, geography: Geography, cut: DataCut, name: str, nodes: Sequence[Territory],
    vector: Vector, cause: str, state: State | None = None, **settings: Any,
) -> Alignment:  # fmt: skip
    """The common part of every way to begin: rows, slots, revision 0. `vector` holds places in `nodes` + 1, or 0."""
    _require_fit(geography, cut, nodes)
    alignment = Alignment(
        field_force=field_force, geography=geography, cut=cut, link_set=latest_link_set(geography),
        family=Family.objects.create(), name=name, created_by=actor, **settings,
    )  # fmt: skip
    alignment.save()
    slots = slots_grant(alignment.family, [node.key for node in nodes if node.level == 0])
    territories = {node.key: replace(node, slot=slots.get(node.key)) for node in nodes}
    translate = np.array([0, *(slots.get(node.key, 0) for node in nodes)], np.uint16)
    overrides, unit_locks = (state.overrides, state.unit_locks) if state is not None else ({}, {})
    begun = State(translate[vector], territories, overrides, unit_locks)
    revision_write(alignment, begun, Delta(), author=actor, message=name, cause=cause)
    record(actor, "alignment_create", alignment, name=name, cause=cause, territories=len(slots))
    return alignment


def territories_of_positions(field_force: FieldForce) -> list[Territory]:
    """One node per open position: reps' posts become leaves, managers' posts the nodes above them."""
    posts = list(positions_of(field_force))
    codes = {post.pk: post for post in posts}

    def node(post: Position) -> Territory:
        parent = codes.get(post.parent_id or 0)
        above = parent.code if parent is not None and parent.level > post.level else None
        return Territory(post.code, None, post.name, post.level, above, position=post.code)

    return [node(post) for post in sorted(posts, key=lambda post: (post.level, post.code))]


@transaction.atomic
def alignment_fork(*, alignment: Alignment, actor: Any, name: str, number: int | None = None) -> Alignment:
    """A scenario: a plan of its own that begins where this one stands (or stood at revision `number`)."""
    require_edit(actor, alignment)
    source = alignment.head if number is None else alignment.revisions.filter(number=number).first()
    if source is None:
        raise PlanningError("no_revision", _("This plan has no revision %(number)s."), number=number)
    inherited = {name: getattr(alignment, name) for name in INHERITED}
    fork = Alignment.objects.create(**inherited, forked_from=source, name=name, created_by=actor)
    fork.members.set(alignment.members.all())
    state = state_at(alignment, source.number)
    revision_write(fork, state, Delta(), author=actor, message=name, cause=Revision.Cause.FORK, parent=source)
    record(actor, "alignment_fork", fork, source=alignment.pk, revision=source.number, name=name)
    return fork


def _require_fit(geography: Geography, cut: DataCut, nodes: Sequence[Territory]) -> None:
    if cut.geography_id != geography.pk:
        raise PlanningError("cut_of_other_ground", _("The data cut belongs to another geography than the plan."))
    keys = [node.key for node in nodes]
    if len(set(keys)) != len(keys):
        raise PlanningError("territory_twice", _("A territory key occurs twice."))
    known = {node.key: node.level for node in nodes}
    for node in nodes:
        if node.parent is not None and known.get(node.parent, -1) <= node.level:
            raise PlanningError(
                "bad_parent", _("%(key)s cannot lie below %(parent)s."), key=node.key, parent=node.parent
            )
