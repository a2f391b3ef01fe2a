"""What vehicles have flown since their last maintenance when the period starts."""

from __future__ import annotations

from collections.abc import Sequence

from longwatch.scenario.deliveries import count_at_start, usable
from longwatch.scenario.models import Fleet, ScenarioFile


def since_maintenance_s(file: ScenarioFile, fleet: Fleet, start_s: int, tails: Sequence[str]) -> tuple[int, ...]:
    """Seconds flown by each of a fleet's usable vehicles, in their order, since the last maintenance.

    Of hours that [state] tells, what is left over full intervals. Of others, as trials begin: 0, 1/n, 2/n ... of the interval.
    """
    assert fleet.maintenance is not None
    every_s = max(1, round(float(fleet.maintenance.every_s)))
    there = count_at_start(fleet, start_s)
    if fleet.availability is not None and fleet.availability.definition == "depot":
        there = usable(there, fleet)
    flown_s = file.state.hours_flown
    return tuple(
        round(float(flown_s[tail])) % every_s if tail in flown_s else every_s * place // max(there, place + 1)
        for place, tail in enumerate(tails)
    )
