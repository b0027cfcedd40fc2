"""Processes die, runs do not: real web server, workers, scheduler and queue, killed without warning while a solver
works.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings

from people.services import token_create
from scripts import system
from scripts.place import free_port
from scripts.processes import Processes
from territories.alignments.models import Alignment
from tests.runs.wide import TERRITORIES, Wide, wide

pytestmark = pytest.mark.timeout(600)

#: What the system promises, in seconds after what died is back.
PROMISE = 15.0


class OwnRedis:
    """A queue of the test's own, that forgets everything when it dies."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.start()

    def start(self) -> None:
        program = system.find_redis()
        assert program is not None
        options = [
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--databases",
            "64",
        ]
        self.process = subprocess.Popen(
            ["redis-server", *options], executable=program, cwd=self.folder, env=system.tools_environment(),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(self._answers, 10, "redis answers")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@dataclass
class House:
    """The running system, seen from outside."""

    processes: Processes
    redis: OwnRedis
    http: httpx.Client
    wide: Wide

    def start(self, plan: Alignment, **choices: Any) -> int:
        body = {"mode": "build", "p": TERRITORIES, "tolerance": 0.05, "seconds": 1800, **choices}
        answer = self.http.post(f"alignments/{plan.pk}/runs", json=body)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    def run(self, run: int) -> dict[str, Any]:
        return self.http.get(f"runs/{run}").raise_for_status().json()

    def waits_for(
        self, run: int, seconds: float, what: str, condition: Callable[[dict[str, Any]], bool]
    ) -> dict[str, Any]:
        return wait_for(lambda: (found := self.run(run)) and condition(found) and found, seconds, what)

    def stop(self, run: int) -> dict[str, Any]:
        """Good enough: the best found, within the second that stopping may take and what the machine adds."""
        self.http.post(f"runs/{run}/stop").raise_for_status()
        return self.waits_for(run, 10, "the run has stopped", lambda found: found["state"] == "done")

    def kill(self, *names: str) -> None:
        """The process and all its children, at once."""
        for name in names:
            pid = self.processes.pid(name)
            assert pid is not None
            os.killpg(pid, signal.SIGKILL)
        wait_for(lambda: all(self.processes.pid(name) is None for name in names), 10, "they are dead")

    def kill_pool_child(self) -> None:
        children = children_of(self.processes.pid("solver") or 0)
        assert children
        for child in children:
            os.kill(child, signal.SIGKILL)

    def come_back(self, name: str) -> None:
        """Start it again, and wait until it is back."""
        log = self.processes.log(name)
        known = log.stat().st_size
        self.processes.start(name)
        if name == "web":
            self.processes.wait_for_web(str(self.http.base_url).split("/api")[0])
        else:
            wait_for(lambda: b" ready." in log.read_bytes()[known:], 60, f"{name} is back")


def wait_for(condition: Callable[[], Any], seconds: float, what: str) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.2)
    return found


def children_of(pid: int) -> list[int]:
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]


@pytest.fixture
def house(transactional_db: None, tmp_path: Path) -> Iterator[House]:
    logging.getLogger("httpx").setLevel(logging.WARNING)
    made, redis, port = wide(), OwnRedis(tmp_path), free_port()
    _token, secret = token_create(user=made.planner, name="test", scope="write", days=1)
    name = f"{settings.DATABASES['default']['NAME']}-survival"
    env = {
        "DJANGO_SETTINGS_MODULE": "tests.runs.endless", "DATABASE_NAME": settings.DATABASES["default"]["NAME"],
        "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0", "HOST": "127.0.0.1", "PORT": str(port),
    }  # fmt: skip
    processes = Processes(name, env)
    http = httpx.Client(
        base_url=f"http://127.0.0.1:{port}/api/v1/", headers={"Authorization": f"Token {secret}"}, timeout=20
    )
    try:
        processes.start("web", "worker", "solver", "scheduler")
        processes.wait_for_web(f"http://127.0.0.1:{port}")
        yield House(processes, redis, http, made)
    finally:
        processes.stop("web", "worker", "solver", "scheduler")
        redis.kill()


def rank(found: dict[str, Any]) -> tuple[float, ...]:
    incumbent = found["progress"]["incumbent"]
    return tuple(incumbent[name] or 0 for name in ("pieces", "violation", "objective"))


def test_runs_outlive_their_processes(house: House) -> None:
    """One set of processes for all the deaths: starting them is what takes long."""
    the_pool_child_and_then_the_whole_worker_die(house)
    the_queue_and_the_web_server_die(house)


def the_pool_child_and_then_the_whole_worker_die(house: House) -> None:
    run = house.start(house.wide.plan("Two deaths"))
    first = house.waits_for(run, 60, "there is a first plan", lambda found: found["progress"].get("incumbent"))
    house.kill_pool_child()
    house.waits_for(run, PROMISE, "there is a second attempt", in_attempt(2))
    second = house.waits_for(run, 60, "it goes on where the first was", going_on_after(first))
    assert rank(second) <= rank(first)
    house.kill("solver")
    house.come_back("solver")
    house.waits_for(run, PROMISE, "there is a third attempt", in_attempt(3))
    third = house.waits_for(run, 60, "it goes on where the second was", going_on_after(second))
    assert rank(third) <= rank(second)
    ended = house.stop(run)
    assert ended["result"]["legal"]
    assert ended["result"]["feasible"]
    assert ended["attempt"] == 3
    assert rank(ended) <= rank(third)


def the_queue_and_the_web_server_die(house: House) -> None:
    working, waiting = house.start(house.wide.plan("Working")), house.start(house.wide.plan("Waiting"))
    before = house.waits_for(working, 60, "there is a first plan", lambda found: found["progress"].get("incumbent"))
    assert [house.run(waiting)[name] for name in ("state", "ahead")] == ["queued", 1]
    house.redis.kill()
    house.kill("web")
    time.sleep(2)  # away for a moment, and the message of the waiting run for ever
    house.redis.start()
    house.come_back("web")
    after = house.waits_for(working, PROMISE, "the run goes on as if nothing had been", going_on_after(before))
    assert after["attempt"] == 1
    house.stop(working)
    house.waits_for(waiting, PROMISE, "the waiting run is taken up", lambda found: found["state"] == "running")
    house.http.post(f"runs/{waiting}/discard").raise_for_status()
    third = house.start(house.wide.plan("Next"))
    house.waits_for(third, PROMISE, "the solver is free for the next run", lambda found: found["state"] == "running")
    house.http.post(f"runs/{third}/discard").raise_for_status()


def in_attempt(number: int) -> Callable[[dict[str, Any]], bool]:
    return lambda found: (found["state"], found["attempt"]) == ("running", number)


def going_on_after(before: dict[str, Any]) -> Callable[[dict[str, Any]], bool]:
    seconds = before["progress"]["seconds"]
    return lambda found: found["state"] == "running" and found["progress"]["seconds"] > seconds + 1
