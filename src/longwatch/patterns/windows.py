"""When lines are demanded, and from when gaps count on them."""

from __future__ import annotations

import math

from longwatch.scenario.models import Watch
from longwatch.scenario.openings import watch_windows
from longwatch.scenario.scenario import Scenario


def windows_of(scenario: Scenario, watch: Watch) -> tuple[tuple[int, int], ...]:
    """The stretches [from, to) in which the lines of a watch are demanded, in seconds from the start of the period."""
    return watch_windows(scenario, watch)


def count_from_s(scenario: Scenario) -> int:
    """The warm-up as far as it takes no transit times: 0 where gaps count from the first arrival.

    `rostering.warm_up.with_warm_up` fills that in.
    """
    warm_up = scenario.file.period.warm_up
    return 0 if isinstance(warm_up, str) else min(math.ceil(float(warm_up)), scenario.length_s)
