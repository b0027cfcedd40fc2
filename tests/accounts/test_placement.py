"""Where accounts lie, and the data cut made of them: everything adds up."""

import datetime

import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction

from accounts.customers.models import Placement, PostcodePlace
from accounts.customers.selectors import unplaced
from accounts.customers.services import account_place_by_hand, accounts_place, cut_make
from common.errors import NotAllowed, NotFound, PlanningError
from geography.models import Geography
from geography.selectors import cut_accounts, cut_vectors
from people.selectors import today
from tests.accounts.conftest import Market, outside


def unit_of(code: str, day: datetime.date | None = None) -> str | None:
    place = Placement.objects.filter(account__code=code, valid_during__contains=day or today()).first()
    return place.unit.code if place else None


def test_points_postcodes_and_the_rest(market: Market) -> None:
    PostcodePlace.objects.create(
        geography=market.geography, postcode="66001", exact=True, unit=market.geography.units.get(code="h")
    )
    PostcodePlace.objects.create(
        geography=market.geography, postcode="66099", exact=False, unit=market.geography.units.get(code="i")
    )
    market.account("by-postcode", postcode="66001")
    market.account("po-box", postcode="66099")
    market.account("abroad", postcode="66001", country="CA")
    market.account("unknown", postcode="11111")
    market.account("nothing")
    market.account("sea", location=outside())
    counts = market.place()
    assert counts == {"accounts": 15, "coordinates": 9, "postcode": 1, "enclosed": 1, "unplaced": 4}
    assert unit_of("by-postcode") == "h" and unit_of("po-box") == "i"
    reasons = dict(unplaced(market.cast.force, market.geography).values_list("code", "reason"))
    assert reasons == {"abroad": "abroad", "unknown": "unknown_postcode", "nothing": "no_place", "sea": "outside"}


def test_unit_codes_are_postcodes_only_where_the_ground_says_so(market: Market) -> None:
    market.account("coded", postcode="e")
    assert market.place()["unplaced"] == 1
    Geography.objects.filter(pk=market.geography.pk).update(level_name="ZIP area")
    market.geography.refresh_from_db()
    assert market.place()["unplaced"] == 0 and unit_of("coded") == "e"


def test_placing_again_changes_nothing(market: Market) -> None:
    before = list(Placement.objects.order_by("pk").values_list("pk", "unit", "valid_during"))
    market.place()
    assert list(Placement.objects.order_by("pk").values_list("pk", "unit", "valid_during")) == before


def test_an_account_that_moves_keeps_its_past(market: Market) -> None:
    account = market.account("mover", "a")
    market.place()
    account.location = market.geography.units.get(code="f").point
    account.save()
    market.place()
    assert unit_of("mover") == "f" and unit_of("mover", today() - datetime.timedelta(days=1)) == "a"
    account.location = market.geography.units.get(code="b").point
    account.save()
    market.place()
    assert unit_of("mover") == "b" and Placement.objects.filter(account=account).count() == 2


def test_a_placement_by_hand_stays(market: Market) -> None:
    account = market.account("lost", location=outside())
    planner = market.cast.users["paula"]
    account_place_by_hand(account=account, geography=market.geography, unit_code="g", actor=planner)
    market.place()
    assert unit_of("lost") == "g"
    account_place_by_hand(account=account, geography=market.geography, unit_code="h", actor=planner)
    assert unit_of("lost") == "h"
    with pytest.raises(PlanningError, match="zz"):
        account_place_by_hand(account=account, geography=market.geography, unit_code="zz", actor=planner)


def test_two_units_on_one_day_are_refused_by_the_database(market: Market) -> None:
    place = Placement.objects.first()
    assert place is not None
    place.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        place.save(force_insert=True)


def test_only_data_managers_place(market: Market) -> None:
    for name, error in (("rita", NotAllowed), ("mia", NotAllowed), ("stranger", NotFound)):
        with pytest.raises(error):
            accounts_place(field_force=market.cast.force, geography=market.geography, actor=market.cast.users[name])


def test_a_cut_adds_up_and_is_the_same_twice(market: Market) -> None:
    market.account("second", "a", kind="prospect", potential=70, revenue_12m=0)
    market.account("inside", "a", field_covered=False, revenue_12m=11)
    market.account("nowhere", revenue_12m=5, location=Point(0.5, 50.0, srid=4326))
    market.account("gone", "a", status="closed", revenue_12m=1000)
    market.place()
    cut = cut_make(
        field_force=market.cast.force,
        geography=market.geography,
        as_of=datetime.date(2026, 9, 30),
        actor=market.cast.users["paula"],
    )
    vectors = cut_vectors(cut)
    totals = {measure.key: (measure.total, measure.unplaced) for measure in cut.measures.all()}
    assert totals["accounts"] == (12, 1) and totals["prospects"] == (1, 0)
    assert totals["revenue_12m"] == (9 * 100 + 11 + 5, 5)
    assert totals["workload_hours"] == (11 * 6.0, 6.0) and totals["visits"] == (11 * 12, 12)
    index = dict(market.geography.units.values_list("code", "idx"))
    assert vectors["revenue_12m"][index["a"]] == 111 and vectors["workload_hours"][index["a"]] == 12
    assert set(vectors) >= {"units", "sales", "potential", "customers"}
    table = cut_accounts(cut)
    assert table["revenue_12m"].sum() == totals["revenue_12m"][0] and (table["unit"] == -1).sum() == 1
    again = cut_make(
        field_force=market.cast.force,
        geography=market.geography,
        as_of=datetime.date(2026, 9, 30),
        actor=market.cast.users["paula"],
    )
    assert again.pk == cut.pk
