"""Accounts out of CSV and XLSX files: which column means what, what a row must hold, and how rows become accounts."""
