"""A person at the API: signs in as the browser does, and tells what was refused in the words of the refusal."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import numpy as np

API = "/api/v1"


class Refused(Exception):
    """An answer that is no success, with its problem."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        try:
            self.problem: dict[str, Any] = response.json()
        except json.JSONDecodeError:
            self.problem = {"code": "", "detail": response.text[:500]}
        self.code = self.problem.get("code", "")
        where = f"{response.request.method} {response.request.url.path}"
        errors = self.problem.get("errors", "")
        super().__init__(f"{where}: {self.status} {self.code}: {self.problem.get('detail')} {errors}")


class Person:
    """One signed-in session."""

    def __init__(self, address: str, name: str, password: str) -> None:
        self.name = name
        self.http = httpx.Client(base_url=address, timeout=120)
        self.http.get(f"{API}/csrf")
        self._send("POST", "/_allauth/browser/v1/auth/login", json={"username": name, "password": password})

    def get(self, path: str, **params: Any) -> Any:
        return self._send("GET", API + path, params=params).json()

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self._send("POST", API + path, **(more or {"json": body or {}})).json()

    def patch(self, path: str, body: Any) -> Any:
        return self._send("PATCH", API + path, json=body).json()

    def refused(self, call: Callable[[], Any]) -> Refused:
        """What the system says to something that it must refuse."""
        try:
            call()
        except Refused as refusal:
            return refusal
        raise AssertionError(f"{self.name} was not refused")

    def all(self, path: str, **params: Any) -> list[Any]:
        page = self.get(path, page_size=1000, **params)
        assert page["count"] == len(page["results"])
        return list(page["results"])

    def until(
        self, path: str, done: Callable[[Any], bool], seconds: float = 300, tell: Callable[[Any], None] = lambda _: None
    ) -> Any:
        """Ask again and again, telling every answer, until one is `done`; returns that one."""
        deadline = time.monotonic() + seconds
        while True:
            answer = self.get(path)
            tell(answer)
            if done(answer):
                return answer
            if time.monotonic() > deadline:
                raise AssertionError(f"{path} did not come to an end in {seconds:.0f} s: {answer}")
            time.sleep(0.5)

    def listen(self, topic: str) -> Events:
        return Events(self, topic)

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"X-CSRFToken": self.http.cookies.get("csrftoken", ""), "Referer": str(self.http.base_url)}
        response = self.http.request(method, path, headers=headers, **more)
        if response.is_error:
            raise Refused(response)
        return response


class Events:
    """What the stream says about one topic, collected aside while the story goes on."""

    def __init__(self, person: Person, topic: str) -> None:
        self.seen: list[dict[str, Any]] = []
        self.ready = threading.Event()
        self._person, self._topic = person, topic
        threading.Thread(target=self._listen, daemon=True).start()
        assert self.ready.wait(30), f"the stream on {topic} did not begin"

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.seen if event["type"] == kind]

    def _listen(self) -> None:
        with self._person.http.stream("GET", f"{API}/stream", params={"topics": self._topic}, timeout=None) as lines:
            for line in lines.iter_lines():
                if line.startswith("data: "):
                    event = json.loads(line[6:])
                    self.ready.set()
                    self.seen.append(event)


def numbers(text: str, dtype: str) -> np.ndarray:
    """A vector as it travels: base64 of little-endian numbers."""
    return np.frombuffer(base64.b64decode(text), np.dtype(dtype).newbyteorder("<"))
