"""Three years of monthly sales: seasons, growth by region, customers that come and go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from config.demo import DATA_DATE

MONTHS = pd.date_range(end=DATA_DATE, periods=36, freq="ME").to_period("M").to_timestamp()
YEAR = 12


@dataclass(frozen=True)
class Habit:
    """How the customers of one tier buy: their yearly spend (median), number of products, chance to buy in a month."""

    spend: float
    products: tuple[int, int]
    chance: float


@dataclass(frozen=True)
class ProductLine:
    """A product: its names, unit price, share of the business, and the month (1–12) in which it peaks, if any."""

    code: str
    en: str
    ko: str
    price: float
    share: float
    peak: int = 0


def sales(
    tiers: np.ndarray,
    buys: np.ndarray,
    growth: np.ndarray,
    habits: dict[str, Habit],
    lines: list[ProductLine],
    rng: np.random.Generator,
    cents: int = 2,
) -> pd.DataFrame:
    """Rows account (position in `tiers`), product (position in `lines`), month, amount, quantity.

    buys: False for prospects. growth: yearly rate per account. One in twelve customers stops and one in ten starts
    within the three years, so that some have history only and some have little of it.
    """
    pairs = [_pairs(np.flatnonzero((tiers == tier) & buys), habit, lines, rng) for tier, habit in habits.items()]
    account, product, base, chance = (np.concatenate(column) for column in zip(*pairs, strict=True))
    first, last = _lives(len(tiers), rng)
    t = np.arange(36)
    seasons = np.array([_season(line) for line in lines])
    parts = []
    for rows in np.array_split(np.arange(len(account)), max(1, len(account) // 20_000)):
        a, p = account[rows, None], product[rows, None]
        bought = (rng.random((len(rows), 36)) < chance[rows, None]) & (t >= first[a]) & (t <= last[a])
        grown = (1 + growth[a]) ** ((t - 35) / YEAR)
        amount = base[rows, None] * seasons[p[:, 0]] * grown * rng.lognormal(0, 0.35, bought.shape)
        row, month = np.nonzero(bought)
        parts.append((a[row, 0], p[row, 0], month, np.maximum(np.round(amount[row, month], cents), 10.0**-cents)))
    account, product, month, amount = (np.concatenate(column) for column in zip(*parts, strict=True))
    prices = np.array([line.price for line in lines])
    return pd.DataFrame(
        {
            "account": account,
            "product": product,
            "month": MONTHS[month],
            "amount": amount,
            "quantity": np.maximum(1.0, np.round(amount / prices[product])),
        }
    )


def revenue_12m(rows: pd.DataFrame, accounts: int, cents: int = 2) -> np.ndarray:
    """The last twelve months' sales per account."""
    recent = rows[rows["month"] >= MONTHS[-YEAR]]
    return np.round(np.bincount(recent["account"], weights=recent["amount"], minlength=accounts), cents)


def _pairs(
    accounts: np.ndarray, habit: Habit, lines: list[ProductLine], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Which account buys which products, for how much a month in which it buys, and how often."""
    low, high = habit.products
    counts = rng.integers(low, high + 1, len(accounts))
    shares = np.array([line.share for line in lines])
    # Gumbel noise on log-shares draws without replacement in proportion to them.
    order = np.argsort(-(np.log(shares) + rng.gumbel(size=(len(accounts), len(lines)))), axis=1)
    taken = np.arange(len(lines))[None, :] < counts[:, None]
    spend = habit.spend * rng.lognormal(0, 0.5, len(accounts))
    row, rank = np.nonzero(taken)
    product = order[row, rank]
    base = spend[row] / counts[row] / (YEAR * habit.chance)
    return accounts[row], product, base, np.full(len(row), habit.chance)


def _lives(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    first = np.where(rng.random(count) < 0.10, rng.integers(1, 34, count), 0)
    last = np.where(rng.random(count) < 0.08, rng.integers(6, 35, count), 35)
    return first, np.maximum(first, last)


def _season(line: ProductLine) -> np.ndarray:
    """Factor per month of the 36; one year's average is 1."""
    if not line.peak:
        return np.ones(36)
    months = np.array([month.month for month in MONTHS])
    return 1 + 0.35 * np.cos(2 * np.pi * (months - line.peak) / YEAR)
