"""What can go wrong in a scenario, as plain numbers: means of exponential times, shares, limits. SI, seconds.

Every entity draws by its name, so that the same base, line or vehicle meets the same luck in another scenario.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, replace
from math import inf
from typing import Protocol

from longwatch.scenario.deliveries import count_at_start, deliveries, usable
from longwatch.scenario.models import Control, Fleet
from longwatch.scenario.openings import control_at_once, crew_steps, crews_at_once
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.diverts import alternates_of
from longwatch.sim.schedule import Step, base_hours, crew_shifts
from longwatch.sim.sensors_left import failing_sensors, sets_that_meet
from longwatch.sim.state import Ints
from longwatch.sim.upkeep import Alternate, CrewPool, Maintenance
from longwatch.weather.trial import weather_of


@dataclass(frozen=True)
class FleetProcess:
    """The vehicles of a fleet and their failures; those in flight run in a vehicle's own flown time."""

    name: str
    base: str
    platform: str
    count: int  # vehicles that exist in a trial
    control: str | None = None
    crews_at_once: int | None = None  # at the most; a schedule says when fewer are on duty
    preflight: float = 0.0
    abort_mean_s: float = inf
    loss_mean_s: float = inf
    repair_mean_s: float = 0.0
    replacement_s: int = 0
    sensor_mean_s: tuple[float, ...] = ()  # flown time to the next failure of each sensor, six at the most
    maintenance: Maintenance | None = None
    deliveries: tuple[tuple[int, int], ...] = ()  # (time_s, vehicles): those of `count` that come later
    crew_pool: str | None = None  # instead of crews_at_once
    alternates: tuple[Alternate, ...] = ()  # none: landings are always allowed

    @property
    def n_at_start(self) -> int:
        return self.count - sum(n for _, n in self.deliveries)


@dataclass(frozen=True)
class SpellProcess:
    """Something that shuts now and then in calendar time: a "base", "watch", "platform" or "link" of that name."""

    of: str
    target: str
    open_mean_s: float
    shut_mean_s: float
    starts_anywhere: bool = False  # True: shut at the start as often as at any other time; False: open at the start
    nth: int = 0  # tells several spells of one thing apart

    @property
    def key(self) -> str:
        return f"{self.of} {self.target} {self.nth}"


class WeatherOfTrial(Protocol):
    """The truth of one trial, drawn: what it shuts and when. The same trial and seed give the same."""

    @property
    def targets(self) -> tuple[tuple[str, str, str], ...]:
        """(of, target, line) as in `Step`."""
        ...

    @property
    def causes(self) -> tuple[str, ...]:
        """Names among `state.CAUSES`."""
        ...

    def steps(self, trial: int, seed: int) -> tuple[Ints, Ints, Ints, Ints]:
        """time_s (rising; what holds at 0 has a time of 0 or before), place in targets, +1 or -1, place in causes."""
        ...


@dataclass(frozen=True)
class Processes:
    """All that disturbs a roster, and the rules of reacting to it."""

    length_s: int
    fleets: tuple[FleetProcess, ...]
    spells: tuple[SpellProcess, ...] = ()
    channels: tuple[tuple[str, int], ...] = ()  # control station, vehicles at once
    hold: bool = True
    spare: bool = True
    late: float = 0.0
    late_mean_s: float = 1800.0
    late_limit_s: int = 43200
    schedule: tuple[Step, ...] = ()  # the same in every trial
    weather: WeatherOfTrial | None = None
    crew_pools: tuple[CrewPool, ...] = ()
    meets: tuple[tuple[str, str, int], ...] = ()  # (fleet, line, sets): bit s says that with the set s of its sensors
    # failed (bit j of s: the j-th) the fleet still sees what the line must; without an entry it needs all of them
    hold_limit_s: int | None = None  # the longest hold past the planned end
    spare_when_due: bool = False  # spares are not sent at once
    shift_limit_s: int = 0  # how far reliefs follow their watcher from the clock; 0: not at all


def entity_of(name: str) -> int:
    """The 32-bit number under which a named thing draws."""
    return zlib.crc32(name.encode())


def processes_of(scenario: Scenario, roster: Roster | None = None) -> Processes:
    """The scenario's faults and weather as rates. `faults.none` switches off all faults, but not weather and hours.

    roster : what is flown; without one its weather is left out, which shuts the paths and sensors of its pairings
    """
    faults, policy = scenario.file.faults, scenario.file.policy
    return Processes(
        length_s=scenario.length_s,
        fleets=tuple(_fleet_process(scenario, fleet) for fleet in scenario.fleets),
        spells=(*_weather(scenario), *(() if faults.none else _groundings_and_links(scenario))),
        channels=tuple((control.name, _channels(control)) for control in scenario.file.control),
        schedule=(*base_hours(scenario), *crew_shifts(scenario)),
        weather=None if roster is None else weather_of(scenario, roster),
        hold=policy.hold,
        hold_limit_s=None if policy.hold_limit_s is None else round(policy.hold_limit_s),
        spare=policy.spare is not False,
        spare_when_due=policy.spare == "when due",
        shift_limit_s=round(policy.shift_limit_s) if policy.shift else 0,
        late=0.0 if faults.none else float(faults.late),
        late_mean_s=float(faults.late_mean_s),
        late_limit_s=round(policy.late_limit_s),
        crew_pools=_crew_pools(scenario),
        meets=() if roster is None or faults.none else sets_that_meet(scenario, roster),
    )


def vehicles_in_trials(scenario: Scenario, fleet: Fleet) -> int:
    """Vehicles that exist in a trial, now or later."""
    return _in_trials(fleet, count_at_start(fleet, scenario.start_s)) + sum(n for _, n in _deliveries(scenario, fleet))


