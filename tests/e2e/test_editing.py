"""Drawing with others, and without the server: nothing drawn is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from scripts.stage import Stage
from tests.e2e.person import SLOW, Editor, Person

pytestmark = pytest.mark.timeout(600)

LEFT = ((0.38, 0.36), (0.46, 0.44))
RIGHT = ((0.68, 0.5), (0.76, 0.58))


@pytest.fixture
def planner(person: Callable[..., Person]) -> Person:
    return person("planner")


@pytest.fixture
def plan(planner: Person) -> int:
    """A fresh scenario of the first plan."""
    source = planner.api("/alignments")["results"][-1]["id"]
    token = next(c["value"] for c in planner.page.context.cookies() if c["name"] == "csrftoken")
    answer = planner.page.request.post(
        f"/api/v1/alignments/{source}/fork", data={"name": "Drawing together"}, headers={"X-CSRFToken": token}
    )
    assert answer.ok, answer.text()
    return int(answer.json()["id"])


def slots(person: Person, plan: int) -> str:
    return str(person.api(f"/alignments/{plan}/state")["vector"])


def territories(person: Person, plan: int) -> list[str]:
    return [t["name"] for t in person.api(f"/alignments/{plan}/state")["territories"] if t["slot"] is not None]


def paint(editor: Editor, territory: str, *points: tuple[float, float]) -> None:
    editor.choose(territory)
    editor.take("brush")
    editor.stroke(*points)


def test_two_pages_edit_one_plan(planner: Person, person: Callable[..., Person], plan: int) -> None:
    """Each page's strokes go through, and each sees the other's without asking."""
    colleague = person("admin") if planner.name == "admin" else person("planner")
    first, second = planner.editor.open(plan), colleague.editor.open(plan)
    one, other = territories(planner, plan)[:2]
    base = first.revision
    paint(first, one, *LEFT)
    mine = first.saved_after(base)
    second.saved_after(base)
    paint(second, other, *RIGHT)
    theirs = second.saved_after(mine)
    first.saved_after(mine)
    assert first.revision == second.revision == theirs
    history = planner.api(f"/alignments/{plan}/revisions")["results"]
    assert sum(step["cause"] == "paint" for step in history) == 2


@pytest.fixture
def web_away(world: Stage) -> Iterator[Callable[[], None]]:
    """Takes the web server away; it is back at the end whatever happens."""

    def leave() -> None:
        world.processes.stop("web")

    yield leave
    world.processes.start("web")
    world.processes.wait_for_web(world.address)


def test_the_server_goes_away_and_nothing_is_lost(
    planner: Person, plan: int, world: Stage, web_away: Callable[[], None]
) -> None:
    """A stroke drawn without a server is kept, said to be waiting, and saved when the server is back."""
    editor = planner.editor.open(plan)
    before, base = slots(planner, plan), editor.revision
    web_away()
    paint(editor, territories_shown(editor)[0], *LEFT)
    expect(editor.save_state).to_have_attribute("data-save-state", "offline", timeout=SLOW)
    world.processes.start("web")
    world.processes.wait_for_web(world.address)
    saved = editor.saved_after(base)
    assert slots(planner, plan) != before
    editor.open(plan)
    assert editor.revision == saved


def territories_shown(editor: Editor) -> list[str]:
    """Names in the panel, readable without a server."""
    panel = editor.page.get_by_role("region", name=editor.words("editor.table.title"))
    return [row.split("\n")[0] for row in panel.get_by_role("option").or_(panel.get_by_role("row")).all_inner_texts()]
