"""The real processes: the web server answers, streams and serves; a process is found again, and stopped."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path

import pytest
from django.conf import settings

from scripts import place, processes
from scripts.stage import Stage

pytestmark = pytest.mark.django_db(transaction=True)


def fetch(address: str, **headers: str) -> tuple[int, Message, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_the_web_server_answers(stage: Stage) -> None:
    status, headers, body = fetch(f"{stage.address}/health")
    assert (status, json.loads(body)) == (200, {"status": "ok"})
    assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_a_tile_archive_is_read_in_byte_ranges(stage: Stage) -> None:
    folder = Path(settings.MEDIA_ROOT) / "tiles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sample.pmtiles").write_bytes(bytes(range(256)) * 10)
    status, headers, body = fetch(f"{stage.address}/tiles/sample.pmtiles", Range="bytes=256-260")
    assert (status, body) == (206, bytes(range(5)))
    assert headers["Content-Range"] == "bytes 256-260/2560"
    assert "immutable" in headers["Cache-Control"]


@pytest.mark.parametrize("name", ["absent.pmtiles", "..%2f..%2fetc%2fpasswd", "../settings.py"])
def test_nothing_but_tiles_is_served_from_there(stage: Stage, name: str) -> None:
    status, _, body = fetch(f"{stage.address}/tiles/{name}")
    assert status in (400, 404)
    assert b"root:" not in body


def test_the_workers_listen(stage: Stage) -> None:
    """Both queues have somebody who takes from them."""
    ask = (
        "from config.celery import app; workers = app.control.inspect(timeout=1).active_queues() or {};"
        "print(*sorted(queue['name'] for queues in workers.values() for queue in queues))"
    )
    deadline, told = time.monotonic() + 60, ""
    while told != "default solver" and time.monotonic() < deadline:
        done = subprocess.run(
            [sys.executable, "-c", ask], cwd=place.ROOT, env=stage.env, capture_output=True, text=True
        )
        told = done.stdout.strip()
    assert told == "default solver"


def test_a_running_process_is_not_started_twice(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    running = json.loads((stage.processes.folder / "web.json").read_text())
    monkeypatch.setattr(processes.Processes, "_version", lambda group: running["version"])
    again = processes.Processes(stage.processes.name, stage.env)
    before = again.pid("web")
    again.start("web")
    assert again.pid("web") == before is not None


def test_a_process_that_is_gone_is_not_mistaken_for_another(tmp_path: Path) -> None:
    group = processes.Processes("nobody")
    group.folder = tmp_path
    (tmp_path / "web.json").write_text(json.dumps({"pid": 1, "born": "something else", "version": ""}))
    assert group.pid("web") is None
