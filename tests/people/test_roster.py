"""Who sits where: one primary per position and day, other kinds beside them."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from common.errors import Conflict
from people.models import Position, Rep, RosterEntry
from people.selectors import ancestors, incumbent, incumbents, nearest_managed, subtree
from people.services import roster_enter
from tests.people.cast import SINCE, Cast

DAY = datetime.date(2026, 6, 1)
NEXT = datetime.date(2026, 7, 1)


def test_two_primaries_on_one_day_are_refused_by_service_and_by_database(cast: Cast) -> None:
    rep = Rep.objects.create(employee_no="9", name="Nina")
    with pytest.raises(Conflict, match="W1"):
        roster_enter(position=cast.positions["W1"], rep=rep, starts=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        RosterEntry.objects.create(position=cast.positions["W1"], rep=rep, valid_during=(DAY, None))


def test_one_primary_after_the_other_and_an_acting_one_beside(cast: Cast) -> None:
    first, second = (Rep.objects.create(employee_no=n, name=n) for n in ("1", "2"))
    roster_enter(position=cast.positions["W2"], rep=first, starts=DAY, ends=NEXT)
    roster_enter(position=cast.positions["W2"], rep=second, starts=NEXT)
    roster_enter(position=cast.positions["W2"], rep=second, starts=DAY, ends=NEXT, kind="acting")
    assert incumbent(cast.positions["W2"], DAY) == first
    assert incumbent(cast.positions["W2"], NEXT) == second
    assert incumbent(cast.positions["W2"], DAY - datetime.timedelta(days=1)) is None


def test_who_has_left_leaves_the_position_vacant(cast: Cast) -> None:
    Rep.objects.filter(employee_no="E-rita").update(left_on=DAY)
    assert incumbent(cast.positions["W1"], DAY - datetime.timedelta(days=1)) is not None
    assert incumbent(cast.positions["W1"], DAY) is None


def test_the_tree_up_and_down(cast: Cast) -> None:
    assert set(subtree(cast.positions["WEST"]).values_list("code", flat=True)) == {"WEST", "W1", "W2"}
    assert [post.code for post in ancestors(cast.positions["W2"])] == ["WEST", "HEAD"]


def test_incumbents_in_one_query(cast: Cast, django_assert_num_queries: object) -> None:
    ids = [post.pk for post in cast.positions.values()]
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = incumbents(ids, DAY)
    assert {Position.objects.get(pk=pk).code for pk in found} == {"HEAD", "WEST", "EAST", "W1", "E1"}


def test_the_nearest_manager_answers_for_a_vacant_post(cast: Cast) -> None:
    assert nearest_managed(cast.positions["W2"], DAY) == cast.positions["WEST"]
    Rep.objects.filter(employee_no="E-mia").update(left_on=SINCE)
    cast.users["mia"].grants.all().delete()
    assert nearest_managed(cast.positions["W2"], DAY) == cast.positions["HEAD"]
