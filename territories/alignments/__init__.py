"""Alignments: complete answers to "who covers what", their revisions, edits, totals, checks and differences."""
