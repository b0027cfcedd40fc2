"""The browser that the tests drive: the system's Chromium, else Playwright's own."""

import os
import shutil
from pathlib import Path

from scripts import say, system
from scripts.place import LOGS, VENV, environment

# Software WebGL, and nothing that talks to the outside.
FLAGS = [
    "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def skipped() -> bool:
    return os.environ.get("SKIP_BROWSER", "").lower() in {"1", "true", "yes"}


def find() -> "str | None":
    """A Chromium that is a program. Ubuntu's is a wrapper around a snap, which cannot be driven."""
    for name in ("chromium", "google-chrome-stable", "google-chrome", "chromium-browser"):
        program = shutil.which(name)
        if (
            program
            and b"snap" not in Path(program).resolve().read_bytes()[:4096]
            and "/snap/" not in str(Path(program).resolve())
        ):
            return program
    return next((str(path) for path in sorted(_playwrights_own().glob("chromium-*/chrome-linux*/chrome"))), None)


def up() -> None:
    """Sees to it that there is one, unless SKIP_BROWSER=1."""
    if skipped() or find():
        return
    if system.can_install() and not _is_ubuntu():
        system.require({"chromium": False}, "the browser tests")
    else:
        with say.step("Fetching a browser for the tests"):
            fetch = [str(VENV / "bin/playwright"), "install", "chromium"]
            problem = (
                "The browser tests need the package chromium (apt-get install chromium). SKIP_BROWSER=1 leaves them out"
            )
            say.run(fetch, log=LOGS / "browser.log", env=environment(), problem=problem)


def _playwrights_own() -> Path:
    return Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")


def _is_ubuntu() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "ID=ubuntu" in release.read_text().splitlines()
