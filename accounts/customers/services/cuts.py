"""Freezing a field force's market as of a day."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np

from accounts.customers.selectors import accounts_table
from common.audit import record
from geography.models import DataCut, Geography
from geography.selectors import measures
from geography.services import cut_freeze
from people.models import FieldForce
from people.permissions import require_data_manager

#: key, English, Korean, unit (None: the force's currency)
MEASURES = [
    ("accounts", "Accounts", "거래처 수", ""),
    ("customers", "Customers", "기존 거래처", ""),
    ("prospects", "Prospects", "미거래처", ""),
    ("revenue_12m", "Revenue, 12 months", "매출 (12개월)", None),
    ("potential", "Potential", "잠재 매출", None),
    ("workload_hours", "Workload, hours a year", "업무량 (연 시간)", "h"),
    ("visits", "Visits a year", "연 방문 수", ""),
]


def cut_make(
    *, field_force: FieldForce, geography: Geography, as_of: datetime.date, actor: Any, key: str = ""
) -> DataCut:
    """Freeze the accounts of a force and their sums per unit, with what the ground itself measures."""
    if actor is not None:
        require_data_manager(actor, field_force)
    ground = {measure.key: measure for measure in measures(geography)}
    definitions = [
        {
            "key": name,
            "names": {"en": english, "ko": korean},
            "unit": field_force.currency if unit is None else unit,
            "source": "accounts",
        }
        for name, english, korean, unit in MEASURES
    ] + [
        {"key": name, "names": measure.names, "unit": measure.unit, "source": geography.key}
        for name, measure in ground.items()
    ]
    cut = cut_freeze(
        geography=geography,
        key=key or f"{field_force.key}-{as_of}",
        as_of=as_of,
        currency=field_force.currency,
        definitions=definitions,
        accounts=accounts_table(field_force, geography, as_of),
        ground={name: np.asarray(measure.vector) for name, measure in ground.items()},
        actor=actor,
    )
    record(actor, "cut_make", field_force, cut=cut.pk, geography=geography.key, as_of=as_of)
    return cut
