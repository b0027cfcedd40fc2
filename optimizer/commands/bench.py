"""``python -m optimizer bench``: one benchmark task, one JSON line."""

from __future__ import annotations

import argparse
import importlib
import json


def command(args: argparse.Namespace) -> int:
    answer = importlib.import_module(f"optimizer.bench.{args.kind}").run(args)
    print(json.dumps(answer))
    return 0
