"""``python -m optimizer solve``: live progress on standard error, the solution on standard output or in a file."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from types import FrameType

from optimizer.errors import BadProblem, InfeasibleProblem
from optimizer.formats.problem_file import read_problem
from optimizer.formats.solution_file import write_solution
from optimizer.objective import Objective
from optimizer.observe import Observer, Progress
from optimizer.solve import solve
from optimizer.stop import Flag, TimeLimit, any_of


class Live(Observer):
    """One line that is written over, or a line per report where the output is no terminal."""

    def on_progress(self, progress: Progress) -> None:
        parts = [f"{progress.seconds:6.1f} s", f"{progress.phase:<16}"]
        if progress.objective is not None:
            parts += [
                f"objective {progress.objective:.3f} km",
                f"violation {progress.violation:.4f}",
                f"out of band {progress.out_of_band}",
            ]
        if progress.gap is not None:
            parts.append(f"gap {100 * progress.gap:.2f} %")
        print("  ".join(parts), end="\r" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)


def command(args: argparse.Namespace) -> int:
    event = threading.Event()

    def interrupt(number: int, frame: FrameType | None) -> None:
        event.set()

    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        problem = read_problem(args.problem)
        result = solve(
            problem,
            objective=Objective(smooth_km=args.smooth),
            stop=any_of(Flag(event), TimeLimit(args.time)),
            observer=Observer() if args.quiet else Live(),
            seed=args.seed,
            start=args.start,
            best_effort=args.best_effort,
        )
    except InfeasibleProblem as error:
        for finding in error.findings:
            print(f"impossible: {finding.text()}", file=sys.stderr)
            for way in finding.relaxations:
                print(f"  you could {way.text()}", file=sys.stderr)
        return 3
    except (BadProblem, OSError) as error:
        print(f"cannot use {args.problem}: {error}", file=sys.stderr)
        return 2
    write_solution(args.out, problem, result)
    return 0 if result.status != "infeasible" else 1
