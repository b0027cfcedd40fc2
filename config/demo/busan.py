"""The Busan market: a drinks supplier's customers and prospects at the real places of shops, with made-up names."""

from __future__ import annotations

import csv
from pathlib import Path

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
    units_of,
    unsettle,
    weights_of,
)
from config.demo.sales import Habit, ProductLine, revenue_12m, sales

TIERS = {"A": 320, "B": 880, "C": 1_600, "D": 1_200}
PROSPECTS = 50_000
EFFORT = {"A": (48, 25), "B": (24, 20), "C": (12, 15), "D": (4, 15)}
HABITS = {
    "A": Habit(40_000_000, (6, 9), 0.9),
    "B": Habit(15_000_000, (4, 7), 0.75),
    "C": Habit(5_200_000, (2, 5), 0.55),
    "D": Habit(1_300_000, (1, 3), 0.3),
}
GROWTH = (0.015, 0.03, 0.05)  # a year, from west to east
BRANCHES = (("W", "West", "서부", 8), ("C", "Central", "중부", 9), ("E", "East", "동부", 8))
VACANT = ("W5", "C7")
LEFT_ON = "2026-10-01"
OUTSIDE, HOUSE_ACCOUNTS, FAMILIES, SITES = 0.09, 40, 12, 120
SPREAD = 0.11
LINES = [
    ProductLine("B01", "Lager", "라거 맥주", 1_900, 16, 8),
    ProductLine("B02", "Draught beer", "생맥주", 52_000, 12, 8),
    ProductLine("B03", "Soju", "소주", 1_500, 18, 12),
    ProductLine("B04", "Makgeolli", "막걸리", 1_300, 6, 4),
    ProductLine("B05", "Cola", "콜라", 900, 10, 7),
    ProductLine("B06", "Sparkling water", "탄산수", 800, 6, 7),
    ProductLine("B07", "Mineral water", "생수", 500, 8, 7),
    ProductLine("B08", "Iced tea", "차 음료", 1_100, 5, 6),
    ProductLine("B09", "Coffee beans", "원두", 18_000, 7, 1),
    ProductLine("B10", "Syrups", "시럽", 9_500, 4),
    ProductLine("B11", "Disposable cups", "일회용 컵", 4_500, 4),
    ProductLine("B12", "Energy drinks", "에너지 음료", 1_200, 4),
]
#: From the shops' own middle classes to the words a made-up name ends with.
KINDS = {
    "한식": "한식",
    "중식": "한식",
    "일식": "횟집",
    "서양식": "카페",
    "비알코올": "카페",
    "주점": "주점",
    "종합 소매": "마트",
    "기타 간이": "분식",
}
CLASSES = ("음식", "종합 소매")


def shops(path: Path) -> pd.DataFrame:
    """The shops of the package's file: classes, district, road address, postcode, lon, lat — no names.

    `wanted`: food outlets and grocers, whom a drinks supplier sells to.
    """
    columns = {
        "상권업종대분류명": "large",
        "상권업종중분류명": "middle",
        "상권업종소분류명": "small",
        "시군구명": "district",
        "도로명주소": "address",
        "신우편번호": "postcode",
        "경도": "lon",
        "위도": "lat",
    }
    table = pd.read_csv(path, usecols=list(columns), dtype=str, quoting=csv.QUOTE_MINIMAL).rename(columns=columns)
    table["wanted"] = (table["large"] == CLASSES[0]) | (table["middle"] == CLASSES[1])
    table = table.dropna(subset=["postcode", "lon", "lat"]).astype({"lon": float, "lat": float})
    table["postcode"] = table["postcode"].str.zfill(5)
    return table.sort_values(["postcode", "lon", "lat", "small"], ignore_index=True)


