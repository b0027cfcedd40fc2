"""The browser application: packages from its lock file, built when its sources changed."""

import hashlib
from pathlib import Path

from scripts import say
from scripts.place import LOGS, ROOT, RUN, VENV, environment

FOLDER = ROOT / "frontend"
LOG = LOGS / "frontend.log"
NOT_SOURCES = {"node_modules", "dist", "coverage"}


def packages() -> None:
    """`npm ci` when the lock file changed."""
    wanted = _digest([FOLDER / "package-lock.json"])
    stamp = FOLDER / "node_modules" / ".locked"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    with say.step("Installing the browser application's packages"):
        npm("ci", problem="The browser application's packages could not be installed; is this machine online?")
    stamp.write_text(wanted)


def build() -> None:
    """`npm run build` when a source changed."""
    packages()
    sources = sorted(
        path for path in FOLDER.rglob("*") if path.is_file() and not NOT_SOURCES & set(path.relative_to(FOLDER).parts)
    )
    wanted = _digest(sources)
    stamp = RUN / "frontend-built"
    if stamp.exists() and stamp.read_text() == wanted and (FOLDER / "dist" / "index.html").exists():
        return
    with say.step("Building the browser application"):
        npm("run", "build", problem="The browser application could not be built")
        compress = [str(VENV / "bin/python"), "-m", "whitenoise.compress", "--quiet", str(FOLDER / "dist")]
        say.run(compress, log=LOG, problem="The browser application could not be compressed")
    stamp.write_text(wanted)


def npm(*arguments: str, problem: str) -> None:
    """npm of the Node.js in .venv, whatever the machine has."""
    say.run(["npm", *arguments], log=LOG, cwd=FOLDER, env={**environment(), "CI": "1"}, problem=problem)


def _digest(paths: "list[Path]") -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(str(path.relative_to(FOLDER)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
