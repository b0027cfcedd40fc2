"""Imports of accounts: upload, map and check, load, undo, and the rows that were refused."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponseBase
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.customers import services, tasks
from accounts.customers.api.filters import asked_force
from accounts.customers.api.serializers import ImportMappingSerializer, ImportSerializer, ImportUploadSerializer
from accounts.customers.models import ImportJob
from common.api import AnyAccept, ApiView, body_of
from common.errors import BadImport, NotFound
from geography.models import Geography
from geography.selectors import geography_by_key
from people.permissions import can_manage_data, visible_field_forces

State = ImportJob.State


def visible_imports(user: Any) -> Any:
    """The imports of the field forces whose data one may change."""
    forces = [force for force in visible_field_forces(user) if can_manage_data(user, force)]
    return ImportJob.objects.filter(field_force__in=forces).select_related("field_force", "geography", "by")


def visible_import(user: Any, job_id: int) -> ImportJob:
    job = visible_imports(user).filter(pk=job_id).first()
    if job is None:
        raise NotFound()
    return job


def _geography(key: str | None) -> Geography | None:
    return geography_by_key(key) if key else None


def _answer(job: ImportJob) -> Response:
    """The job; 202 while it is being worked on, a 422 problem when the step has failed."""
    if job.error:
        raise BadImport(
            job.error["code"], job.error["detail"].replace("%", "%%"), errors=job.error["errors"], id=job.pk
        )
    waiting = job.state in (State.CHECKING, State.LOADING)
    return Response(ImportSerializer(job).data, status=status.HTTP_202_ACCEPTED if waiting else status.HTTP_200_OK)


class Imports(ApiView):
    """The imports so far; a new one begins with a file."""

    serializer_class = ImportSerializer
    parser_classes = (MultiPartParser, FormParser)

    @extend_schema(operation_id="imports_list", responses=ImportSerializer(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(visible_imports(request.user).order_by("-pk"))
        return self.get_paginated_response(ImportSerializer(page, many=True).data)

    @extend_schema(operation_id="import_upload", request=ImportUploadSerializer, responses={201: ImportSerializer})
    def post(self, request: Request) -> Response:
        body = body_of(request, ImportUploadSerializer)
        job = services.import_upload(
            actor=request.user,
            field_force=asked_force(request, body["field_force"]),
            file=body["file"],
            geography=_geography(body.get("geography")),
        )
        return Response(ImportSerializer(job).data, status=status.HTTP_201_CREATED)


class ImportDetail(ApiView):
    """One import. Changing the mapping runs the dry run; large files are checked in the background (202)."""

    serializer_class = ImportSerializer
    parser_classes = (JSONParser,)

    @extend_schema(operation_id="import")
    def get(self, request: Request, job_id: int) -> Response:
        return Response(ImportSerializer(visible_import(request.user, job_id)).data)

    @extend_schema(operation_id="import_check", request=ImportMappingSerializer)
    def patch(self, request: Request, job_id: int) -> Response:
        body = body_of(request, ImportMappingSerializer)
        job = services.import_map(
            actor=request.user,
            job=visible_import(request.user, job_id),
            mapping=body["mapping"],
            geography=_geography(body.get("geography")),
            partial=body["partial"],
        )
        job = services.import_start(actor=request.user, job=job, step=State.CHECKING)
        return _answer(_run(job, services.import_check, tasks.check))


class ImportLoad(ApiView):
    """Load a checked import: all or nothing, unless the good rows alone were chosen."""

    serializer_class = ImportSerializer

    @extend_schema(operation_id="import_load", request=None)
    def post(self, request: Request, job_id: int) -> Response:
        job = visible_import(request.user, job_id)
        job = services.import_start(actor=request.user, job=job, step=State.LOADING)
        return _answer(_run(job, services.import_load, tasks.load))


class ImportUndo(ApiView):
    """Take a loaded import back as a whole."""

    serializer_class = ImportSerializer

    @extend_schema(operation_id="import_undo", request=None)
    def post(self, request: Request, job_id: int) -> Response:
        return _answer(services.import_undo(actor=request.user, job=visible_import(request.user, job_id)))


class ImportRejected(ApiView):
    """The refused rows as they were, with their row number and the reason."""

    content_negotiation_class = AnyAccept

    @extend_schema(operation_id="import_rejected", responses={(200, "text/csv"): OpenApiResponse(bytes)})
    def get(self, request: Request, job_id: int) -> HttpResponseBase:
        job = visible_import(request.user, job_id)
        if not job.rejected:
            raise NotFound()
        return FileResponse(
            job.rejected.open(),
            as_attachment=True,
            filename=f"rejected-{job.pk}.csv",
            content_type="text/csv; charset=utf-8",
        )


def _run(job: ImportJob, now: Any, later: Any) -> ImportJob:
    """Do a step in this request, or hand it to the queue when the file is large."""
    if not services.runs_in_background(job):
        return now(job=job)
    later.delay(job.pk, get_language() or "en")
    return job
