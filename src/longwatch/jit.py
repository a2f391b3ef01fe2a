"""The one numba decorator: caching and float options are decided here and nowhere else.

No fastmath: the same build gives the same bytes. `nogil` lets a pool of threads run kernels side by side.
Where the package lies in a read-only folder numba falls back to the user's cache folder by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def kernel(function: F) -> F:
    """Compile a function of scalars and arrays; error model `numpy`, so that a division never raises."""
    return cast(F, numba.njit(cache=True, nogil=True, fastmath=False, error_model="numpy")(function))
