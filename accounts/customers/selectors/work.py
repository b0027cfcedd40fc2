"""What there is to do: visits made and due, sales by month, a rep's own accounts."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import (
    Case,
    DateField,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf

from accounts.coverage.selectors import territories_of
from accounts.customers.models import Account, Sale, Visit
from accounts.customers.selectors.ownership import held_by
from people.models import Position
from people.selectors import seats, today

DAYS_A_YEAR = 365.0
PROSPECTS_SHOWN = 200


class AddDays(Func):
    """date + integer, which PostgreSQL counts in days."""

    template = "(%(expressions)s)"
    arg_joiner = " + "
    output_field = DateField()


def with_due(accounts: QuerySet[Account], day: datetime.date) -> QuerySet[Account]:
    """Adds `last_visit` and `next_due`: the last visit plus the account's interval; never visited is due on `day`."""
    last = Visit.objects.filter(account=OuterRef("pk"), on__lte=day).order_by("-on").values("on")[:1]
    interval = Cast(Value(DAYS_A_YEAR) / NullIf(F("visits_per_year"), Value(0.0)), IntegerField())
    due = Case(
        When(
            Q(field_covered=True, visits_per_year__gt=0),
            then=Coalesce(AddDays(F("last_visit"), interval), Value(day), output_field=DateField()),
        ),
        default=Value(None),
        output_field=DateField(),
    )
    return accounts.annotate(last_visit=Subquery(last)).annotate(next_due=due)


def visits_due(account: Any, day: datetime.date) -> int:
    """How many visits the account is behind on `day`; 0 while the next one still lies ahead."""
    if account.next_due is None or account.next_due > day:
        return 0
    interval = max(1.0, DAYS_A_YEAR / account.visits_per_year)
    return 1 + int((day - account.next_due).days // interval)


def sales_by_month(account: Account) -> list[dict[str, Any]]:
    """[{month, product, amount, quantity}] in order, for the account's page."""
    rows: Any = Sale.objects.filter(account=account).values("month", product_code=F("product__code"))
    return list(rows.annotate(amount=Sum("amount"), quantity=Sum("quantity")).order_by("month", "product_code"))


def my_accounts(user: Any, day: datetime.date | None = None) -> dict[str, Any]:
    """What a rep works with: own positions, their territories, and the active accounts with what is due.

    All customers, and of the prospects (counted in `prospects`) those with most potential; the list of accounts has
    the others.
    """
    day = day or today()
    positions: QuerySet[Position] = seats(user, day).select_related("field_force")
    active = Account.objects.filter(held_by(positions, day), status=Account.Status.ACTIVE)
    prospects = active.filter(kind=Account.Kind.PROSPECT).order_by("-potential", "code").values_list("pk", flat=True)
    chosen = active.filter(Q(kind=Account.Kind.CUSTOMER) | Q(pk__in=list(prospects[:PROSPECTS_SHOWN])))
    return {
        "positions": positions,
        "territories": territories_of(positions, day),
        "accounts": with_due(chosen, day).order_by(F("next_due").asc(nulls_last=True), "-revenue_12m", "code"),
        "prospects": prospects.count(),
    }
