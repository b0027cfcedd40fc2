"""A small company for the tests of the planning side: nine units, two districts, four reps, and people with every role.

HEAD ─┬─ D1 (manager mia) ─┬─ R1 (rita)      ground: R1 R1 R2    units: a b c
      │                    └─ R2 (ron)               R3 R3 R2           d e f
      └─ D2 (manager max) ─┬─ R3 (ruth)              R4 R4 R4           g h i
                           └─ R4 vacant

Accounts: one per unit, `acc-<unit>`; one that lies nowhere, one national and one house account in unit a.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from rest_framework.test import APIClient

from accounts.customers.models import Account, Placement
from geography.models import DataCut, Geography
from geography.selectors import cut_accounts
from geography.services import cut_freeze
from people.models import FieldForce, Position, Rep, RoleGrant, User
from people.selectors import managers_of
from people.services import roster_enter
from territories.alignments.delta import Delta, moves
from territories.alignments.models import Alignment
from territories.alignments.selectors import head_state
from territories.alignments.services import EditResult, alignment_create, alignment_infer, edit_apply
from territories.publishing.services import adopt
from territories.reviews.services import part_approve, submission_create
from tests.worlds import geography_of

LONG_AGO = datetime.date(2020, 1, 1)
AS_OF = datetime.date(2026, 9, 30)
HOLDERS = {"R1": "ab", "R2": "cf", "R3": "de", "R4": "ghi"}
HOURS = {"a": 10, "b": 10, "c": 10, "d": 10, "e": 10, "f": 10, "g": 5, "h": 5, "i": 10}
MEASURES = ("accounts", "revenue_12m", "workload_hours")
PEOPLE = {
    "planner": ("planner", None), "admin": ("administrator", None), "hana": (None, "HEAD"), "mia": (None, "D1"),
    "max": (None, "D2"), "rita": (None, "R1"), "ron": (None, "R2"), "ruth": (None, "R3"), "stranger": (None, None),
}  # fmt: skip


@dataclass
class Company:
    """The rows, and short ways to play with them."""

    force: FieldForce
    geography: Geography
    cut: DataCut
    positions: dict[str, Position]
    users: dict[str, User] = field(default_factory=dict)
    clients: dict[str, APIClient] = field(default_factory=dict)

    @cached_property
    def index(self) -> dict[str, int]:
        return dict(self.geography.units.values_list("code", "idx"))

    def idx(self, letters: str) -> np.ndarray:
        return np.array([self.index[letter] for letter in letters], np.uint32)

    def client(self, name: str) -> APIClient:
        """One client per person: making one sets up the whole chain of middleware."""
        if name not in self.clients:
            self.clients[name] = APIClient()
            self.clients[name].force_authenticate(self.users[name])
        return self.clients[name]

    def plan(self, name: str = "Plan 2027", ground: bool = True, **settings: Any) -> Alignment:
        """A plan on the positions; with `ground`, everything is held as HOLDERS says."""
        plan = alignment_create(
            actor=self.users["planner"], field_force=self.force, geography=self.geography, cut=self.cut, name=name,
            from_positions=True, **settings,
        )  # fmt: skip
        if ground:
            for key, letters in HOLDERS.items():
                self.move(plan, letters, key)
        plan.refresh_from_db()
        return plan

    def place_accounts(self) -> None:
        """Placements as in the cut, so that the accounts have owners once a plan is in force."""
        table = cut_accounts(self.cut)
        units = dict(self.geography.units.values_list("idx", "pk"))
        accounts = dict(Account.objects.values_list("code", "pk"))
        Placement.objects.bulk_create(
            Placement(
                account_id=accounts[row.code], geography=self.geography, unit_id=units[row.unit],
                valid_during=(LONG_AGO, None), method=Placement.Method.CODE,
            )
            for row in table[table["unit"] >= 0].itertuples()
        )  # fmt: skip

    def today(self, name: str = "Today", effective_on: datetime.date = LONG_AGO) -> Alignment:
        """Today's plan from the owner column, in force since long ago."""
        plan = alignment_infer(
            actor=self.users["planner"], field_force=self.force, geography=self.geography, cut=self.cut, name=name
        )
        adopt(alignment=plan, actor=self.users["planner"], effective_on=effective_on)
        plan.refresh_from_db()
        return plan

    def approved(self, plan: Alignment) -> Alignment:
        """Submit a plan and have all its parts approved."""
        submission = submission_create(alignment=plan, actor=self.users["planner"])
        for part in submission.parts.all():
            part_approve(part=part, actor=managers_of(part.position).get())
        plan.refresh_from_db()
        return plan

    def move(self, plan: Alignment, letters: str, key: str | None, actor: str = "planner") -> EditResult:
        """Give units to a territory (None: to nobody), on the head as it is."""
        plan.refresh_from_db()
        state = head_state(plan)
        delta = moves(state, self.idx(letters), state.slot_of(key))
        return self.edit(plan, delta, actor)

    def edit(self, plan: Alignment, delta: Delta, actor: str = "planner", **more: Any) -> EditResult:
        plan.refresh_from_db()
        base = more.pop("base", plan.head.number)
        return edit_apply(alignment=plan, actor=self.users[actor], base=base, delta=delta, **more)


