"""A generated market into the database: people, accounts, sales, visits."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd
from django.contrib.gis.geos import Point
from django.db import connection
from django.utils import timezone

from accounts.customers.models import Account, Product
from config.demo import SEED
from config.demo.market import Market, ground_of, units_of
from config.demo.store import bulk, copy
from geography.models import Geography
from people.models import FieldForce, Position, Rep, RoleGrant, RosterEntry, User

VISITED_DAYS = 120


def people(force: FieldForce, market: Market) -> None:
    """Positions, reps, roster and the users who sit on them (made before, by name)."""
    made: dict[str, Position] = {}
    for post in sorted(market.posts, key=lambda post: -post.level):
        made[post.code] = Position.objects.create(
            field_force=force,
            code=post.code,
            name=post.name,
            names={"en": post.name, "ko": post.name_ko},
            level=post.level,
            parent=made.get(post.parent or ""),
            home_label=post.home_label,
            home=Point(*post.home, srid=4326) if post.home else None,
        )
    rng = np.random.default_rng(SEED)
    users = {user.username: user for user in User.objects.all()}
    for holder in market.holders:
        left = datetime.date.fromisoformat(holder.left) if holder.left else None
        rep = Rep.objects.create(
            employee_no=holder.employee_no, name=holder.name, left_on=left, user=users.get(holder.user or "")
        )
        since = datetime.date(int(rng.integers(2016, 2025)), int(rng.integers(1, 13)), 1)
        RosterEntry.objects.create(position=made[holder.post], rep=rep, valid_during=(since, left))
        if rep.user is not None:
            _grant_seat(rep.user, made[holder.post], holder.name)


def _grant_seat(user: User, position: Position, name: str) -> None:
    first, _space, last = name.partition(" ")
    user.first_name, user.last_name = (first, last) if last else ("", first)
    user.save(update_fields=["first_name", "last_name"])
    manages = position.level > Position.Level.REP
    RoleGrant.objects.get_or_create(
        user=user,
        role=RoleGrant.Role.MANAGER if manages else RoleGrant.Role.REP,
        field_force=position.field_force,
        position=position if manages else None,
    )


def accounts(force: FieldForce, market: Market) -> None:
    """Accounts by COPY, with their points."""
    table = market.accounts
    points = [
        None if np.isnan(lon) else f"SRID=4326;POINT({lon:.6f} {lat:.6f})"
        for lon, lat in zip(table["lon"], table["lat"], strict=True)
    ]
    now = timezone.now()
    copy(
        "customers_account",
        table.drop(columns=["lon", "lat"]).assign(
            location=points,
            status="active",
            currency=force.currency,
            synthetic=True,
            field_force_id=force.pk,
            created_at=now,
            updated_at=now,
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_account")


def sales(force: FieldForce, market: Market) -> int:
    """Products and monthly sales; returns the number of rows."""
    products = Product.objects.bulk_create(
        Product(field_force=force, code=line.code, name=line.en, names={"en": line.en, "ko": line.ko})
        for line in market.lines
    )
    ids = _account_ids(force, market)
    rows = market.sales
    with bulk("customers_sale"):
        copy(
            "customers_sale",
            pd.DataFrame(
                {
                    "account_id": ids[rows["account"]],
                    "product_id": np.array([product.pk for product in products])[rows["product"]],
                    "month": rows["month"].dt.date,
                    "amount": rows["amount"],
                    "quantity": rows["quantity"],
                }
            ),
        )
    return len(rows)


def _account_ids(force: FieldForce, market: Market) -> np.ndarray:
    ids = dict(Account.objects.filter(field_force=force).values_list("code", "pk"))
    return np.array([ids[code] for code in market.accounts["code"]])


def visits(force: FieldForce, market: Market, today: datetime.date) -> int:
    """The visits of the last months, up to yesterday: each account about as often as it should be, some late."""
    rng = np.random.default_rng(SEED + 1)
    table = market.accounts
    visited = (table["field_covered"] & (table["visits_per_year"] > 0)).to_numpy()
    ids, every = _account_ids(force, market)[visited], (365 / table["visits_per_year"][visited]).to_numpy()
    owners = _owner_positions(force, market)
    position = table["owner"][visited].map(owners).astype("Int64").to_numpy()
    last = rng.random(visited.sum()) * every * 1.12
    count = 1 + np.maximum(0, np.floor((VISITED_DAYS - last) / every)).astype(int)
    row = np.repeat(np.arange(len(ids)), count)
    step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    ago = np.maximum(1, np.round(last[row] + step * every[row] + rng.normal(0, 0.1, len(row)) * every[row])).astype(int)
    planned = table["minutes_per_visit"][visited].to_numpy()[row]
    minutes = np.maximum(5, np.round(planned * rng.normal(1, 0.2, len(row))))
    copy(
        "customers_visit",
        pd.DataFrame(
            {
                "account_id": ids[row],
                "position_id": position[row],
                "on": [today - datetime.timedelta(days=int(days)) for days in ago],
                "minutes": minutes.astype(int),
                "note": "",
            }
        ).rename(columns={"on": '"on"'}),
    )
    return len(row)


def _owner_positions(force: FieldForce, market: Market) -> dict[str, int]:
    ids = dict(force.positions.values_list("code", "pk"))
    return {holder.name: ids[holder.post] for holder in market.holders}


def postcodes(geography: Geography, table: pd.DataFrame) -> int:
    """Which unit each postcode lies in. table: postcode, lon, lat, exact. Returns how many lie in one."""
    unit = units_of(ground_of(geography), table[["lon", "lat"]].to_numpy())
    ids = np.array(geography.units.order_by("idx").values_list("pk", flat=True))
    found = table[unit >= 0]
    copy(
        "customers_postcodeplace",
        pd.DataFrame(
            {
                "geography_id": geography.pk,
                "postcode": found["postcode"],
                "unit_id": ids[unit[unit >= 0]],
                "exact": found["exact"],
            }
        ),
    )
    return len(found)


def sign_in(name: str, password: str, language: str, **facts: Any) -> User:
    """A demo user; an existing one gets the password again."""
    user, _made = User.objects.get_or_create(username=name, defaults={"language": language, **facts})
    user.set_password(password)
    user.save()
    return user
