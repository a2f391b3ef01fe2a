"""The numba decorators: caching and float options are decided here and nowhere else.

A `kernel` is called from Python; a `part` only from kernels and other parts.

No fastmath: the same build gives the same bytes. `nogil` lets a pool of threads run kernels side by side.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.extending import register_jitable

F = TypeVar("F", bound=Callable[..., Any])


def _cache_folder() -> str:
    """Where compiled kernels are kept: NUMBA_CACHE_DIR or the user's cache, in a folder named after the kernels' sources.

    Numba looks only at the file of the kernel it loads; a changed `part` in another file would go unnoticed. Where the
    folder can't be written numba turns to the folder of the source file, and else compiles anew in each process.
    """
    sources = sorted(Path(__file__).parent.glob("*/*_kernels.py"))
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in [Path(__file__), *sources])).hexdigest()
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    return str(Path(os.environ.get("NUMBA_CACHE_DIR") or Path(cache) / "longwatch") / digest[:16])


numba.config.CACHE_DIR = _cache_folder()  # type: ignore[attr-defined]


def kernel(function: F) -> F:
    """Compile a function of scalars and arrays; error model `numpy`, so that a division never raises."""
    return cast(F, numba.njit(cache=True, nogil=True, fastmath=False, error_model="numpy")(function))


def part(function: F) -> F:
    """A piece of kernels: compiled into those that call it, and nothing but plain Python when Python calls it.

    It has no way in from Python, which for a function of many arrays is most of what there is to compile, and it counts
    no references, so it may not make arrays. Numbers that stand in a call are plain integers to it: one version of each.
    """
    decorate = register_jitable(no_cfunc_wrapper=True, _nrt=False, fastmath=False, error_model="numpy")
    return decorate(function)