def busan_market(ground: Ground, places: pd.DataFrame) -> Market:
    """Generate everything. places: as `shops` gives them."""
    rng = np.random.default_rng(SEED + 82)
    by_postcode = places["postcode"].map({code: idx for idx, code in enumerate(ground.table["code"])}).fillna(-1)
    unit = units_of(ground, places[["lon", "lat"]].to_numpy())
    unit = np.where(unit >= 0, unit, by_postcode.astype(int))
    accounts, unit = _accounts(places, unit, rng)
    inside = unit >= 0
    load = np.bincount(unit[inside], weights=accounts["hours"][inside], minlength=len(ground))
    branches = [[size] for _code, _en, _ko, size in BRANCHES]
    region, _district, territory = carve_tree(ground.xy, load, branches, rng, SPREAD)
    growth = np.where(inside, np.take(GROWTH, region[unit]), 0.0)
    customers = (accounts["kind"] == "customer").to_numpy()
    rows = sales(accounts["tier"].to_numpy(), customers, growth, HABITS, LINES, rng, 0)
    accounts["revenue_12m"] = revenue_12m(rows, len(accounts), 0)
    accounts["potential"] = _potential(accounts, rng)
    posts = _posts(ground, load, region, territory, rng)
    holders = _holders(posts, rng)
    leaves = [post for post in posts if post.level == 0]
    accounts["national_owner"] = _chains(accounts, unit, len(leaves), rng)
    colleagues = [np.array([i for i, other in enumerate(leaves) if other.parent == leaf.parent]) for leaf in leaves]
    owner = np.full(len(accounts), -1)
    owner[customers] = unsettle(
        accounts[customers],
        unit[customers],
        territory,
        len(leaves),
        colleagues,
        round(OUTSIDE * customers.sum()),
        HOUSE_ACCOUNTS,
        rng,
    )
    anybody = rng.integers(len(leaves), size=(~customers).sum())
    owner[~customers] = np.where(unit[~customers] >= 0, territory[unit[~customers]], anybody)
    names_of = {person.post: person.name for person in holders}
    accounts["owner"] = [HOUSE_OWNER if o == HOUSE else names_of[leaves[o].code] if o >= 0 else "" for o in owner]
    return Market(accounts.drop(columns=["hours", "accounts", "national_owner"]), rows, LINES, posts, holders)


