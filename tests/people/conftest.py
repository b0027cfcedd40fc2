import pytest

from tests.people.cast import Cast, cast_of


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of()
