"""Where things lie in a checkout, and what is remembered between calls."""

import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from scripts.say import SetupError

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / ".run"
VENV = ROOT / ".venv"
LOGS = RUN / "logs"
LOCAL_ENV = RUN / "local.env"


def make_run_folder() -> None:
    """The git-ignored folder of everything private to this checkout. Others may pass through, not look around."""
    RUN.mkdir(exist_ok=True)
    if RUN.stat().st_uid != os.geteuid():
        raise SetupError("Another user started this checkout (who owns .run?): go on as that user, or clone anew.")
    RUN.chmod(0o711)
    LOGS.mkdir(exist_ok=True)


def remembered() -> "dict[str, str]":
    """The KEY=VALUE lines that earlier calls left; settings read the same file (config/environment.py)."""
    if not LOCAL_ENV.exists():
        return {}
    return dict(line.split("=", 1) for line in LOCAL_ENV.read_text(encoding="utf-8").splitlines() if "=" in line)


def remember(**values: str) -> None:
    """Adds to what is remembered, in one step and for the owner's eyes only."""
    known = remembered()
    if values.items() <= known.items():
        return
    lines = [f"{key}={value}\n" for key, value in {**known, **values}.items()]
    draft = LOCAL_ENV.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text("".join(lines), encoding="utf-8")
    draft.replace(LOCAL_ENV)


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(wish: "int | None" = None) -> int:
    """The port wished for if nobody listens on it, else a free one. So what runs keeps its port over a restart."""
    if wish and port_is_free(wish):
        return wish
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def one_at_a_time() -> "Iterator[None]":
    """Two set-ups of one checkout wait for each other."""
    make_run_folder()
    with open(RUN / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def environment() -> "dict[str, str]":
    """The environment for what is started here: the checkout's own tools come first."""
    return {**os.environ, "PATH": f"{VENV / 'bin'}:{os.environ.get('PATH', '/usr/bin:/bin')}"}
