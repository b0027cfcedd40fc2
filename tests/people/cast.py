"""A small sales force for tests: who is who, and where they sit.

HEAD ── WEST (district, mia manages) ── W1 (rita), W2 (vacant)
     └─ EAST (district, max manages) ── E1 (ron)
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from rest_framework.test import APIClient

from people.models import FieldForce, Position, Rep, RoleGrant, User
from people.services import roster_enter

SINCE = datetime.date(2020, 1, 1)
TREE = {
    "HEAD": (3, None),
    "WEST": (1, "HEAD"),
    "EAST": (1, "HEAD"),
    "W1": (0, "WEST"),
    "W2": (0, "WEST"),
    "E1": (0, "EAST"),
}
SEATS = {"hana": "HEAD", "mia": "WEST", "max": "EAST", "rita": "W1", "ron": "E1"}
ROLES = {
    "paula": "planner",
    "adam": "administrator",
    "hana": "manager",
    "mia": "manager",
    "max": "manager",
    "rita": "rep",
    "ron": "rep",
}


@dataclass
class Cast:
    """Users, reps and positions by name; `stranger` plans for another field force, `nobody` has no role."""

    force: FieldForce
    positions: dict[str, Position] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def client(self, name: str) -> APIClient:
        client = APIClient()
        client.force_authenticate(self.users[name])
        return client


def cast_of(key: str = "team", geography_key: str = "three_by_three") -> Cast:
    """Enter everybody into the test database."""
    force = FieldForce.objects.create(key=key, name=key.title(), currency="USD", geography_key=geography_key)
    made = Cast(force)
    for code, (level, parent) in TREE.items():
        made.positions[code] = Position.objects.create(
            field_force=force, code=code, name=f"Post {code}", level=level, parent=made.positions.get(parent or "")
        )
    for name, role in ROLES.items():
        user = made.users[name] = User.objects.create_user(name, f"{name}@example.org", "very-secret-1")
        position = made.positions[SEATS[name]] if role == "manager" else None
        RoleGrant.objects.create(
            user=user, role=role, field_force=None if role == "administrator" else force, position=position
        )
        if seat := SEATS.get(name):
            rep = Rep.objects.create(employee_no=f"E-{name}", name=name.title(), user=user)
            roster_enter(position=made.positions[seat], rep=rep, starts=SINCE)
    other = FieldForce.objects.create(key="other", name="Other")
    made.users["stranger"] = User.objects.create_user("stranger")
    RoleGrant.objects.create(user=made.users["stranger"], role="planner", field_force=other)
    made.users["nobody"] = User.objects.create_user("nobody")
    return made