def company() -> Company:
    """Make everything, in the test database."""
    geography = geography_of("three_by_three")
    force = FieldForce.objects.create(key="team", name="Team", currency="USD", geography_key=geography.key)
    positions = _positions(force)
    made = Company(force, geography, _cut(force, geography), positions)
    for name, (role, seat) in PEOPLE.items():
        user = made.users[name] = User.objects.create_user(name, password="x")
        if role is not None:
            RoleGrant.objects.create(user=user, role=role, field_force=None if role == "administrator" else force)
        if seat is not None:
            rep = Rep.objects.create(employee_no=f"E-{name}", name=name.title(), user=user)
            roster_enter(position=positions[seat], rep=rep, starts=LONG_AGO)
    other = FieldForce.objects.create(key="other", name="Other")
    RoleGrant.objects.create(user=made.users["stranger"], role="planner", field_force=other)
    return made


def _positions(force: FieldForce) -> dict[str, Position]:
    tree = {"HEAD": (2, None), "D1": (1, "HEAD"), "D2": (1, "HEAD")} | {
        code: (0, district) for code, district in zip(HOLDERS, ("D1", "D1", "D2", "D2"), strict=True)
    }
    made: dict[str, Position] = {}
    for code, (level, parent) in tree.items():
        made[code] = Position.objects.create(
            field_force=force, code=code, name=f"Post {code}", level=level, parent=made.get(parent or "")
        )
    return made


def _cut(force: FieldForce, geography: Geography) -> DataCut:
    """One account per unit, owned as HOLDERS says; one nowhere, one national and one house account in unit a."""
    index = dict(geography.units.values_list("code", "idx"))
    owner = {letter: key for key, letters in HOLDERS.items() for letter in letters}
    rows = [(f"acc-{u}", index[u], owner[u], f"Account {u}", 1.0, 100.0, float(HOURS[u])) for u in HOURS]
    rows += [
        ("acc-lost", -1, "R1", "Lost", 1.0, 40.0, 4.0),
        ("acc-national", index["a"], "R3", "National", 1.0, 500.0, 3.0),
        ("acc-house", index["a"], "HOUSE", "House", 1.0, 70.0, 2.0),
    ]
    table = pd.DataFrame(rows, columns=["code", "unit", "owner", "name", *MEASURES])
    Account.objects.bulk_create(
        Account(
            code=row.code, name=row.name_, owner=row.owner, revenue_12m=row.revenue_12m, visits_per_year=60,
            minutes_per_visit=row.workload_hours, field_force=force, is_national=row.code == "acc-national",
        )
        for row in table.rename(columns={"name": "name_"}).itertuples()
    )  # fmt: skip
    definitions = [{"key": key, "names": {"en": key}, "unit": "", "source": "accounts"} for key in MEASURES]
    return cut_freeze(
        geography=geography, key="team", as_of=AS_OF, currency="USD", definitions=definitions, accounts=table
    )
