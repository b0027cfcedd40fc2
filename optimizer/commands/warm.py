"""``python -m optimizer warm``."""

from __future__ import annotations

import argparse
import time

from optimizer.kernels._jit import cache_folder
from optimizer.warm import warm_up


def command(args: argparse.Namespace) -> int:
    began = time.monotonic()
    warm_up()
    where = cache_folder() or "memory only: no folder can be written, every process compiles anew (set NUMBA_CACHE_DIR)"
    print(f"kernels ready in {time.monotonic() - began:.1f} s ({where})")
    return 0
