"""States and deltas as the API speaks them: the columns of `codec.py` with arrays as base64 (see `common.arrays`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from common import arrays
from territories.alignments import codec
from territories.alignments.delta import Conflict, Delta
from territories.alignments.state import Override, State, Territory


def state_to_wire(state: State) -> dict[str, Any]:
    columns = codec.state_to_columns(state)
    columns["vector"] = arrays.encode(state.vector, "u2")
    measures = columns["overrides"]["measures"]
    columns["overrides"]["measures"] = {name: _numbers(values) for name, values in measures.items()}
    return columns


def delta_to_wire(delta: Delta) -> dict[str, Any]:
    columns = codec.delta_to_columns(delta)
    columns["items"] = {
        "idx_b64": arrays.encode(delta.idx, "u4"),
        "before_b64": arrays.encode(delta.before, "u2"),
        "after_b64": arrays.encode(delta.after, "u2"),
    }
    return columns


def delta_from_wire(body: Mapping[str, Any]) -> Delta:
    """The change in an edit's body. Raises PlanningError for arrays and BadDelta for everything else that is no
    change.
    """
    items = dict(body.get("items") or {})
    return codec.delta_from_columns(
        {
            **body,
            "items": {
                "idx": arrays.decode_either(items, "idx", "u4"),
                "before": arrays.decode_either(items, "before", "u2"),
                "after": arrays.decode_either(items, "after", "u2"),
            },
        }
    )


def conflict_to_wire(conflict: Conflict) -> dict[str, Any]:
    where = {"idx": conflict.key} if conflict.kind in ("unit", "unit_lock") else {"key": conflict.key}
    sides = {name: _plain(getattr(conflict, name)) for name in ("before", "current", "after")}
    return {"kind": conflict.kind, **where, **sides, "why": conflict.why, "reason": conflict.reason}


def _plain(value: Any) -> Any:
    if isinstance(value, Territory):
        return codec.territory_to_dict(value)
    return codec.override_to_dict(value) if isinstance(value, Override) else value


def _numbers(values: np.ndarray) -> list[float | None]:
    """A column as JSON takes it: no NaN."""
    return [None if value != value else value for value in values.tolist()]
