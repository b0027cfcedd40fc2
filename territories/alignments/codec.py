"""How states and deltas are written down: as columns for JSON readers, and as compact bytes for the database.

One shape for both: `*_to_columns` gives a plain dict whose lists and arrays stand side by side, `*_from_columns` reads
it back. The bytes are that dict with its arrays lifted out, deflated: 32,000 units are about 4 kB.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from territories.alignments.delta import BadDelta, Changes, Delta
from territories.alignments.state import Override, State, Territory

LEVEL = 6
ARRAY = "\0array"


# -- territories and exceptions ----------------------------------------------------------------------------------------

_TERRITORY_FIELDS = tuple(f.name for f in fields(Territory))
_OVERRIDE_FIELDS = ("account", "unit", "territory", "cause", "reason")


def territory_to_dict(t: Territory) -> dict[str, Any]:
    return {name: getattr(t, name) for name in _TERRITORY_FIELDS}


def territory_from_dict(data: Mapping[str, Any]) -> Territory:
    """Raises BadDelta, naming the field, for anything that is no territory."""
    unknown = sorted(set(data) - set(_TERRITORY_FIELDS))
    if unknown:
        raise BadDelta(_("a territory has no field %(names)s"), names=", ".join(unknown))
    if "key" not in data:
        raise BadDelta(_("a territory needs a key"))
    home = data.get("home")
    return Territory(
        key=str(data["key"]),
        slot=_optional(int, data.get("slot")),
        name=str(data.get("name", data["key"])),
        level=int(data.get("level") or 0),
        parent=_optional(str, data.get("parent")),
        color=_optional(int, data.get("color")),
        home=None if home is None else (float(home[0]), float(home[1])),
        position=_optional(str, data.get("position")),
    )


def override_to_dict(o: Override) -> dict[str, Any]:
    return {**{name: getattr(o, name) for name in _OVERRIDE_FIELDS}, "measures": dict(o.measures)}


def override_from_dict(account: str, data: Mapping[str, Any]) -> Override:
    return Override(
        account=account,
        unit=int(data.get("unit", -1)),
        territory=_optional(str, data.get("territory")),
        cause=str(data.get("cause") or "manual"),
        reason=str(data.get("reason") or ""),
        measures={str(k): float(v) for k, v in (data.get("measures") or {}).items()},
    )


def overrides_to_columns(overrides: Iterable[Override]) -> dict[str, Any]:
    """Columns; a measure an exception does not carry is NaN in its array."""
    rows = list(overrides)
    names = sorted({name for o in rows for name in o.measures})
    columns: dict[str, Any] = {name: [getattr(o, name) for o in rows] for name in _OVERRIDE_FIELDS}
    columns["measures"] = {name: np.array([o.measures.get(name, np.nan) for o in rows], np.float64) for name in names}
    return columns


def overrides_from_columns(columns: Mapping[str, Any]) -> dict[str, Override]:
    names = list(columns["measures"])
    values = [np.asarray(columns["measures"][name], np.float64).tolist() for name in names]
    bags: Iterable[dict[str, float]] = (
        ({n: v for n, v in zip(names, row, strict=True) if v == v} for row in zip(*values, strict=True))
        if names
        else ({} for _ in columns["account"])
    )
    rows = zip(*(columns[name] for name in _OVERRIDE_FIELDS), bags, strict=True)
    return {row[0]: Override(*row) for row in rows}


def _optional[T](kind: Callable[[Any], T], value: Any) -> T | None:
    return None if value is None or value == "" else kind(value)


# -- states ------------------------------------------------------------------------------------------------------------


def state_to_columns(state: State) -> dict[str, Any]:
    return {
        "vector": state.vector,
        "territories": [territory_to_dict(t) for t in state.territories.values()],
        "overrides": overrides_to_columns(state.overrides.values()),
        "unit_locks": {str(idx): reason for idx, reason in state.unit_locks.items()},
        "territory_locks": dict(state.territory_locks),
    }


def state_from_columns(columns: Mapping[str, Any]) -> State:
    territories = map(territory_from_dict, columns["territories"])
    return State(
        np.asarray(columns["vector"], np.uint16),
        {t.key: t for t in territories},
        overrides_from_columns(columns["overrides"]),
        {int(idx): reason for idx, reason in columns["unit_locks"].items()},
        dict(columns["territory_locks"]),
    )


def encode_state(state: State) -> bytes:
    return pack(state_to_columns(state))


def decode_state(data: bytes) -> State:
    return state_from_columns(unpack(data))


# -- deltas ------------------------------------------------------------------------------------------------------------


def delta_to_columns(delta: Delta) -> dict[str, Any]:
    """The shape of an edit: items as arrays, everything else as {key: [before, after]}."""
    return {
        "items": {"idx": delta.idx, "before": delta.before, "after": delta.after},
        "territories": _pairs(delta.territories, territory_to_dict),
        "overrides": _pairs(delta.overrides, override_to_dict),
        "unit_locks": _pairs(delta.unit_locks, str),
        "territory_locks": _pairs(delta.territory_locks, str),
    }


def delta_from_columns(columns: Mapping[str, Any]) -> Delta:
    """Raises BadDelta with what is wrong where; missing sections are empty."""
    items = columns.get("items") or {}
    try:
        return Delta(
            _integers(items.get("idx"), np.uint32, "idx"),
            _integers(items.get("before"), np.uint16, "before"),
            _integers(items.get("after"), np.uint16, "after"),
            _read_pairs(columns.get("territories"), str, lambda key, data: territory_from_dict({"key": key, **data})),
            _read_pairs(columns.get("overrides"), str, override_from_dict),
            _read_pairs(columns.get("unit_locks"), int, lambda _key, reason: str(reason)),
            _read_pairs(columns.get("territory_locks"), str, lambda _key, reason: str(reason)),
        )
    except (TypeError, AttributeError, KeyError, ValueError) as error:
        raise error if isinstance(error, BadDelta) else BadDelta("%(error)s", error=error) from error


def encode_delta(delta: Delta) -> bytes:
    return pack(delta_to_columns(delta))


def decode_delta(data: bytes) -> Delta:
    return delta_from_columns(unpack(data))


def _pairs(changes: Changes[Any, Any], write: Callable[[Any], Any]) -> dict[str, list[Any]]:
    return {str(key): [None if side is None else write(side) for side in sides] for key, sides in changes.items()}


def _read_pairs(
    changes: Mapping[str, Any] | None, key_of: Callable[[str], Any], read: Callable[[Any, Any], Any]
) -> dict[Any, Any]:
    result = {}
    for name, sides in (changes or {}).items():
        key, (before, after) = key_of(name), sides
        result[key] = tuple(None if side is None else read(key, side) for side in (before, after))
    return result


def _integers(values: Any, dtype: type[np.unsignedinteger[Any]], name: str) -> NDArray[Any]:
    given = np.asarray([] if values is None else values)
    if given.dtype == dtype:
        return given
    if given.size and (given.ndim != 1 or given.dtype.kind not in "iu"):
        raise BadDelta(_("%(name)s is a list of whole numbers"), name=name)
    if given.size and (int(given.min()) < 0 or int(given.max()) > np.iinfo(dtype).max):
        raise BadDelta(_("%(name)s is out of range"), name=name)
    return given.astype(dtype)


# -- bytes -------------------------------------------------------------------------------------------------------------


def pack(columns: Mapping[str, Any]) -> bytes:
    """JSON with its numpy arrays lifted out as raw little-endian bytes, deflated."""
    arrays: list[bytes] = []
    offset = 0

    def lift(array: Any) -> dict[str, Any]:
        nonlocal offset
        if not isinstance(array, np.ndarray):
            raise TypeError(f"{type(array)} cannot be written")
        little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        arrays.append(little.tobytes())
        place = {ARRAY: [little.dtype.str, offset, little.size]}
        offset += little.nbytes
        return place

    head = json.dumps(columns, default=lift, ensure_ascii=False, separators=(",", ":")).encode()
    return zlib.compress(b"".join([len(head).to_bytes(4, "little"), head, *arrays]), LEVEL)


def unpack(data: bytes) -> dict[str, Any]:
    raw = zlib.decompress(data)
    start = 4 + int.from_bytes(raw[:4], "little")

    def land(found: dict[str, Any]) -> Any:
        if ARRAY not in found:
            return found
        dtype, offset, size = found[ARRAY]
        return np.frombuffer(raw, dtype, size, start + offset).astype(np.dtype(dtype).newbyteorder("="), copy=False)

    columns: dict[str, Any] = json.loads(raw[4:start], object_hook=land)
    return columns
