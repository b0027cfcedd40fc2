"""HTTP over runs."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from common import arrays
from common.api import ApiView, body_of
from common.errors import NotFound
from territories.alignments.api import edit_result
from territories.alignments.permissions import alignment_for
from territories.runs import phrases, selectors, serializers, services
from territories.runs.ending import unpack_vector
from territories.runs.models import Run
from territories.runs.permissions import run_for
from territories.runs.preflight import is_possible
from territories.runs.request import RunRequest, request_from_json
from territories.runs.wire import finding_to_json, finding_told


def _wish(request: Request) -> RunRequest:
    return request_from_json(body_of(request, serializers.RunRequestSerializer))


class Preflight(ApiView):
    """What a run would do, and what is impossible about it, before anything is solved."""

    serializer_class = serializers.PreflightSerializer

    @extend_schema(request=serializers.RunRequestSerializer)
    def post(self, request: Request, pk: int) -> Response:
        alignment = alignment_for(request.user, pk)
        wish = _wish(request)
        task = services.run_preflight(alignment=alignment, actor=request.user, request=wish)
        facts, findings = services.preflight_of(task)
        names, nodes = task.inputs.measure_names, task.inputs.state.territories
        sentences = phrases.understood(facts, names, nodes[wish.parent].name if wish.parent else None)
        return Response({
            "understood": {"sentences": sentences, **facts},
            "findings": [finding_told(finding_to_json(finding, task), names, wish) for finding in findings],
            "possible": is_possible(task, findings),
        })  # fmt: skip


class Runs(ApiView):
    """The runs of a plan."""

    serializer_class = serializers.RunLineSerializer
    queryset = Run.objects.none()

    @extend_schema(operation_id="alignment_runs_list", responses=serializers.RunLineSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        page = self.paginate_queryset(selectors.runs_of(alignment_for(request.user, pk)))
        return self.get_paginated_response(serializers.RunLineSerializer(page, many=True).data)

    @extend_schema(request=serializers.RunRequestSerializer, responses={201: serializers.RunSerializer})
    def post(self, request: Request, pk: int) -> Response:
        run = services.run_start(alignment=alignment_for(request.user, pk), actor=request.user, request=_wish(request))
        return Response(serializers.RunSerializer(run).data, status=status.HTTP_201_CREATED)


class RunView(ApiView):
    """One run: progress while it is going on, its result afterwards."""

    serializer_class = serializers.RunSerializer

    def get(self, request: Request, pk: int) -> Response:
        return _told(run_for(request.user, pk))


def _told(run: Run) -> Response:
    return Response(serializers.RunSerializer(run).data)


class Incumbent(ApiView):
    """The best vector so far, for the map; 404 while there is none."""

    serializer_class = serializers.IncumbentSerializer

    def get(self, request: Request, pk: int) -> Response:
        run = run_for(request.user, pk)
        if run.incumbent is None:
            raise NotFound()
        facts: dict[str, Any] = {
            **run.incumbent_facts(),
            "vector": arrays.encode(unpack_vector(run.incumbent), "u2"),
            "territories": run.incumbent_territories,
        }
        return Response(serializers.IncumbentSerializer(facts).data)


class Stop(ApiView):
    """Good enough: end with the best so far."""

    serializer_class = serializers.RunSerializer

    @extend_schema(request=None)
    def post(self, request: Request, pk: int) -> Response:
        return _told(services.run_stop(run=run_for(request.user, pk), actor=request.user))


class Discard(ApiView):
    """Throw the run away."""

    serializer_class = serializers.RunSerializer

    @extend_schema(request=None)
    def post(self, request: Request, pk: int) -> Response:
        return _told(services.run_discard(run=run_for(request.user, pk), actor=request.user))


class Accept(ApiView):
    """Bring the result into the plan as a revision."""

    serializer_class = serializers.AcceptedSerializer

    @extend_schema(request=None)
    def post(self, request: Request, pk: int) -> Response:
        return _accepted(services.run_accept(run=run_for(request.user, pk), actor=request.user))


class KeepAsScenario(ApiView):
    """Bring the result into a new scenario; the plan stays as it is."""

    serializer_class = serializers.AcceptedSerializer

    @extend_schema(request=serializers.KeepAsScenarioSerializer)
    def post(self, request: Request, pk: int) -> Response:
        run = run_for(request.user, pk)
        name = body_of(request, serializers.KeepAsScenarioSerializer)["name"]
        return _accepted(services.run_keep(run=run, actor=request.user, name=name))


def _accepted(done: services.Accepted) -> Response:
    line = serializers.RunLineSerializer(done.run).data
    return Response({"run": line, "alignment": done.alignment.pk, "edit": edit_result(done.edit)})


urlpatterns = [
    path("alignments/<int:pk>/runs/preflight", Preflight.as_view()),
    path("alignments/<int:pk>/runs", Runs.as_view()),
    path("runs/<int:pk>", RunView.as_view()),
    path("runs/<int:pk>/incumbent", Incumbent.as_view()),
    path("runs/<int:pk>/stop", Stop.as_view()),
    path("runs/<int:pk>/discard", Discard.as_view()),
    path("runs/<int:pk>/accept", Accept.as_view()),
    path("runs/<int:pk>/keep", KeepAsScenario.as_view()),
]
