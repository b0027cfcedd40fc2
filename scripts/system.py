"""Programs of the operating system: found, else installed by apt, else unpacked into the checkout without root."""

import functools
import glob
import os
import re
import shutil
import subprocess
from pathlib import Path

from scripts import say
from scripts.place import LOGS, RUN, environment, make_run_folder

UNPACKED = RUN / "system"  # Debian packages unpacked here when apt may not install
APT_LOG = LOGS / "apt.log"


def find_program(name: str, *folders: str) -> "str | None":
    """The path of a program: PATH, then `folders`, then what was unpacked into the checkout."""
    places = [*folders, "/usr/bin", "/usr/sbin", str(UNPACKED / "usr/bin"), str(UNPACKED / "usr/sbin")]
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(places))


def find_postgres() -> "Path | None":
    """The newest PostgreSQL program folder that has PostGIS beside it."""
    found = []
    for root in ("", str(UNPACKED)):
        for control in glob.glob(f"{root}/usr/share/postgresql/*/extension/postgis.control"):
            version = Path(control).parts[-3]
            programs = Path(f"{root}/usr/lib/postgresql/{version}/bin")
            if (programs / "postgres").exists():
                found.append((int(version), programs))
    return max(found)[1] if found else None


def find_redis() -> "str | None":
    """A Redis server. Debian ships it under two names; the one in redis-tools comes without a system service."""
    return find_program("redis-server") or find_program("redis-check-rdb") or find_program("valkey-server")


def require(packages: "dict[str, bool]", purpose: str) -> None:
    """Sees to it that the Debian packages marked missing (`{package: is_there}`) become available."""
    missing = [package for package, there in packages.items() if not there]
    if not missing:
        return
    make_run_folder()
    if shutil.which("apt-get") is None:
        raise say.SetupError(
            f"Missing for {purpose}: {', '.join(missing)} (Debian's names). Install them, then run this again."
        )
    with say.step(f"Installing {', '.join(missing)} for {purpose}"):
        prefix = _become_root()
        if prefix is None:
            _unpack(missing)
        else:
            _install(prefix, missing)
    tools_environment.cache_clear()


def can_install() -> bool:
    """Whether apt may be used to install into the system itself."""
    return shutil.which("apt-get") is not None and _become_root() is not None


def _become_root() -> "list[str] | None":
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and say.succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def _install(prefix: "list[str]", packages: "list[str]") -> None:
    """apt, waiting for its lock; no database server of the machine's own appears as a side effect."""
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300", "-y", "-q"]
    settings = Path("/etc/postgresql-common/createcluster.conf")
    if "postgresql" in packages and not settings.exists():
        write = f"mkdir -p {settings.parent} && echo 'create_main_cluster = false' > {settings}"
        say.run([*prefix, "sh", "-c", write], log=APT_LOG, problem="Could not prepare PostgreSQL's packages")
    say.run([*apt, "update"], log=APT_LOG, problem="apt could not read the package lists; is this machine online?")
    install = [*apt, "-o", "Dpkg::Options::=--force-confold", "install", "--no-install-recommends", *packages]
    say.run(install, log=APT_LOG, problem=f"apt could not install {' '.join(packages)}")


def _unpack(packages: "list[str]") -> None:
    """Without root: apt's own resolver says what is missing, and the files go into the checkout."""
    lists, archives = RUN / "apt" / "lists", RUN / "apt" / "archives"
    for folder in (lists / "partial", archives / "partial", UNPACKED):
        folder.mkdir(parents=True, exist_ok=True)
    apt = [
        "apt-get",
        "-q",
        "-o",
        f"Dir::State::lists={lists}",
        "-o",
        f"Dir::Cache={RUN / 'apt'}",
        "-o",
        "Debug::NoLocking=1",
    ]
    hint = f"As an administrator: apt-get install {' '.join(packages)}"
    say.run([*apt, "update"], log=APT_LOG, problem=f"Package lists cannot be read without root. {hint}")
    plan = subprocess.run(
        [*apt, "install", "-s", "--no-install-recommends", *packages], capture_output=True, text=True, check=False
    )
    names = re.findall(r"^Inst (\S+)", plan.stdout, flags=re.MULTILINE)
    if plan.returncode or not names:
        raise say.SetupError(f"apt cannot provide {', '.join(packages)}. {hint}")
    say.run([*apt, "download", *names], log=APT_LOG, cwd=archives, problem=f"The packages could not be fetched. {hint}")
    for archive in sorted(archives.glob("*.deb")):
        say.run(
            ["dpkg", "-x", str(archive), str(UNPACKED)], log=APT_LOG, problem=f"{archive.name} could not be unpacked"
        )
    shutil.rmtree(RUN / "apt")
    for control in UNPACKED.glob("usr/share/postgresql/*/extension/postgis-3.control"):
        plain = control.with_name("postgis.control")  # Debian makes this link in a script that only root can run
        if not plain.exists():
            plain.symlink_to(control.name)


@functools.cache
def tools_environment() -> "dict[str, str]":
    """The environment for the system's programs: those unpacked into the checkout need their libraries named."""
    env = environment()
    if not UNPACKED.exists():
        return env
    folders = {str(path.parent) for top in ("usr/lib", "lib") for path in UNPACKED.glob(f"{top}/**/*.so*")}
    return {
        **env,
        "PATH": os.pathsep.join([env["PATH"], str(UNPACKED / "usr/bin")]),
        "LD_LIBRARY_PATH": os.pathsep.join([*sorted(folders), *filter(None, [env.get("LD_LIBRARY_PATH")])]),
        "PROJ_LIB": str(UNPACKED / "usr/share/proj"),
    }
