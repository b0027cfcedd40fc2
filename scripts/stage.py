"""A whole Evenlode on a database of its own, for scenarios and browser tests: made, started, and taken away again."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from scripts import postgres, redis, say, services
from scripts.place import LOGS, ROOT, VENV, environment, free_port
from scripts.processes import Processes

LOG = LOGS / "stage.log"


@dataclass(frozen=True)
class Stage:
    """Where a running system answers, and the environment in which `manage.py` speaks to its database."""

    address: str
    env: "dict[str, str]"
    processes: Processes = field(repr=False)

    def manage(self, *arguments: str) -> None:
        """Runs a management command on the stage's database, its output shown."""
        subprocess.run([str(VENV / "bin/python"), "manage.py", *arguments], cwd=ROOT, env=self.env, check=True)


@contextlib.contextmanager
def running(
    name: str, *, env: "dict[str, str]", processes: "tuple[str, ...]" = ("web", "worker", "solver")
) -> "Iterator[Stage]":
    """Starts `processes` with `env` (which names the database) and stops them at the end."""
    port = free_port()
    full = {**environment(), **env, "HOST": "127.0.0.1", "PORT": str(port)}
    group = Processes(name, full)
    try:
        group.start(*processes)
        address = f"http://127.0.0.1:{port}"
        group.wait_for_web(address)
        yield Stage(address=address, env=full, processes=group)
    finally:
        group.stop()


@contextlib.contextmanager
def scratch(name: str, *, processes: "tuple[str, ...]" = ("web", "worker", "solver", "scheduler")) -> "Iterator[Stage]":
    """A system on a new, migrated database and an own corner of Redis; both are gone afterwards."""
    services.up()
    database = f"scratch_{name}_{os.getpid()}"
    with tempfile.TemporaryDirectory(prefix=database) as media:
        env = {"DATABASE_NAME": database, "MEDIA_ROOT": media, **redis.corner(os.getpid())}
        postgres.sql("postgres", f"CREATE DATABASE {database}")
        try:
            migrate = [str(VENV / "bin/python"), "manage.py", "migrate", "--verbosity", "0"]
            say.run(
                migrate,
                log=LOG,
                cwd=ROOT,
                env={**environment(), **env},
                problem="The scratch database could not be migrated",
            )
            with running(database, env=env, processes=processes) as stage:
                yield stage
        finally:
            postgres.sql("postgres", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
