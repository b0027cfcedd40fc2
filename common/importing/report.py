"""What a look at a file has found: rows that cannot be used, rows that were mended, and counts that add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

#: A report names at most this many bad rows; the file of rejected rows has them all.
LISTED_ERRORS = 1000
LISTED_REPAIRS = 200
SHOWN_VALUE = 80


@dataclass(frozen=True)
class RowError:
    """One thing wrong with one row, in words a person can act on. Rows count as in a spreadsheet: the heading is 1."""

    row: int
    field: str
    value: str
    message: str
    expected: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "value": self.value[:SHOWN_VALUE]}


@dataclass
class Repairs:
    """Values that were mended on the way in, counted by kind and listed up to a limit."""

    counts: Counter[str] = field(default_factory=Counter)
    listed: list[dict[str, Any]] = field(default_factory=list)

    def note(self, kind: str, row: int, column: str, before: str, after: str) -> None:
        self.counts[kind] += 1
        if self.counts[kind] <= LISTED_REPAIRS:
            self.listed.append(
                {
                    "kind": kind,
                    "row": row,
                    "field": column,
                    "before": before[:SHOWN_VALUE],
                    "after": after[:SHOWN_VALUE],
                }
            )

    def as_dict(self) -> dict[str, Any]:
        return {"counts": dict(self.counts), "listed": self.listed}


@dataclass(frozen=True)
class DryRun:
    """What loading would do. `rows = new + changed + unchanged + rejected` always holds."""

    rows: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    errors: list[RowError]
    repairs: Repairs

    def __post_init__(self) -> None:
        if self.rows != self.new + self.changed + self.unchanged + self.rejected:
            raise ValueError(f"the counts of the import do not add up: {self}")

    def as_dict(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "errors": [error.as_dict() for error in self.errors[:LISTED_ERRORS]],
            "repairs": self.repairs.as_dict(),
        }
