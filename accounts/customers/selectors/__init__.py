"""Reads of accounts: who may see which, where they lie, who owns them, what is due."""

from accounts.customers.selectors.market import accounts_table, owners, unplaced
from accounts.customers.selectors.ownership import owner_on, owners_on, visible_accounts
from accounts.customers.selectors.work import my_accounts, sales_by_month, with_due

__all__ = [
    "accounts_table",
    "my_accounts",
    "owner_on",
    "owners",
    "owners_on",
    "sales_by_month",
    "unplaced",
    "visible_accounts",
    "with_due",
]
