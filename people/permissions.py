"""Who may do what: roles with a scope in the tree of positions."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.errors import NotAllowed, NotFound
from people import selectors
from people.models import FieldForce, Position, RoleGrant, User

Role = RoleGrant.Role


def grants_of(user: Any, field_force: FieldForce | None = None) -> QuerySet[RoleGrant]:
    """The user's grants, or those that count in one field force; nobody's when not signed in or inactive."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return RoleGrant.objects.none()
    grants = RoleGrant.objects.filter(user=user)
    if field_force is not None:
        grants = grants.filter(Q(field_force__isnull=True) | Q(field_force=field_force))
    return grants


def has_role(user: Any, role: str, field_force: FieldForce | None = None) -> bool:
    """True if the user has the role (in this field force, if one is named). A superuser is an administrator."""
    if role == Role.ADMINISTRATOR and getattr(user, "is_superuser", False) and user.is_active:
        return True
    return grants_of(user, field_force).filter(role=role).exists()


def is_planner(user: Any, field_force: FieldForce | None = None) -> bool:
    """True for sales operations: may draw plans for the (or any) field force."""
    return has_role(user, Role.PLANNER, field_force)


def is_administrator(user: Any) -> bool:
    return has_role(user, Role.ADMINISTRATOR)


def sees_whole_force(user: Any, field_force: FieldForce) -> bool:
    """Planners, administrators, and managers whose grant is not narrowed to a position."""
    if has_role(user, Role.ADMINISTRATOR, field_force) or is_planner(user, field_force):
        return True
    return grants_of(user, field_force).filter(role=Role.MANAGER, position__isnull=True).exists()


def can_manage_data(user: Any, field_force: FieldForce | None = None) -> bool:
    """May import, place and freeze data: planners of the force and administrators."""
    return is_planner(user, field_force) or has_role(user, Role.ADMINISTRATOR, field_force)


def require_data_manager(user: Any, field_force: FieldForce) -> None:
    """Raises 404 for strangers to the field force, 403 for those who may only look."""
    require_visible_force(user, field_force)
    if not can_manage_data(user, field_force):
        raise NotAllowed(
            "needs_planner",
            _("Changing data of %(force)s needs the role planner; an administrator can give it."),
            force=field_force.name,
        )


def require_visible_force(user: Any, field_force: FieldForce) -> None:
    """Raises 404 unless the user belongs to the field force in some way."""
    if not visible_field_forces(user).filter(pk=field_force.pk).exists():
        raise NotFound()


def visible_field_forces(user: Any) -> QuerySet[FieldForce]:
    """The field forces in which the user has a role or a seat; all of them for a role without a force."""
    if not getattr(user, "is_authenticated", False):
        return FieldForce.objects.none()
    grants = grants_of(user)
    if is_administrator(user) or grants.filter(field_force__isnull=True).exists():
        return FieldForce.objects.all()
    return FieldForce.objects.filter(
        Q(pk__in=grants.values("field_force")) | Q(pk__in=selectors.seats(user).values("field_force"))
    )


def positions_in_scope(user: Any, field_force: FieldForce, day: datetime.date | None = None) -> QuerySet[Position]:
    """The positions a user answers for: all for planners; else own seats and managed positions with what is below."""
    everything = Position.objects.filter(field_force=field_force)
    if not getattr(user, "is_authenticated", False):
        return everything.none()
    if sees_whole_force(user, field_force):
        return everything
    roots = set(selectors.seats(user, day).filter(field_force=field_force).values_list("pk", flat=True))
    managed = grants_of(user, field_force).filter(role=Role.MANAGER, position__isnull=False)
    roots |= set(managed.values_list("position", flat=True))
    return everything.filter(pk__in=selectors.subtree_ids(roots))


def managers_of(position: Position, day: datetime.date | None = None) -> QuerySet[User]:
    """The users who decide for this very position; see `people.selectors.managers_of`."""
    return selectors.managers_of(position, day)


def landing(user: User) -> str:
    """Where a person begins: plans, reviews, rep or admin."""
    roles = set(grants_of(user).values_list("role", flat=True))
    for role, page in ((Role.PLANNER, "plans"), (Role.MANAGER, "reviews"), (Role.REP, "rep")):
        if role in roles:
            return page
    return "admin" if is_administrator(user) else "rep"
