"""The processes of the system, as the Procfile names them: started in the background, found again, stopped."""

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from scripts import say
from scripts.place import LOGS, ROOT, RUN, environment, remembered

SERVICES = ("DATABASE_URL", "DATABASE_HOST", "DATABASE_NAME", "REDIS_URL")
NAMES = ("web", "worker", "solver", "scheduler")  # of the Procfile


class Processes:
    """A set of running processes with what is needed to find them again, in one folder of .run/."""

    def __init__(self, name: str, env: "dict[str, str] | None" = None) -> None:
        self.name = name
        self.folder = RUN / "processes" / name
        self.env = {**environment(), "SCHEDULE_FILE": str(self.folder / "schedule"), **(env or {})}

    def start(self, *names: str) -> None:
        """Starts what does not run; what runs on older code, or with another environment, is started anew."""
        self.folder.mkdir(parents=True, exist_ok=True)
        version = self._version()
        for name in names or NAMES:
            known = self._known(name)
            if known and known["version"] == version:
                continue
            self.stop(name)
            self._launch(name, version)

    def stop(self, *names: str) -> None:
        """Asks politely first: a worker puts its task back, a web server ends its answers."""
        running = {name: known["pid"] for name in names or NAMES if (known := self._known(name))}
        for pid in running.values():
            _signal(pid, signal.SIGTERM)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and any(self._known(name) for name in running):
            time.sleep(0.1)
        for pid in running.values():
            _signal(pid, signal.SIGKILL)
        for name in names or NAMES:
            (self.folder / f"{name}.json").unlink(missing_ok=True)

    def pid(self, name: str) -> "int | None":
        known = self._known(name)
        return known["pid"] if known else None

    def log(self, name: str) -> Path:
        return LOGS / (f"{name}.log" if self.name == "demo" else f"{self.name}-{name}.log")

    def wait_for_web(self, address: str, seconds: float = 120) -> None:
        """Returns when the health page answers; says so when the web process ends instead."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                with urllib.request.urlopen(f"{address}/health", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                if time.monotonic() > deadline or not self._known("web"):
                    raise say.SetupError(
                        f"The web server does not answer at {address}; its log is {self.log('web')}"
                    ) from None
                time.sleep(0.2)

    def _version(self) -> str:
        page = _state(ROOT / "frontend" / "dist" / "index.html")  # the web server lists the built files when it starts
        return _digest(
            [version_of_code(self.env), page, *(f"{name}={self.env.get(name)}" for name in ("HOST", "PORT"))]
        )

    def _launch(self, name: str, version: str) -> None:
        with open(self.log(name), "ab") as log:
            process = subprocess.Popen(
                ["/bin/sh", "deploy/start", name], cwd=ROOT, env=self.env, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        facts = {"pid": process.pid, "born": _born(process.pid), "version": version}
        (self.folder / f"{name}.json").write_text(json.dumps(facts), encoding="utf-8")

    def _known(self, name: str) -> "dict | None":
        """What was written down about a process, if that very one (not a later one of the same number) still runs."""
        path = self.folder / f"{name}.json"
        if not path.exists():
            return None
        known = json.loads(path.read_text(encoding="utf-8"))
        return known if known["born"] and _born(known["pid"]) == known["born"] else None


def _born(pid: int) -> str:
    """When a process started, in clock ticks since boot; empty when it does not run (a zombie does not)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def _signal(pid: int, number: signal.Signals) -> None:
    """To the whole group: a worker's children go with it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, number)


def version_of_code(env: "dict[str, str]") -> str:
    """Changes with any source of the server, its packages, or the database and queue it is to work with."""
    ours = ("common", "people", "geography", "accounts", "territories", "optimizer", "config")
    paths = [path for folder in ours for path in sorted((ROOT / folder).rglob("*.py"))]
    paths += [ROOT / "Procfile", ROOT / "requirements-dev.lock"]
    known = {**remembered(), **env}
    return _digest([*map(_state, paths), *(f"{name}={known.get(name)}" for name in SERVICES)])


def _state(path: Path) -> str:
    return f"{path} {path.stat().st_mtime_ns if path.exists() else 'absent'}"


def _digest(lines: "list[str]") -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
