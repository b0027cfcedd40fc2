"""Accounts: lists, one account, the map, the work list, visits, export."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from django.db.models import F, FloatField, Func, QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.customers import selectors, services
from accounts.customers.api.filters import PARAMETERS, asked_accounts, asked_day, asked_force, asked_set
from accounts.customers.api.serializers import (
    AccountDetailSerializer,
    AccountMapSerializer,
    AccountSerializer,
    CutRequestSerializer,
    FrozenCutSerializer,
    MyAccountsSerializer,
    PlacementRequestSerializer,
    PlacementSerializer,
    UnplacedSerializer,
    VisitRequestSerializer,
    VisitSerializer,
)
from accounts.customers.models import Account, Product
from common import arrays
from common.api import AnyAccept, ApiView, body_of
from common.errors import NotFound
from common.importing import rows_as_csv
from geography.selectors import geography_by_key
from people.permissions import require_data_manager

MAP_CAP = 20_000
SHOWN_VISITS = 50
EXPORT_BATCH = 2_000
EXPORTED = [
    "code",
    "name",
    "name_local",
    "kind",
    "status",
    "tier",
    "industry",
    "field_covered",
    "revenue_12m",
    "potential",
    "currency",
    "visits_per_year",
    "minutes_per_visit",
    "address",
    "city",
    "postcode",
    "country",
    "lon",
    "lat",
    "owner",
    "is_national",
    "family",
    "synthetic",
    "territory",
    "position",
]


def owners_of(accounts: Iterable[Account], day: datetime.date, user: Any) -> dict[int, list[dict[str, str]]]:
    """Who covers each of the accounts on a day, as the user knows it; one query per field force."""
    by_force: dict[Any, list[int]] = {}
    for account in accounts:
        by_force.setdefault(account.field_force, []).append(account.pk)
    found: dict[int, list[dict[str, str]]] = {}
    for force, ids in by_force.items():
        found |= selectors.owners_on(ids, force, day, user=user)
    return found


def visible_account(request: Request, code: str) -> Account:
    """The account of that code, with due dates, or NotFound when it is not this person's to see."""
    day = asked_day(request)
    found = selectors.with_due(selectors.visible_accounts(request.user, day).filter(code=code), day)
    account = found.select_related("field_force").first()
    if account is None:
        raise NotFound()
    return account


