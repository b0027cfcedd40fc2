from __future__ import annotations

import datetime
from dataclasses import dataclass

import pandas as pd
import pytest
from django.contrib.gis.geos import Point

from accounts.coverage.services import coverage_write
from accounts.customers.models import Account
from accounts.customers.services import accounts_place
from geography.models import Geography
from tests.people.cast import Cast, cast_of
from tests.worlds import geography_of

EFFECTIVE = datetime.date(2026, 1, 1)
GROUND = {"a": "W1", "b": "W1", "c": "W2", "d": "W2", "e": "E1", "f": "E1"}


@dataclass
class Market:
    """The cast, nine units, and one account `acc-x` at the middle of each unit x."""

    cast: Cast
    geography: Geography

    def account(self, code: str, unit: str | None = None, **facts: object) -> Account:
        point = self.geography.units.get(code=unit).point if unit else None
        facts = {"visits_per_year": 12, "minutes_per_visit": 30, "revenue_12m": 100, "location": point, **facts}
        return Account.objects.create(code=code, name=f"Account {code}", field_force=self.cast.force, **facts)

    def place(self) -> dict[str, int]:
        return accounts_place(field_force=self.cast.force, geography=self.geography, actor=None)

    def units(self, held: dict[str, str | None]) -> pd.DataFrame:
        index = dict(self.geography.units.values_list("code", "idx"))
        return pd.DataFrame(
            [(index[unit], f"T-{post}", f"Territory {post}", post) for unit, post in held.items()],
            columns=["idx", "territory_key", "territory_name", "position"],
        )

    def write(
        self,
        held: dict[str, str | None],
        ref: str = "p1",
        effective_on: datetime.date = EFFECTIVE,
        announced_on: datetime.date | None = None,
        named: dict[str, str] | None = None,
    ) -> dict[str, int]:
        accounts = pd.DataFrame(
            [(code, f"T-{post}", f"Territory {post}", post, "national", "") for code, post in (named or {}).items()],
            columns=["account_code", "territory_key", "territory_name", "position", "cause", "reason"],
        )
        return coverage_write(
            field_force=self.cast.force,
            geography=self.geography,
            units=self.units(held),
            accounts=accounts,
            effective_on=effective_on,
            announced_on=announced_on,
            ref=ref,
            actor=self.cast.users["paula"],
        )


@pytest.fixture
def market(db: None) -> Market:
    made = Market(cast_of(), geography_of("three_by_three"))
    for unit in "abcdefghi":
        made.account(f"acc-{unit}", unit)
    made.place()
    return made


def outside() -> Point:
    """A point in no unit."""
    return Point(10.0, 50.0, srid=4326)
