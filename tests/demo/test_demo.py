"""`manage.py demo --size small`: from nothing to a plan in force, in seconds, and again without a change."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db.models import Sum
from rest_framework.test import APIClient

from accounts.coverage.models import CoverageUnit
from accounts.customers.models import Account, ImportJob, Placement, Sale, Visit
from accounts.customers.selectors import unplaced
from common.models import AuditRecord
from config.demo import IN_FORCE_SINCE, NEXT_ANNOUNCEMENT, NEXT_EFFECTIVE, steps
from config.demo.usa import SMALL
from geography.models import DataCut, Geography
from people.models import FieldForce, Position, User
from people.permissions import landing
from territories.alignments.models import Alignment


@pytest.fixture
def demo(db: None) -> str:
    out = io.StringIO()
    call_command("demo", "--size", "small", stdout=out)
    return out.getvalue()


def client(name: str) -> APIClient:
    client = APIClient()
    client.force_authenticate(User.objects.get(username=name))
    return client


def test_everything_is_there_and_adds_up(demo: str) -> None:
    force, geography = FieldForce.objects.get(key="us"), Geography.objects.get(key="demo-small")
    accounts = Account.objects.filter(field_force=force)
    assert accounts.count() == SMALL.accounts and accounts.filter(synthetic=False).count() == 0
    placed = Placement.objects.filter(geography=geography).count()
    missing = unplaced(force, geography).count()
    assert placed + missing == SMALL.accounts and missing == SMALL.no_place + SMALL.canadian
    assert Position.objects.filter(level=0).count() == SMALL.leaves
    recent = Sale.objects.filter(month__gte="2025-10-01").aggregate(total=Sum("amount"))["total"]
    assert recent == pytest.approx(accounts.aggregate(total=Sum("revenue_12m"))["total"])
    assert Visit.objects.exists() and not ImportJob.objects.exists()
    totals = {measure.key: measure.total for measure in DataCut.objects.get().measures.all()}
    assert totals["accounts"] == SMALL.accounts and totals["revenue_12m"] == pytest.approx(recent)
    today, draft = Alignment.objects.order_by("pk")
    assert (today.state, today.effective_on) == ("published", IN_FORCE_SINCE)
    assert (draft.state, draft.effective_on, draft.announce_on) == ("draft", NEXT_EFFECTIVE, NEXT_ANNOUNCEMENT)
    assert CoverageUnit.objects.filter(field_force=force).count() == geography.n_units


def test_people_land_where_they_belong(demo: str) -> None:
    pages = {name: landing(User.objects.get(username=name)) for name in ("planner", "manager", "rep", "admin")}
    assert pages == {"planner": "plans", "manager": "reviews", "rep": "rep", "admin": "admin"}
    assert client("rep").get("/api/v1/my/accounts").json()["count"] > 0
    region, everything = (client(name).get("/api/v1/accounts").json()["count"] for name in ("manager", "planner"))
    assert 0 < region < everything == SMALL.accounts


def test_the_sign_ins_are_printed_and_work(demo: str) -> None:
    assert steps.PASSWORD in demo and "synthetic" in demo
    signed_in = APIClient().post("/_allauth/browser/v1/auth/login", {"username": "planner", "password": steps.PASSWORD})
    assert signed_in.status_code == 200
    out = io.StringIO()
    call_command("demo", "--sign-ins", stdout=out)
    assert "planner" in out.getvalue() and demo.endswith(out.getvalue())


def test_again_changes_nothing(demo: str) -> None:
    before = (AuditRecord.objects.count(), Account.objects.count(), Sale.objects.count())
    call_command("demo", "--size", "small", stdout=io.StringIO())
    assert (AuditRecord.objects.count(), Account.objects.count(), Sale.objects.count()) == before


def test_an_interrupted_demo_goes_on(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_args: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(steps.load, "visits", breaks)
        with pytest.raises(KeyboardInterrupt):
            call_command("demo", "--size", "small", stdout=io.StringIO())
    assert Sale.objects.exists() and not Visit.objects.exists()
    call_command("demo", "--size", "small", stdout=io.StringIO())
    assert Visit.objects.exists() and Alignment.objects.count() == 2
