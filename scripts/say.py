"""Progress lines, and the one sentence with which a set-up gives up."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

STARTED = time.monotonic()


class SetupError(Exception):
    """Something is missing and cannot be put right from here. The text says what, and what to do."""


def line(text: str) -> None:
    print(f"[{time.monotonic() - STARTED:5.0f} s] {text}", flush=True)


@contextlib.contextmanager
def step(text: str) -> "Iterator[None]":
    """Announces a step that may take a while, and says how long it took."""
    line(f"{text} …")
    started = time.monotonic()
    yield
    if time.monotonic() - started > 2:
        line(f"{text}: done in {time.monotonic() - started:.0f} s")


def succeeds(command: "list[str]") -> bool:
    """Whether `command` runs and ends well; what it prints does not matter."""
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def run(command: "list[str]", *, log: Path, problem: str, **options: object) -> None:
    """Runs `command` quietly into `log`; on failure shows the end of the log and stops with `problem`."""
    with open(log, "ab") as output:
        output.write(f"\n$ {' '.join(command)}\n".encode())
        output.flush()
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        sys.stderr.write("\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-25:]) + "\n")
        raise SetupError(f"{problem} (the whole log: {log})")
