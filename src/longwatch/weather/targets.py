"""What weather closes, and by which tests: launches at a base, the way of a fleet to a line, its sensors there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from longwatch.catalog.models import Sensor
from longwatch.physics.douglas import HS_MAX_M
from longwatch.scenario.models import Base, Fleet
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario
from longwatch.weather.causes import CLOUD, ICING, LIGHT, RAIN, SEA, VISIBILITY, WIND
from longwatch.weather.reaches import Reaches, reaches_of
from longwatch.weather.sky import Sky

How = Literal["above", "below", "across", "deck", "dark", "rows"]
TOLERANCE_M: Final = 1.0  # of a range that is needed


@dataclass(frozen=True)
class Test:
    """Shut while a quantity is above or below a limit, the wind across a runway or over a deck is, it is dark, or in rows that
    are told one by one."""

    cause: int
    how: How
    quantity: str
    limit: float
    place: int = 0  # row of the series, where `base` does not move
    base: str = ""  # a ship whose place and motion count
    heading_rad: float = 0.0  # of the runway
    at: tuple[float, float] = (0.0, 0.0)  # where it is dark
    rows: bytes = b""  # `np.packbits` of (2, n_rows): in which rows it is shut, by day and in the dark
    by_light: bool = False  # of rows: whether the dark makes a difference


@dataclass(frozen=True)
class Target:
    """Shut while every one of its ways is; a way is shut while one of its tests is. Launches and paths have one way,
    sensors have one for each that would do."""

    kind: str  # "base": (base, ""); "path" and "sensor": (fleet, line)
    name: str
    line: str
    ways: tuple[tuple[Test, ...], ...]

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.name, self.line

    @property
    def tests(self) -> Iterator[Test]:
        return (test for way in self.ways for test in way)


def targets_of(
    scenario: Scenario, sky: Sky, lines: tuple[Line, ...], pairings: tuple[Pairing, ...]
) -> tuple[tuple[Target, ...], tuple[str, ...]]:
    """(targets that may be shut at all, what must be said of limits that never bind)."""
    notes: dict[str, None] = {}
    found: list[Target] = []
    own: dict[str, list[Test]] = {}  # limits of a fleet that stand only in its own way
    for base in scenario.bases:
        shared = _at_base(scenario, sky, base, own, notes)
        found.append(Target("base", base.name, "", (tuple(shared),)))
    by_name = {line.name: line for line in lines}
    for pairing in pairings:
        fleet, line = scenario.fleet(pairing.fleet), by_name[pairing.line]
        place = sky.place_of(line.watch, "watch", line.lat_deg, line.lon_deg)
        tests = (*own.get(fleet.name, ()), *_on_path(scenario, sky, fleet, pairing, place, notes))
        found.append(Target("path", fleet.name, line.name, (tests,)))
        found.append(
            Target("sensor", fleet.name, line.name, _sensors(scenario, sky, fleet, line, pairing, place, notes))
        )
    return tuple(target for target in found if target.ways and all(target.ways)), tuple(notes)


def _at_base(
    scenario: Scenario, sky: Sky, base: Base, own: dict[str, list[Test]], notes: dict[str, None]
) -> list[Test]:
    """Tests for all who start at a base; what only some fleets' own limits add goes to `own`."""
    fleets = [fleet for fleet in scenario.fleets if fleet.base == base.name]
    make = _BaseTests(scenario, sky, base, notes)
    shared = []
    for kind in (make.wind, make.crosswind, make.sea, make.visibility):
        of_fleet = {fleet.name: kind(fleet) for fleet in fleets}
        limits = [float("inf") if test is None else test.limit for test in of_fleet.values()]
        if not limits:
            continue
        tests = [test for test in of_fleet.values() if test is not None]
        common = next((test for test in tests if test.limit == max(limits)), None)
        if common is not None:
            shared.append(common)
        for name, test in of_fleet.items():
            if test is not None and test != common:
                own.setdefault(name, []).append(test)
    return shared


