"""Freezing a data cut (기준일): the figures a plan is made on, hashed so that nobody need trust they are the same."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import audit
from common.errors import PlanningError
from geography import selectors
from geography.models import CutMeasure, DataCut, Geography

ACCOUNT_COLUMNS = ("code", "unit", "owner", "name")


@transaction.atomic
def cut_freeze(
    *,
    geography: Geography,
    key: str,
    as_of: date,
    currency: str,
    definitions: Sequence[Mapping[str, Any]],
    accounts: pd.DataFrame,
    ground: Mapping[str, np.ndarray] | None = None,
    actor: Any = None,
) -> DataCut:
    """Freeze measures per unit and the account list behind them; the same figures again give the cut that is there.

    definitions: {key, names, unit, source} per measure, in display order; a measure is a column of `accounts` or a
    vector of `ground` (float64[n]). accounts: columns code (unique), unit (idx or −1), owner, name, one per measure.
    The vectors are summed here from the accounts, so that Σ units + unplaced = Σ accounts always.
    Raises PlanningError `cut_*` naming what does not fit. Rights are the caller's: a cut is made for a field force.
    """
    ground = dict(ground or {})
    accounts = _account_table(geography, accounts, definitions, ground)
    measures = [_measure(geography, accounts, ground, str(item["key"])) for item in definitions]
    digest = cut_hash(selectors.unit_codes(geography), definitions, as_of, currency, measures, accounts)
    existing = DataCut.objects.filter(geography=geography, key=key, hash=digest).first()
    if existing is not None:
        return existing
    cut = DataCut.objects.create(
        geography=geography,
        key=key,
        as_of=as_of,
        currency=currency,
        definitions=[dict(d) for d in definitions],
        hash=digest,
        account_table=_parquet(accounts),
        made_by=actor,
    )
    CutMeasure.objects.bulk_create(
        CutMeasure(cut=cut, key=name, vector=vector, total=float(vector.sum()) + unplaced, unplaced=unplaced)
        for name, vector, unplaced in measures
    )
    audit.record(actor, "cut_freeze", cut, key=key, as_of=as_of.isoformat(), hash=digest, accounts=len(accounts))
    return cut


def cut_hash(
    codes: Sequence[str],
    definitions: Sequence[Mapping[str, Any]],
    as_of: date,
    currency: str,
    measures: Sequence[tuple[str, np.ndarray, float]],
    accounts: pd.DataFrame,
) -> str:
    """SHA-256 over unit codes, definitions, vectors and the account rows: never over database ids."""
    digest = hashlib.sha256()
    head = {
        "as_of": as_of.isoformat(),
        "currency": currency,
        "definitions": [dict(d) for d in definitions],
        "codes": list(codes),
    }
    digest.update(json.dumps(head, ensure_ascii=False, sort_keys=True, default=str).encode())
    for name, vector, unplaced in sorted(measures, key=lambda item: item[0]):
        digest.update(name.encode() + b"\0" + np.ascontiguousarray(vector, "<f8").tobytes())
        digest.update(np.array([unplaced], "<f8").tobytes())
    for column in accounts.columns:
        values = accounts[column]
        digest.update(column.encode() + b"\0")
        numeric = pd.api.types.is_numeric_dtype(values)
        digest.update(values.to_numpy("<f8").tobytes() if numeric else "\0".join(values.astype(str)).encode())
    return digest.hexdigest()


def _account_table(
    geography: Geography,
    accounts: pd.DataFrame,
    definitions: Sequence[Mapping[str, Any]],
    ground: Mapping[str, np.ndarray],
) -> pd.DataFrame:
    columns = [str(item["key"]) for item in definitions if item["key"] not in ground]
    missing = [name for name in (*ACCOUNT_COLUMNS, *columns) if name not in accounts]
    if missing:
        raise PlanningError("cut_columns", _("The account table lacks: %(missing)s."), missing=", ".join(missing))
    table = accounts[[*ACCOUNT_COLUMNS, *columns]].sort_values("code", kind="stable").reset_index(drop=True)
    if table["code"].duplicated().any():
        raise PlanningError(
            "cut_duplicate_code",
            _("Account %(account)s occurs twice."),
            account=table.loc[table["code"].duplicated(), "code"].iloc[0],
        )
    if not table["unit"].between(-1, geography.n_units - 1).all():
        raise PlanningError("cut_unit", _("An account lies in a unit that “%(key)s” does not have."), key=geography.key)
    table["unit"] = table["unit"].astype(np.int32)
    table[columns] = table[columns].astype(np.float64)
    bad = [name for name in columns if not np.isfinite(table[name].to_numpy()).all()]
    if bad:
        raise PlanningError(
            "cut_not_a_number", _("Some accounts have no number in: %(missing)s."), missing=", ".join(bad)
        )
    return table


def _measure(
    geography: Geography, accounts: pd.DataFrame, ground: Mapping[str, np.ndarray], key: str
) -> tuple[str, np.ndarray, float]:
    if key in ground:
        return key, np.asarray(ground[key], np.float64), 0.0
    unit, values = accounts["unit"].to_numpy(), accounts[key].to_numpy()
    placed = unit >= 0
    vector = np.bincount(unit[placed], weights=values[placed], minlength=geography.n_units).astype(np.float64)
    return key, vector, float(values[~placed].sum())


def _parquet(table: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    table.to_parquet(out, index=False, compression="zstd")
    return out.getvalue()
