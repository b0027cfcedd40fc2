"""The settings under test: config.settings with an own database and an own corner of Redis, beside a running demo.

A process that a test starts (web server, worker) uses this module too, with DATABASE_NAME naming the test database.
"""

import tempfile
import zlib

from scripts import redis, services

services.up()

from config.settings import *  # noqa: E402, F403 - the services must be there before settings read where they are
from config.settings import CACHES, DATABASES  # noqa: E402

_test_database = DATABASES["default"]["TEST"]["NAME"]
DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}

_corner = redis.corner(zlib.crc32(_test_database.encode()))
REDIS_URL = CELERY_BROKER_URL = _corner["REDIS_URL"]
CACHES["default"]["LOCATION"] = _corner["CACHE_URL"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
MEDIA_ROOT = f"{tempfile.gettempdir()}/{_test_database}-media"
