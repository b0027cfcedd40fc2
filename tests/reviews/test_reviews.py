"""Submitting, deciding by parts, sending back, withdrawing."""

from __future__ import annotations

import numpy as np
import pytest

from common import arrays
from common.errors import IllegalTransition, NotAllowed, PlanningError
from people.models import RoleGrant, RosterEntry
from territories.alignments.models import Alignment
from territories.alignments.selectors import head_state
from territories.alignments.services import alignment_fork
from territories.alignments.state import State, Territory
from territories.reviews import services
from territories.reviews.models import Submission
from territories.reviews.parts import review_level
from tests.planning import Company


@pytest.fixture
def today(team: Company) -> Alignment:
    return team.today()


def draft(team: Company, moves: dict[str, str]) -> Alignment:
    source = Alignment.objects.filter(origin__kind="infer").latest("id")
    plan = alignment_fork(alignment=source, actor=team.users["planner"], name="2027")
    for units, key in moves.items():
        team.move(plan, units, key)
    return plan


def submitted(team: Company, moves: dict[str, str]) -> Submission:
    return services.submission_create(alignment=draft(team, moves), actor=team.users["planner"], note="please")


def part(submission: Submission, key: str):
    return submission.parts.get(territory_key=key)


def test_parts_are_the_branches_that_change(team: Company, today: Alignment) -> None:
    inside = submitted(team, {"b": "R2"})
    across = submitted(team, {"d": "R1"})
    assert [(p.territory_key, p.position.code) for p in inside.parts.all()] == [("D1", "D1")]
    assert [(p.territory_key, p.position.code) for p in across.parts.all()] == [("D1", "D1"), ("D2", "D2")]
    assert inside.alignment.state == "draft"
    inside.alignment.refresh_from_db()
    assert inside.alignment.state == "submitted"


def test_a_part_whose_manager_has_gone_goes_to_the_next_one_above(team: Company, today: Alignment) -> None:
    RosterEntry.objects.filter(position__code="D1").delete()
    assert part(submitted(team, {"b": "R2"}), "D1").position.code == "HEAD"


def test_nobody_decides_on_their_own_submission(team: Company, today: Alignment) -> None:
    """The manager of D1 plans too: what she submits goes to the one above her, even for her own district."""
    RoleGrant.objects.create(user=team.users["mia"], role="planner", field_force=team.force)
    submission = services.submission_create(alignment=draft(team, {"b": "R2"}), actor=team.users["mia"])
    own = part(submission, "D1")
    assert own.position.code == "HEAD"
    with pytest.raises(NotAllowed, match="themselves"):
        services.part_approve(part=own, actor=team.users["mia"])
    services.part_approve(part=own, actor=team.users["hana"])


def test_where_nobody_can_decide_it_says_so(team: Company, today: Alignment) -> None:
    RosterEntry.objects.filter(position__code__in=["D1", "HEAD"]).delete()
    with pytest.raises(PlanningError) as refused:
        submitted(team, {"b": "R2"})
    assert refused.value.code == "no_reviewer"


def test_what_changes_nothing_is_not_submitted(team: Company, today: Alignment) -> None:
    with pytest.raises(PlanningError) as refused:
        submitted(team, {})
    assert refused.value.code == "nothing_changes"


def test_a_first_plan_is_compared_with_nothing(team: Company) -> None:
    submission = services.submission_create(alignment=team.plan(), actor=team.users["planner"])
    assert submission.baseline == ""
    assert {p.territory_key for p in submission.parts.all()} == {"D1", "D2"}


def test_a_plan_is_approved_when_all_its_parts_are(team: Company, today: Alignment) -> None:
    submission = submitted(team, {"d": "R1"})
    services.part_approve(part=part(submission, "D1"), actor=team.users["mia"], comment="fine")
    submission.alignment.refresh_from_db()
    assert submission.alignment.state == "submitted"
    services.part_approve(part=part(submission, "D2"), actor=team.users["max"])
    submission.refresh_from_db()
    submission.alignment.refresh_from_db()
    assert (submission.state, submission.alignment.state) == ("approved", "approved")
    assert submission.closed_at is not None


@pytest.mark.parametrize("who", ["max", "hana", "rita", "planner", "admin", "stranger"])
def test_only_who_holds_the_part_decides(team: Company, today: Alignment, who: str) -> None:
    own = part(submitted(team, {"b": "R2"}), "D1")
    with pytest.raises(NotAllowed):
        services.part_approve(part=own, actor=team.users[who])