@dataclass(frozen=True)
class _BaseTests:
    """The test of each kind for a fleet at a base; None where no limit stands or the weather can't tell."""

    scenario: Scenario
    sky: Sky
    base: Base
    notes: dict[str, None]

    def wind(self, fleet: Fleet) -> Test | None:
        platform, base = self.scenario.platform_of(fleet), self.base
        limit = _least(base.wind_limit_mps, platform.wind_limit_mps)
        if limit is None or not _known(self.sky, "wind_mps", f"wind limit at {base.name}", self.notes):
            return None
        if base.kind == "ship":
            over = f"wind over the deck of {base.name} is taken without the ship's own way"
            if _known(self.sky, "wind_from_rad", f"direction of the wind: {over}", self.notes, whole=True):
                return self._test(WIND, "deck", "wind_mps", limit)
        return self._test(WIND, "above", "wind_mps", limit)

    def crosswind(self, fleet: Fleet) -> Test | None:
        platform, base = self.scenario.platform_of(fleet), self.base
        limit = _least(base.crosswind_limit_mps, platform.crosswind_limit_mps)
        if limit is None or platform.domain != "air" or base.kind != "airfield":
            return None
        what = f"crosswind limit at {base.name}"
        if base.runway_heading_rad is None:
            self.notes[f"no runway_heading is given: the {what} never binds"] = None
            return None
        if not _known(self.sky, "wind_mps", what, self.notes) or not _known(
            self.sky, "wind_from_rad", what, self.notes
        ):
            return None
        heading = float(base.runway_heading_rad)
        return self._test(WIND, "across", "wind_mps", limit, heading)

    def sea(self, fleet: Fleet) -> Test | None:
        if self.base.kind == "airfield":
            return None
        limit = _least(self.base.sea_limit, self.scenario.platform_of(fleet).sea_limit)
        if limit is None or limit >= 9 or not _known(self.sky, "hs_m", f"sea limit at {self.base.name}", self.notes):
            return None
        return self._test(SEA, "above", "hs_m", HS_MAX_M[int(limit)])

    def visibility(self, fleet: Fleet) -> Test | None:  # noqa: ARG002  # the base's alone
        limit = self.base.visibility_limit_m
        what = f"visibility limit at {self.base.name}"
        if limit is None or not _known(self.sky, "visibility_m", what, self.notes):
            return None
        return self._test(VISIBILITY, "below", "visibility_m", float(limit))

    def _test(self, cause: int, how: How, quantity: str, limit: float, heading_rad: float = 0.0) -> Test:
        base = self.base
        if base.name in self.sky.series.places:
            place, moving = self.sky.series.places.index(base.name), base.name if how == "deck" else ""
        elif base.track:
            place, moving = 0, base.name
        else:
            assert base.at is not None  # checked when the scenario was read
            place, moving = self.sky.place_of(base.name, "base", *base.at), ""
        return Test(cause, how, quantity, limit, place, moving, heading_rad)


def _on_path(
    scenario: Scenario, sky: Sky, fleet: Fleet, pairing: Pairing, place: int, notes: dict[str, None]
) -> Iterator[Test]:
    """What keeps a fleet from going to a line, in the weather at the line."""
    platform = scenario.platform_of(fleet)
    if platform.domain == "air":
        if "wind_mps" in sky.has:
            yield Test(WIND, "above", "wind_mps", pairing.airspeed_mps, place)
        if not platform.icing_ok and _known(sky, "icing", f"icing on the way of {fleet.name}", notes):
            yield Test(ICING, "above", "icing", 0.5, place)
    elif (
        platform.sea_limit is not None
        and platform.sea_limit < 9
        and _known(sky, "hs_m", f"sea limit of {platform.id}", notes)
    ):
        yield Test(SEA, "above", "hs_m", HS_MAX_M[int(platform.sea_limit)], place)


