"""The linters, type checkers and contracts, one table; each is a command that can be run by hand."""

import filecmp
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scripts import say
from scripts.place import ROOT, environment

SCHEMA = "docs/schema.yaml"
API_TYPES = "frontend/src/api/schema.gen.ts"

CHECKS = {
    "ruff": "ruff check .",
    "ruff format": "ruff format --check .",
    "mypy": "mypy",
    "import contract": "lint-imports --no-cache",
    "migrations": "python manage.py makemigrations --check --dry-run",
    "TypeScript": "npm --prefix frontend run typecheck",
    "eslint": "npm --prefix frontend run lint",
}


def all_pass() -> bool:
    """Runs every check, whatever the others say, and names each result."""
    results = [_passes(name, shlex.split(command)) for name, command in CHECKS.items()]
    return all([*results, _api_is_current()])


def write_api() -> None:
    """Writes the API's schema and the browser's types from the code."""
    _generate(ROOT / SCHEMA, ROOT / API_TYPES)


def _passes(name: str, command: "list[str]") -> bool:
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    say.line(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({time.monotonic() - started:.0f} s)")
    if done.returncode:
        sys.stdout.write(done.stdout[-8000:] + done.stderr[-8000:])
    return done.returncode == 0


def _generate(schema: Path, types: Path) -> None:
    for command in (
        ["python", "manage.py", "spectacular", "--file", str(schema)],
        ["frontend/node_modules/.bin/openapi-typescript", str(schema), "-o", str(types)],
    ):
        done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise say.SetupError(f"{' '.join(command)} failed:\n{done.stderr[-4000:]}")


def _api_is_current() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        schema, types = Path(folder) / "schema.yaml", Path(folder) / "schema.gen.ts"
        _generate(schema, types)
        stale = [
            committed
            for committed, made in ((SCHEMA, schema), (API_TYPES, types))
            if not (ROOT / committed).exists() or not filecmp.cmp(ROOT / committed, made, shallow=False)
        ]
    say.line(f"FAILED API types: {', '.join(stale)} not current, run `make api`" if stale else "ok     API types")
    return not stale
