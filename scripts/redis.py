"""A private Redis: queue, events and cache on a free port, behind a password."""

import os
import secrets
import socket
import subprocess
import time

from scripts import say, system
from scripts.place import LOGS, RUN, free_port, remember, remembered

FOLDER = RUN / "redis"
SETTINGS = FOLDER / "redis.conf"
LOG = LOGS / "redis.log"
DATABASES = 64


def up() -> None:
    """Starts it when it does not answer."""
    if _ask("PING") == "+PONG":
        return
    settings = _settings()
    password = settings.get("requirepass") or secrets.token_urlsafe(24)
    port = free_port(int(settings.get("port", "0")))
    _write_settings(port=port, password=password)
    program = system.find_redis()
    assert program is not None, "scripts.services sees to it first"
    with say.step("Starting Redis"), open(LOG, "ab") as log:
        subprocess.Popen(
            ["redis-server", str(SETTINGS)],
            executable=program,  # Debian's other name for the same program; it looks at the name it was called by
            cwd=FOLDER,
            env=system.tools_environment(),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        deadline = time.monotonic() + 30
        while _ask("PING") != "+PONG":
            if time.monotonic() > deadline:
                raise say.SetupError(f"Redis did not start; its log is {LOG}")
            time.sleep(0.05)
    address = f"redis://:{password}@127.0.0.1:{port}"
    remember(REDIS_URL=f"{address}/0", CACHE_URL=f"{address}/1")


def down() -> None:
    """Stops it; what is queued stays."""
    if _ask("PING") == "+PONG":
        _ask("SHUTDOWN")


def corner(number: int) -> "dict[str, str]":
    """REDIS_URL and CACHE_URL for a system beside the demo, which has the databases 0 and 1: a pair for each number."""
    server = (os.environ.get("REDIS_URL") or remembered()["REDIS_URL"]).rsplit("/", 1)[0]
    first = 2 + 2 * (number % (DATABASES // 2 - 1))
    return {"REDIS_URL": f"{server}/{first}", "CACHE_URL": f"{server}/{first + 1}"}


def _ask(command: str) -> str:
    """The first line of its answer to a command, or an empty text when it does not answer."""
    settings = _settings()
    if not settings:
        return ""
    try:
        with socket.create_connection(("127.0.0.1", int(settings["port"])), timeout=3) as link:
            link.sendall(f"AUTH {settings['requirepass']}\r\n{command}\r\n".encode())
            answers = link.makefile("r", encoding="utf-8")
            return answers.readline().strip() and answers.readline().strip()
    except OSError:
        return ""


def _settings() -> "dict[str, str]":
    if not SETTINGS.exists():
        return {}
    return dict(entry.split(" ", 1) for entry in SETTINGS.read_text(encoding="utf-8").splitlines())


def _write_settings(*, port: int, password: str) -> None:
    """With an append-only file, so that queued work survives a restart."""
    entries = {
        "port": port,
        "bind": "127.0.0.1",
        "requirepass": password,
        "databases": DATABASES,
        "dir": f'"{FOLDER}"',
        "appendonly": "yes",
        "save": '""',
        "daemonize": "no",
    }
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    SETTINGS.touch(mode=0o600)
    SETTINGS.write_text("".join(f"{key} {value}\n" for key, value in entries.items()), encoding="utf-8")
