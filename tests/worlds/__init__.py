"""Tiny named ground, drawn. The same world becomes a Ground (and rows in the database), a dict of arrays for the
optimiser, and a JSON fixture for the browser, so that all three can be held to the same answers.

    from tests.worlds import geography_of, world
    world("three_by_three").arrays()["edges"]
    geography_of("archipelago")        # a Geography in the test database, without tiles

`python -m tests.worlds` writes the browser's fixture.
"""

from tests.worlds.drawing import World, world
from tests.worlds.drawings import WORLDS

__all__ = ["WORLDS", "World", "geography_of", "world"]


def geography_of(name: str, *, tiles: bool = False):
    """The world as a Geography in the test database (made once per key)."""
    from geography.services import geography_load

    return geography_load(ground=world(name).ground(), tiles=tiles)