class Accounts(ApiView):
    """The accounts one may see."""

    serializer_class = AccountSerializer
    queryset = Account.objects.none()

    @extend_schema(operation_id="accounts_list", parameters=PARAMETERS, responses=AccountSerializer(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(asked_accounts(request)) or []
        day = asked_day(request)
        context = {"day": day, "owners": owners_of(page, day, request.user)}
        return self.get_paginated_response(AccountSerializer(page, many=True, context=context).data)


class AccountDetail(ApiView):
    """One account: facts, monthly sales by product, visits, and who covers it on a day."""

    serializer_class = AccountDetailSerializer

    @extend_schema(operation_id="account", parameters=[OpenApiParameter("on", datetime.date)])
    def get(self, request: Request, code: str) -> Response:
        return Response(_detail(visible_account(request, code), asked_day(request), request.user))


def _detail(account: Any, day: datetime.date, user: Any) -> dict[str, Any]:
    context = {"day": day, "owners": owners_of([account], day, user)}
    return {
        **AccountSerializer(account, context=context).data,
        "sales": [{"product": row.pop("product_code"), **row} for row in selectors.sales_by_month(account)],
        "products": list(Product.objects.filter(field_force=account.field_force).values("code", "name", "names")),
        "visits": VisitSerializer(account.visits.select_related("position")[:SHOWN_VISITS], many=True).data,
        "coverage": context["owners"].get(account.pk, []),
    }


class AccountMap(ApiView):
    """The located accounts one may see, as columns; the largest first when there are more than the cap."""

    serializer_class = AccountMapSerializer

    @extend_schema(operation_id="accounts_map", parameters=PARAMETERS)
    def get(self, request: Request) -> Response:
        accounts = asked_set(request).filter(location__isnull=False)
        total = accounts.count()
        shown = accounts.order_by("-revenue_12m", "code").values_list(
            "code", "name", "tier", "kind", "revenue_12m", _coordinate("X"), _coordinate("Y")
        )[:MAP_CAP]
        codes, names, tiers, kinds, revenue, lon, lat = zip(*shown, strict=True) if total else [()] * 7
        return Response(
            {
                "total": total,
                "capped": total > len(codes),
                "codes": codes,
                "names": names,
                "tiers": tiers,
                "kinds": kinds,
                "lonlat_b64": arrays.encode(np.column_stack([lon, lat]), "f4"),
                "revenue_b64": arrays.encode(revenue, "f8"),
            }
        )


def _coordinate(axis: str) -> Func:
    return Func(F("location"), function=f"ST_{axis}", output_field=FloatField())


class Unplaced(ApiView):
    """The work list: accounts that lie in no unit of a geography."""

    serializer_class = UnplacedSerializer

    @extend_schema(
        operation_id="accounts_unplaced",
        parameters=[OpenApiParameter("geography", str, required=True), OpenApiParameter("field_force", str)],
        responses=UnplacedSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        force = asked_force(request)
        require_data_manager(request.user, force)
        geography = geography_by_key(request.query_params.get("geography", ""))
        page = self.paginate_queryset(selectors.unplaced(force, geography))
        return self.get_paginated_response(UnplacedSerializer(page, many=True).data)


class AccountPlacement(ApiView):
    """Put an account into a unit by hand."""

    serializer_class = PlacementSerializer

    @extend_schema(request=PlacementRequestSerializer, responses={201: PlacementSerializer})
    def post(self, request: Request, code: str) -> Response:
        body = body_of(request, PlacementRequestSerializer)
        placement = services.account_place_by_hand(
            account=visible_account(request, code),
            geography=geography_by_key(body["geography"]),
            unit_code=body["unit"],
            actor=request.user,
        )
        return Response(PlacementSerializer(placement).data, status=status.HTTP_201_CREATED)


class AccountVisits(ApiView):
    """Log a visit."""

    serializer_class = VisitSerializer

    @extend_schema(request=VisitRequestSerializer, responses={201: VisitSerializer})
    def post(self, request: Request, code: str) -> Response:
        body = body_of(request, VisitRequestSerializer)
        visit = services.visit_log(actor=request.user, account=visible_account(request, code), **body)
        return Response(VisitSerializer(visit).data, status=status.HTTP_201_CREATED)


class MyAccounts(ApiView):
    """A rep's own ground and accounts, the most urgent visit first."""

    serializer_class = MyAccountsSerializer

    @extend_schema(operation_id="my_accounts", parameters=[OpenApiParameter("on", datetime.date)])
    def get(self, request: Request) -> Response:
        day = asked_day(request)
        mine = selectors.my_accounts(request.user, day)
        accounts = list(mine["accounts"].select_related("field_force"))
        lines = AccountSerializer(
            accounts, many=True, context={"day": day, "owners": owners_of(accounts, day, request.user)}
        ).data
        customers = [account for account in accounts if account.kind == Account.Kind.CUSTOMER]
        return Response(
            MyAccountsSerializer(
                {
                    "day": day,
                    "positions": [position.code for position in mine["positions"]],
                    "territories": mine["territories"],
                    "count": len(customers),
                    "prospects": mine["prospects"],
                    "revenue_12m": sum(a.revenue_12m for a in customers),
                    "potential": sum(a.potential for a in customers),
                    "visits_due": sum(line["visits_due"] > 0 for line in lines),
                    "accounts": [],
                }
            ).data
            | {"accounts": lines}
        )


class AccountExport(ApiView):
    """The accounts asked for as CSV that an import takes back."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="accounts_export", parameters=PARAMETERS, responses={(200, "text/csv"): OpenApiResponse(bytes)}
    )
    def get(self, request: Request) -> HttpResponseBase:
        rows = _export_rows(asked_accounts(request), asked_day(request), request.user)
        response = StreamingHttpResponse(rows_as_csv(EXPORTED, rows), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="accounts.csv"'
        return response


def _export_rows(accounts: QuerySet[Account], day: datetime.date, user: Any) -> Iterator[list[Any]]:
    ids = list(accounts.values_list("pk", flat=True))
    for start in range(0, len(ids), EXPORT_BATCH):
        wanted = ids[start : start + EXPORT_BATCH]
        batch = Account.objects.select_related("field_force").in_bulk(wanted)
        owners = owners_of(batch.values(), day, user)
        yield from (_export_row(batch[pk], owners.get(pk, [])) for pk in wanted if pk in batch)


def _export_row(account: Account, owners: list[dict[str, str]]) -> list[Any]:
    primary = next((row for row in owners if row["role"] == "primary"), {})
    extra = {
        "lon": account.location.x if account.location else None,
        "lat": account.location.y if account.location else None,
        "territory": primary.get("territory_name"),
        "position": primary.get("position"),
    }
    return [extra[name] if name in extra else getattr(account, name) for name in EXPORTED]


class Cuts(ApiView):
    """Freeze a field force's market on a geography as of a day (today): the figures that plans are made on."""

    serializer_class = FrozenCutSerializer

    @extend_schema(operation_id="cut_make", request=CutRequestSerializer, responses={201: FrozenCutSerializer})
    def post(self, request: Request, key: str) -> Response:
        body = body_of(request, CutRequestSerializer)
        cut = services.cut_make(
            field_force=asked_force(request, key),
            geography=geography_by_key(body["geography"]),
            as_of=body.get("as_of") or asked_day(request),
            actor=request.user,
        )
        return Response(FrozenCutSerializer(cut).data, status=status.HTTP_201_CREATED)
