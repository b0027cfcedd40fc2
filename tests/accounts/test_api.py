"""Accounts over HTTP: who sees which, what is due, and what a rep works with."""

import base64
import csv
import datetime
import io

import numpy as np
import pytest

from accounts.customers.models import Account, Product, Sale, Visit
from accounts.customers.selectors import work
from people.selectors import today
from tests.accounts.conftest import GROUND, Market, outside
from tests.accounts.test_import import check

ACCOUNTS = "/api/v1/accounts"
SEES = {
    "paula": set("abcdefghi"),
    "adam": set("abcdefghi"),
    "hana": set("abcdef"),
    "mia": set("abcd"),
    "max": set("ef"),
    "rita": set("ab"),
    "ron": set("ef"),
    "stranger": set(),
    "nobody": set(),
}


def codes(market: Market, who: str, query: str = "") -> set[str]:
    page = market.cast.client(who).get(f"{ACCOUNTS}?page_size=1000{query}").json()
    assert page["count"] == len(page["results"])
    return {row["code"].removeprefix("acc-") for row in page["results"]}


@pytest.fixture
def covered(market: Market) -> Market:
    market.write(GROUND)
    return market


@pytest.mark.parametrize("who", SEES)
def test_each_person_sees_their_part_everywhere(covered: Market, who: str) -> None:
    assert codes(covered, who) == SEES[who]
    client = covered.cast.client(who)
    assert client.get(f"{ACCOUNTS}/map").json()["total"] == len(SEES[who])
    for unit in "acei":
        assert client.get(f"{ACCOUNTS}/acc-{unit}").status_code == (200 if unit in SEES[who] else 404)
    rows = list(csv.reader(io.StringIO(b"".join(client.get(f"{ACCOUNTS}/export.csv").streaming_content).decode())))
    assert {row[0].removeprefix("acc-") for row in rows[1:]} == SEES[who]


def test_a_named_account_is_seen_by_its_holder_and_not_by_the_ground(market: Market) -> None:
    market.write(GROUND, named={"acc-a": "E1"})
    assert codes(market, "rita") == {"b"} and codes(market, "ron") == {"a", "e", "f"}
    assert codes(market, "mia") == {"b", "c", "d"}


def test_what_is_not_announced_shows_no_account_to_the_field(market: Market) -> None:
    market.write({"a": "W1"})
    market.write({"a": "E1", "b": "W1"}, "p2", today(), announced_on=today() + datetime.timedelta(days=3))
    assert codes(market, "rita") == {"a"} and codes(market, "ron") == set()
    detail = market.cast.client("rita").get(f"{ACCOUNTS}/acc-a").json()
    assert [row["position"] for row in detail["coverage"]] == ["W1"]
    ahead = market.cast.client("paula").get(f"{ACCOUNTS}/acc-a").json()
    assert [row["position"] for row in ahead["coverage"]] == ["E1"]


def test_filters(covered: Market) -> None:
    Account.objects.filter(code="acc-a").update(tier="A", owner="rita", name="Blue Moon")
    Account.objects.filter(code="acc-b").update(tier="B", kind="prospect", status="closed")
    assert codes(covered, "paula", "&tier=A,B") == {"a"}
    assert codes(covered, "paula", "&tier=A,B&status=all") == {"a", "b"}
    assert codes(covered, "paula", "&owner=rita") == {"a"} and codes(covered, "paula", "&search=blue") == {"a"}
    assert codes(covered, "paula", "&unit=c") == {"c"} and codes(covered, "paula", "&position=W1") == {"a"}
    assert codes(covered, "paula", "&kind=prospect&status=all") == {"b"}
    client = covered.cast.client("paula")
    assert client.get(f"{ACCOUNTS}?ordering=secret").json()["code"] == "bad_ordering"
    assert client.get(f"{ACCOUNTS}?on=yesterday").json()["code"] == "bad_date"
    top = client.get(f"{ACCOUNTS}?ordering=-revenue_12m").json()["results"]
    assert len(top) == 8


def test_due_dates_follow_the_last_visit(covered: Market) -> None:
    account = Account.objects.get(code="acc-a")  # 12 visits a year: every 30 days
    Visit.objects.create(account=account, on=today() - datetime.timedelta(days=10))
    Account.objects.filter(code="acc-b").update(field_covered=False)
    rows = {row["code"]: row for row in covered.cast.client("rita").get(ACCOUNTS).json()["results"]}
    assert rows["acc-a"]["next_due"] == str(today() + datetime.timedelta(days=20)) and rows["acc-a"]["visits_due"] == 0
    assert rows["acc-b"]["next_due"] is None and rows["acc-b"]["visits_due"] == 0
    assert codes(covered, "rita", "&due=1") == set()
    later = today() + datetime.timedelta(days=85)
    late = covered.cast.client("rita").get(f"{ACCOUNTS}/acc-a?on={later}").json()
    assert late["visits_due"] == 3


