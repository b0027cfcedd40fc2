"""HTTP over alignments."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.urls import path
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.customers.services.cuts import cut_make
from common import arrays
from common.api import ApiView, body_of
from common.errors import NotFound, PlanningError
from geography.models import DataCut, Geography
from people import selectors as people
from people.models import FieldForce
from people.permissions import visible_field_forces
from territories.alignments import exports, ground, permissions, selectors, serializers, services, tables, wire
from territories.alignments.codec import territory_from_dict, territory_to_dict
from territories.alignments.delta import BadDelta
from territories.alignments.models import Alignment, Revision
from territories.alignments.services.infer import Inferred, infer_report, out_of_territory_now
from territories.alignments.state import State

RELATED = ("field_force", "geography", "link_set", "head__author", "created_by", "forked_from")
AGAINST = OpenApiParameter("against", str, required=True, description="alignment:ID, revision:N or coverage:YYYY-MM-DD")
REVISION = OpenApiParameter("revision", int, description="The newest, if not given.")


class Alignments(ApiView):
    """The plans one may know of."""

    serializer_class = serializers.AlignmentSerializer
    queryset = Alignment.objects.none()

    @extend_schema(
        operation_id="alignments_list",
        responses=serializers.AlignmentSerializer(many=True),
        parameters=[
            OpenApiParameter("field_force", str),
            OpenApiParameter("geography", str),
            OpenApiParameter("state", str),
            OpenApiParameter("family", OpenApiTypes.UUID),
            OpenApiParameter("search", str),
        ],
    )
    def get(self, request: Request) -> Response:
        plans = permissions.alignments_visible_to(request.user).select_related(*RELATED, "cut")
        plans = _filtered(plans.defer("head_state", "cut__account_table", "head__delta", "head__snapshot"), request)
        page = self.paginate_queryset(plans.order_by("-updated_at", "-id"))
        return self.get_paginated_response(serializers.AlignmentSerializer(page, many=True).data)

    @extend_schema(
        request=serializers.AlignmentCreateSerializer, responses={201: serializers.AlignmentDetailSerializer}
    )
    def post(self, request: Request) -> Response:
        body = body_of(request, serializers.AlignmentCreateSerializer)
        force, geography, cut = _basis(request, body)
        nodes = body.pop("territories", None)
        made = services.alignment_create(
            actor=request.user, field_force=force, geography=geography, cut=cut,
            territories=nodes and [territory_from_dict(node) for node in nodes], **body,
        )  # fmt: skip
        return _detail(request, made, status.HTTP_201_CREATED)


def _filtered(plans: QuerySet[Alignment], request: Request) -> QuerySet[Alignment]:
    names = {"field_force": "field_force__key", "geography": "geography__key", "state": "state", "family": "family"}
    asked = {field: request.query_params[name] for name, field in names.items() if request.query_params.get(name)}
    if search := request.query_params.get("search"):
        asked["name__icontains"] = search
    return plans.filter(**asked)


def _basis(request: Request, body: dict[str, Any]) -> tuple[FieldForce, Geography, DataCut]:
    """Field force, geography and cut named in a body, taken out of it; 404 for what the user may not know of."""
    force = visible_field_forces(request.user).filter(key=body.pop("field_force")).first()
    geography = Geography.objects.filter(key=body.pop("geography")).first()
    if force is None or geography is None:
        raise NotFound()
    permissions.require_planner(request.user, force)
    cut_id = body.pop("cut", None)
    if cut_id is not None:
        return force, geography, permissions.cut_for(request.user, cut_id)
    return force, geography, cut_make(
        field_force=force, geography=geography, as_of=people.today(), actor=request.user
    )  # fmt: skip


def _detail(request: Request, alignment: Alignment, code: int = status.HTTP_200_OK) -> Response:
    found = permissions.alignment_for(request.user, alignment.pk)
    return Response(serializers.AlignmentDetailSerializer(found, context={"request": request}).data, status=code)


class AlignmentView(ApiView):
    """One plan: its facts and what the reader may do to it."""

    serializer_class = serializers.AlignmentDetailSerializer

    def get(self, request: Request, pk: int) -> Response:
        return _detail(request, permissions.alignment_for(request.user, pk))

    @extend_schema(request=serializers.AlignmentUpdateSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        alignment = permissions.alignment_for(request.user, pk)
        body = body_of(request, serializers.AlignmentUpdateSerializer)
        return _detail(request, services.alignment_update(alignment=alignment, actor=request.user, **body))


class StateView(ApiView):
    """The whole state at a revision; the hash is its ETag."""

    serializer_class = serializers.StateSerializer

    @extend_schema(parameters=[REVISION])
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        alignment = permissions.alignment_for(request.user, pk)
        revision = _revision(request, alignment)
        tag = f'"{alignment.pk}-{revision.number}-{revision.hash}"'
        if request.headers.get("If-None-Match") == tag:
            return HttpResponse(status=status.HTTP_304_NOT_MODIFIED)
        state = selectors.state_at(alignment, revision.number)
        body = {"revision": revision.number, "hash": revision.hash, **wire.state_to_wire(state)}
        response = Response(body, headers={"ETag": tag})
        patch_cache_control(response, private=True, no_cache=True)
        return response


def _revision(request: Request, alignment: Alignment) -> Revision:
    number = request.query_params.get("revision")
    if number is None and alignment.head is not None:
        return alignment.head
    if number is None or not number.isdigit():
        raise PlanningError("bad_revision", _("A revision is a number."))
    return selectors.revision_of(alignment, int(number))


class Edits(ApiView):
    """Changes, brought onto the head item by item."""

    serializer_class = serializers.EditResultSerializer

    @extend_schema(request=serializers.EditSerializer)
    def post(self, request: Request, pk: int) -> Response:
        alignment = permissions.alignment_for(request.user, pk)
        body = body_of(request, serializers.EditSerializer)
        try:
            delta = wire.delta_from_wire(body)
        except BadDelta as error:
            raise PlanningError("bad_change", _("The change cannot be read: %(why)s."), why=str(error)) from error
        asked = {name: body[name] for name in ("base", "label", "cause", "client_id")}
        result = services.edit_apply(alignment=alignment, actor=request.user, delta=delta, **asked)
        return Response(edit_result(result))


def edit_result(result: services.EditResult) -> dict[str, Any]:
    return {
        "revision": result.revision.number,
        "hash": result.revision.hash,
        "applied": len(result.effect),
        "already": result.already,
        "conflicts": [{**wire.conflict_to_wire(d.conflict), "by": d.by, "at": d.at} for d in result.conflicts],
        "effect": wire.delta_to_wire(result.effect),
    }


class Restore(ApiView):
    """Make an older state the newest again."""

    serializer_class = serializers.EditResultSerializer

    @extend_schema(request=None)
    def post(self, request: Request, pk: int, number: int) -> Response:
        alignment = permissions.alignment_for(request.user, pk)
        return Response(edit_result(services.revision_restore(alignment=alignment, actor=request.user, number=number)))


class Revisions(ApiView):
    """The history, newest first; with `after` what came since, oldest first."""

    serializer_class = serializers.RevisionSerializer
    queryset = Revision.objects.none()

    @extend_schema(
        operation_id="revisions_list",
        responses=serializers.RevisionSerializer(many=True),
        parameters=[OpenApiParameter("after", int), OpenApiParameter("deltas", bool)],
    )
    def get(self, request: Request, pk: int) -> Response:
        alignment = permissions.alignment_for(request.user, pk)
        deltas = request.query_params.get("deltas") in ("1", "true")
        line = alignment.revisions.select_related("author", "parent", "second_parent")
        line = line.defer("snapshot", "parent__delta", "parent__snapshot", *([] if deltas else ["delta"]))
        after = request.query_params.get("after")
        ordered = line.order_by("-number") if after is None else _after(line, after)
        page = self.paginate_queryset(ordered) or []
        for revision in page if deltas else []:
            revision.wire_delta = wire.delta_to_wire(selectors.delta_of(revision))
        return self.get_paginated_response(serializers.RevisionSerializer(page, many=True).data)


def _after(line: QuerySet[Revision], after: str) -> QuerySet[Revision]:
    if not after.isdigit():
        raise PlanningError("bad_revision", _("A revision is a number."))
    return line.filter(number__gt=int(after)).order_by("number")


class Fork(ApiView):
    """A scenario: a plan of its own that begins here."""

    serializer_class = serializers.AlignmentDetailSerializer

    @extend_schema(request=serializers.ForkSerializer, responses={201: serializers.AlignmentDetailSerializer})
    def post(self, request: Request, pk: int) -> Response:
        alignment = permissions.alignment_for(request.user, pk)
        body = body_of(request, serializers.ForkSerializer)
        fork = services.alignment_fork(
            alignment=alignment, actor=request.user, name=body["name"], number=body.get("revision")
        )
        return _detail(request, fork, status.HTTP_201_CREATED)


class TotalsView(ApiView):
    """What every territory holds, and its index."""

    serializer_class = serializers.TotalsSerializer

    @extend_schema(parameters=[REVISION])
    def get(self, request: Request, pk: int) -> Response:
        alignment = permissions.alignment_for(request.user, pk)
        revision = _revision(request, alignment)
        figures = selectors.figures(alignment, selectors.state_at(alignment, revision.number))
        return Response({"revision": revision.number, "band": alignment.band, **tables.totals_table(figures)})


class ChecksView(ApiView):
    """Gaps, pieces, what is out of band, locks."""

    serializer_class = serializers.ChecksSerializer

    @extend_schema(parameters=[REVISION])
    def get(self, request: Request, pk: int) -> Response:
        alignment = permissions.alignment_for(request.user, pk)
        revision = _revision(request, alignment)
        state = selectors.state_at(alignment, revision.number)
        report = selectors.check_report(alignment, state, selectors.figures(alignment, state).index)
        return Response(
            {
                "revision": revision.number,
                "issues": report.issues,
                "unassigned": len(report.unassigned),
                "unassigned_b64": arrays.encode(report.unassigned, "u4"),
                "empty": report.empty,
                "splits": [{"key": s.key, "pieces": [p.tolist() for p in s.pieces]} for s in report.splits],
                "out_of_band": [vars(item) for item in report.out_of_band],
                "unit_locks": {str(idx): reason for idx, reason in report.unit_locks.items()},
                "territory_locks": dict(report.territory_locks),
            }
        )


class DiffView(ApiView):
    """What changes hands from another state to this plan."""

    serializer_class = serializers.DiffSerializer

    @extend_schema(parameters=[AGAINST, REVISION])
    def get(self, request: Request, pk: int) -> Response:
        alignment = permissions.alignment_for(request.user, pk)
        revision = _revision(request, alignment)
        against = request.query_params.get("against", "")
        after = selectors.state_at(alignment, revision.number)
        before = selectors.compared_with(alignment, _other(request, against), against)
        found = selectors.diff_report(alignment, before, after)
        figures = [selectors.figures(alignment, state) for state in (before, after)]
        return Response(
            {
                "against": against,
                "revision": revision.number,
                **tables.diff_table(alignment, found, *figures),
                "idx_b64": arrays.encode(found.idx, "u4"),
                "before_vector": arrays.encode(tables.translated_vector(before, after), "u2"),
            }
        )


def _other(request: Request, against: str) -> Alignment | None:
    kind, _colon, value = against.partition(":")
    return permissions.alignment_for(request.user, int(value)) if kind == "alignment" and value.isdigit() else None


class PlanAccounts(ApiView):
    """The accounts a territory (or node above) would hold."""

    serializer_class = serializers.PlanAccountSerializer
    queryset = Alignment.objects.none()

    @extend_schema(
        operation_id="alignment_accounts_list",
        responses=serializers.PlanAccountSerializer(many=True),
        parameters=[OpenApiParameter("territory", str), OpenApiParameter("search", str), REVISION],
    )
    def get(self, request: Request, pk: int) -> Response:
        alignment = permissions.alignment_for(request.user, pk)
        state = selectors.state_at(alignment, _revision(request, alignment).number)
        found = tables.accounts_held(alignment, state, request.query_params.get("territory"))
        scope = permissions.leaves_in_scope(request.user, alignment, state)
        if scope is not None:
            found = found[found["holder"].isin(scope)]
        if search := request.query_params.get("search"):
            named = found["name"].str.contains(search, case=False, regex=False, na=False)
            found = found[named | found.index.str.contains(search, case=False, regex=False)]
        page = self.paginate_queryset(found.index) or []
        return self.get_paginated_response(tables.account_rows(alignment, found.loc[list(page)], state.overrides))


class OutOfTerritory(ApiView):
    """Accounts whose owner — by the map the plan was read with — is not who has the ground they lie on now."""

    serializer_class = serializers.PlanAccountSerializer
    queryset = Alignment.objects.none()

    @extend_schema(operation_id="out_of_territory_list", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: int) -> Response:
        alignment = permissions.alignment_for(request.user, pk)
        permissions.require_whole(request.user, alignment)
        rows = out_of_territory_now(alignment)
        return self.get_paginated_response(self.paginate_queryset(rows))


class Infer(ApiView):
    """Today's plan from the owner column, as a plan."""

    serializer_class = serializers.AlignmentDetailSerializer

    @extend_schema(request=serializers.InferRequestSerializer, responses={201: serializers.AlignmentDetailSerializer})
    def post(self, request: Request) -> Response:
        body = body_of(request, serializers.InferRequestSerializer)
        force, geography, cut = _basis(request, body)
        body["name"] = body.get("name") or str(_("Today's plan"))
        body["owner_map"] = _owner_map(body)
        made = services.alignment_infer(actor=request.user, field_force=force, geography=geography, cut=cut, **body)
        return _detail(request, made, status.HTTP_201_CREATED)