def test_sending_back_needs_a_reason_and_opens_the_plan_again(team: Company, today: Alignment) -> None:
    submission = submitted(team, {"b": "R2"})
    with pytest.raises(PlanningError):
        services.part_send_back(part=part(submission, "D1"), actor=team.users["mia"], comment=" ")
    services.part_send_back(part=part(submission, "D1"), actor=team.users["mia"], comment="too far to drive")
    submission.refresh_from_db()
    assert submission.state == "sent_back"
    assert team.move(submission.alignment, "c", "R1").written
    with pytest.raises(IllegalTransition):
        services.part_approve(part=part(submission, "D1"), actor=team.users["mia"])
    assert services.submission_create(alignment=submission.alignment, actor=team.users["planner"]).state == "open"


def test_withdrawing_ends_the_review(team: Company, today: Alignment) -> None:
    submission = submitted(team, {"b": "R2"})
    services.submission_withdraw(submission=submission, actor=team.users["planner"])
    submission.alignment.refresh_from_db()
    assert submission.alignment.state == "draft"
    with pytest.raises(IllegalTransition):
        services.part_approve(part=part(submission, "D1"), actor=team.users["mia"])
    assert team.client("mia").get(f"/api/v1/submissions/{submission.pk}").status_code == 404


def test_the_managers_page_has_figures_now_and_planned(team: Company, today: Alignment) -> None:
    submission = submitted(team, {"b": "R2", "d": "R1"})
    page = team.client("mia").get(f"/api/v1/submissions/{submission.pk}").json()
    own, other = page["parts"]
    rows = {row["key"]: row for row in own["figures"]["territories"]}
    assert set(rows) == {"R1", "R2"}
    assert rows["R1"]["rep"]["name"] == "Rita"
    assert (rows["R1"]["accounts_in"], rows["R1"]["accounts_out"]) == (1, 1)
    assert (rows["R2"]["hours_before"], rows["R2"]["hours_after"]) == (20, 30)
    assert rows["R2"]["index_before"] < rows["R2"]["index_after"]
    assert own["figures"]["moved"]["revenue"] == 200
    assert own["sentence"].startswith("2 units and 2 accounts change hands; the index farthest from 100 goes from ")
    assert own["can_decide"] is True
    assert (other["territory_key"], other["figures"], other["can_decide"]) == ("D2", None, False)
    assert page["figures"]["hours"] == 20
    assert (page["data_date"], page["note"]) == ("2026-09-30", "please")
    before = arrays.decode(page["baseline_vector"], "u2")
    assert (np.flatnonzero(before != head_state(submission.alignment).vector) == np.sort(team.idx("bd"))).all()


def test_a_review_over_http(team: Company, today: Alignment) -> None:
    """Submit, list, comment, send back, submit again, approve."""
    plan, planner, mia = draft(team, {"b": "R2"}), team.client("planner"), team.client("mia")
    first = planner.post(f"/api/v1/alignments/{plan.pk}/submissions", {"note": "2027"})
    assert first.status_code == 201
    url = f"/api/v1/submissions/{first.json()['id']}"
    assert [s["id"] for s in mia.get("/api/v1/submissions?mine=1&state=open").json()["results"]] == [first.json()["id"]]
    for outsider in ("max", "rita", "stranger"):
        assert team.client(outsider).get("/api/v1/submissions").json()["count"] == 0
        assert team.client(outsider).get(url).status_code == 404
    said = mia.post(f"{url}/comments", {"text": "Why b?", "territory_key": "R2"})
    assert said.json()["author"]["name"] == "mia"
    decide = f"{url}/parts/{first.json()['parts'][0]['id']}"
    assert planner.post(f"{decide}/approve", {}).status_code == 403
    assert mia.post(f"{decide}/send-back", {}).json()["code"] == "comment_needed"
    assert mia.post(f"{decide}/send-back", {"comment": "not b"}).json()["state"] == "sent_back"
    assert mia.get(f"/api/v1/alignments/{plan.pk}").status_code == 404
    second = planner.post(f"/api/v1/alignments/{plan.pk}/submissions", {}).json()
    assert second["can_withdraw"] is True
    approved = mia.post(
        f"/api/v1/submissions/{second['id']}/parts/{second['parts'][0]['id']}/approve", {"comment": "ok"}
    )
    assert (approved.json()["state"], approved.json()["parts"][0]["decided_by"]["name"]) == ("approved", "mia")
    assert planner.get(f"/api/v1/alignments/{plan.pk}").json()["rights"]["publish"] is True


def test_the_branches_lie_under_a_single_head_else_at_the_top() -> None:
    region, district, leaf = (
        Territory("N", None, "N", 2),
        Territory("D", None, "D", 1, "N"),
        Territory("T", 1, "T", 0, "D"),
    )
    vector = np.zeros(1, np.uint16)
    assert review_level(State(vector, {t.key: t for t in (region, district, leaf)})) == 1
    two = {t.key: t for t in (region, Territory("S", None, "S", 2), district, leaf)}
    assert review_level(State(vector, two)) == 2
    assert review_level(State(vector, {"T": Territory("T", 1, "T")})) == 0
