"""The Hess instances of the benchmark: squared distance, exact, with and without contiguity."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from optimizer.bench.territory import peak_mb
from optimizer.districting.model import Districting, solve_districting
from optimizer.districting.start import legal_start


def geodesic_km(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Andoyer-Lambert distance on WGS84, all pairs."""
    a, f = 6378.137, 1 / 298.257223563
    la, lo = np.radians(lat), np.radians(lon)
    mid, half, turn = (la[:, None] + la) / 2, (la[:, None] - la) / 2, (lo[:, None] - lo) / 2
    with np.errstate(all="ignore"):
        s = np.sin(half) ** 2 * np.cos(turn) ** 2 + np.cos(mid) ** 2 * np.sin(turn) ** 2
        c = np.cos(half) ** 2 * np.cos(turn) ** 2 + np.sin(mid) ** 2 * np.sin(turn) ** 2
        o = np.arctan(np.sqrt(s / c))
        r = np.sqrt(s * c) / o
        h1, h2 = (3 * r - 1) / (2 * c), (3 * r + 1) / (2 * s)
        km = 2 * o * a * (1 + f * (h1 * (np.sin(mid) * np.cos(half)) ** 2 - h2 * (np.cos(mid) * np.sin(half)) ** 2))
    return np.nan_to_num(km)


def run(args: argparse.Namespace) -> dict[str, Any]:
    began = time.monotonic()
    data = json.loads(Path(args.task).read_text(encoding="utf-8"))
    people = np.asarray(data["pop"], float)
    km = np.rint(geodesic_km(np.asarray(data["lat"]), np.asarray(data["lon"])))
    edges = np.asarray(data["edges"], np.int32).reshape(-1, 2)
    task = Districting(
        people[:, None] * (km / 1000) ** 2,
        [people],
        [(float(data["L"]), float(data["U"]))],
        int(data["k"]),
        edges if args.contiguous else None,
        [],
    )
    start = legal_start(task, edges, km, seconds=min(5.0, args.time / 6), seed=args.seed)
    proof = solve_districting(task, seconds=args.time - (time.monotonic() - began), start=start)
    if proof.centre is not None:
        Path(args.out).write_text(json.dumps({"centre": proof.centre.tolist()}), encoding="utf-8")
    gap = None
    if proof.objective is not None and proof.bound is not None and proof.bound > 0:
        gap = 100 * (proof.objective / proof.bound - 1)
    return {
        "objective": proof.objective,
        "bound": proof.bound,
        "gap_percent": gap,
        "status": "bound_only" if proof.status == "unknown" else proof.status,
        "why_stopped": "proven" if proof.status in ("proven", "infeasible") else "time_limit",
        "seconds": round(time.monotonic() - began, 2),
        "peak_mb": round(peak_mb()),
    }
