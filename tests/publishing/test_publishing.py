"""A plan takes force: coverage, the dates, calling back, and what each rep is told."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError
from django.utils import translation

from accounts.coverage.models import CoverageUnit
from accounts.coverage.selectors import ANNOUNCED, PUBLISHED, accounts_on, units_on
from common.errors import Conflict, IllegalTransition, NotAllowed, NotFound, PlanningError
from people.selectors import today
from territories.alignments.models import Alignment
from territories.alignments.selectors import coverage_state, head_state
from territories.alignments.services import alignment_fork
from territories.publishing import services
from territories.publishing.models import Publication
from territories.publishing.selectors import changes_for, in_force, with_end
from tests.planning import LONG_AGO, Company

DAY = datetime.timedelta(days=1)


def days(n: int) -> datetime.date:
    return today() + n * DAY


def draft(team: Company, moves: dict[str, str]) -> Alignment:
    """A scenario of today's plan in which some units have another holder."""
    source = Alignment.objects.filter(origin__kind="infer").latest("id")
    plan = alignment_fork(alignment=source, actor=team.users["planner"], name="2027")
    for units, key in moves.items():
        team.move(plan, units, key)
    return plan


def published(team: Company, moves: dict[str, str], effective: int = 30, announce: int = 10) -> Publication:
    plan = team.approved(draft(team, moves))
    return services.publish(
        alignment=plan, actor=team.users["planner"], effective_on=days(effective), announce_on=days(announce)
    )


def holders(team: Company, day: datetime.date, as_known: str = PUBLISHED) -> dict[str, str]:
    rows = units_on(team.force, day, as_known=as_known).values_list("unit__code", "territory_key")
    return dict(rows)


def test_todays_plan_is_in_force_as_the_owners_say(team: Company) -> None:
    plan = team.today()
    publication = in_force(team.force, today())
    assert publication is not None
    assert publication.alignment == plan
    assert plan.state == "published"
    assert holders(team, today())["a"] == "R1"
    named = {
        r.account_code: (r.territory_key, r.position and r.position.code) for r in accounts_on(team.force, today())
    }
    assert named == {"acc-national": ("R3", "R3"), "acc-house": ("house:", None)}


def test_coverage_read_back_is_the_plan(team: Company) -> None:
    plan = team.today()
    state, covered = head_state(plan), coverage_state(plan, today())
    by_key = [[s.key_by_slot.get(slot) for slot in s.vector.tolist()] for s in (state, covered)]
    assert by_key[0] == by_key[1]
    assert {o.account: (o.territory, o.measures) for o in state.overrides.values()} == {
        o.account: (o.territory, o.measures) for o in covered.overrides.values()
    }


def test_only_todays_plan_is_adopted_and_only_once(team: Company) -> None:
    with pytest.raises(IllegalTransition, match="owner column"):
        services.adopt(alignment=team.plan(), actor=team.users["planner"], effective_on=LONG_AGO)
    team.today()
    with pytest.raises(Conflict, match="already has a plan in force"):
        team.today("again")


def test_a_plan_in_force_from_a_day_leaves_the_days_before_alone(team: Company) -> None:
    team.today()
    published(team, {"b": "R2"}, effective=30, announce=0)
    assert holders(team, days(29))["b"] == "R1"
    assert holders(team, days(30))["b"] == "R2"
    assert holders(team, days(3000))["b"] == "R2"


def test_before_the_announcement_the_field_sees_nothing_of_it(team: Company) -> None:
    team.today()
    published(team, {"b": "R2"}, effective=30, announce=10)
    assert holders(team, days(30), ANNOUNCED)["b"] == "R1"
    assert holders(team, days(30), PUBLISHED)["b"] == "R2"
    assert changes_for(team.users["ron"]) == changes_for(team.users["rita"]) == []


def test_only_an_approved_plan_takes_force(team: Company) -> None:
    team.today()
    plan = draft(team, {"b": "R2"})
    with pytest.raises(IllegalTransition) as refused:
        services.publish(alignment=plan, actor=team.users["planner"], effective_on=days(9), announce_on=days(1))
    assert refused.value.code == "not_approved"
    assert holders(team, days(9))["b"] == "R1"


