"""Who may know of a plan, and who may do what to it: every role, every verb, every step of a plan's life — through the
API.

Until the announcement date a plan does not exist for those who are not on its list: not in lists, counts and searches,
not by its address, not in the event stream.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from common.events import can_listen
from people.selectors import today
from territories.alignments.models import Alignment
from territories.alignments.services import alignment_fork, alignment_update
from territories.publishing.services import publish
from territories.reviews.services import part_send_back, submission_create
from tests.planning import Company

#: planner (sales operations), admin, mia (manager of D1, where the change is), max (manager of D2, where none is),
#: hana (the head),
#: rita and ruth (reps), member (mia's colleague: on the plan's list by name), stranger (plans for another team).
EVERYBODY = ("planner", "admin", "member", "mia", "max", "hana", "rita", "ruth", "stranger")
LIST = {"planner", "admin", "member"}
MANAGERS = {"mia", "max", "hana"}

KNOWS = {
    "draft": LIST,
    "confidential": LIST,
    "submitted": LIST | {"mia"},
    "sent_back": LIST,
    "approved": LIST | {"mia"},
    "published": LIST,
    "announced": LIST | MANAGERS,
}
PHASES = list(KNOWS)
PATHS = ("", "/state", "/totals", "/checks", "/revisions", "/accounts", "/diff?against=revision:0", "/export.csv")


@pytest.fixture
def cast(team: Company) -> Company:
    team.users["member"] = team.users["ron"]
    team.today()
    return team


def in_phase(team: Company, phase: str) -> Alignment:
    """A plan in which unit b goes from R1 to R2, brought as far as `phase`."""
    source = Alignment.objects.filter(origin__kind="infer").latest("id")
    plan = alignment_fork(alignment=source, actor=team.users["planner"], name="Secret merger")
    plan.members.add(team.users["member"])
    team.move(plan, "b", "R2")
    if phase == "confidential":
        return alignment_update(alignment=plan, actor=team.users["planner"], confidential=True)
    if phase == "draft":
        return plan
    if phase in ("submitted", "sent_back"):
        submission = submission_create(alignment=plan, actor=team.users["planner"])
        if phase == "sent_back":
            part_send_back(part=submission.parts.get(), actor=team.users["mia"], comment="no")
        return plan
    team.approved(plan)
    if phase != "approved":
        announce = today() if phase == "announced" else today() + datetime.timedelta(days=10)
        effective = today() + datetime.timedelta(days=30)
        publish(alignment=plan, actor=team.users["planner"], effective_on=effective, announce_on=announce)
    return plan


@pytest.mark.parametrize("phase", PHASES)
def test_who_is_not_on_the_list_does_not_know_of_the_plan(cast: Company, phase: str) -> None:
    plan = in_phase(cast, phase)
    for name in EVERYBODY:
        api, knows = cast.client(name), name in KNOWS[phase]
        for path in ("", "/state") if knows else PATHS:
            assert api.get(f"/api/v1/alignments/{plan.pk}{path}").status_code == (200 if knows else 404), (name, path)
        listed = api.get("/api/v1/alignments?search=merger").json()
        assert (listed["count"], len(listed["results"])) == ((1, 1) if knows else (0, 0)), name
        assert can_listen(cast.users[name], f"alignment:{plan.pk}") is knows, name
        published = api.get(f"/api/v1/publications?alignment={plan.pk}").json()["count"]
        assert published == (1 if knows and phase in ("published", "announced") else 0), name
        against = api.get(f"/api/v1/alignments/{plan.forked_from.alignment_id}/diff?against=alignment:{plan.pk}")
        assert (against.status_code == 200) is (knows and against.status_code != 404), name


def test_who_is_not_signed_in_gets_nothing(cast: Company) -> None:
    plan = in_phase(cast, "announced")
    for path in (
        f"alignments/{plan.pk}",
        "alignments",
        "publications",
        "submissions",
        "my/changes",
        f"cuts/{cast.cut.pk}",
    ):
        assert APIClient().get(f"/api/v1/{path}").status_code == 401, path


type Verb = Callable[[APIClient, Alignment], int]
DAY = str(today() + datetime.timedelta(days=40))
VERBS: dict[str, Verb] = {
    "edit": lambda api, p: (
        api.post(f"/api/v1/alignments/{p.pk}/edits", {"base": 0, "unit_locks": {"0": [None, "x"]}}).status_code
    ),
    "change": lambda api, p: api.patch(f"/api/v1/alignments/{p.pk}", {"name": "Other"}).status_code,
    "restore": lambda api, p: api.post(f"/api/v1/alignments/{p.pk}/revisions/0/restore").status_code,
    "fork": lambda api, p: api.post(f"/api/v1/alignments/{p.pk}/fork", {"name": "B"}).status_code,
    "submit": lambda api, p: api.post(f"/api/v1/alignments/{p.pk}/submissions", {}).status_code,
    "publish": lambda api, p: (
        api.post(f"/api/v1/alignments/{p.pk}/publications", {"effective_on": DAY, "announce_on": DAY}).status_code
    ),
    "adopt": lambda api, p: api.post(f"/api/v1/alignments/{p.pk}/adoption", {"effective_on": DAY}).status_code,
    "export": lambda api, p: api.get(f"/api/v1/alignments/{p.pk}/export.csv").status_code,
}
#: What the planner gets: done (2xx), or 409 where the plan is not in the state for it.
DONE = {
    "edit": {"draft", "confidential", "sent_back"},
    "change": set(PHASES),
    "restore": {"draft", "confidential", "sent_back"},
    "fork": set(PHASES),
    "submit": {"draft", "confidential", "sent_back"},
    "publish": {"approved"},
    "adopt": set(),
    "export": set(PHASES),
}


@pytest.mark.parametrize("phase", PHASES)
def test_the_planner_does_what_the_plans_state_allows_and_nobody_else_does_anything(cast: Company, phase: str) -> None:
    plan = in_phase(cast, phase)
    for name in (n for n in EVERYBODY if n != "planner"):
        for verb, attempt in VERBS.items():
            reads = verb == "export" and name in LIST
            expected = 404 if name not in KNOWS[phase] else 200 if reads else 403
            assert attempt(cast.client(name), plan) == expected, (name, verb)
    for verb, attempt in VERBS.items():
        with transaction.atomic():
            status = attempt(cast.client("planner"), plan)
            transaction.set_rollback(True)
        assert status in ((200, 201) if phase in DONE[verb] else (409,)), verb


def test_a_reviewer_looks_into_the_accounts_of_the_own_part_only(cast: Company) -> None:
    plan = in_phase(cast, "submitted")
    url = f"/api/v1/alignments/{plan.pk}/accounts"
    assert {a["code"] for a in cast.client("mia").get(url).json()["results"]} == {"acc-a", "acc-b", "acc-c", "acc-f"}
    assert cast.client("mia").get(f"{url}?territory=R4").json()["count"] == 0
    assert cast.client("planner").get(f"{url}?territory=R4").json()["count"] == 3


def test_a_confidential_plan_is_for_those_named_not_for_every_planner(cast: Company) -> None:
    from people.models import RoleGrant, User

    second = cast.users["second"] = User.objects.create_user("second")
    RoleGrant.objects.create(user=second, role="planner", field_force=cast.force)
    plan = in_phase(cast, "draft")
    assert cast.client("second").get(f"/api/v1/alignments/{plan.pk}").status_code == 200
    alignment_update(alignment=plan, actor=cast.users["planner"], confidential=True)
    assert cast.client("second").get(f"/api/v1/alignments/{plan.pk}").status_code == 404
    alignment_update(alignment=plan, actor=cast.users["planner"], members=[second])
    assert cast.client("second").get(f"/api/v1/alignments/{plan.pk}").status_code == 200
    assert VERBS["edit"](cast.client("second"), plan) == 200


def test_lists_ask_the_database_a_fixed_number_of_times(cast: Company, django_assert_max_num_queries: Callable) -> None:
    source = Alignment.objects.get()
    for n in range(6):
        alignment_fork(alignment=source, actor=cast.users["planner"], name=f"Scenario {n}")
    for path in ("alignments", "submissions", "publications", f"alignments/{source.pk}/revisions?deltas=1"):
        with django_assert_max_num_queries(14):
            assert cast.client("planner").get(f"/api/v1/{path}").status_code == 200
