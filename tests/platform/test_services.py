"""The private services: up twice is up once, and PostGIS answers."""

import time

import pytest
from django.core.cache import cache
from django.db import connection

from scripts import place, services


@pytest.mark.django_db
def test_the_database_has_postgis() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT postgis_lib_version()")
        assert cursor.fetchone()[0] >= "3"


def test_a_second_up_changes_nothing_and_is_quick() -> None:
    before = place.remembered()
    started = time.monotonic()
    services.up()
    assert time.monotonic() - started < 3
    assert place.remembered() == before


def test_the_cache_answers() -> None:
    cache.set("platform-test", "가", 10)
    assert cache.get("platform-test") == "가"
