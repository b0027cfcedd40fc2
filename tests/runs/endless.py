"""Settings under test whose solver finds what it finds and then goes on for as long as it may: runs that last, on any
machine.
"""

import time
from typing import Any

from django.apps import AppConfig

from optimizer import Observer, Problem, Progress, Result, Stop
from tests.settings import *  # noqa: F403 - these are those, with one app more
from tests.settings import INSTALLED_APPS


class EndlessConfig(AppConfig):
    name = "tests.runs"
    label = "endless"

    def ready(self) -> None:
        from territories.runs import execution

        execution.solve = endless(execution.solve)


def endless(solve: Any) -> Any:
    """The real solver, which afterwards reports its best again and again until it is told to stop."""

    def go_on(problem: Problem, *, stop: Stop, observer: Observer, **options: Any) -> Result:
        result = solve(problem, stop=stop, observer=observer, **options)
        said = Progress("regions", 1.0, 1, result.objective, result.violation, None, None, 0, 0, result.labels)
        while not stop(said):
            observer.on_progress(said)
            time.sleep(0.05)
        return result

    return go_on


INSTALLED_APPS = [*INSTALLED_APPS, "tests.runs.endless.EndlessConfig"]
