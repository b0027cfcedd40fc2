"""The market as tables: accounts with their measures, owner texts, and the work list of what lies nowhere."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
from django.db import connection
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When

from accounts.customers.models import Account, Placement
from geography.models import Geography
from people.models import FieldForce, Rep
from people.selectors import roster_on, today

WORKLOAD = Case(When(field_covered=True, then=F("visits_per_year") * F("minutes_per_visit") / 60.0), default=Value(0.0))

_TABLE = """
SELECT account.code, account.name, account.owner, account.is_national, account.tier, account.kind,
       COALESCE(unit.idx, -1) AS unit, 1.0 AS accounts,
       (account.kind = 'customer')::int::float AS customers, (account.kind = 'prospect')::int::float AS prospects,
       account.revenue_12m, account.potential,
       CASE WHEN account.field_covered THEN account.visits_per_year * account.minutes_per_visit / 60 ELSE 0 END,
       CASE WHEN account.field_covered THEN account.visits_per_year ELSE 0 END
FROM customers_account account
LEFT JOIN customers_placement place
  ON place.account_id = account.id AND place.geography_id = %s AND place.valid_during @> %s::date
LEFT JOIN geography_unit unit ON unit.id = place.unit_id
WHERE account.field_force_id = %s AND account.status = 'active'
ORDER BY account.code
"""
_COLUMNS = [
    "code",
    "name",
    "owner",
    "is_national",
    "tier",
    "kind",
    "unit",
    "accounts",
    "customers",
    "prospects",
    "revenue_12m",
    "potential",
    "workload_hours",
    "visits",
]


def accounts_table(field_force: FieldForce, geography: Geography, day: datetime.date) -> pd.DataFrame:
    """Active accounts by code: code, name, owner, is_national, tier, kind, unit (idx or −1), one column per measure."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLE, [geography.pk, day, field_force.pk])
        return pd.DataFrame(cursor.fetchall(), columns=_COLUMNS)


def owners(field_force: FieldForce, day: datetime.date | None = None) -> list[dict[str, Any]]:
    """The owner texts of the active accounts with their weight, and the position each one seems to mean.

    [{owner, accounts, revenue_12m, workload_hours, national, rep, left, position}], heaviest first. `rep` is the
    employee number when the text names exactly one rep (by number or name), `position` the code of their primary seat.
    """
    active = Account.objects.filter(field_force=field_force, status=Account.Status.ACTIVE)
    rows: Any = active.values("owner").annotate(  # type: ignore[no-redef]  # in place of a property of that name
        accounts=Count("pk"),
        revenue=Sum("revenue_12m"),
        workload_hours=Sum(WORKLOAD),
        national=Count("pk", filter=Q(is_national=True)),
    )
    people = _people_by_text(field_force, day or today())
    found = [
        {**row, "revenue_12m": row.pop("revenue"), **people.get(row["owner"].strip().lower(), _NOBODY)}
        for row in rows.order_by("-workload_hours", "owner")
    ]
    return found


_NOBODY: dict[str, Any] = {"rep": None, "left": False, "position": None}


def _people_by_text(field_force: FieldForce, day: datetime.date) -> dict[str, dict[str, Any]]:
    """Lower-case number, name or position code → who is meant; a name that two people bear means nobody."""
    seats = {
        entry.rep_id: entry.position.code
        for entry in roster_on(day).filter(position__field_force=field_force, kind="primary").select_related("position")
    }
    meant: dict[str, dict[str, Any]] = {
        code.lower(): {"rep": None, "left": False, "position": code}
        for code in field_force.positions.filter(level=0).values_list("code", flat=True)
    }
    names: dict[str, int] = {}
    for rep in Rep.objects.filter(roster__position__field_force=field_force).distinct():
        facts = {
            "rep": rep.employee_no,
            "left": rep.left_on is not None and rep.left_on <= day,
            "position": seats.get(rep.pk),
        }
        for text in {rep.employee_no.lower(), rep.name.lower(), *(n.lower() for n in rep.names.values())}:
            names[text] = names.get(text, 0) + 1
            meant[text] = facts
    return {text: facts for text, facts in meant.items() if names.get(text, 1) == 1}


def unplaced(field_force: FieldForce, geography: Geography, day: datetime.date | None = None) -> QuerySet[Account]:
    """The work list: active accounts in no unit, each with `.reason`.

    no_place (neither coordinates nor postcode), abroad, outside (coordinates in no unit), unknown_postcode.
    """
    day = day or today()
    placed = Placement.objects.filter(account=OuterRef("pk"), geography=geography, valid_during__contains=day)
    abroad = ~Q(country="") & ~Q(country=geography.country)
    reason = Case(
        When(abroad, then=Value("abroad")),
        When(location__isnull=False, then=Value("outside")),
        When(postcode="", then=Value("no_place")),
        default=Value("unknown_postcode"),
        output_field=CharField(),
    )
    active = Account.objects.filter(field_force=field_force, status=Account.Status.ACTIVE)
    return active.filter(~Exists(placed)).annotate(reason=reason).order_by("code")
