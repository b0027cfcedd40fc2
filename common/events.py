"""What has just happened, told to everyone who listens and may know.

A topic is `<kind>:<id>` ("alignment:7", "run:12", "user:3"). An app registers once per kind who may listen
(`AppConfig.ready`); services publish; `common.stream` carries it to the browser. Events are a courtesy: the plain
GET endpoints give the same facts, so a lost event costs a refresh and never data.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import cache
from typing import Any

import redis
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

logger = logging.getLogger(__name__)

Listener = Callable[[Any, str], bool]
_listeners: dict[str, Listener] = {}


def register_topic(kind: str, can_listen: Listener) -> None:
    """Say who may listen to topics `<kind>:<id>`; the predicate gets the user and the id as text."""
    _listeners[kind] = can_listen


def can_listen(user: Any, topic: str) -> bool:
    """True if `user` may hear of `topic`; a kind nobody registered is heard by nobody."""
    kind, _, identifier = topic.partition(":")
    listener = _listeners.get(kind)
    return bool(listener and identifier and listener(user, identifier))


def channel(topic: str) -> str:
    """The Redis channel of a topic; the database's name keeps installations that share one Redis apart."""
    return f"{connection.settings_dict['NAME']}:{topic}"


def publish(topic: str, type: str, data: dict[str, Any] | None = None) -> None:
    """Tell the listeners of `topic` once the current transaction has been committed (at once outside of one)."""
    transaction.on_commit(lambda: send_now(topic, type, data))


def send_now(topic: str, type: str, data: dict[str, Any] | None = None) -> None:
    """Tell at once, whatever becomes of the transaction: for progress, which is true even if the work is undone."""
    message = json.dumps({"topic": topic, "type": type, "data": data or {}}, cls=DjangoJSONEncoder)
    try:
        _client().publish(channel(topic), message)
    except redis.RedisError as error:
        logger.warning("event not delivered on %s: %s", topic, error)


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