def _in_trials(fleet: Fleet, count: int) -> int:
    """Of so many those that fly in trials.

    A share by the "depot" definition is away for the whole period. A share by the "ready" definition counts faults that
    the trials draw themselves, so there the whole fleet flies.
    """
    if fleet.availability is not None and fleet.availability.definition == "ready":
        return count
    return usable(count, fleet)


def _deliveries(scenario: Scenario, fleet: Fleet) -> tuple[tuple[int, int], ...]:
    """Vehicles that come within the period, as availability lets them fly."""
    out, count = [], count_at_start(fleet, scenario.start_s)
    for time_s, n in deliveries(fleet, scenario.start_s):
        more = _in_trials(fleet, count + n) - _in_trials(fleet, count)
        count += n
        if more and time_s < scenario.length_s:
            out.append((time_s, more))
    return tuple(out)


def _fleet_process(scenario: Scenario, fleet: Fleet) -> FleetProcess:
    faults, platform = scenario.file.faults, scenario.platform_of(fleet)
    own = faults.platform.get(fleet.platform)

    def rate(name: str) -> float:
        figure = getattr(own, name, None)
        return float(getattr(platform, name) if figure is None else figure)

    process = FleetProcess(
        fleet.name, fleet.base, fleet.platform, vehicles_in_trials(scenario, fleet), fleet.control,
        _most_crews(scenario, fleet), maintenance=_maintenance(fleet), deliveries=_deliveries(scenario, fleet),
        crew_pool=_pool_of(scenario, fleet), alternates=alternates_of(scenario, fleet),
    )  # fmt: skip
    if faults.none:
        return process
    return replace(
        process,
        preflight=rate("preflight_failure"),
        abort_mean_s=_mean_s(rate("abort_rate_per_s")),
        loss_mean_s=_mean_s(rate("loss_rate_per_s")),
        repair_mean_s=rate("repair_s"),
        replacement_s=round(rate("replacement_s")),
        sensor_mean_s=tuple(1.0 / rate_per_s for _, rate_per_s in failing_sensors(scenario, fleet)),
    )


def _maintenance(fleet: Fleet) -> Maintenance | None:
    plan = fleet.maintenance
    if plan is None:
        return None
    every_s, lasts_s = (max(1, round(float(time_s))) for time_s in (plan.every_s, plan.lasts_s))
    return Maintenance(every_s, lasts_s, plan.places, round(float(plan.tolerance_s)))


def _channels(control: Control) -> int:
    """Vehicles that it flies at once; where its crews' rest is given, they are followed one by one instead."""
    return control_at_once(control) if control.crew_rest_s is None else int(control.channels)


def _pool_of(scenario: Scenario, fleet: Fleet) -> str | None:
    """The pool of crews that fly it, where their rest is given: its own, or that of its control station."""
    if fleet.crew_rest_s is not None:
        return fleet.name
    control = None if fleet.control is None else scenario.control(fleet.control)
    return None if control is None or control.crew_rest_s is None else f"control {control.name}"


def _crew_pools(scenario: Scenario) -> tuple[CrewPool, ...]:
    """The crews of every fleet and control station whose rest is given."""
    pools = []
    for control in scenario.file.control:
        if control.crew_rest_s is not None and control.crews is not None:
            duty_s, rest_s = max(1, math.floor(control.crew_duty_s)), max(1, math.ceil(control.crew_rest_s))
            pools.append(CrewPool(f"control {control.name}", control.crews, duty_s, rest_s))
    for fleet in scenario.fleets:
        if fleet.crew_rest_s is None or fleet.crews is None:
            continue
        resting = [(math.ceil(one.rest_s), one.count) for one in scenario.file.state.crews if one.fleet == fleet.name]
        duty_s, rest_s = max(1, math.floor(fleet.crew_duty_s)), max(1, math.ceil(fleet.crew_rest_s))
        pools.append(CrewPool(fleet.name, fleet.crews, duty_s, rest_s, tuple(resting)))
    return tuple(pools)


def _most_crews(scenario: Scenario, fleet: Fleet) -> int | None:
    steps = crew_steps(scenario, fleet)
    if fleet.crew_rest_s is not None:
        return None
    if steps is not None:
        return max(limit for _, limit in steps)
    return None if fleet.crews is None else crews_at_once(fleet)


def _mean_s(rate_per_s: float) -> float:
    return 1.0 / rate_per_s if rate_per_s > 0.0 else inf


def _weather(scenario: Scenario) -> list[SpellProcess]:
    places = [("base", base.name) for base in scenario.bases] + [("watch", w.name) for w in scenario.watches]
    spells = []
    for of, name in places:
        closures = [c for c in scenario.file.weather.closure if c.of in ("*", name) and c.rate_per_s > 0]
        for nth, closure in enumerate(closures):
            open_s = _mean_s(float(closure.rate_per_s))
            spells.append(SpellProcess(of, name, open_s, float(closure.mean_length_s), True, nth))
    return spells


def _groundings_and_links(scenario: Scenario) -> list[SpellProcess]:
    faults, spells = scenario.file.faults, []
    if faults.grounding_rate_per_s > 0 and faults.grounding_mean_s > 0:
        for platform in sorted({fleet.platform for fleet in scenario.fleets}):
            open_s = _mean_s(float(faults.grounding_rate_per_s))
            spells.append(SpellProcess("platform", platform, open_s, float(faults.grounding_mean_s)))
    if faults.link_loss_rate_per_s > 0 and faults.link_loss_mean_s > 0:
        for control in scenario.file.control:
            open_s = _mean_s(float(faults.link_loss_rate_per_s))
            spells.append(SpellProcess("link", control.name, open_s, float(faults.link_loss_mean_s)))
    return spells