def _sensors(
    scenario: Scenario, sky: Sky, fleet: Fleet, line: Line, pairing: Pairing, place: int, notes: dict[str, None]
) -> tuple[tuple[Test, ...], ...]:
    """One way for every sensor that meets the watch in fair conditions; () where one of them bears any weather."""
    payload = scenario.payload_of(fleet)
    needed_m = min(line.reach_m + line.hold_radius_m, pairing.sensor_range_m)
    ways: list[tuple[float, tuple[Test, ...]]] = []
    for sensor in payload.sensors:
        alone = payload.model_copy(update={"sensors": (sensor,)})
        reaches = reaches_of(scenario, sky, line, place, alone, pairing.height_m)
        if reaches.best_m >= needed_m - TOLERANCE_M and reaches.best_m > 0.0:
            of = f"{sensor.name or sensor.kind} of {payload.id}"
            stated = _of_sensor(scenario, sky, sensor, of, line, place, notes)
            # a relay sees for nobody; of a tour the looks at its cells say by themselves how far it saw
            least_m = {"relay": -1.0, "tour": 1e-3}.get(line.kind, needed_m - TOLERANCE_M)
            ways.append((reaches.best_m, (*stated, *_too_short(reaches, least_m, line, place))))
    ways.sort(key=lambda way: -way[0])
    return tuple(tests for _, tests in ways) if all(tests for _, tests in ways) else ()


def _too_short(reaches: Reaches, least_m: float, line: Line, place: int) -> Iterator[Test]:
    """A test for each condition by which a modelled sensor reaches less than that."""
    if len(reaches.range_m) == 1 and reaches.range_m[0] >= least_m:
        return
    cause = reaches.causes(least_m)
    of_row, by_light = reaches.states.of_row, reaches.states.light_counts
    for one in np.unique(cause[cause >= 0]).tolist():
        rows = np.packbits(cause[of_row] == one).tobytes()
        yield Test(one, "rows", "", 0.0, place, at=(line.lat_deg, line.lon_deg), rows=rows, by_light=by_light)


def _of_sensor(
    scenario: Scenario, sky: Sky, sensor: Sensor, of: str, line: Line, place: int, notes: dict[str, None]
) -> Iterator[Test]:
    limits: tuple[tuple[int, How, str, float | None, str], ...] = (
        (SEA, "above", "hs_m", _hs_m(sensor.sea_state_max), "sea limit"),
        (VISIBILITY, "below", "visibility_m", sensor.visibility_min_m, "visibility limit"),
        (CLOUD, "above", "cloud", sensor.cloud_max, "cloud limit"),
        (RAIN, "above", "rain_mm_h", sensor.rain_max_mm_h, "rain limit"),
    )
    for cause, how, quantity, limit, what in limits:
        if limit is not None and _known(sky, quantity, f"{what} of {of}", notes):
            yield Test(cause, how, quantity, float(limit), place)
    if sensor.needs_light and scenario.file.weather.light:
        yield Test(LIGHT, "dark", "", 0.0, at=(line.lat_deg, line.lon_deg))


def _hs_m(degree: float | None) -> float | None:
    return None if degree is None or degree >= 9 else HS_MAX_M[int(degree)]


def _least(*limits: float | None) -> float | None:
    return min((float(limit) for limit in limits if limit is not None), default=None)


_WORDS: dict[str, str] = {
    "wind_mps": "wind", "wind_from_rad": "direction of the wind", "hs_m": "sea state", "visibility_m": "visibility",
    "cloud": "cloud", "rain_mm_h": "rain", "icing": "icing",
}  # fmt: skip


def _known(sky: Sky, quantity: str, what: str, notes: dict[str, None], *, whole: bool = False) -> bool:
    """Whether the weather tells a quantity; if not, that is said once, however many limits ask for it."""
    if quantity in sky.has:
        return True
    notes[f"the weather has no {what}" if whole else f"the weather has no {_WORDS[quantity]}: no limit of it binds"] = (
        None
    )
    return False
