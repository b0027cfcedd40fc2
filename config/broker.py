"""Redis as Celery speaks to it, mended in one place: a worker outlives the death of its Redis.

When Redis dies while a message is being worked on, kombu (5.7) tries to put the message back over the connection that
it has just given up, and stumbles over `None` (kombu issue 582 and its kin). Celery takes an AttributeError for a bug
and ends the worker; a lost connection it simply takes up again.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError


class Channel(redis.Channel):
    """Says that the connection is lost where kombu would stumble."""

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection.client is None:
            raise ConnectionError("the connection to Redis has been given up")
        return super()._connparams(asynchronous)


class Transport(redis.Transport):
    Channel = Channel


def install() -> None:
    """Make it the transport of redis:// and rediss:// addresses."""
    TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), f"{__name__}:Transport"))
