"""Coverage in two times: one primary per day, nothing known before its announcement, call-backs restore."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.coverage.models import CoverageAccount, CoverageUnit
from accounts.coverage.selectors import ANNOUNCED, PUBLISHED, accounts_on, known_to, position_units, units_on
from accounts.coverage.services import coverage_call_back
from common.errors import Conflict, NotFound, PlanningError
from tests.accounts.conftest import EFFECTIVE, GROUND, Market

LATER = datetime.date(2026, 7, 1)
DAY = datetime.timedelta(days=1)


def held(market: Market, day: datetime.date, as_known: str = PUBLISHED) -> dict[str, str | None]:
    rows = units_on(market.cast.force, day, as_known=as_known).select_related("unit", "position")
    return {row.unit.code: row.position.code if row.position else None for row in rows}


def test_a_publication_holds_from_its_day_on(market: Market) -> None:
    assert market.write(GROUND, named={"acc-a": "E1"}) == {"unit": 6, "account": 1}
    assert held(market, EFFECTIVE) == GROUND and held(market, EFFECTIVE - DAY) == {}
    assert [row.account_code for row in accounts_on(market.cast.force, EFFECTIVE)] == ["acc-a"]
    assert position_units(market.cast.positions["W1"], EFFECTIVE).count() == 2


def test_the_next_one_ends_it_and_its_days_before_stay(market: Market) -> None:
    market.write(GROUND)
    market.write({"a": "E1"}, "p2", LATER)
    assert held(market, LATER - DAY) == GROUND and held(market, LATER) == {"a": "E1"}


def test_the_database_itself_refuses_two_primaries(market: Market) -> None:
    market.write(GROUND, named={"acc-a": "E1"})
    for model in (CoverageUnit, CoverageAccount):
        row = model.objects.first()
        assert row is not None
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
        row.role = "service"
        row.save(force_insert=True)


def test_before_the_announcement_the_field_sees_the_old_unbroken(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    market.write(GROUND)
    tomorrow = timezone.localdate() + DAY
    effective = tomorrow + 30 * DAY
    market.write({"a": "E1"}, "p2", effective, announced_on=tomorrow)
    assert held(market, effective, ANNOUNCED) == GROUND
    assert held(market, effective + 1000 * DAY, ANNOUNCED) == GROUND
    assert held(market, effective, PUBLISHED) == {"a": "E1"} and held(market, effective - DAY, PUBLISHED) == GROUND
    later = timezone.now() + 2 * DAY
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert held(market, effective, ANNOUNCED) == {"a": "E1"} and held(market, effective - DAY, ANNOUNCED) == GROUND


@pytest.mark.parametrize(
    ("name", "knows"),
    [("paula", True), ("adam", True), ("hana", False), ("mia", False), ("rita", False), ("stranger", False)],
)
def test_who_knows_ahead(market: Market, name: str, knows: bool) -> None:
    tomorrow = timezone.localdate() + DAY
    market.write(GROUND, announced_on=tomorrow)
    rows = CoverageUnit.objects.filter(known_to(market.cast.users[name], market.cast.force))
    assert rows.exists() is knows


@pytest.mark.parametrize("announced_in", [None, 5])
def test_a_call_back_restores_what_stood(market: Market, announced_in: int | None) -> None:
    market.write(GROUND, named={"acc-a": "E1"})
    announced = timezone.localdate() + announced_in * DAY if announced_in else None
    market.write({"a": "E1", "c": None}, "p2", LATER, announced_on=announced, named={"acc-b": "W2"})
    coverage_call_back("p2")
    for as_known in (PUBLISHED, ANNOUNCED):
        for day in (EFFECTIVE, LATER, LATER + 900 * DAY):
            assert held(market, day, as_known) == GROUND
            names = [row.account_code for row in accounts_on(market.cast.force, day, as_known=as_known)]
            assert names == ["acc-a"]


def test_what_is_built_upon_cannot_be_called_back(market: Market) -> None:
    market.write(GROUND)
    market.write({"a": "E1"}, "p2", LATER)
    with pytest.raises(Conflict, match="call that back first"):
        coverage_call_back("p1")
    coverage_call_back("p2")
    with pytest.raises(NotFound):
        coverage_call_back("never")


def test_two_waiting_publications_of_one_announcement(market: Market) -> None:
    market.write(GROUND)
    tomorrow = timezone.localdate() + DAY
    market.write({"a": "E1"}, "p2", LATER, announced_on=tomorrow)
    with pytest.raises(Conflict, match="p2"):
        market.write({"b": "E1"}, "p3", LATER)
    market.write({"b": "E1"}, "p3", LATER, announced_on=tomorrow)
    assert held(market, LATER) == {"b": "E1"} and held(market, LATER, ANNOUNCED) == GROUND
    coverage_call_back("p3")
    assert held(market, LATER) == {"a": "E1"} and held(market, LATER, ANNOUNCED) == GROUND


def test_a_publication_that_begins_earlier_replaces_all_that_comes_later(market: Market) -> None:
    market.write(GROUND)
    market.write({"a": "E1"}, "p2", LATER)
    market.write({"a": "W2"}, "p3", EFFECTIVE + 10 * DAY)
    assert held(market, EFFECTIVE) == GROUND and held(market, LATER) == {"a": "W2"}


def test_unknown_positions_and_units_write_nothing(market: Market) -> None:
    with pytest.raises(PlanningError, match="X9"):
        market.write({"a": "X9"})
    assert not CoverageUnit.objects.exists()


def test_the_owner_of_an_account_is_its_own_row_else_its_grounds(market: Market) -> None:
    market.write(GROUND, named={"acc-a": "E1"})
    late = market.account("acc-late", "c")
    market.place()
    assert _owner("acc-a", EFFECTIVE) == [("E1", "account")]
    assert _owner("acc-b", EFFECTIVE) == [("W1", "unit")]
    assert _owner(late.code, EFFECTIVE) == [("W2", "unit")]
    assert _owner("acc-i", EFFECTIVE) == []


def test_a_named_row_for_some_days_leaves_the_others_to_the_ground(market: Market) -> None:
    market.write(GROUND)
    market.write(GROUND, "p2", LATER, named={"acc-a": "E1"})
    assert _owner("acc-a", LATER - DAY) == [("W1", "unit")] and _owner("acc-a", LATER) == [("E1", "account")]


def _owner(code: str, day: datetime.date) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position.code, via FROM account_owner JOIN people_position position ON position.id = position_id "
            "WHERE account_code = %s AND valid_during @> %s::date AND role = 'primary'",
            [code, day],
        )
        return cursor.fetchall()
