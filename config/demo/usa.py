"""The American market: sixty thousand accounts on population and income, 120 positions, and today's owners."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from config.demo import SEED, names
from config.demo.carve import carve_tree
from config.demo.market import (
    HOUSE,
    HOUSE_OWNER,
    Ground,
    Holder,
    Market,
    Post,
    heaviest,
    somewhere_inside,
    unsettle,
    weights_of,
)
from config.demo.sales import Habit, ProductLine, revenue_12m, sales

EFFORT = {"A": (24, 45), "B": (8, 40), "C": (2, 30), "D": (0, 0)}
HABITS = {
    "A": Habit(52_000, (6, 10), 0.88),
    "B": Habit(13_000, (3, 5), 0.58),
    "C": Habit(3_600, (1, 3), 0.34),
    "D": Habit(900, (1, 2), 0.18),
}
GROWTH = (0.06, -0.01, 0.025)  # a year, from west to east
PROSPECTS = 0.2  # of tier D
REGIONS = (("West", "서부"), ("Central", "중부"), ("East", "동부"))
LINES = [
    ProductLine("P01", "Safety gloves", "안전 장갑", 12, 10),
    ProductLine("P02", "Cleaning agents", "세정제", 18, 9, 5),
    ProductLine("P03", "Work lights", "작업등", 45, 7, 12),
    ProductLine("P04", "Fasteners", "체결 부품", 9, 11),
    ProductLine("P05", "Cutting tools", "절삭 공구", 60, 9),
    ProductLine("P06", "Packaging", "포장재", 15, 10, 11),
    ProductLine("P07", "De-icing salt", "제설제", 8, 5, 1),
    ProductLine("P08", "Cooling fans", "냉각 팬", 110, 6, 7),
    ProductLine("P09", "Hand tools", "수공구", 28, 9),
    ProductLine("P10", "Adhesives", "접착제", 14, 8),
    ProductLine("P11", "First aid", "응급 용품", 22, 7),
    ProductLine("P12", "Pumps", "펌프", 240, 9, 4),
]
CANADA = [("Toronto", "M5V 2T6"), ("Vancouver", "V6B 1A1"), ("Montreal", "H2Y 1C6"), ("Calgary", "T2P 1J9")]


@dataclass(frozen=True)
class Size:
    """How much of everything; the numbers of the full demo are its defaults."""

    tiers: dict[str, int] = field(default_factory=lambda: {"A": 3_000, "B": 9_000, "C": 18_000, "D": 30_000})
    regions: int = 3
    districts: int = 4
    territories: int = 10
    families: int = 96
    sites: int = 1_900
    house: int = 420
    outside: float = 0.09
    vacant: int = 7
    po_boxes: int = 64
    no_place: int = 41
    canadian: int = 12
    spread: float = 0.093

    @property
    def accounts(self) -> int:
        return sum(self.tiers.values())

    @property
    def leaves(self) -> int:
        return self.regions * self.districts * self.territories


SMALL = Size(
    tiers={"A": 30, "B": 90, "C": 180, "D": 400},
    regions=3,
    districts=2,
    territories=2,
    families=4,
    sites=24,
    house=8,
    vacant=2,
    po_boxes=0,
    no_place=5,
    canadian=2,
)


def american_market(ground: Ground, size: Size, boxes: pd.DataFrame | None = None) -> Market:
    """Generate everything. boxes: PO-box and single-building ZIPs (zip, lon, lat) for the accounts without a street."""
    rng = np.random.default_rng(SEED)
    accounts, unit = _accounts(ground, size, rng, boxes)
    load = np.bincount(unit[unit >= 0], weights=accounts["hours"][unit >= 0], minlength=len(ground))
    branches = [[size.territories] * size.districts for _region in range(size.regions)]
    region, district, territory = carve_tree(ground.xy, load, branches, rng, size.spread)
    growth = np.where(unit >= 0, np.take(GROWTH, region[unit] % len(GROWTH)), 0.0)
    buys = (accounts["kind"] == "customer").to_numpy()
    rows = sales(accounts["tier"].to_numpy(), buys, growth, HABITS, LINES, rng)
    accounts["revenue_12m"] = revenue_12m(rows, len(accounts))
    accounts["potential"] = _potential(accounts, rng)
    posts = _posts(ground, size, region, district, territory, rng)
    holders = _holders(posts, size, rng)
    accounts["national_owner"] = _nationals(accounts, unit, size, rng)
    colleagues = [
        np.flatnonzero(np.arange(size.leaves) // size.territories == t // size.territories) for t in range(size.leaves)
    ]
    owner = unsettle(
        accounts, unit, territory, size.leaves, colleagues, round(size.outside * size.accounts), size.house, rng
    )
    accounts["owner"] = _owner_texts(owner, posts, holders)
    return Market(accounts.drop(columns=["hours", "accounts", "national_owner"]), rows, LINES, posts, holders)


def _accounts(
    ground: Ground, size: Size, rng: np.random.Generator, boxes: pd.DataFrame | None
) -> tuple[pd.DataFrame, np.ndarray]:
    """The accounts without sales and owner, and the unit each lies in (−1: none)."""
    unit, tier = _where(ground, size, rng)
    count = len(unit)
    industry = rng.choice(list(names.TRADE), count)
    visits, minutes = (np.array([EFFORT[t][i] for t in tier], float) for i in (0, 1))
    street = rng.integers(1, 9_900, count)
    prospect = (tier == "D") & (rng.random(count) < PROSPECTS)
    table = pd.DataFrame(
        {
            "code": [f"US-{number:06d}" for number in range(1, count + 1)],
            "name": names.companies(industry, rng),
            "name_local": "",
            "kind": np.where(prospect, "prospect", "customer"),
            "industry": industry,
            "tier": tier,
            "field_covered": tier != "D",
            "visits_per_year": visits,
            "minutes_per_visit": minutes,
            "hours": visits * minutes / 60,
            "accounts": 1.0,
            "family": "",
            "is_national": False,
        }
    )
    point = somewhere_inside(ground, unit, rng)
    table["lon"], table["lat"] = point.T
    table["address"] = [
        f"{n} {road}"
        for n, road in zip(
            street,
            rng.choice(["Main St", "Oak Ave", "2nd St", "Park Rd", "Industrial Dr", "Commerce Way"], count),
            strict=True,
        )
    ]
    table["city"] = ground.table["name"].to_numpy()[unit]
    table["postcode"] = ground.table["code"].to_numpy()[unit]
    table["country"] = "US"
    return table, _awkward(table, unit, size, rng, boxes)


def _where(ground: Ground, size: Size, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Unit and tier per account: A to C where people and income are; D everywhere, so that no ground is without one."""
    people, income = ground.table["population"].to_numpy(), ground.table["income"].to_numpy()
    weight = 0.5 * people / people.sum() + 0.5 * income / income.sum()
    field = rng.choice(len(ground), sum(size.tiers[t] for t in "ABC"), p=weight)
    empty = np.setdiff1d(np.arange(len(ground)), field)
    if len(empty) > size.tiers["D"]:
        raise ValueError(f"{size.tiers['D']} accounts of tier D are too few for {len(empty)} units without any other")
    rest = rng.choice(len(ground), size.tiers["D"] - len(empty), p=weight)
    tier = rng.permutation(np.repeat(list("ABC"), [size.tiers[t] for t in "ABC"]))
    return np.concatenate([field, empty, rest]), np.concatenate([tier, np.repeat("D", size.tiers["D"])])


