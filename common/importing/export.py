"""CSV that a spreadsheet shows and does not execute."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

#: Excel reads UTF-8 only with the mark.
BOM = "\ufeff"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_DANGEROUS):
        return "'" + value
    return "" if value is None else value


class _Echo:
    """A file that hands back what is written to it, so that csv can write into a stream."""

    def write(self, text: str) -> str:
        return text


def rows_as_csv(heading: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Lines of CSV, one by one, safe to open in a spreadsheet; the first one carries the UTF-8 mark."""
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow([safe_cell(name) for name in heading])
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])
