"""Who may see a plan and what they may do to it.

A plan's list: planners of its field force (unless it is confidential), its members and its maker, administrators, and
— from submission on — the reviewers of its parts. To everybody else it does not exist until it is in force or waiting
and its announcement date has come; then the managers of the force may look. Reps read coverage and their own changes,
never plans.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.errors import NotAllowed, NotFound
from geography.models import DataCut
from people import selectors as people
from people.models import FieldForce, Position
from people.permissions import Role, grants_of, is_administrator, is_planner, positions_in_scope
from territories.alignments.models import Alignment
from territories.alignments.state import State as TerritoryState

State = Alignment.State


def alignments_visible_to(user: Any) -> QuerySet[Alignment]:
    """The plans whose existence this person may know of."""
    everything = Alignment.objects.all()
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return everything.none()
    if is_administrator(user):
        return everything
    return everything.filter(
        (_in_forces(user, Role.PLANNER) & Q(confidential=False))
        | Q(pk__in=_named(user))
        | Q(state__in=[State.SUBMITTED, State.APPROVED], pk__in=_reviewed(user))
        | (Q(state=State.PUBLISHED, announce_on__lte=people.today()) & _managed(user))
    )


def _in_forces(user: Any, role: str) -> Q:
    grants = grants_of(user).filter(role=role)
    if grants.filter(field_force__isnull=True).exists():
        return Q(pk__isnull=False)
    return Q(field_force__in=grants.values("field_force"))


def _named(user: Any) -> QuerySet[Alignment, Any]:
    return Alignment.objects.filter(Q(created_by=user) | Q(members=user)).values("pk")


def _reviewed(user: Any) -> QuerySet[Alignment, Any]:
    return Alignment.objects.filter(reviewers__in=decides_at(user)).values("pk")


def _managed(user: Any) -> Q:
    seats = people.seats(user).filter(level__gt=Position.Level.REP)
    return _in_forces(user, Role.MANAGER) | Q(field_force__in=seats.values("field_force"))


def decides_at(user: Any) -> QuerySet[Position]:
    """The positions this person decides for: own seats, and where they were granted the role manager."""
    granted = grants_of(user).filter(role=Role.MANAGER, position__isnull=False)
    return Position.objects.filter(Q(pk__in=people.seats(user).values("pk")) | Q(pk__in=granted.values("position")))


def on_the_list(user: Any) -> QuerySet[Alignment]:
    """Plans one sees as a planner, member, maker or administrator — whole, not just for a part that one answers for."""
    seen = alignments_visible_to(user)
    if is_administrator(user) or not user.is_authenticated:
        return seen
    return seen.filter(_in_forces(user, Role.PLANNER) | Q(pk__in=_named(user)))


def leaves_in_scope(user: Any, alignment: Alignment, territories: TerritoryState) -> set[str] | None:
    """The territories whose accounts this person may look into; None for all of them."""
    if on_the_list(user).filter(pk=alignment.pk).exists():
        return None
    scope = positions_in_scope(user, alignment.field_force).values_list("code", flat=True)
    codes, nodes = set(scope), territories.territories
    return {
        leaf.key
        for leaf in territories.leaves
        if any(nodes[k].position in codes for k in territories.lineage(leaf.key))
    }


def require_whole(user: Any, alignment: Alignment) -> None:
    """Raises NotAllowed for those who see the plan only because of a part of it, or because it was announced."""
    if not on_the_list(user).filter(pk=alignment.pk).exists():
        raise NotAllowed(
            "needs_list", _("Whole plans are exported by those on the plan's list; a planner can put you on it.")
        )


def alignment_for(user: Any, pk: int) -> Alignment:
    """The plan, or NotFound for those who may not know of it."""
    related = ("field_force", "geography", "link_set", "head", "created_by", "forked_from")
    found = alignments_visible_to(user).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def can_edit(user: Any, alignment: Alignment) -> bool:
    """May draw in it while it is a draft: planners of its field force who may see it."""
    return is_planner(user, alignment.field_force) and alignments_visible_to(user).filter(pk=alignment.pk).exists()


can_submit = can_edit
can_run = can_edit
can_publish = can_edit


def can_create(user: Any, field_force: FieldForce) -> bool:
    return is_planner(user, field_force)


def require_planner(user: Any, field_force: FieldForce) -> None:
    """Raises NotAllowed, naming the right and its giver."""
    if not is_planner(user, field_force):
        raise NotAllowed(
            "needs_planner",
            _("Working on plans of %(force)s needs the role planner; an administrator can give it."),
            force=field_force.name,
        )


def require_edit(user: Any, alignment: Alignment) -> None:
    """404 for those who may not know of the plan, 403 for those who may only look."""
    if not alignments_visible_to(user).filter(pk=alignment.pk).exists():
        raise NotFound()
    require_planner(user, alignment.field_force)


def cut_for(user: Any, pk: int) -> DataCut:
    """A data cut, for planners, administrators and whoever sees a plan that stands on it."""
    found = DataCut.objects.defer("account_table").select_related("geography").filter(pk=pk).first()
    if found is None or not (
        is_planner(user) or is_administrator(user) or alignments_visible_to(user).filter(cut=found).exists()
    ):
        raise NotFound()
    return found


def rights(user: Any, alignment: Alignment) -> dict[str, Any]:
    """What this person may do to the plan in the state it is in, and why it is closed if it is."""
    may, draft = can_edit(user, alignment), alignment.state == State.DRAFT
    locked = "" if draft else str(_("This plan is %(state)s.") % {"state": alignment.get_state_display()})
    return {
        "edit": may and draft,
        "submit": may and draft,
        "run": may and draft,
        "publish": may and alignment.state == State.APPROVED,
        "locked": locked,
    }