def _accounts(places: pd.DataFrame, unit: np.ndarray, rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """Customers among the food outlets first, then prospects: all over, so that no postcode is without anybody."""
    food = np.flatnonzero((places["large"] == CLASSES[0]) & (unit >= 0))
    customers = rng.choice(food, sum(TIERS.values()), replace=False)
    wanted = np.flatnonzero(places["wanted"])
    empty = np.flatnonzero((unit >= 0) & ~np.isin(unit, unit[wanted]))
    _units, first = np.unique(unit[empty], return_index=True)
    others = rng.choice(np.setdiff1d(wanted, customers), PROSPECTS - len(first), replace=False)
    prospects = np.sort(np.concatenate([empty[first], others]))
    chosen = np.concatenate([customers, prospects])
    table = places.iloc[chosen].reset_index(drop=True)
    count = len(table)
    tier = np.concatenate([rng.permutation(np.repeat(list(TIERS), list(TIERS.values()))), np.repeat("", PROSPECTS)])
    effort = [EFFORT.get(t, (0, 0)) for t in tier]
    kinds = np.array(
        [
            next((word for start, word in KINDS.items() if middle.startswith(start)), "기타")
            for middle in table["middle"]
        ]
    )
    shown = names.shops(kinds, rng)
    made = pd.DataFrame(
        {
            "code": [f"BS-{number:06d}" for number in range(1, count + 1)],
            "name": shown,
            "name_local": shown,
            "kind": np.where(np.arange(count) < len(customers), "customer", "prospect"),
            "industry": table["small"],
            "tier": tier,
            "field_covered": tier != "",
            "visits_per_year": [float(visits) for visits, _m in effort],
            "minutes_per_visit": [float(minutes) for _v, minutes in effort],
            "lon": table["lon"],
            "lat": table["lat"],
            "address": table["address"].fillna(""),
            "city": table["district"].fillna(""),
            "postcode": table["postcode"],
            "country": "KR",
            "is_national": False,
            "family": "",
            "accounts": 1.0,
        }
    )
    made["hours"] = made["visits_per_year"] * made["minutes_per_visit"] / 60
    return made, unit[chosen]


def _potential(accounts: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    typical = np.array([HABITS[tier].spend if tier else 3_000_000 for tier in accounts["tier"]])
    drawn = typical * rng.lognormal(0.1, 0.5, len(accounts))
    return np.round(np.maximum(accounts["revenue_12m"] * 1.1, drawn), -4)


def _posts(
    ground: Ground, load: np.ndarray, region: np.ndarray, territory: np.ndarray, rng: np.random.Generator
) -> list[Post]:
    """Head office, three branches each in the middle of its work, 25 territories with a start near their own."""
    posts = [Post("HQ", "Busan HQ", "부산지역본부", 2, None)]
    leaves: list[Post] = []
    number = 0
    for r, (letter, en, ko, size) in enumerate(BRANCHES):
        place = ground.table.iloc[_middle(ground, load * (region == r))]
        branch = Post(
            f"{letter}0", f"{en} branch", f"{ko}지점", 1, "HQ", (float(place["lon"]), float(place["lat"])), f"{ko}지점"
        )
        posts.append(branch)
        for seat in range(1, size + 1):
            mine = np.flatnonzero(territory == number)
            weight = load[mine] + 1e-9
            home = ground.table.iloc[rng.choice(mine, p=weight / weight.sum())]
            leaves.append(
                Post(
                    f"{letter}{seat}",
                    f"{en} {seat}",
                    f"{ko} {seat}구역",
                    0,
                    branch.code,
                    (float(home["lon"]), float(home["lat"])),
                    str(home["name"]),
                )
            )
            number += 1
    return posts + leaves


def _middle(ground: Ground, load: np.ndarray) -> int:
    centre = np.average(ground.xy, axis=0, weights=load)
    return int(np.argmin(((ground.xy - centre) ** 2).sum(axis=1)))


def _holders(posts: list[Post], rng: np.random.Generator) -> list[Holder]:
    people = names.korean_people(len(posts), rng)
    users = {"W0": "manager.kr", "C0": "manager.kr.central", "E0": "manager.kr.east", "W3": "rep.kr"}
    return [
        Holder(post.code, f"B{number:04d}", name, LEFT_ON if post.code in VACANT else None, users.get(post.code))
        for number, (post, name) in enumerate(zip(posts, people, strict=True), 2001)
    ]


def _chains(accounts: pd.DataFrame, unit: np.ndarray, leaves: int, rng: np.random.Generator) -> np.ndarray:
    """Sites of chains, each chain looked after by one person; returns that owner (territory number) or −1."""
    owner = np.full(len(accounts), -1)
    light = ~heaviest(unit, weights_of(accounts)) & accounts["tier"].isin(["C", "D"]).to_numpy() & (unit >= 0)
    eligible = rng.permutation(np.flatnonzero(light))
    _units, first = np.unique(unit[eligible], return_index=True)
    sites = rng.choice(eligible[first], SITES, replace=False)
    family = np.concatenate([np.arange(FAMILIES), rng.integers(FAMILIES, size=SITES - FAMILIES)])
    titles = rng.permutation([f"{head}푸드" for head in names.SHOP_FIRST])[:FAMILIES]
    owner[sites] = rng.choice(leaves, FAMILIES, replace=False)[family]
    accounts.loc[sites, "is_national"] = True
    accounts.loc[sites, "family"] = titles[family]
    accounts.loc[sites, "name"] = [
        f"{titles[f]} {city}점" for f, city in zip(family, accounts["city"][sites], strict=True)
    ]
    accounts.loc[sites, "name_local"] = accounts.loc[sites, "name"]
    return owner
