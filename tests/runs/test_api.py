"""Runs over HTTP: what everybody gets, who may do what, and sentences in the reader's language."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from django.utils import translation

import optimizer
from common import arrays
from optimizer.preflight.finding import MESSAGES as FINDINGS
from optimizer.preflight.finding import RELAXATIONS
from territories.alignments.models import Alignment
from territories.runs import execution, phrases
from territories.runs.models import Run
from tests.planning import Company

ASKED = {"tolerance": 0.45, "seconds": 2}


def start(team: Company, plan: Alignment, **choices) -> int:
    answer = team.client("planner").post(f"/api/v1/alignments/{plan.pk}/runs", {**ASKED, **choices})
    assert answer.status_code == 201, answer.json()
    return answer.json()["id"]


def test_the_whole_way_over_http(live_team: Company, live_plan: Alignment) -> None:
    live_team.move(live_plan, "de", "R1")
    planner = live_team.client("planner")
    told = planner.post(f"/api/v1/alignments/{live_plan.pk}/runs/preflight", ASKED).json()
    assert told["possible"]
    assert told["understood"]["territories"] == 4
    assert told["understood"]["sentences"][0].startswith(
        "Rebalance with least change: 4 territories out of 9 units, about 21 "
    )
    run = start(live_team, live_plan)
    assert planner.get(f"/api/v1/runs/{run}").json()["progress"]["phase_text"] == "Waiting for a free solver"
    assert planner.get(f"/api/v1/runs/{run}/incumbent").status_code == 404
    execution.execute(run)
    body = planner.get(f"/api/v1/runs/{run}").json()
    assert (body["state"], body["state_text"], body["has_incumbent"]) == ("done", "done", True)
    assert body["result"]["certificate"].startswith("Every demand is met.")
    assert "units change hands" in body["result"]["change"]
    found = planner.get(f"/api/v1/runs/{run}/incumbent").json()
    vector = arrays.decode(found["vector"], "u2", length=9)
    accepted = planner.post(f"/api/v1/runs/{run}/accept").json()
    assert accepted["alignment"] == live_plan.pk
    assert accepted["edit"]["conflicts"] == []
    state = planner.get(f"/api/v1/alignments/{live_plan.pk}/state").json()
    np.testing.assert_array_equal(arrays.decode(state["vector"], "u2"), vector)
    assert state["revision"] == accepted["edit"]["revision"]
    listed = planner.get(f"/api/v1/alignments/{live_plan.pk}/runs").json()
    assert [(line["id"], line["state"], line["accepted_revision"]) for line in listed["results"]] == [
        (run, "accepted", state["revision"])
    ]


def test_keeping_as_a_scenario(live_team: Company, live_plan: Alignment) -> None:
    run = start(live_team, live_plan, mode="build")
    execution.execute(run)
    kept = live_team.client("planner").post(f"/api/v1/runs/{run}/keep", {"name": "From scratch"}).json()
    assert kept["alignment"] != live_plan.pk
    assert Alignment.objects.get(pk=kept["alignment"]).name == "From scratch"


def test_what_is_impossible_is_said_with_ways_out(team: Company, plan: Alignment) -> None:
    asked = {"mode": "build", "p": 7, "tolerance": 0.01}
    planner = team.client("planner")
    told = planner.post(f"/api/v1/alignments/{plan.pk}/runs/preflight", asked).json()
    assert not told["possible"]
    (heavy,) = [finding for finding in told["findings"] if finding["code"] == "heavy_unit"]
    assert heavy["text"].startswith("Unit a (a) alone holds 123.5 % of a fair share")
    assert heavy["params"]["unit"] == team.index["a"]
    ways = [way["action"] for way in heavy["relaxations"]]
    assert {"set": {"best_effort": True}} in ways
    for way in ways:  # every way out is one
        changed = {**asked, **way["set"]}
        again = planner.post(f"/api/v1/alignments/{plan.pk}/runs/preflight", changed).json()
        assert again["possible"] or "heavy_unit" not in [finding["code"] for finding in again["findings"]], way


def test_korean_readers_read_korean(team: Company, plan: Alignment) -> None:
    client = team.client("planner")
    asked = {"mode": "build", "p": 7, "tolerance": 0.01}
    told = client.post(f"/api/v1/alignments/{plan.pk}/runs/preflight", asked, headers={"Accept-Language": "ko"}).json()
    assert "담당구역 7개" in told["understood"]["sentences"][0]
    assert told["findings"][0]["text"].endswith("%까지만 맡을 수 있습니다.")
    run = start(team, plan)
    body = client.get(f"/api/v1/runs/{run}", headers={"Accept-Language": "ko"}).json()
    assert (body["state_text"], body["mode_text"]) == ("대기 중", "최소 변경으로 균형 맞추기")


def test_a_request_that_cannot_be_read_names_every_field(team: Company, plan: Alignment) -> None:
    answer = team.client("planner").post(f"/api/v1/alignments/{plan.pk}/runs", {"tolerance": 7, "seconds": 999_999})
    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == {"tolerance", "seconds"}
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("who", "look", "act"),
    [("planner", 200, 200), ("admin", 200, 403), ("mia", 404, 404), ("rita", 404, 404), ("stranger", 404, 404)],
)
def test_who_may_look_and_who_may_decide(team: Company, plan: Alignment, who: str, look: int, act: int) -> None:
    run = start(team, plan)
    client = team.client(who)
    for page in (f"runs/{run}", f"alignments/{plan.pk}/runs"):
        assert client.get(f"/api/v1/{page}").status_code == look
    assert client.post(f"/api/v1/alignments/{plan.pk}/runs/preflight", ASKED).status_code == act
    assert client.post(f"/api/v1/alignments/{plan.pk}/runs", ASKED).status_code == (409 if act == 200 else act)
    for deed in ("accept", "keep"):
        assert client.post(f"/api/v1/runs/{run}/{deed}", {"name": "x"}).status_code == (409 if act == 200 else act)
    for deed in ("stop", "discard"):
        assert client.post(f"/api/v1/runs/{run}/{deed}").status_code == act


def test_events_of_a_run_are_for_those_who_may_see_it(team: Company, plan: Alignment) -> None:
    from common.events import can_listen

    run = start(team, plan)
    assert can_listen(team.users["planner"], f"run:{run}")
    assert not can_listen(team.users["rita"], f"run:{run}")
    assert not can_listen(team.users["planner"], "run:999999")


# -- sentences ---------------------------------------------------------------------------------------------------------


def test_whatever_the_optimiser_may_find_has_a_sentence() -> None:
    assert set(FINDINGS) <= set(phrases.FINDINGS)
    assert set(RELAXATIONS) <= set(phrases.RELAXATIONS)


def test_whatever_the_solver_is_doing_has_a_name() -> None:
    sources = (path.read_text(encoding="utf-8") for path in Path(optimizer.__file__).parent.rglob("*.py"))
    said = {name for source in sources for name in re.findall(r"\.enter\(\"([^\"]+)\"", source)}
    assert said
    assert said <= set(phrases.PHASES)


TABLES = (phrases.MODES, phrases.PHASES, phrases.WHY_STOPPED, phrases.FINDINGS, phrases.RELAXATIONS, phrases.ERRORS)


@pytest.mark.parametrize("text", sorted({str(text) for table in TABLES for text in table.values()}))
def test_every_sentence_is_there_in_korean_with_the_same_places(text: str) -> None:
    with translation.override("ko"):
        korean = translation.gettext(text)
    assert korean != text
    assert re.search("[가-힣]", korean)
    assert sorted(re.findall(r"%\(\w+\)s", korean)) == sorted(re.findall(r"%\(\w+\)s", text))
