"""A worker outlives its Redis: what kombu stumbles over is told as what it is, a lost connection."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from config.broker import Channel, Transport
from config.celery import app


def test_queues_are_spoken_to_through_the_mended_transport() -> None:
    with app.connection_for_write() as connection:
        assert isinstance(connection.transport, Transport)


def test_a_connection_that_is_gone_is_lost_and_no_bug() -> None:
    channel = Channel.__new__(Channel)
    channel.connection = SimpleNamespace(client=None)
    with app.connection_for_write() as connection:
        errors = connection.connection_errors
    with pytest.raises(errors):
        channel._connparams()
