"""Alignments over HTTP: the shapes the browser and scripts rely on."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from common import arrays
from territories.alignments.delta import Delta
from territories.alignments.selectors import head_state
from territories.alignments.state import Override
from tests.planning import HOLDERS, HOURS, Company

BASE = "/api/v1/alignments"


def test_a_plan_is_made_painted_and_read_by_a_script(team: Company) -> None:
    """The whole way of a script: create, edit, state, totals, checks, revisions."""
    api = team.client("planner")
    made = api.post(
        BASE,
        {"field_force": "team", "geography": "three-by-three", "cut": team.cut.pk, "name": "P", "from_positions": True},
    )
    assert made.status_code == 201, made.content
    plan = made.json()
    assert plan["head"]["number"] == 0
    assert plan["rights"] == {"edit": True, "submit": True, "run": True, "publish": False, "locked": ""}
    url = f"{BASE}/{plan['id']}"
    state = api.get(f"{url}/state").json()
    slots = {t["key"]: t["slot"] for t in state["territories"]}
    idx = team.idx("abdegh").tolist()
    body = {
        "base": 0,
        "label": "first stroke",
        "client_id": "tab-1",
        "items": {"idx": idx, "before": [0] * 6, "after": [slots["R1"]] * 6},
    }
    edited = api.post(f"{url}/edits", body).json()
    assert (edited["revision"], edited["applied"], edited["already"], edited["conflicts"]) == (1, 6, 0, [])
    assert sorted(arrays.decode(edited["effect"]["items"]["idx_b64"], "u4")) == sorted(idx)
    vector = arrays.decode(api.get(f"{url}/state").json()["vector"], "u2")
    assert (vector[idx] == slots["R1"]).all()
    assert vector.astype(bool).sum() == 6
    totals = api.get(f"{url}/totals").json()
    row = next(r for r in totals["territories"] if r["key"] == "R1")
    assert row["units"] == 6
    assert row["values"]["workload_hours"] == sum(HOURS[u] for u in "abdegh") + 5
    checks = api.get(f"{url}/checks").json()
    assert checks["unassigned"] == 3
    assert checks["empty"] == ["R2", "R3", "R4"]
    history = api.get(f"{url}/revisions?after=0&deltas=1").json()["results"]
    assert [r["message"] for r in history] == ["first stroke"]
    assert history[0]["delta"] == edited["effect"]
    assert history[0]["author"]["name"] == "planner"


def test_the_state_is_not_sent_twice(team: Company) -> None:
    plan, api = team.plan(), team.client("planner")
    first = api.get(f"{BASE}/{plan.pk}/state")
    assert api.get(f"{BASE}/{plan.pk}/state", headers={"If-None-Match": first["ETag"]}).status_code == 304
    team.move(plan, "a", "R2")
    assert api.get(f"{BASE}/{plan.pk}/state", headers={"If-None-Match": first["ETag"]}).status_code == 200
    old = api.get(f"{BASE}/{plan.pk}/state?revision={plan.head.number}").json()
    assert old["hash"] == first.json()["hash"]


def test_a_conflict_says_what_who_and_when(team: Company) -> None:
    plan, api = team.plan(), team.client("planner")
    base, state = plan.head.number, head_state(plan)
    team.move(plan, "a", "R2")
    item = {"idx": [team.index["a"]], "before": [state.slot_of("R1")], "after": [state.slot_of("R4")]}
    result = api.post(f"{BASE}/{plan.pk}/edits", {"base": base, "items": item}).json()
    (conflict,) = result["conflicts"]
    assert conflict["at"]
    assert {k: conflict[k] for k in ("kind", "idx", "before", "current", "after", "why", "by")} == {
        "kind": "unit", "idx": team.index["a"], "before": state.slot_of("R1"), "current": state.slot_of("R2"),
        "after": state.slot_of("R4"), "why": "changed", "by": "planner",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"base": 0, "items": {"idx_b64": "!", "before_b64": "", "after_b64": ""}}, "bad_array"),
        ({"base": 0, "items": {"idx": [1, 1], "before": [0, 0], "after": [0, 0]}}, "bad_change"),
        ({"base": 0, "territories": {"X": "no"}}, "bad_change"),
        ({"base": -1}, "invalid"),
        ({}, "invalid"),
    ],
)
def test_nonsense_is_refused_with_a_problem(team: Company, body: dict, code: str) -> None:
    plan = team.plan(ground=False)
    answer = team.client("planner").post(f"{BASE}/{plan.pk}/edits", body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == code


def test_a_difference_speaks_the_readers_language(team: Company) -> None:
    plan, api = team.plan(), team.client("planner")
    base = plan.head.number
    team.move(plan, "ab", "R2")
    found = api.get(f"{BASE}/{plan.pk}/diff?against=revision:{base}").json()
    assert found["units"] == 2
    assert found["flows"][0]["origin"] == "R1"
    assert found["flows"][0]["target"] == "R2"
    assert found["values"]["workload_hours"] == 25
    assert found["share"]["workload_hours"] == pytest.approx(25 / 89)
    assert sorted(arrays.decode(found["idx_b64"], "u4")) == sorted(team.idx("ab"))
    before = arrays.decode(found["before_vector"], "u2")
    assert before[team.index["a"]] == head_state(plan).slot_of("R1")
    assert api.get(f"{BASE}/{plan.pk}/diff?against=yesterday").json()["code"] == "bad_against"


def test_the_accounts_of_a_territory_are_those_on_its_ground_and_by_name(team: Company) -> None:
    plan, api = team.plan(), team.client("planner")
    national = Override("acc-national", -1, "R3", "national", "key account")
    team.edit(plan, Delta(overrides={"acc-national": (None, national)}))
    rows = api.get(f"{BASE}/{plan.pk}/accounts?territory=R3").json()["results"]
    assert {r["code"]: r["exception"] for r in rows} == {"acc-d": "", "acc-e": "", "acc-national": "national"}
    district = api.get(f"{BASE}/{plan.pk}/accounts?territory=D2&search=national").json()
    assert district["count"] == 1
    assert api.get(f"{BASE}/{plan.pk}/accounts?territory=R1").json()["count"] == 3


def test_a_cut_is_read_with_its_definitions(team: Company) -> None:
    body = team.client("planner").get(f"/api/v1/cuts/{team.cut.pk}").json()
    assert set(body["measures"]) == {"accounts", "revenue_12m", "workload_hours"}
    vector = arrays.decode(body["measures"]["workload_hours"], "f8")
    assert vector.sum() + body["unplaced"]["workload_hours"] == body["totals"]["workload_hours"] == 89
    assert team.client("rita").get(f"/api/v1/cuts/{team.cut.pk}").status_code == 404


def test_a_fork_is_its_own_plan(team: Company) -> None:
    plan, api = team.plan(), team.client("planner")
    fork = api.post(f"{BASE}/{plan.pk}/fork", {"name": "Scenario B", "revision": 2}).json()
    assert fork["forked_from"] == {"alignment": plan.pk, "number": 2}
    assert fork["family"] == str(plan.family_id)
    against = api.get(f"{BASE}/{fork['id']}/diff?against=alignment:{plan.pk}").json()
    assert against["units"] == len(HOLDERS["R3"] + HOLDERS["R4"])


def test_settings_are_checked(team: Company) -> None:
    plan, api = team.plan(), team.client("planner")
    good = api.patch(f"{BASE}/{plan.pk}", {"index": [{"measure": "revenue_12m", "weight": 2}], "band": [0.95, 1.05]})
    assert good.json()["band"] == [0.95, 1.05]
    codes = {
        "unknown_measure": {"index": [{"measure": "luck", "weight": 1}]},
        "bad_index": {"index": []},
        "bad_band": {"band": [1.2, 1.1]},
        "bad_dates": {"effective_on": "2027-01-01", "announce_on": "2027-02-01"},
    }
    for code, body in codes.items():
        assert api.patch(f"{BASE}/{plan.pk}", body).json()["code"] == code


# -- files -------------------------------------------------------------------------------------------------------------


def test_files_say_what_the_api_says(team: Company) -> None:
    plan, api = team.plan("=Plan 한국"), team.client("planner")
    team.edit(plan, Delta(overrides={"acc-house": (None, Override("acc-house", -1, None, "house", "=HYPERLINK()"))}))
    url = f"{BASE}/{plan.pk}"
    units = api.get(f"{url}/export.csv").content.decode("utf-8-sig").splitlines()
    assert units[0].startswith("unit,unit_name,territory")
    assert {line.split(",")[0]: line.split(",")[2] for line in units[1:]} == {
        u: k for k, us in HOLDERS.items() for u in us
    }
    totals = api.get(f"{url}/totals.csv").content.decode("utf-8-sig").splitlines()
    assert totals[-1].split(",")[-1] == "89.0"
    exceptions = api.get(f"{url}/exceptions.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in exceptions
    areas = json.loads(api.get(f"{url}/export.geojson").content)
    assert {f["properties"]["key"] for f in areas["features"]} == set(HOLDERS)
    assert all(f["geometry"]["type"] == "Polygon" for f in areas["features"])
    book = CalamineWorkbook.from_filelike(io.BytesIO(api.get(f"{url}/workbook.xlsx").content))
    assert len(book.sheet_names) == 4
    assert len(book.get_sheet_by_index(2).to_python()) == 10


# -- today's plan ------------------------------------------------------------------------------------------------------


def infer_body(team: Company, **more: object) -> dict[str, object]:
    return {"field_force": "team", "geography": "three-by-three", "cut": team.cut.pk, **more}


def test_todays_plan_is_shown_before_it_is_made(team: Company) -> None:
    """Everything adds up: placed + unplaced = total; inside + outside + house + nobody = placed."""
    report = team.client("planner").post(f"{BASE}/infer/preview", infer_body(team)).json()
    assert report["accounts"] == {
        "total": 12, "placed": 11, "unplaced": 1, "house": 1, "nobody": 0, "inside": 9, "outside": 1,
        "outside_national": 1, "exceptions": 2,
    }  # fmt: skip
    assert {row["owner"]: (row["means"], row["how"]) for row in report["owners"]} == {
        **{key: (key, "matched") for key in HOLDERS}, "HOUSE": ("house:", "house"),
    }  # fmt: skip
    assert (report["units"]["single"], report["units"]["mixed"], report["units"]["without_owner"]) == (8, 1, 0)
    assert report["index"]["territories"] == 4
    total = report["totals"]["total"]["values"]
    parts = [r["values"] for r in report["totals"]["territories"] if r["level"] == 0]
    parts += [report["totals"][rest]["values"] for rest in ("unassigned", "house", "unplaced")]
    for measure, value in total.items():
        assert sum(part[measure] for part in parts) == pytest.approx(value, abs=1e-9)
    assert total["revenue_12m"] == 1510
    vector = arrays.decode(report["vector"], "u2")
    slots = {t["key"]: t["slot"] for t in report["territories"]}
    assert all((vector[team.idx(units)] == slots[key]).all() for key, units in HOLDERS.items())


def test_todays_plan_is_made_with_the_planners_map(team: Company) -> None:
    """R3's accounts go to R4's post; HOUSE is nobody's; the national account is no longer outside."""
    api = team.client("planner")
    plan = api.post(f"{BASE}/infer", infer_body(team, owner_map={"R3": "R4", "HOUSE": None})).json()
    assert plan["head"]["cause"] == "infer"
    assert plan["origin"]["owner_map"]["R3"] == "R4"
    state = api.get(f"{BASE}/{plan['id']}/state").json()
    slots = {t["key"]: t["slot"] for t in state["territories"]}
    vector = arrays.decode(state["vector"], "u2")
    assert (vector[team.idx("deghi")] == slots["R4"]).all()
    assert not (vector == slots["R3"]).any()
    assert state["overrides"]["account"] == ["acc-national"]
    assert state["overrides"]["territory"] == ["R4"]