def _awkward(
    table: pd.DataFrame, unit: np.ndarray, size: Size, rng: np.random.Generator, boxes: pd.DataFrame | None
) -> np.ndarray:
    """Of the last accounts some have no street: a PO box, no place at all, or an address abroad."""
    unit = unit.copy()
    end = len(table)
    abroad = np.arange(end - size.canadian, end)
    nowhere = np.arange(abroad[0] - size.no_place, abroad[0])
    boxed = np.arange(nowhere[0] - size.po_boxes, nowhere[0])
    without = np.concatenate([boxed, nowhere, abroad])
    table.loc[without, ["lon", "lat"]] = np.nan
    table.loc[without, "address"] = ""
    table.loc[nowhere, ["postcode", "city"]] = ""
    for row, place in zip(abroad, rng.integers(len(CANADA), size=len(abroad)), strict=True):
        table.loc[row, ["city", "postcode", "country"]] = [*CANADA[place], "CA"]
    if boxes is not None and len(boxed):
        chosen = boxes.iloc[rng.choice(len(boxes), len(boxed), replace=False)]
        table.loc[boxed, "postcode"] = chosen["zip"].to_numpy()
        table.loc[boxed, "address"] = [f"PO Box {n}" for n in rng.integers(10, 9_999, len(boxed))]
        table.loc[boxed, "city"] = chosen["primary_city"].to_numpy()
        unit[boxed] = chosen["unit"].to_numpy()
    unit[np.concatenate([nowhere, abroad])] = -1
    return unit


