"""Numba compilation with a cache that is safe to share and never in the way.

The cache lives in a folder named after a hash of all sources beside the kernel, so a changed helper can never leave a
stale caller behind (numba looks only at the caller's own file); kernels call only kernels of their own folder. Where
neither the package nor the user's cache folder can be written, kernels compile in memory.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba import njit


@cache
def cache_folder(here: Path = Path(__file__).parent) -> str | None:
    """Where the kernels of a folder are kept: beside them, else below the user's cache; None if neither can be
    written.
    """
    sources = b"".join(path.read_bytes() for path in sorted(here.glob("*.py")))
    name = f"kernels-{numba.__version__}-{hashlib.sha256(sources).hexdigest()[:12]}"
    home = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    for base in (os.environ.get("NUMBA_CACHE_DIR"), here / "__pycache__", home / "evenlode"):
        if base and _writable(folder := Path(base) / name):
            return str(folder)
    return None


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def kernel(function: Callable[..., Any]) -> Any:
    """Compile on first use without the GIL; the compiled code is kept for the next process."""
    folder = cache_folder(Path(function.__code__.co_filename).parent)
    if folder is None:
        return njit(nogil=True, error_model="numpy")(function)
    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, folder
    try:
        return njit(nogil=True, error_model="numpy", cache=True)(function)
    finally:
        numba.config.CACHE_DIR = before
