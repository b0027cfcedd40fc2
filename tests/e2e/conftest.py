"""A browser before a whole running Evenlode: web server, workers and the small demo, on a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scripts import frontend
from scripts.stage import Stage, scratch
from tests.e2e.person import Person, Words

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

expect.set_options(timeout=20_000)  # software rendering on two busy cores


@pytest.fixture(scope="session")
def world() -> Iterator[Stage]:
    """The small demo, served: a made-up country of 216 counties, 12 territories, and the demo's people."""
    if not (frontend.FOLDER / "dist" / "index.html").exists():
        frontend.build()  # `make test` has built it before
    with scratch("e2e", processes=("web", "worker", "solver")) as stage:
        stage.manage("demo", "--size", "small")
        yield stage


@pytest.fixture
def open_page(world: Stage, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages of their own sessions; each test ends by saying what went wrong in any of them."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def make(*, phone: bool = False, locale: str = "en-US") -> Page:
        desktop: dict[str, Any] = {"viewport": DESKTOP}
        size = {"viewport": PHONE, "is_mobile": True, "has_touch": True} if phone else desktop
        context = browser.new_context(base_url=world.address, locale=locale, reduced_motion="reduce", **size)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not problems, problems


@pytest.fixture
def person(open_page: Callable[..., Page]) -> Callable[..., Person]:
    """Somebody at a browser, signed in through the sign-in page: `person("planner")`, `person("rep", phone=True)`.

    Their browser speaks the other language, so that the one they read is always chosen by hand.
    """

    def make(name: str, *, phone: bool = False, language: str = "en") -> Person:
        page = open_page(phone=phone, locale="en-US" if language == "ko" else "ko-KR")
        return Person(page, name, Words(language)).sign_in()

    return make