def _potential(accounts: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """What an account could buy in a year: at least what it does buy."""
    typical = np.array([HABITS[tier].spend for tier in accounts["tier"]])
    return np.round(np.maximum(accounts["revenue_12m"], typical * rng.lognormal(0.1, 0.4, len(accounts))) * 1.15, 2)


def _posts(
    ground: Ground,
    size: Size,
    region: np.ndarray,
    district: np.ndarray,
    territory: np.ndarray,
    rng: np.random.Generator,
) -> list[Post]:
    """Head, regions, districts and territories; each territory with a home where its people live."""
    weight = ground.table["population"].to_numpy() + 1e-6
    posts = [Post("US", "United States", "미국", 3, None)]
    posts += [Post(f"R{r + 1}", *REGIONS[r], 2, "US") for r in range(size.regions)]
    seen: dict[str, int] = {}
    for d in range(size.regions * size.districts):
        city = _largest(ground, weight, district == d, seen)
        posts.append(Post(f"D{d + 1:02d}", city, city, 1, f"R{d // size.districts + 1}"))
    for t in range(size.leaves):
        mine = np.flatnonzero(territory == t)
        city = _largest(ground, weight, territory == t, seen)
        home = rng.choice(mine, p=weight[mine] / weight[mine].sum())
        place = ground.table.iloc[home]
        posts.append(
            Post(
                f"T{t + 1:03d}",
                city,
                city,
                0,
                f"D{t // size.territories + 1:02d}",
                (float(place["lon"]), float(place["lat"])),
                str(place["name"]),
            )
        )
    return posts


def _largest(ground: Ground, weight: np.ndarray, mine: np.ndarray, seen: dict[str, int]) -> str:
    """The name of the largest city of a piece of ground, told apart by a number where it is taken."""
    sums = pd.Series(weight[mine]).groupby(ground.table["name"].to_numpy()[mine]).sum()
    city = str(sums.sort_values(kind="stable").index[-1])
    seen[city] = seen.get(city, 0) + 1
    return city if seen[city] == 1 else f"{city} {seen[city]}"


def _holders(posts: list[Post], size: Size, rng: np.random.Generator) -> list[Holder]:
    """A person per post; of the vacant ones the person who left it this year."""
    people = names.people(len(posts), rng)
    leaves = [post.code for post in posts if post.level == 0]
    # The first one is somebody's demo sign-in.
    vacant = set(rng.choice(leaves[1:], size.vacant, replace=False))
    users = {"R1": "manager", "R2": "manager.central", "R3": "manager.east", leaves[0]: "rep"}
    return [
        Holder(
            post.code,
            f"U{number:04d}",
            name,
            f"2026-{5 + number % 4:02d}-01" if post.code in vacant else None,
            users.get(post.code),
        )
        for number, (post, name) in enumerate(zip(posts, people, strict=True), 1001)
    ]


def _nationals(accounts: pd.DataFrame, unit: np.ndarray, size: Size, rng: np.random.Generator) -> np.ndarray:
    """Give sites to families, each with one owner for all of them; returns the owner (territory number) or −1.

    At most one site per unit and never its heaviest account, so that the ground remains its owner's.
    """
    owner = np.full(len(accounts), -1)
    light = (unit >= 0) & ~heaviest(unit, weights_of(accounts)) & (accounts["kind"] == "customer").to_numpy()
    eligible = rng.permutation(np.flatnonzero(light))
    _units, first = np.unique(unit[eligible], return_index=True)
    sites = rng.choice(eligible[first], size.sites, replace=False)
    family = np.concatenate([np.arange(size.families), rng.integers(size.families, size=size.sites - size.families)])
    titles = [f"{head} {tail}" for head in names.COMPANY for tail in ("Holdings", "National", "Brands", "Industries")]
    titles = list(rng.permutation(titles)[: size.families])
    owners = rng.choice(size.leaves, size.families, replace=size.families > size.leaves)
    owner[sites] = owners[family]
    accounts.loc[sites, "is_national"] = True
    accounts.loc[sites, "family"] = [titles[f] for f in family]
    accounts.loc[sites, "name"] = [
        f"{titles[f]} {city}" for f, city in zip(family, accounts["city"][sites], strict=True)
    ]
    return owner


def _owner_texts(owner: np.ndarray, posts: list[Post], holders: list[Holder]) -> list[str]:
    """The owner column as a company has it: names, leavers included, and HOUSE."""
    holder = {person.post: person.name for person in holders}
    leaves = [holder[post.code] for post in posts if post.level == 0]
    return [HOUSE_OWNER if o == HOUSE else leaves[o] if o >= 0 else "" for o in owner]
