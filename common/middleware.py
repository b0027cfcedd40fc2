"""Request identity: one id per request, in the response header, the log and every audit record it causes."""

from __future__ import annotations

import contextvars
import re
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
_current: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")


def current_request_id() -> str:
    """The id of the request being served, or an empty text outside of one (a command, a task)."""
    return _current.get()


class RequestIdMiddleware:
    """Takes the proxy's request id when it has the right form, makes one otherwise."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self._acall(request)
        _current.set(_request_id(request))
        return _labelled(self.get_response(request))

    async def _acall(self, request: HttpRequest) -> HttpResponseBase:
        _current.set(_request_id(request))
        return _labelled(await self.get_response(request))


def _request_id(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "")
    return given if _GIVEN.fullmatch(given) else uuid.uuid4().hex


def _labelled(response: HttpResponseBase) -> HttpResponseBase:
    response.headers[HEADER] = current_request_id()
    return response
