"""What the optimiser refuses, and how it says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.preflight.finding import Finding


class OptimizerError(Exception):
    """Base of everything raised on purpose."""


class BadProblem(OptimizerError, ValueError):
    """The arrays do not describe a problem: wrong shape, unknown index, NaN."""


class InfeasibleProblem(OptimizerError):
    """Preflight proved that no plan can satisfy the demands; ``findings`` names the culprits."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = list(findings)
        super().__init__("; ".join(finding.text() for finding in self.findings))
