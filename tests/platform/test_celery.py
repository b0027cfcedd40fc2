"""The schedule names tasks that exist, and every task goes to a queue that some process of the Procfile reads."""

import re
from pathlib import Path

import pytest

from config.celery import app

ROOT = Path(__file__).resolve().parents[2]
OUR_TASKS = ("common.", "people.", "geography.", "accounts.", "territories.", "config.")

app.loader.import_default_modules()


@pytest.mark.parametrize("entry", app.conf.beat_schedule.values(), ids=app.conf.beat_schedule)
def test_what_is_scheduled_exists(entry: dict) -> None:
    assert entry["task"] in app.tasks


def test_every_task_has_a_reader() -> None:
    read = set(re.findall(r"--queues (\w+)", (ROOT / "Procfile").read_text()))
    ours = [name for name in app.tasks if name.startswith(OUR_TASKS)]
    queues = {name: app.amqp.router.route({}, name)["queue"].name for name in ours}
    assert queues
    assert set(queues.values()) <= read
    assert queues["territories.runs.tasks.solve_run"] == "solver"
    assert queues["territories.runs.tasks.reap_runs"] == "default"
