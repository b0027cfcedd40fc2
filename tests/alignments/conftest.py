from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.planning import Company, company

# Random states take a moment to draw on a busy machine; that says nothing about the code.
settings.register_profile("calm", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")


@pytest.fixture
def team(db: None) -> Company:
    """The small company of `tests.planning`."""
    return company()
