"""HTTP over the ground: geographies with units, borders and measures; boundary imports; the base map's settings."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.http import http_date
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from common import arrays
from common.api import ApiView, body_of
from common.errors import NotFound
from geography import basemap, selectors, services
from geography.models import Geography
from geography.serializers import (
    AdjacencySerializer,
    BoundaryImportSerializer,
    BoundaryLoadSerializer,
    BoundaryUploadSerializer,
    GeographyDetailSerializer,
    GeographySerializer,
    MapConfigSerializer,
    MeasureVectorSerializer,
    UnitsSerializer,
)

VERSION_PARAMETER = OpenApiParameter(
    "v", OpenApiTypes.STR, description="The geography's version: the answer may then be kept for ever."
)
MEASURES_SCHEMA = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {
            "names": {"type": "object", "additionalProperties": {"type": "string"}},
            "unit": {"type": "string"},
            "b64": {"type": "string", "description": "float64 in idx order."},
        },
        "required": ["names", "unit", "b64"],
    },
}


class Geographies(ApiView):
    """All ground there is."""

    serializer_class = GeographySerializer

    @extend_schema(operation_id="geographies_list", responses=GeographySerializer(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(Geography.objects.order_by("country", "key"))
        return self.get_paginated_response(GeographySerializer(page, many=True).data)


class GeographyDetail(ApiView):
    """One geography: where it comes from, what was repaired, what it measures."""

    serializer_class = GeographyDetailSerializer

    def get(self, request: Request, key: str) -> Response:
        geography = selectors.geography_by_key(key)
        return Response(GeographyDetailSerializer(_with_details(geography)).data)


def _with_details(geography: Geography) -> Geography:
    geography.link_set = selectors.latest_link_set(geography).version
    found = selectors.measures(geography)
    facts = [{"key": m.key, "names": m.names, "unit": m.unit, "total": float(m.vector.sum())} for m in found]
    geography.__dict__["_prefetched_objects_cache"] = {"measures": facts}
    return geography


class Units(ApiView):
    """All units of a geography at once, in columns."""

    serializer_class = UnitsSerializer

    @extend_schema(parameters=[VERSION_PARAMETER])
    def get(self, request: Request, key: str) -> Response:
        geography = selectors.geography_by_key(key)
        table = selectors.unit_table(geography)
        body = {
            "codes": table["code"].tolist(),
            "names": table["name"].tolist(),
            "names_ko": [names.get("ko", "") for names in table["names"]],
            "parents": {
                level: [parents.get(level, "") for parents in table["parents"]] for level in geography.parent_levels
            },
            "lonlat_b64": arrays.encode(table[["lon", "lat"]].to_numpy(), "f4"),
            "area_b64": arrays.encode(table["area_km2"].to_numpy(), "f4"),
        }
        return _kept(request, geography, body)


class Adjacency(ApiView):
    """Neighbours, by the newest links or by a named version of them."""

    serializer_class = AdjacencySerializer

    @extend_schema(parameters=[OpenApiParameter("link_set", OpenApiTypes.INT, description="Version of the links.")])
    def get(self, request: Request, key: str) -> Response:
        geography = selectors.geography_by_key(key)
        link_set = _link_set(geography, request.query_params.get("link_set"))
        edges, length = selectors.adjacency(geography, link_set)
        links = list(link_set.links.order_by("a", "b").values("a", "b", "kind", "length_km"))
        return Response(
            {
                "link_set": link_set.version,
                "edges_b64": arrays.encode(edges, "i4"),
                "length_b64": arrays.encode(length, "f4"),
                "links": links,
            }
        )


def _link_set(geography: Geography, version: str | None) -> Any:
    if not version:
        return selectors.latest_link_set(geography)
    found = geography.link_sets.filter(version=version).first() if version.isdigit() else None
    if found is None:
        raise NotFound()
    return found


class Measures(ApiView):
    """What the ground itself brings: people, households, income."""

    serializer_class = MeasureVectorSerializer

    @extend_schema(operation_id="geography_measures", parameters=[VERSION_PARAMETER], responses={200: MEASURES_SCHEMA})
    def get(self, request: Request, key: str) -> Response:
        geography = selectors.geography_by_key(key)
        body = {
            m.key: {"names": m.names, "unit": m.unit, "b64": arrays.encode(m.vector, "f8")}
            for m in selectors.measures(geography)
        }
        return _kept(request, geography, body)


def _kept(request: Request, geography: Geography, body: dict[str, Any]) -> Response:
    """An answer that never changes: kept for ever by whoever names the geography's version."""
    named = request.query_params.get("v") == geography.content_hash
    keep = "private, max-age=31536000, immutable" if named else "private, no-cache"
    modified = http_date(geography.frozen_at.timestamp())
    return Response(body, headers={"Cache-Control": keep, "Last-Modified": modified})


class BoundaryImports(ApiView):
    """Boundary files: upload and check. Nothing changes until an import is loaded."""

    serializer_class = BoundaryImportSerializer
    parser_classes = [MultiPartParser, FormParser]

    @extend_schema(request=BoundaryUploadSerializer, responses={201: BoundaryImportSerializer})
    def post(self, request: Request) -> Response:
        made = services.boundaries_upload(actor=request.user, **body_of(request, BoundaryUploadSerializer))
        return Response(BoundaryImportSerializer(made).data, status=status.HTTP_201_CREATED)


class BoundaryImportDetail(ApiView):
    """One import: its state and its report."""

    serializer_class = BoundaryImportSerializer

    def get(self, request: Request, import_id: int) -> Response:
        return Response(BoundaryImportSerializer(selectors.boundary_import(request.user, import_id)).data)


class BoundaryImportLoad(ApiView):
    """Make a new geography of a checked file."""

    serializer_class = BoundaryImportSerializer

    @extend_schema(request=BoundaryLoadSerializer, responses={202: BoundaryImportSerializer})
    def post(self, request: Request, import_id: int) -> Response:
        job = selectors.boundary_import(request.user, import_id)
        job = services.boundaries_request_load(job=job, actor=request.user, **body_of(request, BoundaryLoadSerializer))
        return Response(BoundaryImportSerializer(job).data, status=status.HTTP_202_ACCEPTED)


class MapConfig(ApiView):
    """Which base map this installation uses."""

    serializer_class = MapConfigSerializer

    def get(self, request: Request) -> Response:
        return Response(MapConfigSerializer(basemap.configuration()).data)


urlpatterns = [
    path("config/map", MapConfig.as_view()),
    path("geographies", Geographies.as_view()),
    path("geographies/imports", BoundaryImports.as_view()),
    path("geographies/imports/<int:import_id>", BoundaryImportDetail.as_view()),
    path("geographies/imports/<int:import_id>/load", BoundaryImportLoad.as_view()),
    path("geographies/<slug:key>", GeographyDetail.as_view()),
    path("geographies/<slug:key>/units", Units.as_view()),
    path("geographies/<slug:key>/adjacency", Adjacency.as_view()),
    path("geographies/<slug:key>/measures", Measures.as_view()),
]