class InferPreview(ApiView):
    """What `infer` would make, with index and problems; nothing is stored but the data cut."""

    serializer_class = serializers.InferReportSerializer

    @extend_schema(request=serializers.InferRequestSerializer)
    def post(self, request: Request) -> Response:
        body = body_of(request, serializers.InferRequestSerializer)
        force, geography, cut = _basis(request, body)
        found = services.infer_preview(
            actor=request.user, field_force=force, geography=geography, cut=cut, owner_map=_owner_map(body),
            outside=body["outside"],
        )  # fmt: skip
        return Response(_preview(found, cut))


def _owner_map(body: Mapping[str, Any]) -> dict[str, str | None]:
    return {text: means or None for text, means in (body.get("owner_map") or {}).items()}


def _preview(found: Inferred, cut: DataCut) -> dict[str, Any]:
    return {
        "cut": serializers.CutLineSerializer(cut).data,
        **infer_report(found),
        "totals": {"revision": 0, "band": found.alignment.band, **tables.totals_table(found.figures)},
        "territories": [territory_to_dict(t) for t in found.state.territories.values()],
        "vector": arrays.encode(found.state.vector, "u2"),
    }


class CutView(ApiView):
    """A data cut: every measure as a vector over the units, with its definition."""

    serializer_class = serializers.CutVectorsSerializer

    def get(self, request: Request, pk: int) -> Response:
        cut = permissions.cut_for(request.user, pk)
        vectors = ground.vectors(cut)
        unplaced = dict(ground.unplaced(cut))
        body = {
            **{name: getattr(cut, name) for name in ("id", "key", "as_of", "currency", "hash", "definitions")},
            "geography": cut.geography.key,
            "measures": {name: arrays.encode(vector, "f8") for name, vector in vectors.items()},
            "totals": {name: float(np.sum(vector)) + unplaced[name] for name, vector in vectors.items()},
            "unplaced": unplaced,
        }
        response = Response(body)
        patch_cache_control(response, private=True, max_age=int(datetime.timedelta(days=30).total_seconds()))
        return response


