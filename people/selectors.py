"""Reads over people: the tree of positions and who sits where on a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from people.models import FieldForce, Position, Rep, RoleGrant, RosterEntry, User

#: The kinds of incumbency that carry the full duty of the post.
HOLDING = (RosterEntry.Kind.PRIMARY, RosterEntry.Kind.ACTING, RosterEntry.Kind.JOB_SHARE)

_SUBTREE = """
WITH RECURSIVE tree AS (
    SELECT id FROM people_position WHERE id = ANY(%s)
    UNION SELECT child.id FROM people_position child JOIN tree ON child.parent_id = tree.id
) SELECT id FROM tree
"""
_ANCESTORS = """
WITH RECURSIVE line AS (
    SELECT id, parent_id, 0 AS steps FROM people_position WHERE id = %s
    UNION ALL SELECT up.id, up.parent_id, steps + 1 FROM people_position up JOIN line ON up.id = line.parent_id
    WHERE steps < 50
) SELECT id FROM line WHERE steps > 0 ORDER BY steps
"""


def today() -> datetime.date:
    """The company's today, in its time zone."""
    return timezone.localdate()


def subtree_ids(position_ids: Iterable[int]) -> set[int]:
    """Ids of the positions and of all below them."""
    with connection.cursor() as cursor:
        cursor.execute(_SUBTREE, [list(position_ids)])
        return {row[0] for row in cursor.fetchall()}


def subtree(position: Position) -> QuerySet[Position]:
    """The position and all below it."""
    return Position.objects.filter(pk__in=subtree_ids([position.pk]))


def ancestors(position: Position) -> list[Position]:
    """The line of posts above, nearest first."""
    with connection.cursor() as cursor:
        cursor.execute(_ANCESTORS, [position.pk])
        ids = [row[0] for row in cursor.fetchall()]
    found = Position.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def roster_on(day: datetime.date | None = None) -> QuerySet[RosterEntry]:
    """The entries in force on a day (today if not given), of people who have not left."""
    day = day or today()
    return RosterEntry.objects.filter(valid_during__contains=day).filter(
        Q(rep__left_on__isnull=True) | Q(rep__left_on__gt=day)
    )


def incumbent(position: Position, day: datetime.date | None = None) -> Rep | None:
    """The rep who sits on the position on a day as primary, or None when it is vacant."""
    entry = roster_on(day).filter(position=position, kind=RosterEntry.Kind.PRIMARY).select_related("rep").first()
    return entry.rep if entry else None


def incumbents(position_ids: Iterable[int], day: datetime.date | None = None) -> dict[int, Rep]:
    """Position id → primary rep on a day, for the positions that are not vacant; one query."""
    entries = roster_on(day).filter(position__in=list(position_ids), kind=RosterEntry.Kind.PRIMARY)
    return {entry.position_id: entry.rep for entry in entries.select_related("rep")}


def seats(user: User, day: datetime.date | None = None) -> QuerySet[Position]:
    """The positions this user sits on today (primary, acting or sharing)."""
    held = roster_on(day).filter(rep__user=user, kind__in=HOLDING).values("position")
    return Position.objects.filter(pk__in=held)


def positions_of(field_force: FieldForce, day: datetime.date | None = None) -> QuerySet[Position]:
    """The open positions of a field force, each with `.current`: its roster entries of the day with their reps."""
    day = day or today()
    open_posts = field_force.positions.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))
    entries = roster_on(day).select_related("rep").order_by("kind", "id")
    return open_posts.select_related("parent", "field_force").prefetch_related(
        Prefetch("roster", queryset=entries, to_attr="current")
    )


def managers_of(position: Position, day: datetime.date | None = None) -> QuerySet[User]:
    """The users who decide for this very position: who sits on it, and who was granted the role manager at it."""
    sitting = roster_on(day).filter(position=position, rep__user=OuterRef("pk"), kind__in=HOLDING)
    granted = RoleGrant.objects.filter(user=OuterRef("pk"), role=RoleGrant.Role.MANAGER, position=position)
    return User.objects.filter(is_active=True).filter(Exists(sitting) | Exists(granted))


def nearest_managed(position: Position, day: datetime.date | None = None) -> Position | None:
    """The position itself if somebody decides for it, else the nearest one above that has somebody."""
    return next((post for post in [position, *ancestors(position)] if managers_of(post, day).exists()), None)
