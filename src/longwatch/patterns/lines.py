"""From watches to lines: what rosters are made of."""

from __future__ import annotations

from longwatch.patterns.company import company_line
from longwatch.patterns.revisit import revisit_lines
from longwatch.patterns.station import station_line
from longwatch.scenario.models import Watch
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario


def lines_of(scenario: Scenario) -> tuple[Line, ...]:
    """The lines of every watch, in the order of the file.

    Where gaps count from the first arrival, `count_from_s` is 0 here: `rostering.warm_up.with_warm_up` fills it in,
    because it takes transit times. Raises ImpossibleError where a revisit watch can't be swept by any fleet.
    """
    return tuple(line for watch in scenario.watches for line in _lines(scenario, watch))


def _lines(scenario: Scenario, watch: Watch) -> tuple[Line, ...]:
    if watch.kind == "revisit":
        return revisit_lines(scenario, watch)
    if watch.around is not None:
        return (company_line(scenario, watch),)
    return (station_line(scenario, watch),)
