"""What a payload with failed sensors still sees: for every fleet and line, the sets of failures that leave enough."""

from __future__ import annotations

from dataclasses import replace

from longwatch.catalog.models import Sensor
from longwatch.detection.conditions import Given
from longwatch.detection.ranges import sensor_range
from longwatch.scenario.models import Fleet
from longwatch.scenario.plan import Line, Pairing, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.weather.planning import planning_conditions

TOLERANCE_M = 1.0  # as the weather has it


def failing_sensors(scenario: Scenario, fleet: Fleet) -> tuple[tuple[Sensor, float], ...]:
    """The sensors of a fleet's payload that may fail, with the rate per second flown; six at the most, as was checked."""
    faults = scenario.file.faults
    own = faults.platform.get(fleet.platform)
    rates = dict(faults.sensor_failure_rate_per_s) | (dict(own.sensor_failure_rate_per_s) if own is not None else {})
    found = [(one, float(rates.get(one.kind, 0.0))) for one in scenario.payload_of(fleet).sensors]
    return tuple((one, rate_per_s) for one, rate_per_s in found if rate_per_s > 0.0)


def sets_that_meet(scenario: Scenario, roster: Roster) -> tuple[tuple[str, str, int], ...]:
    """(fleet, line, sets) as `Processes.meets` has them."""
    lines = {line.name: line for line in roster.lines}
    found = []
    for pairing in roster.pairings:
        fleet = scenario.fleet(pairing.fleet)
        failing = tuple(sensor for sensor, _ in failing_sensors(scenario, fleet))
        if failing:
            found.append((fleet.name, pairing.line, _sets(scenario, fleet, lines[pairing.line], pairing, failing)))
    return tuple(found)


def _sets(scenario: Scenario, fleet: Fleet, line: Line, pairing: Pairing, failing: tuple[Sensor, ...]) -> int:
    """Bit s is set where the payload without the set s of its failing sensors still reaches all that the line needs."""
    if line.kind == "relay":
        return (1 << (1 << len(failing))) - 1  # it carries a link, and sees for nobody
    sets = _sets_for(scenario, fleet, line, scenario.watch(line.watch).sees.class_, pairing, failing)
    for class_, reach_m in line.class_reaches_m:
        range_m = dict(pairing.class_ranges_m).get(class_, 0.0)
        own = replace(pairing, sensor_range_m=range_m)
        sets &= _sets_for(scenario, fleet, replace(line, reach_m=reach_m), class_, own, failing)
    return sets


def _sets_for(
    scenario: Scenario, fleet: Fleet, line: Line, class_: str, pairing: Pairing, failing: tuple[Sensor, ...]
) -> int:
    """The same for one class."""
    payload, sees = scenario.payload_of(fleet), scenario.watch(line.watch).sees
    needed_m = min(line.reach_m + line.hold_radius_m, pairing.sensor_range_m)
    sets, p = 1, float(sees.p)
    planned = planning_conditions(scenario, line, payload, class_, sees.task, p, pairing.height_m)
    given = Given(planned, scenario.file.sensing)
    for number in range(1, 1 << len(failing)):
        gone = [one for j, one in enumerate(failing) if number >> j & 1]
        left = payload.model_copy(
            update={"sensors": tuple(s for s in payload.sensors if not any(s is g for g in gone))}
        )
        range_m = sensor_range(left, class_, sees.task, p, pairing.height_m, given=given)
        sets |= (range_m is not None and float(range_m) >= needed_m - TOLERANCE_M) << number
    return sets
