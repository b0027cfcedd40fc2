"""The command line: solve and check problem files, run benchmark formats, compile the kernels ahead of time."""

from __future__ import annotations

import argparse
import importlib
import sys


def main(argv: list[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    module = importlib.import_module(args.module)
    return int(module.command(args))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m optimizer", description="Divide ground or accounts into balanced territories."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    _solve(commands)
    _check(commands)
    _bench(commands)
    warm = commands.add_parser("warm", help="compile the kernels now, so that the first run does not have to wait")
    warm.set_defaults(module="optimizer.commands.warm")
    return parser


def _solve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    solve = commands.add_parser("solve", help="solve a problem file (docs/optimizer.md describes the format)")
    solve.add_argument("problem")
    solve.add_argument("--time", type=float, default=60.0, metavar="SECONDS")
    solve.add_argument("--seed", type=int, default=1)
    solve.add_argument("--start", choices=["auto", "scratch", "current", "homes", "metis"], default="auto")
    solve.add_argument(
        "--smooth", type=float, metavar="KM", help="what an average border costs, in km of an average unit's travel"
    )
    solve.add_argument("--best-effort", action="store_true", help="answer even if a band cannot be met")
    solve.add_argument("--out", help="solution file (default: standard output)")
    solve.add_argument("--quiet", action="store_true", help="no live progress")
    solve.set_defaults(module="optimizer.commands.solve")


def _check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser("check", help="verify a solution file on its own; status 1 if a demand is not met")
    check.add_argument("problem")
    check.add_argument("solution")
    check.set_defaults(module="optimizer.commands.check")


def _bench(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    bench = commands.add_parser("bench", help="benchmark formats; prints one JSON line")
    kinds = bench.add_subparsers(dest="kind", required=True)
    territory = kinds.add_parser("territory")
    territory.add_argument("task")
    territory.add_argument("--p", type=int, required=True)
    territory.add_argument("--tol", type=float, default=0.05)
    territory.add_argument("--measure", action="append", metavar="NAME[:TOL]")
    territory.add_argument("--before", metavar="LABELS.npy", help="least change from these labels")
    territory.add_argument("--prices", metavar="PRICES.npy", help="write the dual prices that certify the bound")
    territory.add_argument("--smooth", type=float, metavar="KM")
    hess = kinds.add_parser("hess")
    hess.add_argument("--contiguous", action="store_true")
    hess.add_argument("task")
    for kind in (territory, hess):
        kind.add_argument("--time", type=float, default=60.0)
        kind.add_argument("--seed", type=int, default=1)
        kind.add_argument("--out", required=True)
    bench.set_defaults(module="optimizer.commands.bench")


if __name__ == "__main__":
    sys.exit(main())
