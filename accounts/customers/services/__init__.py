"""Writes of accounts: import, placement, data cuts, visits."""

from accounts.customers.services.cuts import cut_make
from accounts.customers.services.imports import (
    import_check,
    import_load,
    import_map,
    import_start,
    import_undo,
    import_upload,
    runs_in_background,
)
from accounts.customers.services.placement import account_place_by_hand, accounts_place
from accounts.customers.services.visits import visit_log

__all__ = [
    "account_place_by_hand",
    "accounts_place",
    "cut_make",
    "import_check",
    "import_load",
    "import_map",
    "import_start",
    "import_undo",
    "import_upload",
    "runs_in_background",
    "visit_log",
]
