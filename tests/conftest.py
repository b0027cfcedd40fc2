"""What every test may use. The settings under test (tests/settings.py) bring their own services."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as trials

from scripts import browser as chromium
from scripts.stage import Stage, running

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = Path(os.environ.get("EVENLODE_SHARED_DATA") or ROOT.parent / "shared" / "data")

# Playwright's synchronous interface keeps an event loop running in the thread in which tests use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# Random cases take a moment to draw on a busy machine, which says nothing about the code. CI judges every change on the
# same cases; everywhere else new ones are tried.
calm = {"deadline": None, "max_examples": 40, "suppress_health_check": [HealthCheck.too_slow]}
trials.register_profile("calm", derandomize=bool(os.environ.get("CI")), **calm)
trials.load_profile("calm")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real-world examples; tests that need it are skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the shared data are not here (EVENLODE_SHARED_DATA)")
    return SHARED_DATA


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test with a page drives the browser, and is left out with SKIP_BROWSER=1."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
            if chromium.skipped():
                item.add_marker(pytest.mark.skip(reason="SKIP_BROWSER=1"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium with software WebGL."""
    program = chromium.find()
    if program is None:
        pytest.fail("No Chromium: install the package chromium, or leave these tests out with SKIP_BROWSER=1")
    return {**browser_type_launch_args, "executable_path": program, "args": chromium.FLAGS}


@pytest.fixture(scope="module")
def stage(django_db_setup: None) -> Iterator[Stage]:
    """Web server and workers as processes on the test database (a test that uses it takes `transactional_db` too).

    They go with the module that asked for them: left running, they would take up the jobs of the tests that follow.
    """
    database = settings.DATABASES["default"]["NAME"]
    env = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_NAME": database}
    with running(database, env=env) as live:
        yield live
