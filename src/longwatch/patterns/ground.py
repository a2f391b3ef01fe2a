"""The ground of a revisit watch: its area in the plane, and its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from longwatch.geo.cells import Cells
from longwatch.patterns.frame import Frame


@dataclass(frozen=True)
class Ground:
    """The area of a watch in the plane, and its cells."""

    frame: Frame
    shape: Any
    cells: Cells
