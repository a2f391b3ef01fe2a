"""What a model of a sensor hands over, whatever the physics behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Sight(NamedTuple):
    """How one sensor meets one class and task from one height in given conditions, before its own scale and minimum range.

    hazard_per_s : of slant range in metres (arrays): detections per second; not negative, continuous, 0 beyond `reach_m`; None
        for what is no search (a turret that identifies what it is pointed at)
    reach_m : nothing is seen farther away: horizon included
    look_p : that the target can be seen at all in one decorrelation time (a line of sight free of cloud, …)
    range_at : of a probability p in (0, 1): out to which range the task is met with p; None where the hazard says it
    """

    hazard_per_s: Callable[[Floats], Floats] | None
    reach_m: float
    look_p: float = 1.0
    range_at: Callable[[float], float] | None = None
