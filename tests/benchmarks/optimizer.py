"""The optimiser beside METIS on the benchmark tasks, every figure through the independent checker.

    python -m tests.benchmarks.optimizer [--short]

Finds the tasks by EVENLODE_BENCH (default: the folder `bench` beside the shared data). Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pymetis

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("EVENLODE_SHARED_DATA") or ROOT.parent / "shared" / "data")
BENCH = Path(os.environ.get("EVENLODE_BENCH") or DATA.parent / "bench")

# name, file, territories, tolerance, seconds, in the short form
TASKS = [
    ("county50", "counties.npz", 50, 0.05, 10, True),
    ("county200", "counties.npz", 200, 0.05, 4, True),
    ("zip200", "zips.npz", 200, 0.05, 30, False),
    ("zip500", "zips.npz", 500, 0.05, 15, True),
    ("zip500 ±1 %", "zips.npz", 500, 0.01, 15, False),
    ("zip500 ±0.5 %", "zips.npz", 500, 0.005, 30, False),
    ("zip1000 ±3 %", "zips.npz", 1000, 0.03, 30, False),
]

FIGURES = ("km_to_centroid", "cut_edges", "max_dev_percent", "out_of_tolerance", "non_contiguous")


def checked(task: Path, labels: Path, p: int, tolerance: float) -> dict[str, float]:
    """What the checker says about a labelling."""
    command = [sys.executable, str(BENCH / "check.py"), "territory", str(task), str(labels)]
    done = subprocess.run(
        [*command, "--p", str(p), "--tol", str(tolerance)], capture_output=True, text=True, check=False
    )
    return json.loads(done.stdout)


def by_metis(task: Path, p: int, tolerance: float, out: Path) -> float:
    """METIS with contiguity; returns the seconds it took."""
    with np.load(task) as data:
        edges, weight = data["edges"], data["w"]
    beside: list[list[int]] = [[] for _ in weight]
    for a, b in edges:
        beside[a].append(int(b))
        beside[b].append(int(a))
    options = pymetis.Options(contig=1, ufactor=max(int(1000 * tolerance), 1))
    began = time.monotonic()
    _, labels = pymetis.part_graph(
        p, adjacency=beside, vweights=weight.astype(int).tolist(), options=options, recursive=False
    )
    np.save(out, np.array(labels))
    return time.monotonic() - began


def by_us(task: Path, p: int, tolerance: float, seconds: float, out: Path) -> float:
    """Our command line; returns the seconds it reports."""
    command = [
        sys.executable,
        "-m",
        "optimizer",
        "bench",
        "territory",
        str(task),
        "--p",
        str(p),
        "--tol",
        str(tolerance),
    ]
    command += ["--time", str(seconds), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return float(json.loads(done.stdout.splitlines()[-1])["seconds"])


def row(name: str, who: str, figures: dict[str, float], seconds: float) -> str:
    return f"| {name} | {who} | " + " | ".join(str(figures[key]) for key in FIGURES) + f" | {seconds:.1f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="three tasks, about a minute")
    short = parser.parse_args().short
    if not (BENCH / "check.py").exists():
        sys.exit(f"no benchmark tasks in {BENCH} (set EVENLODE_BENCH)")
    subprocess.run([sys.executable, "-m", "optimizer", "warm"], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    print("| task | who | km to centroid | cut edges | max deviation % | outside | split | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "labels.npy"
        for name, file, p, tolerance, seconds, brief in TASKS:
            if short and not brief:
                continue
            task = BENCH / file
            took = by_metis(task, p, tolerance, out)
            print(row(name, "METIS", checked(task, out, p, tolerance), took), flush=True)
            took = by_us(task, p, tolerance, seconds, out)
            print(row(name, "Evenlode", checked(task, out, p, tolerance), took), flush=True)


if __name__ == "__main__":
    main()
