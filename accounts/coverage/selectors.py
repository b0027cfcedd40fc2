"""Reads of coverage: always for a day, and as somebody knows it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.coverage.models import CoverageAccount, CoverageUnit, Role
from accounts.coverage.permissions import knows_ahead
from people.models import FieldForce, Position

#: Known to everybody by now / known to those who publish.
ANNOUNCED, PUBLISHED = "announced", "published"


def knowledge(as_known: str) -> Q:
    """The rows that are the truth for a reader: `ANNOUNCED` (the field) or `PUBLISHED` (planners)."""
    if as_known == PUBLISHED:
        return Q(known_during__isempty=False, known_during__upper_inf=True)
    return Q(known_during__contains=timezone.now())


def known_to(user: Any, field_force: FieldForce) -> Q:
    """The filter over coverage rows that hides from `user` what has not been announced yet."""
    return knowledge(PUBLISHED if knows_ahead(user, field_force) else ANNOUNCED)


def units_on(
    field_force: FieldForce, day: datetime.date, *, as_known: str = PUBLISHED, role: str = Role.PRIMARY
) -> QuerySet[CoverageUnit]:
    """Unit rows that hold on a day."""
    rows = CoverageUnit.objects.filter(knowledge(as_known), field_force=field_force, valid_during__contains=day)
    return rows.filter(role=role)


def accounts_on(
    field_force: FieldForce, day: datetime.date, *, as_known: str = PUBLISHED, role: str = Role.PRIMARY
) -> QuerySet[CoverageAccount]:
    """Named-account rows that hold on a day."""
    rows = CoverageAccount.objects.filter(knowledge(as_known), field_force=field_force, valid_during__contains=day)
    return rows.filter(role=role)


def position_units(position: Position, day: datetime.date, *, as_known: str = ANNOUNCED) -> QuerySet[CoverageUnit]:
    """The unit rows of a position on a day."""
    return units_on(position.field_force, day, as_known=as_known).filter(position=position)


def position_accounts(
    position: Position, day: datetime.date, *, as_known: str = ANNOUNCED
) -> QuerySet[CoverageAccount]:
    """The accounts a position covers by name on a day."""
    return accounts_on(position.field_force, day, as_known=as_known).filter(position=position)


def territories_of(positions: QuerySet[Position], day: datetime.date, *, as_known: str = ANNOUNCED) -> list[dict]:
    """The territories that positions hold on a day: [{territory_key, territory_name, position (code)}]."""
    rows: Any = CoverageUnit.objects.filter(
        knowledge(as_known), position__in=positions, valid_during__contains=day, role=Role.PRIMARY
    )
    return list(rows.order_by("territory_key").values("territory_key", "territory_name", "position__code").distinct())
