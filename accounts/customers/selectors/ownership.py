"""Whose account it is on a day, and so who may see it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from accounts.coverage.permissions import knows_ahead
from accounts.customers.models import Account
from people.models import FieldForce, Position
from people.permissions import positions_in_scope, sees_whole_force, visible_field_forces
from people.selectors import today

_OWNERS = """
SELECT owner.account_id, owner.role, owner.territory_key, owner.territory_name, position.code, position.name, owner.via
FROM account_owner_as_known({moment}) owner
LEFT JOIN people_position position ON position.id = owner.position_id
WHERE owner.account_id = ANY(%s) AND owner.field_force_id = %s AND owner.valid_during @> %s::date
ORDER BY owner.role
"""
_HELD = """
SELECT account_id FROM account_owner WHERE position_id = ANY(%s) AND valid_during @> %s::date
"""
_FIELDS = ("role", "territory_key", "territory_name", "position", "position_name", "via")


def visible_accounts(
    user: Any, day: datetime.date | None = None, field_force: FieldForce | None = None
) -> QuerySet[Account]:
    """The accounts a person may see: planners and administrators a whole force, managers their tree, reps their own."""
    forces = [field_force] if field_force is not None else list(visible_field_forces(user))
    allowed = Q(pk__in=[])
    for force in forces:
        if sees_whole_force(user, force):
            allowed |= Q(field_force=force)
        else:
            allowed |= held_by(positions_in_scope(user, force, day), day)
    return Account.objects.filter(allowed)


def held_by(positions: QuerySet[Position], day: datetime.date | None = None) -> Q:
    """The accounts that positions cover on a day, through their ground or by name, as far as it is announced."""
    ids = list(positions.values_list("pk", flat=True))
    return Q(pk__in=RawSQL(_HELD, [ids, day or today()]))  # noqa: S611 - parameters only


def owners_on(
    account_ids: Iterable[int], field_force: FieldForce, day: datetime.date | None = None, *, user: Any = None
) -> dict[int, list[dict[str, str]]]:
    """Account id → who covers it on a day as the user knows it: [{role, territory_key, position, via, …}]."""
    moment = "'infinity'" if user is not None and knows_ahead(user, field_force) else "statement_timestamp()"
    found: dict[int, list[dict[str, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_OWNERS.format(moment=moment), [list(account_ids), field_force.pk, day or today()])
        for account_id, *values in cursor.fetchall():
            found.setdefault(account_id, []).append(dict(zip(_FIELDS, values, strict=True)))
    return found


def owner_on(account: Account, day: datetime.date | None = None, *, user: Any = None) -> dict[str, str] | None:
    """The primary owner of one account on a day, or None."""
    rows = owners_on([account.pk], account.field_force, day, user=user).get(account.pk, [])
    return next((row for row in rows if row["role"] == "primary"), None)
