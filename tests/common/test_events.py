"""Events reach those who may hear them, through a real Redis, and outlive its restarts."""

import asyncio
import functools
import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import redis
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.db import transaction
from django.test import AsyncClient

from common import events, stream
from people.models import ApiToken, User

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/api/v1/stream?topics="


def in_loop(test: Callable[..., Any]) -> Callable[..., None]:
    """Runs an async test in an event loop of its own."""

    @functools.wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        async_to_sync(test)(*args, **kwargs)

    return run


@pytest.fixture
def user(transactional_db: None) -> User:
    return User.objects.create_user("rita")


@pytest.fixture
def client(user: User) -> AsyncClient:
    client = AsyncClient()
    client.force_login(user)
    return client


@pytest.fixture
def registered() -> Iterator[None]:
    before = dict(events._listeners)
    events.register_topic("plan", lambda user, identifier: identifier == "7")
    yield
    events._listeners.clear()
    events._listeners.update(before)


async def _next(chunks: AsyncIterator[bytes]) -> dict:
    """The next message, heartbeats passed over."""
    while True:
        chunk = await asyncio.wait_for(anext(chunks), 10)
        if chunk.startswith(b"data: "):
            return json.loads(chunk.decode().removeprefix("data: "))


@in_loop
async def test_a_published_event_arrives(client: AsyncClient, user: User) -> None:
    answer = await client.get(f"{PATH}user:{user.pk}")
    assert answer.status_code == 200 and answer["Content-Type"] == "text/event-stream"
    chunks = aiter(answer)
    assert (await _next(chunks))["type"] == "ready"
    await sync_to_async(events.publish)(f"user:{user.pk}", "import", {"id": 3, "name": "거래처"})
    assert await _next(chunks) == {"topic": f"user:{user.pk}", "type": "import", "data": {"id": 3, "name": "거래처"}}
    await chunks.aclose()


@in_loop
async def test_silence_is_filled_with_comments(
    client: AsyncClient, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.05)
    chunks = aiter(await client.get(f"{PATH}user:{user.pk}"))
    await _next(chunks)
    assert (await asyncio.wait_for(anext(chunks), 5)).startswith(b":")
    await chunks.aclose()


@in_loop
async def test_the_stream_survives_a_lost_redis_connection(
    client: AsyncClient, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "RETRY_SECONDS", 0.05)
    chunks = aiter(await client.get(f"{PATH}user:{user.pk}"))
    await _next(chunks)
    redis.Redis.from_url(settings.REDIS_URL).client_kill_filter(_type="pubsub", skipme=False)
    assert (await _next(chunks))["type"] == "ready"
    events.send_now(f"user:{user.pk}", "again")
    assert (await _next(chunks))["type"] == "again"
    await chunks.aclose()


@in_loop
async def test_who_may_not_know_of_a_topic_gets_404_and_who_is_not_signed_in_401(
    client: AsyncClient, user: User, registered: None
) -> None:
    assert (await client.get(f"{PATH}user:{user.pk + 1}")).status_code == 404
    assert (await client.get(f"{PATH}plan:8")).status_code == 404
    assert (await client.get(f"{PATH}user:{user.pk},plan:8")).status_code == 404
    assert (await client.get(f"{PATH}unheard:1")).status_code == 404
    assert (await client.get(PATH)).status_code == 400
    refused = await AsyncClient().get(f"{PATH}user:{user.pk}")
    assert refused.status_code == 401 and refused.json()["code"] == "not_authenticated"


@in_loop
async def test_scripts_listen_with_a_token(user: User, registered: None) -> None:
    _token, secret = await sync_to_async(ApiToken.objects.create)(user=user, name="script")
    answer = await AsyncClient().get(f"{PATH}plan:7", headers={"authorization": f"Token {secret}"})
    assert answer.status_code == 200
    await aiter(answer).aclose()
    wrong = await AsyncClient().get(f"{PATH}plan:7", headers={"authorization": "Token nonsense"})
    assert wrong.status_code == 401


def test_events_leave_only_after_commit(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(events, "_client", lambda: type("C", (), {"publish": lambda _self, c, m: sent.append(c)})())
    with transaction.atomic():
        events.publish("user:1", "x")
        assert not sent
    assert len(sent) == 1
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        events.publish("user:1", "x")
        raise RuntimeError
    assert len(sent) == 1


def test_a_missing_redis_costs_nobody_their_work(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = redis.Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2)
    monkeypatch.setattr(events, "_client", lambda: nowhere)
    events.publish("user:1", "x")
