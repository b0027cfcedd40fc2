"""Python >= 3.12, uv, the virtual environment from the lock file, and the Node.js that comes with it."""

import glob
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import say, system
from scripts.place import LOGS, ROOT, RUN, VENV, environment, make_run_folder

LOCK_FILE = ROOT / "requirements-dev.lock"
LOG = LOGS / "python.log"
STAMP = VENV / ".locked"
OLDEST, PREFERRED = (3, 12), "3.12"


def up() -> None:
    """`.venv` with exactly what the lock file names, every hash checked. Nothing to do when it is there already."""
    make_run_folder()
    wanted = hashlib.sha256(LOCK_FILE.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted and _version(str(VENV / "bin/python")) >= OLDEST:
        return
    uv = _uv()
    if _version(str(VENV / "bin/python")) < OLDEST:
        with say.step("Making the Python environment .venv"):
            problem = "No Python 3.12 or newer was found, and none could be fetched. Install python3.12 or python3.13"
            say.run([uv, "venv", "--clear", "--python", _python() or PREFERRED, str(VENV)], log=LOG, problem=problem)
    with say.step("Installing Python packages and Node.js from the lock file"):
        # Compiled once here: every later process starts in a fraction of the time, also where nothing may be written.
        sync = [uv, "pip", "sync", "--compile-bytecode", "--require-hashes", "--python", str(VENV / "bin/python")]
        say.run(
            [*sync, str(LOCK_FILE)],
            log=LOG,
            env=_index(),
            problem="Python packages could not be installed; is this machine online?",
        )
    STAMP.write_text(wanted)


def _version(program: str) -> "tuple[int, ...]":
    """(major, minor) of a Python, or (0,) if it does not run (pyenv leaves shims behind that only complain)."""
    try:
        ask = [program, "-c", "import sys; print(*sys.version_info[:2])"]
        told = subprocess.run(ask, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return (0,)
    return tuple(int(part) for part in told.stdout.split())


def _python() -> "str | None":
    pyenvs = {os.environ.get("PYENV_ROOT", ""), str(Path.home() / ".pyenv")} - {""}
    candidates = [
        *(found for name in ("python3.12", "python3.13", "python3") if (found := shutil.which(name))),
        *(found for root in sorted(pyenvs) for found in sorted(glob.glob(f"{root}/versions/3.1[23].*/bin/python3"))),
        sys.executable,
    ]
    return next((program for program in candidates if OLDEST <= _version(program) < (3, 14)), None)


def _uv() -> str:
    """uv, in a private environment of its own: no installer script, nothing outside the checkout."""
    uv = RUN / "uv" / "bin" / "uv"
    if uv.exists():
        return str(uv)
    with say.step("Fetching the package installer uv"):
        home = RUN / "uv"
        base = _python() or sys.executable
        shutil.rmtree(home, ignore_errors=True)
        has_pip = say.succeeds([base, "-c", "import ensurepip, venv"])
        make = [base, "-m", "venv", *([] if has_pip else ["--without-pip"]), str(home)]
        say.run(make, log=LOG, problem=f"{base} could not make an environment")
        pip = ["-m", "pip"] if has_pip else [_pip_archive() + "/pip"]
        install = [str(home / "bin/python"), *pip, "install", "-q", "uv"]
        say.run(install, log=LOG, problem="uv could not be installed; is this machine online?")
    return str(uv)


def _pip_archive() -> str:
    """Debian keeps pip out of its Python; the package python3-pip-whl has it as an archive that runs as it is."""
    pattern = "usr/share/python-wheels/pip-*.whl"
    find = lambda: [*glob.glob(f"/{pattern}"), *glob.glob(str(system.UNPACKED / pattern))]  # noqa: E731
    system.require({"python3-pip-whl": bool(find())}, "installing Python packages")
    return find()[0]


def _index() -> "dict[str, str]":
    """uv does not read pip's configuration: a company's package index set there is passed on."""
    env = environment()
    if any(name in env for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")):
        return env
    ask = [str(RUN / "uv/bin/python"), "-m", "pip", "config", "get", "global.index-url"]
    pip = subprocess.run(ask, capture_output=True, text=True, check=False)
    index = env.get("PIP_INDEX_URL") or pip.stdout.strip()
    return {**env, "UV_DEFAULT_INDEX": index} if index else env
