"""Guessing what the columns of a stranger's table mean, from their headings and a look at their values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from common.importing.table import BrokenRow, Layout, read_rows

_SAMPLED_ROWS = 200
_SHOWN_SAMPLES = 5
_EXACT, _PART = 1.0, 0.6
#: A heading that only contains the name is not believed when fewer than this share of the values look right.
_MIN_FIT = 0.5


@dataclass(frozen=True)
class Column:
    """A column as found: its heading and its first different values."""

    name: str
    samples: list[str]
    filled: float


@dataclass(frozen=True)
class Guess:
    """How a field may be recognised: what it is called (en, ko), and how one of its values looks."""

    names: Sequence[str]
    looks_right: Callable[[str], bool] = bool


def describe(path: Path, layout: Layout) -> list[Column]:
    """Each column with samples, from the first rows."""
    rows = [
        cells for _number, cells in islice(read_rows(path, layout), _SAMPLED_ROWS) if not isinstance(cells, BrokenRow)
    ]
    return [_column(name, [cells[position] for cells in rows]) for position, name in enumerate(layout.columns)]


def _column(name: str, values: list[str]) -> Column:
    filled = [value for value in values if value]
    return Column(name, list(dict.fromkeys(filled))[:_SHOWN_SAMPLES], len(filled) / len(values) if values else 0.0)


def guess(columns: Sequence[Column], fields: Mapping[str, Guess]) -> dict[str, str]:
    """Field → heading, each heading used once; the surest pairs are taken first."""
    pairs: list[tuple[float, int, int, str, str]] = []
    for order, (field, rule) in enumerate(fields.items()):
        for position, column in enumerate(columns):
            if (score := _score(column, rule)) > 0:
                pairs.append((-score, order, position, field, column.name))
    found: dict[str, str] = {}
    for _minus_score, _order, _position, field, heading in sorted(pairs):
        if field not in found and heading not in found.values():
            found[field] = heading
    return found


def _score(column: Column, rule: Guess) -> float:
    heading = normalised(column.name)
    names = [normalised(name) for name in rule.names]
    score = max((_match(heading, name) for name in names), default=0.0)
    fit = sum(map(rule.looks_right, column.samples)) / len(column.samples) if column.samples else _MIN_FIT
    if score == _EXACT:
        return max(fit, _MIN_FIT)
    return score * fit if fit >= _MIN_FIT else 0.0


def _match(heading: str, name: str) -> float:
    if heading == name:
        return _EXACT
    return _PART * len(name) / len(heading) if len(name) > 2 and name in heading else 0.0


def normalised(text: str) -> str:
    """Letters and digits only, lower case: "Acct. No." and "acct_no" are the same."""
    return re.sub(r"[^\w]|_", "", unicodedata.normalize("NFKC", text).lower())


def as_dicts(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Columns as they travel in a job's report."""
    return [{"name": c.name, "samples": c.samples, "filled": round(c.filled, 3)} for c in columns]
