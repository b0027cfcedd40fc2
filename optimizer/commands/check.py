"""``python -m optimizer check``: re-verify a solution with nothing but the problem."""

from __future__ import annotations

import argparse
import json

from optimizer.check import check
from optimizer.formats.problem_file import read_problem
from optimizer.formats.solution_file import read_labels, report_facts


def command(args: argparse.Namespace) -> int:
    problem = read_problem(args.problem)
    report = check(problem, read_labels(args.solution, problem))
    print(json.dumps(report_facts(problem, report), indent=2, ensure_ascii=False))
    return 0 if report.feasible else 1
