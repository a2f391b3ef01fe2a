"""Questions to prepared geometries, one at a time.

GEOS builds the indexes of a prepared geometry at the first questions, with nothing to keep threads apart, and shapely asks
without the interpreter's lock: trials in two threads that asked one geometry at once ended the process.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

import shapely

_ONE_AT_A_TIME = Lock()


def intersects(shape: Any, other: Any) -> Any:
    """`shapely.intersects`, of whose arguments the first is prepared."""
    with _ONE_AT_A_TIME:
        return shapely.intersects(shape, other)


def covers(shape: Any, other: Any) -> Any:
    """`shapely.covers`, of whose arguments the first is prepared."""
    with _ONE_AT_A_TIME:
        return shapely.covers(shape, other)