def test_what_lies_outside_stays_a_list_or_becomes_exceptions(team: Company) -> None:
    api = team.client("planner")
    table = team.cut  # acc-national is known as national only through the account
    from accounts.customers.models import Account

    Account.objects.filter(code="acc-national").update(is_national=False)
    listed = api.post(f"{BASE}/infer", infer_body(team)).json()
    rows = api.get(f"{BASE}/{listed['id']}/out-of-territory").json()["results"]
    assert [(r["code"], r["held_by"], r["ground_of"]) for r in rows] == [("acc-national", "R3", "R1")]
    held = api.post(f"{BASE}/infer", infer_body(team, outside="exceptions", name="held")).json()
    assert api.get(f"{BASE}/{held['id']}/out-of-territory").json()["count"] == 0
    assert held["cut"]["id"] == table.pk


def test_a_map_to_a_post_that_is_not_there_is_refused(team: Company) -> None:
    answer = team.client("planner").post(f"{BASE}/infer/preview", infer_body(team, owner_map={"R1": "R9"}))
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_position")


def test_figures_never_hold_what_json_does_not_know(team: Company) -> None:
    """A territory without capacity has no index: null, not NaN."""
    plan = team.plan()
    team.positions["R4"].capacity = 0
    team.positions["R4"].save()
    body = team.client("planner").get(f"{BASE}/{plan.pk}/totals").content
    rows = json.loads(body, parse_constant=lambda name: pytest.fail(name))["territories"]
    assert next(r for r in rows if r["key"] == "R4")["index"] is None
    assert np.isfinite(next(r for r in rows if r["key"] == "R1")["index"])
