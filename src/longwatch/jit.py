"""The numba decorators: caching and float options are decided here and nowhere else.

A `kernel` is called from Python; a `part` only from kernels and other parts.

No fastmath: the same build gives the same bytes. `nogil` lets a pool of threads run kernels side by side.
Where the package lies in a read-only folder numba falls back to the user's cache folder by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba.extending import register_jitable

F = TypeVar("F", bound=Callable[..., Any])


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
