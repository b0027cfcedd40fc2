"""The private database and queue of this checkout, with all they own under .run/. Up twice is up once."""

import os
import secrets

from scripts import postgres, redis, system
from scripts.place import one_at_a_time, remember, remembered


def up() -> None:
    """Starts what does not run. A server that DATABASE_URL or REDIS_URL names is somebody else's care."""
    own_database = not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_HOST"))
    own_redis = not os.environ.get("REDIS_URL")
    with one_at_a_time():
        if "SECRET_KEY" not in remembered():
            remember(SECRET_KEY=secrets.token_urlsafe(48))
        database_is_there = not own_database or system.find_postgres() is not None
        redis_is_there = not own_redis or system.find_redis() is not None
        needed = {
            "postgresql": database_is_there,
            "postgresql-postgis": database_is_there,
            "redis-tools": redis_is_there,
        }
        system.require(needed, "the database and the queue")
        if own_database:
            postgres.up()
        if own_redis:
            redis.up()


def down() -> None:
    """Stops both; their data stay."""
    with one_at_a_time():
        postgres.down()
        redis.down()
