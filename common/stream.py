"""Server-sent events: one stream per browser tab, carrying all the topics the tab asks for.

Every message is a JSON object `{topic, type, data}`. `{"topic": "stream", "type": "ready"}` says that listening has
begun, and again each time after the connection to Redis was lost: what happened in between may be missing, so the
client reads the plain endpoints again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import redis.asyncio
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError
from rest_framework.exceptions import AuthenticationFailed

from common import events
from common.problems import CONTENT_TYPE, problem

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
RETRY_SECONDS = 1.0
#: The browser reconnects after this by itself, and so its rights are looked at again.
LIFETIME_SECONDS = 900.0
MAX_TOPICS = 20
READY = b'data: {"topic": "stream", "type": "ready", "data": {}}\n\n'
HEARTBEAT = b": still here\n\n"


async def stream(request: HttpRequest) -> HttpResponseBase:
    """GET /api/v1/stream?topics=a,b — 401 without sign-in, 404 for a topic this person may not know of."""
    topics = [topic for topic in request.GET.get("topics", "").split(",") if topic]
    if not topics or len(topics) > MAX_TOPICS:
        return _refuse(
            HTTPStatus.BAD_REQUEST, "bad_topics", _("Name between 1 and %(max)s topics.") % {"max": MAX_TOPICS}
        )
    user, allowed = await sync_to_async(_authorise)(request, topics)
    if user is None:
        return _refuse(HTTPStatus.UNAUTHORIZED, "not_authenticated", _("Please sign in."))
    if not allowed:
        return _refuse(HTTPStatus.NOT_FOUND, "not_found", _("There is nothing here."))
    response = StreamingHttpResponse(_messages(topics), content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-cache, no-transform"
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["Content-Encoding"] = "identity"  # a compressor would hold events back
    return response


def _refuse(status: HTTPStatus, code: str, detail: str) -> JsonResponse:
    return JsonResponse(problem(code, status, status.phrase, detail), status=status, content_type=CONTENT_TYPE)


def _authorise(request: HttpRequest, topics: list[str]) -> tuple[Any, bool]:
    """The signed-in user (session or token) or None, and whether all the topics are theirs to hear."""
    try:
        user = _user(request)
        return user, user is not None and all(events.can_listen(user, topic) for topic in topics)
    finally:
        # A stream lives for minutes; it must not keep a database connection for that long.
        close_old_connections()


def _user(request: HttpRequest) -> Any:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "token":
        try:
            return TokenAuthentication().authenticate_credentials(token.encode())[0]
        except AuthenticationFailed:
            return None
    return request.user if request.user.is_authenticated else None


async def _messages(topics: list[str]) -> AsyncIterator[bytes]:
    """Events as they come, a comment when nothing does, and patience when Redis is away."""
    channels = [events.channel(topic) for topic in topics]
    client = redis.asyncio.Redis.from_url(settings.REDIS_URL)
    ends = time.monotonic() + LIFETIME_SECONDS
    try:
        while time.monotonic() < ends:
            try:
                async for chunk in _listen(client, channels, ends):
                    yield chunk
            except (RedisError, OSError) as error:
                logger.info("event stream waits for redis: %s", error)
                yield HEARTBEAT
                await asyncio.sleep(RETRY_SECONDS)
    finally:
        await client.aclose()


async def _listen(client: redis.asyncio.Redis, channels: list[str], ends: float) -> AsyncIterator[bytes]:
    async with client.pubsub() as pubsub:
        await pubsub.subscribe(*channels)
        await _subscribed(pubsub, len(channels))
        yield READY
        while time.monotonic() < ends:
            message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=HEARTBEAT_SECONDS)
            yield HEARTBEAT if message is None else _event(message)


async def _subscribed(pubsub: PubSub, count: int) -> None:
    """Wait until Redis has confirmed, so that nothing published after READY can be missed."""
    while count:
        message = await pubsub.get_message(timeout=RETRY_SECONDS)
        if message is None:
            raise RedisError("no answer to subscribe")
        count -= message["type"] == "subscribe"


def _event(message: dict[str, Any]) -> bytes:
    text = message["data"].decode()
    return f"data: {json.dumps(json.loads(text), ensure_ascii=False)}\n\n".encode()
