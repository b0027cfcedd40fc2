"""The main pages: accessible by axe's rules, in both languages and appearances, and never wider than the screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from scripts import frontend
from tests.e2e.person import Person

pytestmark = pytest.mark.timeout(600)

AXE = frontend.FOLDER / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "planner": [
        "/plans",
        "/plans/new",
        "/plans/new/owners",
        "/accounts",
        "/data",
        "/data/import/accounts",
        "/data/unplaced",
        "/reviews",
        "/help?tab=words",
    ],
    "admin": ["/admin", "/admin?tab=tokens"],
    "rep": ["/me", "/me/accounts", "/me/territory"],
}


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, as "rule: element" lines."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found: dict[str, Any] = page.evaluate("tags => axe.run({ runOnly: { type: 'tag', values: tags } })", tags)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"][:3]]


def settled(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.get_by_role("status", name="Loading")).to_have_count(0)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("role", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible(person: Callable[..., Person], role: str, scheme: Any) -> None:
    page = person(role, phone=role == "rep").page
    page.evaluate("scheme => localStorage.setItem('mantine-color-scheme-value', scheme)", scheme)
    found = {}
    for address in PAGES[role]:
        settled(page, address)
        found[address] = violations(page)
    assert not {address: lines for address, lines in found.items() if lines}


@pytest.mark.parametrize("role", PAGES)
def test_nothing_is_wider_than_a_phone(person: Callable[..., Person], role: str) -> None:
    page = person(role, phone=True).page
    for address in PAGES[role]:
        settled(page, address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_the_sign_in_page_is_accessible_and_speaks_both_languages(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto("/signin")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert not violations(page)
    page.get_by_text("한국어", exact=True).click()
    expect(page.get_by_role("button", name="로그인", exact=True)).to_be_visible()
    assert not violations(page)


def test_a_wrong_password_is_said_plainly(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto("/signin?next=/plans")
    page.get_by_label("User name").fill("planner")
    page.get_by_label("Password", exact=True).fill("not this")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("do not match")


def test_a_page_that_is_not_mine_says_so(person: Callable[..., Person]) -> None:
    """A rep opens a plan's address: nothing there, and a way on."""
    rep = person("rep", phone=True)
    rep.page.goto("/plans/1")
    rep.sees(rep.words("common.state.missing"))


def test_signing_out_ends_the_session(person: Callable[..., Person]) -> None:
    planner = person("planner")
    planner.page.get_by_role("button", name=planner.words("common.user_menu")).click()
    planner.page.get_by_role("menuitem", name=planner.words("common.sign_out")).click()
    expect(planner.page.get_by_label(planner.words("signin.username"))).to_be_visible()
    assert planner.page.request.get("/api/v1/me").status == 401


def test_a_session_that_ended_leads_to_sign_in_and_back(person: Callable[..., Person]) -> None:
    planner = person("planner")
    settled(planner.page, "/data")
    planner.page.context.clear_cookies(name="sessionid")
    planner.page.get_by_role("link", name=planner.words("common.place.accounts"), exact=True).click()
    expect(planner.page).to_have_url(re.compile(r"/signin\?next=%2Faccounts"))
    planner.fill_sign_in()
    expect(planner.page).to_have_url(re.compile(r"/accounts$"))
