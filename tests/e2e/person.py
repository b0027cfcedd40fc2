"""What a person does at the browser, in the words of their language."""

from __future__ import annotations

import json
import re
from functools import cached_property
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

CATALOGUES = Path(__file__).resolve().parents[2] / "frontend" / "src" / "locales"
PASSWORD = "evenlode"
SLOW = 60_000


class Words:
    """The interface's own texts: `words("plans.submit.button")`, with what is left open filled in."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, path: str, **places: Any) -> str:
        return self._filled(path, lambda name: str(places[name]))

    def pattern(self, path: str) -> re.Pattern[str]:
        """The text with anything in its open places."""
        parts = re.split(r"\{\{\w+\}\}", self._raw(path))
        return re.compile(".*".join(map(re.escape, parts)))

    def _filled(self, path: str, fill: Any) -> str:
        return re.sub(r"\{\{(\w+)\}\}", lambda place: fill(place[1]), self._raw(path))

    def _raw(self, path: str) -> str:
        namespace, *keys = path.split(".")
        found = json.loads((CATALOGUES / self.language / f"{namespace}.json").read_text(encoding="utf-8"))
        for key in keys:
            found = found[key]
        return str(found)


class Person:
    """Somebody signed in (or about to), with the few things people do on many pages."""

    def __init__(self, page: Page, name: str, words: Words) -> None:
        self.page, self.name, self.words = page, name, words

    def sign_in(self) -> Person:
        page, words = self.page, self.words
        page.goto("/signin")
        page.get_by_text("한국어" if words.language == "ko" else "English", exact=True).click()
        self.fill_sign_in()
        expect(page).not_to_have_url(re.compile("/signin"))
        return self

    def fill_sign_in(self) -> None:
        page, words = self.page, self.words
        page.get_by_label(words("signin.username")).fill(self.name)
        page.get_by_label(words("signin.password"), exact=True).fill(PASSWORD)
        page.get_by_role("button", name=words("signin.title"), exact=True).click()

    def button(self, path: str, **places: Any) -> Locator:
        return self.page.get_by_role("button", name=self.words(path, **places), exact=True)

    def field(self, path: str, **places: Any) -> Locator:
        return self.page.get_by_role("textbox", name=self.words(path, **places), exact=True)

    def sees(self, text: str | re.Pattern[str], **options: Any) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(**options)

    def api(self, path: str, **params: Any) -> Any:
        """What the same session gets from the API."""
        answer = self.page.request.get(f"/api/v1{path}", params=params)
        assert answer.ok, answer.text()
        return answer.json()

    @cached_property
    def editor(self) -> Editor:
        return Editor(self)


class Editor:
    """The plan on the map."""

    def __init__(self, person: Person) -> None:
        self.person, self.page, self.words = person, person.page, person.words

    @property
    def map(self) -> Locator:
        return self.page.get_by_role("region", name=self.words("editor.map.label"))

    def open(self, plan: int) -> Editor:
        self.page.goto(f"/plans/{plan}")
        return self.ready()

    def ready(self) -> Editor:
        expect(self.map).to_have_attribute("data-ready", "true", timeout=SLOW)
        return self

    @property
    def save_state(self) -> Locator:
        return self.page.locator("[data-save-state]")

    @property
    def revision(self) -> int:
        return int(self.save_state.get_attribute("data-revision") or -1)

    def saved_after(self, revision: int) -> int:
        """Waits until the server has taken a step beyond `revision`; the new revision."""
        self.page.wait_for_function(
            "after => { const s = document.querySelector('[data-save-state]');"
            " return s && s.dataset.saveState === 'saved' && Number(s.dataset.revision) > after; }",
            arg=revision, timeout=SLOW,
        )  # fmt: skip
        return self.revision

    def choose(self, territory: str) -> None:
        panel = self.page.get_by_role("region", name=self.words("editor.table.title"))
        panel.get_by_text(territory, exact=True).first.click()

    def take(self, tool: str) -> None:
        self.page.get_by_role("button", name=self.words(f"editor.tool.{tool}"), exact=True).click()

    def stroke(self, *points: tuple[float, float]) -> None:
        """Draws through points given as shares of the map's width and height."""
        box = self.map.bounding_box()
        assert box is not None
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
        self.page.mouse.move(*places[0])
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*place, steps=4)
        self.page.mouse.up()
