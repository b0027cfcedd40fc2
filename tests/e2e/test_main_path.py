"""The whole path of a plan, at the browser, in both languages: optimise, bend, submit, approve, publish, see."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.person import SLOW, Person

pytestmark = pytest.mark.timeout(600)

#: Where the rep's territory gets ground by hand: not the same twice, so that each publication changes something.
STROKES = {"en": ((0.42, 0.4), (0.55, 0.5), (0.66, 0.42)), "ko": ((0.34, 0.3), (0.44, 0.26), (0.52, 0.34))}
MANAGERS = ("manager", "manager.central", "manager.east")


@pytest.mark.parametrize(("language", "days"), [("en", 40), ("ko", 70)])
def test_a_plan_goes_from_optimising_to_the_rep(person: Callable[..., Person], language: str, days: int) -> None:
    """Planner, managers and rep each do their part through the interface alone."""
    rep = person("rep", phone=True, language=language)
    mine = rep.api("/my/accounts")["territories"][0]["name"]
    planner = person("planner", language=language)
    name = f"Spring {language}"

    plan = make_scenario(planner, name)
    optimise(planner)
    bend(planner, mine)
    submit(planner, name)
    cannot_decide(planner, name)
    for manager in MANAGERS:
        approve(person(manager, language=language), name)
    effective = publish(planner, plan, days)
    sees_what_will_change(rep, mine, effective)


def make_scenario(planner: Person, name: str) -> int:
    """A copy of the demo's draft, from the page that makes new plans."""
    drafts = [plan for plan in planner.api("/alignments")["results"] if plan["state"] == "draft"]
    source = min(drafts, key=lambda plan: int(plan["id"]))
    planner.page.goto("/plans/new/copy")
    planner.page.get_by_label(planner.words("plans.new.copy.which")).first.click()
    planner.page.get_by_role("option", name=source["name"], exact=True).click()
    planner.field("plans.name").fill(name)
    planner.button("plans.copy.button").click()
    expect(planner.page).to_have_url(re.compile(r"/plans/\d+"))
    planner.editor.ready()
    return int(re.search(r"/plans/(\d+)", planner.page.url)[1])  # type: ignore[index]


def optimise(planner: Person) -> None:
    """Rebalance, watch, accept: one more revision, and nothing out of its band that was promised inside."""
    before = planner.editor.revision
    planner.button("editor.bar.optimise").click()
    planner.page.get_by_label(planner.words("optimise.mode.rebalance"), exact=True).check()
    planner.page.get_by_text(planner.words("optimise.ask.more"), exact=True).click()
    planner.field("optimise.ask.seconds").fill("5")
    start = planner.button("optimise.ask.start")
    expect(start).to_be_enabled(timeout=SLOW)
    start.click()
    accept = planner.button("optimise.result.accept")
    expect(accept).to_be_visible(timeout=2 * SLOW)
    accept.click()
    planner.editor.saved_after(before)


def bend(planner: Person, territory: str) -> None:
    """The rep's territory gets ground by brush; undo and redo are steps too."""
    editor = planner.editor
    expect(planner.page.get_by_role("region", name=planner.words("optimise.title"))).to_have_count(0)
    editor.choose(territory)
    editor.take("brush")
    drawn = editor.revision
    editor.stroke(*STROKES[planner.words.language])
    stroke = editor.saved_after(drawn)
    planner.page.keyboard.press("Control+z")
    undone = editor.saved_after(stroke)
    planner.page.keyboard.press("Control+Shift+z")
    editor.saved_after(undone)


def submit(planner: Person, name: str) -> None:
    page = planner.page
    page.get_by_role("link", name=planner.words("editor.bar.submit"), exact=True).click()
    planner.field("plans.submit.note").fill(f"{name}: balance first")
    page.get_by_role("dialog").get_by_role("button", name=planner.words("plans.submit.button"), exact=True).click()
    planner.sees(planner.words("plans.submit.done"))


def cannot_decide(planner: Person, name: str) -> None:
    """Nobody decides on what they submitted themselves."""
    page = planner.page
    page.goto("/reviews?show=all")
    page.get_by_role("link", name=name, exact=True).click()
    expect(planner.button("review.withdraw")).to_be_visible()
    expect(planner.button("review.approve")).to_have_count(0)


def approve(manager: Person, name: str) -> None:
    """Opens what waits, looks at the three maps and a territory, approves every part that is theirs."""
    page, words = manager.page, manager.words
    page.goto("/reviews")
    link = page.get_by_role("link", name=name, exact=True)
    expect(link.or_(page.get_by_text(words("review.none_mine"))).first).to_be_visible()
    if not link.count():
        return
    link.click()
    for date in ("data", "announcement", "effective"):
        manager.sees(words(f"parts.dates.{date}"))
    expect(page.locator("[data-ready]").first).to_be_visible(timeout=SLOW)
    for view in ("change", "performance", "workload"):
        page.get_by_text(words(f"review.map.{view}"), exact=True).first.click()
        manager.sees(words(f"review.map.legend.{view}"))
    manager.button("review.approve").click()
    page.get_by_role("dialog").get_by_role("button", name=words("review.approve"), exact=True).click()
    expect(manager.button("review.approve")).to_have_count(0)
    manager.sees(words.pattern("review.approved_by"))


def publish(planner: Person, plan: int, days: int) -> datetime.date:
    """Told today, in force on a day of its own."""
    assert planner.api(f"/alignments/{plan}")["state"] == "approved"
    page, words = planner.page, planner.words
    effective = datetime.date.today() + datetime.timedelta(days=days)
    page.goto("/plans")
    row = page.locator(f'tr[data-row="{plan}"]')
    row.get_by_role("link", name=words("plans.publish.button"), exact=True).click()
    dialog = page.get_by_role("dialog")
    for label, day in (("announcement", datetime.date.today()), ("effective", effective)):
        field = dialog.get_by_role("textbox", name=words(f"parts.dates.{label}"), exact=True)
        field.fill(day.isoformat())
        field.press("Tab")
    dialog.get_by_role("button", name=words("plans.publish.button"), exact=True).click()
    planner.sees(words("plans.publish.done"))
    assert planner.api(f"/alignments/{plan}")["state"] == "published"
    return effective


def sees_what_will_change(rep: Person, territory: str, effective: datetime.date) -> None:
    """On a phone: what is due, my accounts as list and map, and what changes on which day and why."""
    page, words = rep.page, rep.words
    page.goto("/me")
    rep.sees(words.pattern("rep.change.title"))
    page.get_by_role("link", name=words("rep.accounts.tab"), exact=True).click()
    accounts = rep.api("/my/accounts")["accounts"]
    names = [a["name_local"] if words.language == "ko" and a["name_local"] else a["name"] for a in accounts]
    page.get_by_role("searchbox").fill(names[0])
    expect(page.get_by_role("link", name=re.compile(re.escape(names[0])))).to_be_visible()
    page.get_by_role("searchbox").fill("")
    page.locator("label").filter(has_text=words("rep.accounts.map")).click()
    expect(page.locator("[data-ready]")).to_be_visible(timeout=SLOW)
    page.get_by_role("link", name=words("rep.territory.tab"), exact=True).click()
    expect(page.get_by_role("heading", name=territory, exact=True)).to_be_visible()
    change = next(c for c in rep.api("/my/changes")["results"] if c["effective_on"] == effective.isoformat())
    assert change["comes"] or change["leaves"]
    rep.sees(words("rep.change.why"))
    for sentence in change["territories"][0]["why"]:
        rep.sees(sentence)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"