class Export(ApiView):
    """The plan as a file: export.csv, totals.csv, exceptions.csv, export.geojson, workbook.xlsx."""

    @extend_schema(parameters=[REVISION], responses={200: OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int, kind: str) -> HttpResponse:
        alignment = permissions.alignment_for(request.user, pk)
        permissions.require_whole(request.user, alignment)
        revision = _revision(request, alignment)
        write, media = exports.KINDS[kind]
        body = write(exports.Exported(alignment, revision, _state(alignment, revision)))
        name = f"{exports.file_stem(alignment)}-r{revision.number}-{kind}"
        return HttpResponse(body, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _state(alignment: Alignment, revision: Revision) -> State:
    return selectors.state_at(alignment, revision.number)


def _export_view(kind: str) -> Any:
    """The view of one kind of file, under a name of its own in the schema."""
    named = extend_schema_view(get=extend_schema(operation_id=f"alignment_{kind.replace('.', '_')}"))
    return named(type("Export", (Export,), {})).as_view()


urlpatterns = [
    path("alignments", Alignments.as_view()),
    path("alignments/infer", Infer.as_view()),
    path("alignments/infer/preview", InferPreview.as_view()),
    path("alignments/<int:pk>", AlignmentView.as_view()),
    path("alignments/<int:pk>/state", StateView.as_view()),
    path("alignments/<int:pk>/edits", Edits.as_view()),
    path("alignments/<int:pk>/revisions", Revisions.as_view()),
    path("alignments/<int:pk>/revisions/<int:number>/restore", Restore.as_view()),
    path("alignments/<int:pk>/fork", Fork.as_view()),
    path("alignments/<int:pk>/totals", TotalsView.as_view()),
    path("alignments/<int:pk>/checks", ChecksView.as_view()),
    path("alignments/<int:pk>/diff", DiffView.as_view()),
    path("alignments/<int:pk>/accounts", PlanAccounts.as_view()),
    path("alignments/<int:pk>/out-of-territory", OutOfTerritory.as_view()),
    *(path(f"alignments/<int:pk>/{kind}", _export_view(kind), {"kind": kind}) for kind in exports.KINDS),
    path("cuts/<int:pk>", CutView.as_view()),
]
