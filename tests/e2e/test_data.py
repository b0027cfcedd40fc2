"""A stranger's file: the check names each bad row, loading can be undone, today's plan is read from the owners."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.person import SLOW, Person

pytestmark = pytest.mark.timeout(600)

FILE = """Account ID,Account Name,Account Owner,Lon,Lat,Sales,Class
X-1,Aldgate Bakery,{owner},-98.1,39.1,12000,A
X-2,Barbican Foods,{owner},-98.0,39.0,eight,B
X-3,Canary Works,{owner},-298.0,39.0,500,C
X-4,Dalston Labs,HOUSE,-97.9,38.9,700,D
X-1,Aldgate Bakery again,{owner},-98.1,39.1,1,A
"""


@pytest.fixture
def planner(person: Callable[..., Person]) -> Person:
    return person("planner")


@pytest.fixture
def file(planner: Person, tmp_path: Path) -> Path:
    owner = planner.api("/accounts", page_size=1, ordering="-revenue_12m")["results"][0]["owner"]
    path = tmp_path / "accounts.csv"
    path.write_text(FILE.format(owner=owner), encoding="utf-8")
    return path


def test_an_import_is_checked_loaded_and_undone(planner: Person, file: Path) -> None:
    """Counts add up, bad rows are named with field and value, and undo leaves nothing behind."""
    page, words = planner.page, planner.words
    page.goto("/data/import/accounts")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("combobox", name=re.compile("^Account number"))).to_have_value("Account ID")
    planner.button("data.import.check").click()
    rejected = page.get_by_role("region", name=words.pattern("data.rejected.title_other"))
    expect(rejected).to_be_visible(timeout=SLOW)
    for value in ("eight", "-298.0"):
        expect(rejected.get_by_text(value, exact=True)).to_be_visible()
    good = planner.page.get_by_role("button", name=words.pattern("data.import.load_good_other"))
    good.click()
    undo = planner.button("data.import.undo")
    expect(undo).to_be_visible(timeout=SLOW)
    assert planner.api("/accounts", search="X-1")["count"] == 1
    undo.click()
    planner.sees(words("data.import.undone"))
    assert planner.api("/accounts", search="X-1")["count"] == 0


def test_a_file_that_is_no_table_is_refused_in_a_sentence(planner: Person, tmp_path: Path) -> None:
    """An empty file changes nothing and says so."""
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    planner.page.goto("/data/import/accounts")
    planner.page.locator("input[type=file]").set_input_files(empty)
    planner.sees(planner.words("data.import.not_read"))
    expect(planner.page.locator("input[type=file]")).to_be_attached()


def test_todays_plan_is_read_from_the_owner_column(planner: Person) -> None:
    """Owners, their meaning, the index before anything is optimised, a plan: without leaving the wizard."""
    page, words = planner.page, planner.words
    page.goto("/plans/new/owners")
    planner.button("plans.owners.source.use").click()
    planner.sees(words.pattern("plans.owners.found_other"), timeout=SLOW)
    page.get_by_role("button", name=words("plans.owners.to_preview"), exact=True).click()
    planner.sees(words("plans.preview.sum.title"), timeout=SLOW)
    expect(page.locator("[data-ready]")).to_be_visible(timeout=SLOW)
    planner.button("plans.owners.to_create").click()
    planner.field("plans.name").fill("As we found it")
    planner.button("plans.owners.create").click()
    expect(page).to_have_url(re.compile(r"/plans/\d+"), timeout=SLOW)
    planner.editor.ready()
    found = next(p for p in planner.api("/alignments", search="As we found it")["results"])
    assert found["head"]["cause"] == "infer"
