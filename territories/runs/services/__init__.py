"""Every write to runs by people, and the one that keeps runs alive. (What a solver writes goes through its claim:
`claim.py`.)
"""

from territories.runs.services.ask import preflight_of, run_preflight, run_start
from territories.runs.services.decide import Accepted, run_accept, run_discard, run_keep, run_stop
from territories.runs.services.reap import runs_reap

__all__ = [
    "Accepted",
    "preflight_of",
    "run_accept",
    "run_discard",
    "run_keep",
    "run_preflight",
    "run_start",
    "run_stop",
    "runs_reap",
]
