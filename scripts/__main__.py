"""The commands behind the Makefile: `python -m scripts demo|test|…`."""

import concurrent.futures
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from scripts import browser, checks, frontend, postgres, redis, say, services, system, toolchain
from scripts.place import LOCAL_ENV, LOGS, ROOT, RUN, VENV, environment, free_port, remember, remembered
from scripts.processes import Processes, version_of_code
from scripts.stage import scratch

PYTHON = str(VENV / "bin" / "python")


def demo() -> int:
    """Everything, from nothing to the printed address; a second call finds most of it done."""
    _prepare()
    with concurrent.futures.ThreadPoolExecutor(max_workers=1) as aside:
        built = aside.submit(frontend.build)
        sign_ins = _load_demo()
        built.result()
    address = _start()
    say.line("Evenlode is up.")
    print(f"\n  Open {address}\n\n{sign_ins}\n  `make stop` stops it, `make reset` throws its data away.", flush=True)
    return 0


def _prepare() -> None:
    toolchain.up()
    services.up()
    rooms = (ROOT / room for room in ("locale", "common", "people", "geography", "accounts", "territories"))
    texts = [path for room in rooms for path in room.rglob("LC_MESSAGES/*.po")]
    if any(_is_older(path.with_suffix(".mo"), path) for path in texts):
        system.require({"gettext": system.find_program("msgfmt") is not None}, "translations")
        elsewhere = ["--ignore=.venv", "--ignore=.run", "--ignore=frontend"]
        _manage("compilemessages", "--verbosity", "0", *elsewhere, env=system.tools_environment())


def _is_older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def _load_demo() -> str:
    """Migrates and loads what is missing, unless this very code has done so; returns the lines with the sign-ins."""
    stamp, version = RUN / "demo.json", version_of_code(environment())
    known = json.loads(stamp.read_text(encoding="utf-8")) if stamp.exists() else {}
    if known.get("version") == version:
        return known["sign_ins"]
    with say.step("Bringing the database up to date"):
        _manage("migrate", "--verbosity", "0")
    with say.step("Loading the demo"):
        if subprocess.run([PYTHON, "manage.py", "demo"], cwd=ROOT, env=environment(), check=False).returncode:
            raise say.SetupError("The demo could not be loaded; what went wrong is above.")
    ask = [PYTHON, "manage.py", "demo", "--sign-ins"]
    sign_ins = subprocess.run(ask, cwd=ROOT, env=environment(), check=True, capture_output=True, text=True).stdout
    stamp.touch(mode=0o600)
    stamp.write_text(json.dumps({"version": version, "sign_ins": sign_ins}), encoding="utf-8")
    return sign_ins


def _start() -> str:
    host = os.environ.get("HOST", "127.0.0.1")
    processes = Processes("demo")
    wish = int(os.environ.get("PORT") or remembered().get("PORT") or 8000)
    port = wish if processes.pid("web") and str(wish) == remembered().get("PORT") else free_port(wish)
    remember(PORT=str(port))
    processes.env["PORT"] = str(port)
    if host == "0.0.0.0":  # asked for from other machines (a phone), under names that are not known here
        processes.env.setdefault("ALLOWED_HOSTS", "*")
    with say.step("Starting web server, workers and scheduler"):
        processes.start()
        processes.wait_for_web(f"http://127.0.0.1:{port}")
    return f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}"


def _manage(*arguments: str, env: "dict[str, str] | None" = None) -> None:
    """A management command, quietly."""
    command = [PYTHON, "manage.py", *arguments]
    problem = f"`manage.py {arguments[0]}` failed"
    say.run(command, log=LOGS / "manage.log", cwd=ROOT, env=env or environment(), problem=problem)


def test() -> int:
    """The browser application's tests, then the whole suite; ARGS go to pytest."""
    _prepare()
    frontend.build()
    browser.up()
    _warm_the_optimiser()
    arguments = shlex.split(os.environ.get("ARGS", ""))
    say.line("Tests of the browser application (vitest)")
    first = subprocess.run(
        ["npm", "test"], cwd=frontend.FOLDER, env={**environment(), "CI": "1"}, check=False
    ).returncode
    say.line("Tests (pytest)")
    second = subprocess.run([PYTHON, "-m", "pytest", *arguments], cwd=ROOT, env=environment(), check=False).returncode
    return first or second


def _warm_the_optimiser() -> None:
    """Compiles its kernels once, so that no test waits for that; seconds when they are compiled already."""
    command, problem = [PYTHON, "-m", "optimizer", "warm"], "The optimiser could not be compiled"
    with say.step("Compiling the optimiser's kernels"):
        say.run(command, log=LOGS / "warm.log", cwd=ROOT, env=environment(), problem=problem)


def lint() -> int:
    _prepare()
    frontend.packages()
    return 0 if checks.all_pass() else 1


def api() -> int:
    _prepare()
    frontend.packages()
    checks.write_api()
    return 0


def scenario() -> int:
    """Plays tests/scenarios/NAME.py through the API of a system of its own."""
    name = os.environ.get("NAME", "")
    known = sorted(path.stem for path in (ROOT / "tests" / "scenarios").glob("*.py") if not path.stem.startswith("_"))
    if name not in known:
        raise say.SetupError(f"Which scenario? NAME={'|'.join(known)}")
    _prepare()
    with scratch(name) as stage:
        command = [
            PYTHON,
            "-m",
            f"tests.scenarios.{name}",
            "--address",
            stage.address,
            *shlex.split(os.environ.get("ARGS", "")),
        ]
        return subprocess.run(command, cwd=ROOT, env=stage.env, check=False).returncode


def stop() -> int:
    Processes("demo").stop()
    services.down()
    say.line("Stopped.")
    return 0


def reset() -> int:
    """Throws away the demo's data, files and logs. The installed packages stay."""
    stop()
    for path in (postgres.CLUSTER, redis.FOLDER, RUN / "processes", LOGS, ROOT / "media"):
        shutil.rmtree(path, ignore_errors=True)
    for path in (LOCAL_ENV, RUN / "demo.json"):
        path.unlink(missing_ok=True)
    say.line("Reset. `make demo` starts afresh.")
    return 0


def just_services() -> int:
    services.up()
    return 0


COMMANDS: "dict[str, Callable[[], int]]" = {
    "demo": demo, "test": test, "lint": lint, "api": api, "scenario": scenario,
    "services": just_services, "stop": stop, "reset": reset,
}  # fmt: skip


def main(arguments: "list[str]") -> int:
    try:
        return COMMANDS[arguments[0]]()
    except say.SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
