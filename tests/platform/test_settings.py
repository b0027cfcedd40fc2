"""What the environment says, settings do; what is needed and missing is named."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import json, django
from django.conf import settings as s
django.setup()
print(json.dumps({
    "db": {key: str(s.DATABASES["default"][key]) for key in ("NAME", "HOST", "PORT", "USER", "PASSWORD")},
    "redis": s.CELERY_BROKER_URL, "debug": s.DEBUG, "secure": [s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE],
    "hosts": s.ALLOWED_HOSTS, "oidc": "allauth.socialaccount" in s.INSTALLED_APPS, "zone": s.TIME_ZONE,
    "timeout": s.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"],
}))
"""


def settings_under(**env: str) -> dict:
    """The settings that a process with just these variables sees; nothing of this checkout's services."""
    done = run_with(**env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def run_with(**env: str) -> subprocess.CompletedProcess[str]:
    empty = "import config.environment as e, os; e.ENV = dict(os.environ);"
    basics = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(
        [sys.executable, "-c", empty + ASK],
        cwd=ROOT,
        env={**basics, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_company_s_own_servers_are_used() -> None:
    found = settings_under(
        SECRET_KEY="k",
        DATABASE_URL="postgresql://me:p%40ss@db.example:5433/plans",
        REDIS_URL="redis://cache.example/3",
        ALLOWED_HOSTS="a.example, b.example",
        TIME_ZONE="Asia/Seoul",
    )
    assert found["db"] == {"NAME": "plans", "HOST": "db.example", "PORT": "5433", "USER": "me", "PASSWORD": "p@ss"}
    assert found["redis"] == "redis://cache.example/3"
    assert found["hosts"] == ["a.example", "b.example"]
    assert found["zone"] == "Asia/Seoul"


def test_parts_win_over_the_address() -> None:
    found = settings_under(SECRET_KEY="k", DATABASE_URL="postgresql://u:p@h:1/n", DATABASE_NAME="x", DATABASE_HOST="y")
    assert (found["db"]["NAME"], found["db"]["HOST"], found["db"]["PORT"]) == ("x", "y", "1")


def test_safe_unless_told_otherwise() -> None:
    assert settings_under(SECRET_KEY="k")["debug"] is False
    assert settings_under(SECRET_KEY="k", BEHIND_TLS="1")["secure"] == [True, True]


def test_a_missing_secret_is_named() -> None:
    done = run_with()
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_an_identity_provider_is_switched_on_by_its_address() -> None:
    assert settings_under(SECRET_KEY="k")["oidc"] is False
    assert settings_under(SECRET_KEY="k", OIDC_SERVER_URL="https://id.example")["oidc"] is True


def test_a_message_outlasts_the_longest_solve() -> None:
    assert settings_under(SECRET_KEY="k", SOLVE_SECONDS_MAX="100")["timeout"] > 200