def test_a_failed_publication_changes_nothing(team: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails on the way, either the old or the new truth stands."""
    team.today()
    plan = team.approved(draft(team, {"b": "R2"}))

    def fail(**_: object) -> None:
        raise RuntimeError("the power is gone")

    monkeypatch.setattr(services, "record", fail)
    monkeypatch.setattr(services, "record", lambda *args, **facts: fail())
    with pytest.raises(RuntimeError):
        services.publish(alignment=plan, actor=team.users["planner"], effective_on=days(9), announce_on=days(1))
    plan.refresh_from_db()
    assert plan.state == "approved"
    assert holders(team, days(9))["b"] == "R1"
    assert Publication.objects.count() == 1


def test_only_the_planner_publishes(team: Company) -> None:
    team.today()
    plan = team.approved(draft(team, {"b": "R2"}))
    call = {"alignment": plan, "effective_on": days(9), "announce_on": days(1)}
    with pytest.raises(NotAllowed):
        services.publish(actor=team.users["mia"], **call)
    with pytest.raises(NotFound):
        services.publish(actor=team.users["max"], **call)


def test_one_plan_per_force_and_day(team: Company) -> None:
    team.today()
    first = published(team, {"b": "R2"}, effective=30, announce=0)
    plan = team.approved(draft(team, {"c": "R1"}))
    with pytest.raises(Conflict) as taken:
        services.publish(alignment=plan, actor=team.users["planner"], effective_on=days(30), announce_on=days(1))
    assert taken.value.code == "day_taken"
    with pytest.raises(IntegrityError):
        Publication.objects.create(
            alignment=plan, revision=plan.head, field_force=team.force, effective_on=first.effective_on,
            announce_on=first.announce_on, ref="other",
        )  # fmt: skip


def test_dates_must_make_sense(team: Company) -> None:
    team.today()
    plan = team.approved(draft(team, {"b": "R2"}))
    with pytest.raises(PlanningError) as refused:
        services.publish(alignment=plan, actor=team.users["planner"], effective_on=days(1), announce_on=days(9))
    assert refused.value.code == "bad_dates"


def test_calling_back_lets_stand_what_stood(team: Company) -> None:
    team.today()
    publication = published(team, {"b": "R2"}, effective=30, announce=0)
    services.call_back(publication=publication, actor=team.users["planner"])
    publication.alignment.refresh_from_db()
    assert holders(team, days(30))["b"] == "R1"
    assert publication.alignment.state == "approved"
    assert changes_for(team.users["ron"]) == []
    with pytest.raises(IllegalTransition, match="already"):
        services.call_back(publication=publication, actor=team.users["planner"])
    again = services.publish(
        alignment=publication.alignment, actor=team.users["planner"], effective_on=days(30), announce_on=days(0)
    )
    assert again.ref != publication.ref


def test_what_is_in_force_is_corrected_not_called_back(team: Company) -> None:
    team.today()
    with pytest.raises(IllegalTransition) as refused:
        services.call_back(publication=Publication.objects.get(), actor=team.users["planner"])
    assert refused.value.code == "in_force"


def test_states_follow_the_calendar(team: Company) -> None:
    team.today()
    published(team, {"b": "R2"}, effective=30, announce=0)
    old, new = with_end(Publication.objects.order_by("effective_on"))
    assert [p.state_on(days(0), p.ends_on) for p in (old, new)] == ["in_force", "waiting"]
    assert [p.state_on(days(30), p.ends_on) for p in (old, new)] == ["ended", "in_force"]


def test_every_unit_has_one_owner_on_every_day(team: Company) -> None:
    team.today()
    published(team, {"b": "R2"}, effective=30, announce=0)
    published(team, {"c": "R1"}, effective=60, announce=1)
    for n in (0, 29, 30, 59, 60, 400):
        assert len(holders(team, days(n))) == units_on(team.force, days(n)).count() == 9
    assert CoverageUnit.objects.filter(field_force=team.force).count() > 9


# -- what changes for me -----------------------------------------------------------------------------------------------


def test_a_rep_is_told_what_leaves_what_comes_and_why(team: Company) -> None:
    team.today()
    published(team, {"b": "R2"}, effective=30, announce=0)
    (mine,) = changes_for(team.users["rita"])
    (theirs,) = changes_for(team.users["ron"])
    assert changes_for(team.users["mia"]) == []
    assert [a["code"] for a in mine["leaves"]] == ["acc-b"]
    assert mine["comes"] == []
    assert [a["code"] for a in theirs["comes"]] == ["acc-b"]
    assert (mine["count_before"], mine["count_after"]) == (2, 1)
    (territory,) = mine["territories"]
    assert territory["index_before"] > territory["index_after"]
    assert territory["why"] == [
        "1 unit (Unit b) with 1 account go to Post R2.",
        "Workload 20 h (index 96) → 10 h (48); Post R2 96 → 145.",
    ]


def test_the_reasons_speak_korean(team: Company) -> None:
    team.today()
    published(team, {"b": "R2"}, effective=30, announce=0)
    api = team.client("rita")
    team.users["rita"].language = "ko"
    team.users["rita"].save()
    with translation.override("en"):  # what a request activates would stay for the next test
        (change,) = api.get("/api/v1/my/changes").json()["results"]
    moved, worked = change["territories"][0]["why"]
    assert "단위 b" in moved
    assert "거래처 1곳" in moved
    assert worked.startswith("업무량 20")


def test_publishing_over_http(team: Company) -> None:
    team.today()
    plan, api = team.approved(draft(team, {"b": "R2"})), team.client("planner")
    body = {"effective_on": days(30), "announce_on": days(10), "revision": plan.head.number}
    assert api.post(f"/api/v1/alignments/{plan.pk}/publications", {**body, "revision": 0}).status_code == 409
    made = api.post(f"/api/v1/alignments/{plan.pk}/publications", body)
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    assert [p["state"] for p in api.get("/api/v1/publications").json()["results"]] == ["waiting", "in_force"]
    for name in ("mia", "rita", "max"):
        seen = team.client(name).get("/api/v1/publications").json()["results"]
        assert made.json()["id"] not in [p["id"] for p in seen]
    assert team.client("mia").post(f"/api/v1/publications/{made.json()['id']}/call-back").status_code == 404
    back = api.post(f"/api/v1/publications/{made.json()['id']}/call-back")
    assert back.json()["state"] == "called_back"
