"""Errors as RFC 9457 problem responses, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from common.errors import NotFound, PlanningError

CONTENT_TYPE = "application/problem+json"


def problem(
    code: str, http_status: int, title: str, detail: str, params: dict | None = None, errors: list | None = None
) -> dict:
    """One problem object as RFC 9457 lays it out, with Evenlode's `code`, `params` and `errors` members."""
    body = {
        "type": f"/problems/{code}",
        "title": title,
        "status": http_status,
        "detail": detail,
        "code": code,
        "params": params or {},
    }
    if errors:
        body["errors"] = [
            {**error, "message": str(error["message"])} if "message" in error else error for error in errors
        ]
    return body


def problem_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal leaves as a problem; what is not a refusal stays a server error."""
    body, headers = _as_problem(exc)
    if body is None:
        return None
    set_rollback()
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)


def _as_problem(exc: Exception) -> tuple[dict | None, dict[str, str]]:
    if isinstance(exc, Http404):
        exc = NotFound()
    if isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if isinstance(exc, DjangoValidationError):
        exc = exceptions.ValidationError(detail=exc.messages)
    if isinstance(exc, PlanningError):
        return problem(exc.code, exc.status, str(exc.title), exc.detail, _plain(exc.params), exc.errors), {}
    if isinstance(exc, exceptions.ValidationError):
        return _invalid(exc), {}
    if isinstance(exc, exceptions.APIException):
        return _from_api_exception(exc)
    return None, {}


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    """Params as JSON takes them; anything else becomes its text."""
    return {k: v if isinstance(v, (int, float, bool, list, dict, type(None))) else str(v) for k, v in params.items()}


def _from_api_exception(exc: exceptions.APIException) -> tuple[dict, dict[str, str]]:
    codes = exc.get_codes()
    code = codes if isinstance(codes, str) else exc.default_code
    headers = {}
    if header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if (wait := getattr(exc, "wait", None)) is not None:
        headers["Retry-After"] = f"{wait:.0f}"
    return problem(code, exc.status_code, str(exc.default_detail), str(exc.detail)), headers


def _invalid(exc: exceptions.ValidationError) -> dict:
    errors = list(_flatten(exc.detail))
    detail = (
        _("%(field)s: %(message)s") % errors[0]
        if errors and errors[0].get("field")
        else (errors[0]["message"] if errors else str(exc.default_detail))
    )
    return problem("invalid", status.HTTP_400_BAD_REQUEST, _("The request is not valid."), detail, errors=errors)


def _flatten(detail: Any, path: str = "") -> Any:
    """DRF's nested field errors as a flat list of {field, message}; list positions become part of the path."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            inner = path if key == "non_field_errors" else f"{path}.{key}" if path else str(key)
            yield from _flatten(value, inner)
    elif isinstance(detail, list):
        for position, value in enumerate(detail):
            yield from _flatten(value, f"{path}.{position}" if isinstance(value, dict) else path)
    else:
        yield {"field": path, "message": str(detail)} if path else {"message": str(detail)}
