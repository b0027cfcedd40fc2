"""Role × scope: who answers for which positions, and who may change data."""

import pytest

from common.errors import NotAllowed, NotFound
from people.models import RoleGrant
from people.permissions import (
    can_manage_data,
    has_role,
    is_planner,
    landing,
    managers_of,
    positions_in_scope,
    require_data_manager,
    visible_field_forces,
)
from tests.people.cast import Cast

EVERYTHING = {"HEAD", "WEST", "EAST", "W1", "W2", "E1"}
SCOPE = {
    "paula": EVERYTHING,
    "adam": EVERYTHING,
    "hana": EVERYTHING,
    "mia": {"WEST", "W1", "W2"},
    "max": {"EAST", "E1"},
    "rita": {"W1"},
    "ron": {"E1"},
    "stranger": set(),
    "nobody": set(),
}
LANDING = {"paula": "plans", "adam": "admin", "hana": "reviews", "mia": "reviews", "rita": "rep", "stranger": "plans"}


@pytest.mark.parametrize("name", SCOPE)
def test_scope_of_each_person(cast: Cast, name: str) -> None:
    found = positions_in_scope(cast.users[name], cast.force)
    assert set(found.values_list("code", flat=True)) == SCOPE[name]


@pytest.mark.parametrize("name", SCOPE)
def test_only_planners_and_administrators_change_data(cast: Cast, name: str) -> None:
    assert can_manage_data(cast.users[name], cast.force) is (name in {"paula", "adam"})


@pytest.mark.parametrize("name", LANDING)
def test_where_each_person_begins(cast: Cast, name: str) -> None:
    assert landing(cast.users[name]) == LANDING[name]


def test_the_seat_alone_gives_the_scope(cast: Cast) -> None:
    RoleGrant.objects.filter(user=cast.users["mia"]).delete()
    found = positions_in_scope(cast.users["mia"], cast.force)
    assert set(found.values_list("code", flat=True)) == SCOPE["mia"]


def test_strangers_get_404_and_colleagues_403(cast: Cast) -> None:
    for name in ("stranger", "nobody"):
        with pytest.raises(NotFound):
            require_data_manager(cast.users[name], cast.force)
    with pytest.raises(NotAllowed, match="planner"):
        require_data_manager(cast.users["rita"], cast.force)


def test_roles_are_per_field_force(cast: Cast) -> None:
    assert is_planner(cast.users["stranger"]) and not is_planner(cast.users["stranger"], cast.force)
    assert has_role(cast.users["adam"], "administrator", cast.force)
    assert list(visible_field_forces(cast.users["rita"])) == [cast.force]


def test_an_inactive_user_has_no_rights(cast: Cast) -> None:
    user = cast.users["paula"]
    user.is_active = False
    user.save()
    assert not is_planner(user, cast.force)


def test_managers_of_a_post_are_who_sits_there_or_was_granted_it(cast: Cast) -> None:
    assert {user.username for user in managers_of(cast.positions["WEST"])} == {"mia"}
    RoleGrant.objects.create(user=cast.users["max"], role="manager", position=cast.positions["WEST"])
    assert {user.username for user in managers_of(cast.positions["WEST"])} == {"mia", "max"}
