"""What lists of accounts can be asked for."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from accounts.customers.models import Account, Placement
from accounts.customers.selectors import visible_accounts, with_due
from common.errors import NotFound, PlanningError
from people.models import FieldForce
from people.permissions import visible_field_forces
from people.selectors import today

ORDERINGS = ("code", "name", "tier", "revenue_12m", "potential", "city", "postcode", "owner", "last_visit", "next_due")
PARAMETERS = [
    OpenApiParameter("field_force", str, description="Key of one sales team; all one may see if left out."),
    OpenApiParameter("search", str, description="Part of the name, or the beginning of code, city or postcode."),
    OpenApiParameter("tier", str, description="A, B, C, D; several separated by commas."),
    OpenApiParameter("kind", str, enum=["customer", "prospect"]),
    OpenApiParameter("status", str, enum=["active", "closed", "all"], description="Active ones if left out."),
    OpenApiParameter("owner", str, description="The owner text of the import, exactly."),
    OpenApiParameter("unit", str, description="Code of a unit; with `geography` of that one only."),
    OpenApiParameter("geography", str, description="Key of the geography that `unit` belongs to."),
    OpenApiParameter("position", str, description="Code of the position that covers the account on the day."),
    OpenApiParameter("due", bool, description="Only those with a visit due on the day."),
    OpenApiParameter("on", datetime.date, description="The day; today if left out."),
    OpenApiParameter("ordering", str, enum=[*ORDERINGS, *(f"-{name}" for name in ORDERINGS)]),
]

_HELD = """
SELECT owner.account_id FROM account_owner owner JOIN people_position position ON position.id = owner.position_id
WHERE position.code = %s AND owner.valid_during @> %s::date
"""


def asked_day(request: Request) -> datetime.date:
    """`?on=`, or today. Raises PlanningError for what is no date."""
    text = request.query_params.get("on")
    if not text:
        return today()
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise PlanningError("bad_date", _("“%(text)s” is not a date like 2027-01-31."), text=text)
    return day


def asked_force(request: Request, key: str | None = None) -> FieldForce:
    """The field force named, or the only one the person has. Raises NotFound, or PlanningError when it is unclear."""
    key = key or request.query_params.get("field_force")
    forces = visible_field_forces(request.user)
    if key:
        force = forces.filter(key=key).first()
        if force is None:
            raise NotFound()
        return force
    found = list(forces[:2])
    if len(found) != 1:
        raise PlanningError("name_field_force", _("Say which sales team: ?field_force="))
    return found[0]


def asked_accounts(request: Request) -> QuerySet[Account]:
    """The visible accounts that the query asks for, with due dates, in order."""
    asked = request.query_params.get("ordering", "code")
    return asked_set(request).select_related("field_force").order_by(*_ordering(asked))


def asked_set(request: Request) -> QuerySet[Account]:
    """The visible accounts that the query asks for, with due dates."""
    day = asked_day(request)
    force = asked_force(request) if request.query_params.get("field_force") else None
    accounts = visible_accounts(request.user, day, force).filter(_condition(request.query_params, day))
    accounts = with_due(accounts, day)
    if request.query_params.get("due") in ("1", "true"):
        accounts = accounts.filter(next_due__lte=day)
    return accounts


def _condition(asked: Any, day: datetime.date) -> Q:
    condition = Q()
    if (status := asked.get("status") or Account.Status.ACTIVE) != "all":
        condition &= Q(status=status)
    if text := asked.get("search", "").strip():
        condition &= (
            Q(name__icontains=text)
            | Q(name_local__icontains=text)
            | Q(code__istartswith=text)
            | Q(city__istartswith=text)
            | Q(postcode__startswith=text)
        )
    if tiers := asked.get("tier"):
        condition &= Q(tier__in=tiers.split(","))
    for field in ("kind", "owner"):
        if asked.get(field):
            condition &= Q(**{field: asked[field]})
    if asked.get("unit"):
        condition &= Q(pk__in=_in_unit(asked["unit"], asked.get("geography"), day))
    if asked.get("position"):
        condition &= Q(pk__in=RawSQL(_HELD, [asked["position"], day]))  # noqa: S611 - parameters only
    return condition


def _in_unit(code: str, geography: str | None, day: datetime.date) -> QuerySet[Any]:
    places = Placement.objects.filter(unit__code=code, valid_during__contains=day)
    return (places.filter(geography__key=geography) if geography else places).values("account")


def _ordering(asked: str) -> list[Any]:
    name = asked.removeprefix("-")
    if name not in ORDERINGS:
        raise PlanningError("bad_ordering", _("Lists can be ordered by: %(names)s."), names=", ".join(ORDERINGS))
    key = F(name).desc(nulls_last=True) if asked.startswith("-") else F(name).asc(nulls_last=True)
    return [key] if name == "code" else [key, "code"]
