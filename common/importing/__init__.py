"""Reading tables that strangers made: format, encoding and delimiter found out, rows streamed, mistakes named.

Knows nothing of what a table means; the apps bring their fields. Memory stays bounded for any file size (CSV).
"""

from common.importing.columns import Column, Guess, describe, guess
from common.importing.export import rows_as_csv, safe_cell
from common.importing.report import DryRun, Repairs, RowError
from common.importing.table import BrokenRow, Layout, find_layout, read_rows

__all__ = [
    "BrokenRow",
    "Column",
    "DryRun",
    "Guess",
    "Layout",
    "Repairs",
    "RowError",
    "describe",
    "find_layout",
    "guess",
    "read_rows",
    "rows_as_csv",
    "safe_cell",
]
