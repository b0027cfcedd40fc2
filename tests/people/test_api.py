"""People over HTTP: me, positions, tokens and their scope, sign-in by session."""

import datetime

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from common.models import AuditRecord
from people.models import ApiToken
from tests.people.cast import Cast


def test_me_names_roles_positions_and_landing(cast: Cast) -> None:
    me = cast.client("mia").get("/api/v1/me").json()
    assert me["roles"] == [{"role": "manager", "field_force": "team", "position": "WEST"}]
    assert [post["code"] for post in me["positions"]] == ["WEST"]
    assert [force["key"] for force in me["field_forces"]] == ["team"]
    assert me["landing"] == "reviews"


def test_language_is_kept_and_speaks(cast: Cast) -> None:
    client = cast.client("rita")
    assert client.patch("/api/v1/me", {"language": "ko"}).json()["language"] == "ko"
    assert AuditRecord.objects.filter(verb="user_update", actor_id=cast.users["rita"].pk).exists()
    answer = client.patch("/api/v1/me", {"theme": "pink"})
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == "theme"


@pytest.mark.parametrize(("name", "codes"), [("paula", 6), ("mia", 3), ("rita", 1)])
def test_positions_within_scope(cast: Cast, name: str, codes: int) -> None:
    page = cast.client(name).get("/api/v1/field-forces/team/positions").json()
    assert page["count"] == len(page["results"]) == codes
    vacant = {post["code"]: post["vacant"] for post in page["results"]}
    assert vacant.get("W2", True) and not vacant["W1"]


def test_strangers_do_not_learn_of_a_force(cast: Cast) -> None:
    for name in ("stranger", "nobody"):
        assert cast.client(name).get("/api/v1/field-forces/team/positions").status_code == 404
    assert cast.client("nobody").get("/api/v1/field-forces").json()["count"] == 0


def test_positions_cost_the_same_however_many(cast: Cast, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        cast.client("mia").get("/api/v1/field-forces/team/positions")


def _token(cast: Cast, name: str, **body: object) -> str:
    answer = cast.client(name).post("/api/v1/tokens", {"name": "script", **body})
    assert answer.status_code == 201, answer.json()
    return answer.json()["token"]


def _with(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def test_a_read_token_reads_and_does_not_write(cast: Cast) -> None:
    client = _with(_token(cast, "rita", scope="read"))
    assert client.get("/api/v1/me").json()["username"] == "rita"
    refused = client.patch("/api/v1/me", {"theme": "dark"})
    assert refused.status_code == 403 and refused.json()["code"] == "token_read_only"


def test_a_write_token_writes_but_makes_no_tokens(cast: Cast) -> None:
    client = _with(_token(cast, "rita", scope="write"))
    assert client.patch("/api/v1/me", {"theme": "dark"}).status_code == 200
    assert client.post("/api/v1/tokens", {"name": "more"}).json()["code"] == "needs_session"


def test_tokens_are_stored_hashed_expire_and_are_revoked(cast: Cast) -> None:
    secret = _token(cast, "rita", days=10)
    stored = ApiToken.objects.get()
    assert secret not in (stored.digest, stored.token_key) and stored.expiry > timezone.now()
    assert cast.client("ron").delete(f"/api/v1/tokens/{stored.token_key}").status_code == 404
    ApiToken.objects.update(expiry=timezone.now() - datetime.timedelta(seconds=1))
    assert _with(secret).get("/api/v1/me").status_code == 401
    other = _token(cast, "rita")
    assert cast.client("rita").delete(f"/api/v1/tokens/{ApiToken.objects.get().token_key}").status_code == 204
    assert _with(other).get("/api/v1/me").status_code == 401


def test_session_sign_in_and_out(cast: Cast) -> None:
    client = APIClient(enforce_csrf_checks=True)
    assert client.get("/api/v1/me").status_code == 401
    client.get("/api/v1/csrf")
    csrf = {"HTTP_X_CSRFTOKEN": client.cookies["csrftoken"].value}
    login = "/_allauth/browser/v1/auth/login"
    wrong = client.post(login, {"username": "rita", "password": "no"}, **csrf)
    assert wrong.status_code == 400
    right = client.post(login, {"username": "rita", "password": "very-secret-1"}, **csrf)
    assert right.status_code == 200
    assert client.get("/api/v1/me").json()["username"] == "rita"
    assert client.patch("/api/v1/me", {"theme": "dark"}).status_code == 403  # no CSRF token
    csrf = {"HTTP_X_CSRFTOKEN": client.cookies["csrftoken"].value}
    assert client.patch("/api/v1/me", {"theme": "dark"}, **csrf).status_code == 200
    client.delete("/_allauth/browser/v1/auth/session", **csrf)
    assert client.get("/api/v1/me").status_code == 401
