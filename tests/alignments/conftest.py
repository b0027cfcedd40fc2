from __future__ import annotations

import pytest

from tests.planning import Company, company


@pytest.fixture
def team(db: None) -> Company:
    """The small company of `tests.planning`."""
    return company()
