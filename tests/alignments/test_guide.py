"""The examples of docs/api.md run, in order, as they are printed."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection

from people.services import token_create
from territories.alignments.services import alignment_fork
from tests.planning import Company

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def test_the_guides_examples_work(team: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = alignment_fork(alignment=team.today(), actor=team.users["planner"], name="Draft")
    team.move(draft, "b", "R2")
    _token, secret = token_create(user=team.users["planner"], name="guide", scope="write", days=1)
    monkeypatch.setattr(connection, "close", lambda: None)  # a server would; here it holds the test's transaction
    transport = httpx.WSGITransport(app=get_wsgi_application())
    monkeypatch.setattr(httpx, "Client", partial(checked_client, transport=transport))
    example = "\n".join(re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL))
    said: list[tuple[Any, ...]] = []
    exec(example.replace("evl_…", secret), {"print": lambda *words: said.append(words)})
    assert said[1][0] == 404
    assert (201, ["Post D1"]) in said


def checked_client(**settings: Any) -> httpx.Client:
    """A client that fails on any answer the guide did not mean to show."""

    def check(response: httpx.Response) -> None:
        if response.request.url.path != "/api/v1/alignments/999999":
            response.read()
            assert response.is_success, f"{response.request.url}: {response.text}"

    return REAL_CLIENT(**settings, event_hooks={"response": [check]})


REAL_CLIENT = httpx.Client
