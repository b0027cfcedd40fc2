"""What can be known to be impossible before anything is solved, in words a planner understands."""

from __future__ import annotations

from optimizer.preflight.capacity import check_capacity
from optimizer.preflight.finding import Finding, Relaxation
from optimizer.preflight.ground import check_ground
from optimizer.preflight.indivisible import check_indivisible
from optimizer.preflight.rules import check_rules
from optimizer.preflight.values import check_values
from optimizer.problem import Problem

__all__ = ["Finding", "Relaxation", "preflight"]


def preflight(problem: Problem) -> list[Finding]:
    """Errors (no plan can meet the demands, or the numbers are no numbers) first, then warnings."""
    findings = list(check_values(problem))
    if not any(finding.severity == "error" for finding in findings):
        for check in (check_rules, check_capacity, check_ground, check_indivisible):
            findings += check(problem)
    return sorted(findings, key=lambda finding: finding.severity != "error")
