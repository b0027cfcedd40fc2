"""Visits as they are logged."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.customers.models import Account, Visit
from accounts.customers.selectors import owner_on
from common.audit import record
from common.errors import PlanningError
from people.models import Position
from people.selectors import seats, today


@transaction.atomic
def visit_log(
    *, actor: Any, account: Account, on: datetime.date | None = None, minutes: int = 0, note: str = ""
) -> Visit:
    """Log a visit by one of the actor's own positions; rights to see the account are the caller's to check.

    Raises PlanningError for a day that has not come yet.
    """
    on = on or today()
    if on > today():
        raise PlanningError("visit_in_future", _("A visit can be logged once it has happened."))
    visit = Visit.objects.create(
        account=account, position=_position(actor, account, on), on=on, minutes=minutes, note=note
    )
    record(actor, "visit_log", visit, account=account.code, on=on, minutes=minutes)
    return visit


def _position(actor: Any, account: Account, on: datetime.date) -> Position | None:
    """The actor's seat that covers the account on that day, else any seat of theirs."""
    own = list(seats(actor, on))
    owner = owner_on(account, on)
    return next((post for post in own if owner and post.code == owner["position"]), own[0] if own else None)
