"""Boundaries from a stranger's file: read, checked feature by feature, repaired within bounds. No database in here."""

from geography.imports.check import Checked, Wishes, check
from geography.imports.reading import Source, read

__all__ = ["Checked", "Source", "Wishes", "check", "read"]
