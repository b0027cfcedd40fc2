"""Ground that is large enough to keep a solver busy: a square of squares, one account in each, and a plan that is far
from even.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geography.models import DataCut, Geography
from geography.services import cut_freeze, geography_load
from people.models import FieldForce, RoleGrant, User
from territories.alignments.delta import moves
from territories.alignments.models import Alignment
from territories.alignments.selectors import head_state
from territories.alignments.services import alignment_create, edit_apply
from territories.alignments.state import Territory
from tests.worlds.drawing import World

SIDE = 16
TERRITORIES = 12


@dataclass
class Wide:
    planner: User
    force: FieldForce
    geography: Geography
    cut: DataCut

    def plan(self, name: str) -> Alignment:
        """Twelve territories; all the ground is the first one's."""
        made = alignment_create(
            actor=self.planner, field_force=self.force, geography=self.geography, cut=self.cut, name=name,
            territories=[Territory(f"T{i}", None, f"T{i}") for i in range(1, TERRITORIES + 1)],
        )  # fmt: skip
        state = head_state(made)
        everything = moves(state, np.arange(SIDE * SIDE), state.slot_of("T1"))
        edit_apply(alignment=made, actor=self.planner, base=0, delta=everything)
        made.refresh_from_db()
        return made


def wide() -> Wide:
    """Make everything, in the test database."""
    rows = (" ".join(f"u{row}_{column}" for column in range(SIDE)) for row in range(SIDE))
    drawing = "\n".join(rows)
    geography = geography_load(ground=World("wide", drawing, drawing).ground(), tiles=False)
    force = FieldForce.objects.create(key="wide", name="Wide", geography_key=geography.key)
    planner = User.objects.create_user("wendy", password="x")
    RoleGrant.objects.create(user=planner, role="planner", field_force=force)
    n = geography.n_units
    hours = 5.0 + np.arange(n) * 7919 % 11
    accounts = {
        "code": [f"acc-{i}" for i in range(n)],
        "unit": range(n),
        "owner": "",
        "name": "",
        "workload_hours": hours,
    }
    definitions = [{"key": "workload_hours", "names": {"en": "hours", "ko": "시간"}, "unit": "h", "source": "accounts"}]
    cut = cut_freeze(
        geography=geography, key="wide", as_of=datetime.date(2026, 9, 30), currency="USD", definitions=definitions,
        accounts=pd.DataFrame(accounts),
    )  # fmt: skip
    return Wide(planner, force, geography, cut)