def test_my_accounts_and_a_visit(covered: Market) -> None:
    client = covered.cast.client("rita")
    mine = client.get("/api/v1/my/accounts").json()
    assert mine["positions"] == ["W1"] and mine["count"] == 2 and mine["revenue_12m"] == 200
    assert mine["territories"] == [{"key": "T-W1", "name": "Territory W1", "position": "W1"}]
    assert mine["visits_due"] == 2 and mine["accounts"][0]["covered_by"]["territory_key"] == "T-W1"
    made = client.post(f"{ACCOUNTS}/acc-a/visits", {"minutes": 25})
    assert made.status_code == 201 and made.json()["position"] == "W1"
    assert client.get("/api/v1/my/accounts").json()["visits_due"] == 1
    future = client.post(f"{ACCOUNTS}/acc-a/visits", {"on": str(today() + datetime.timedelta(days=1))})
    assert future.json()["code"] == "visit_in_future"
    assert client.post(f"{ACCOUNTS}/acc-e/visits", {}).status_code == 404


def test_my_prospects_are_counted_and_the_most_promising_listed(
    covered: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "PROSPECTS_SHOWN", 1)
    for code, potential in (("small", 1), ("large", 9)):
        covered.account(code, "a", kind="prospect", potential=potential, field_covered=False)
    covered.place()
    mine = covered.cast.client("rita").get("/api/v1/my/accounts").json()
    assert (mine["count"], mine["prospects"], mine["potential"]) == (2, 2, 0)
    assert {row["code"] for row in mine["accounts"]} == {"acc-a", "acc-b", "large"}


@pytest.mark.parametrize("who", ["paula", "adam", "mia", "nobody"])
def test_who_holds_no_ground_has_no_own_accounts(covered: Market, who: str) -> None:
    mine = covered.cast.client(who).get("/api/v1/my/accounts").json()
    assert mine["count"] == 0 and mine["accounts"] == []


def test_one_account_with_sales_by_month(covered: Market) -> None:
    force, account = covered.cast.force, Account.objects.get(code="acc-a")
    product = Product.objects.create(field_force=force, code="P1", name="Pump")
    for month, amount in ((1, 10.0), (2, 20.0)):
        Sale.objects.create(account=account, product=product, month=datetime.date(2026, month, 1), amount=amount)
    detail = covered.cast.client("rita").get(f"{ACCOUNTS}/acc-a").json()
    assert [(row["month"], row["product"], row["amount"]) for row in detail["sales"]] == [
        ("2026-01-01", "P1", 10.0),
        ("2026-02-01", "P1", 20.0),
    ]
    assert detail["products"][0]["name"] == "Pump"


def test_the_map_comes_as_columns(covered: Market) -> None:
    body = covered.cast.client("rita").get(f"{ACCOUNTS}/map").json()
    lonlat = np.frombuffer(base64.b64decode(body["lonlat_b64"]), "<f4").reshape(-1, 2)
    assert len(lonlat) == len(body["codes"]) == 2 and not body["capped"]
    assert np.allclose(lonlat[0], Account.objects.get(code=body["codes"][0]).location.coords, atol=1e-4)


def test_the_work_list_and_a_placement_by_hand(covered: Market) -> None:
    covered.account("lost", location=outside())
    query = f"{ACCOUNTS}/unplaced?geography=three-by-three"
    client = covered.cast.client("paula")
    assert [(row["code"], row["reason"]) for row in client.get(query).json()["results"]] == [("lost", "outside")]
    assert covered.cast.client("rita").get(query).status_code == 403
    body = {"geography": "three-by-three", "unit": "a"}
    assert covered.cast.client("rita").post(f"{ACCOUNTS}/acc-a/placement", body).status_code == 403
    assert client.post(f"{ACCOUNTS}/lost/placement", body).json()["method"] == "manual"
    assert client.get(query).json()["count"] == 0
    assert codes(covered, "rita") == {"a", "b", "lost"}


def test_a_cut_over_http(covered: Market) -> None:
    path, body = "/api/v1/field-forces/team/cuts", {"geography": "three-by-three", "as_of": "2026-09-30"}
    made = covered.cast.client("paula").post(path, body)
    assert made.status_code == 201 and made.json()["as_of"] == "2026-09-30"
    assert covered.cast.client("paula").post(path, body).json() == made.json()
    assert covered.cast.client("rita").post(path, body).status_code == 403
    assert covered.cast.client("stranger").post(path, body).status_code == 404


def test_an_export_can_be_imported_again_without_a_change(covered: Market) -> None:
    Account.objects.filter(code="acc-a").update(name="=SUM(A1)", tier="A")
    client = covered.cast.client("paula")
    content = b"".join(client.get(f"{ACCOUNTS}/export.csv").streaming_content)
    assert b"'=SUM(A1)" in content
    mapping = {
        name: name
        for name in (
            "code",
            "name",
            "kind",
            "tier",
            "revenue_12m",
            "lon",
            "lat",
            "owner",
            "visits_per_year",
            "minutes_per_visit",
            "field_covered",
            "is_national",
        )
    }
    report = check(covered, content, mapping=mapping).json()["report"]
    assert (report["unchanged"], report["rejected"], report["changed"]) == (9, 0, 0)


def test_a_list_costs_the_same_however_long(covered: Market, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        covered.cast.client("rita").get(ACCOUNTS)
