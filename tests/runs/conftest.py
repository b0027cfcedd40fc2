from __future__ import annotations

from collections.abc import Iterator

import pytest

from config.celery import app
from territories.alignments.models import Alignment
from territories.runs.queue import QUEUE
from tests.planning import Company, company


@pytest.fixture
def empty_queue() -> None:
    with app.connection_for_write() as connection:
        connection.default_channel.queue_purge(QUEUE)


@pytest.fixture
def team(db: None) -> Company:
    """The small company of `tests.planning`."""
    return company()


@pytest.fixture
def plan(team: Company) -> Alignment:
    """Today's plan: R1 holds ab, R2 cf, R3 de, R4 ghi."""
    return team.plan()


@pytest.fixture
def live_team(transactional_db: None, empty_queue: None) -> Iterator[Company]:
    """The same company, committed: solvers look at it from threads and processes of their own."""
    return company()


@pytest.fixture
def live_plan(live_team: Company) -> Alignment:
    return live_team.plan()
