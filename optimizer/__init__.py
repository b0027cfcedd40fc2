"""Evenlode's optimiser: balanced, contiguous, compact territories that change little, with a bound on how good they
are.

Pure Python on numpy, scipy, numba, METIS and PuLP with HiGHS. It knows nothing of Django, databases or geometry files.
"""

from optimizer.check import Report, check
from optimizer.districting.exact import exact
from optimizer.errors import BadProblem, InfeasibleProblem, OptimizerError
from optimizer.matching.match import Matching, match
from optimizer.objective import Objective
from optimizer.observe import Observer, Progress
from optimizer.preflight import Finding, Relaxation, preflight
from optimizer.problem import Band, Problem
from optimizer.result import Move, Phase, Result
from optimizer.solve import solve
from optimizer.stop import Flag, Stop, TimeLimit, When, any_of

__all__ = [
    "BadProblem",
    "Band",
    "Finding",
    "Flag",
    "InfeasibleProblem",
    "Matching",
    "Move",
    "Objective",
    "Observer",
    "OptimizerError",
    "Phase",
    "Problem",
    "Progress",
    "Relaxation",
    "Report",
    "Result",
    "Stop",
    "TimeLimit",
    "When",
    "any_of",
    "check",
    "exact",
    "match",
    "preflight",
    "solve",
]
