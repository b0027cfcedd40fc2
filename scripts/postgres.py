"""A private PostgreSQL with PostGIS: its programs found, its cluster made, started on a free port, stopped."""

import os
import secrets
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from scripts import say, system
from scripts.place import RUN, free_port, remember, remembered

USER = DATABASE = "evenlode"
CLUSTER = RUN / "postgres"
DATA, PASSWORD, LOG = CLUSTER / "data", CLUSTER / "password", CLUSTER / "log"


def up() -> None:
    """Makes the cluster the first time; starts it when it does not run."""
    programs = _programs()
    if not (DATA / "PG_VERSION").exists():
        _make_cluster(programs)
    known = remembered().get("DATABASE_URL", "")
    if known and _runs(programs):
        return
    port = free_port(urlsplit(known).port)
    if not _runs(programs):
        _start(programs, port)
    url = f"postgresql://{USER}:{quote(PASSWORD.read_text(encoding='utf-8'))}@127.0.0.1:{port}/{DATABASE}"
    if sql("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'", url=url) != "1":
        sql("postgres", f"CREATE DATABASE {DATABASE}", url=url)
    sql(DATABASE, "CREATE EXTENSION IF NOT EXISTS postgis; CREATE EXTENSION IF NOT EXISTS btree_gist", url=url)
    remember(DATABASE_URL=url)


def down() -> None:
    """Stops it; the data stay."""
    if (DATA / "PG_VERSION").exists() and _runs(programs := _programs()):
        _as_owner([str(programs / "pg_ctl"), "stop", "-D", str(DATA), "-m", "fast", "-w", "-t", "60"])


def sql(database: str, statement: str, *, url: str = "") -> str:
    """Runs a statement on the server (the private one, or the one that DATABASE_URL names); returns what it printed."""
    server = urlsplit(url or os.environ.get("DATABASE_URL") or remembered()["DATABASE_URL"])
    programs = system.find_postgres()
    psql = str(programs / "psql") if programs else "psql"
    env = {**system.tools_environment(), "PGPASSWORD": unquote(server.password or "")}
    address = [
        "-h",
        server.hostname or "127.0.0.1",
        "-p",
        str(server.port or 5432),
        "-U",
        unquote(server.username or USER),
    ]
    command = [psql, "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", *address, "-d", database, "-c", statement]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise say.SetupError(f"The database refused `{statement}`: {done.stderr.strip()}")
    return done.stdout.strip()


def _programs() -> Path:
    """PostgreSQL's programs, of the version that the cluster was made with."""
    version = DATA / "PG_VERSION"
    if not version.exists():
        programs = system.find_postgres()
        assert programs is not None, "scripts.services sees to it first"
        return programs
    wanted = version.read_text(encoding="utf-8").strip()
    for root in (Path("/"), system.UNPACKED):
        if (programs := root / f"usr/lib/postgresql/{wanted}/bin").exists():
            return programs
    raise say.SetupError(f".run/postgres is of PostgreSQL {wanted}, which is gone: install it, or run `make reset`.")


def _as_owner(command: "list[str]", **options: object) -> "subprocess.CompletedProcess[bytes]":
    """Runs a PostgreSQL program as the cluster's owner, outputs closed: a server that inherits a pipe holds it.

    postgres refuses to run as root. The capability lets its own user reach a checkout inside a closed home folder.
    """
    reach = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *reach] if os.geteuid() == 0 else []
    settings = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options}
    env = system.tools_environment()
    return subprocess.run([*owner, *command], cwd="/", env=env, check=False, **settings)  # type: ignore[call-overload]


def _runs(programs: Path) -> bool:
    return _as_owner([str(programs / "pg_ctl"), "status", "-D", str(DATA)]).returncode == 0


def _start(programs: Path, port: int) -> None:
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "''",
        "max_connections": 200,
        "shared_buffers": "256MB",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    with say.step("Starting PostgreSQL"):
        start = [str(programs / "pg_ctl"), "start", "-D", str(DATA), "-l", str(LOG), "-o", options, "-w", "-t", "60"]
        if _as_owner(start).returncode:
            raise say.SetupError(f"PostgreSQL did not start; its log is {LOG}")


def _make_cluster(programs: Path) -> None:
    with say.step("Making a private PostgreSQL cluster"):
        shutil.rmtree(CLUSTER, ignore_errors=True)
        CLUSTER.mkdir(mode=0o700)
        PASSWORD.touch(mode=0o600)
        PASSWORD.write_text(secrets.token_urlsafe(24), encoding="utf-8")
        if os.geteuid() == 0:
            for path in (CLUSTER, PASSWORD):
                shutil.chown(path, "postgres", "postgres")
        access = ["--auth=scram-sha-256", f"--pwfile={PASSWORD}", f"--username={USER}"]
        initdb = [str(programs / "initdb"), "-D", str(DATA), "--locale=C.UTF-8", "--encoding=UTF8", *access]
        made = _as_owner(initdb, stderr=subprocess.PIPE)
        if made.returncode:
            told = made.stderr.decode(errors="replace").strip()
            raise say.SetupError(f"PostgreSQL could not make its data folder: {told}")
