"""What `check` and the report say of the weather: where it is from, what it shuts and how often, how well spells fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from longwatch.catalog.models import Payload
from longwatch.detection.conditions import BINS, Conditions
from longwatch.detection.sights import is_modelled
from longwatch.formats.conditions import QUANTITIES
from longwatch.scenario.long import planned_part
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario
from longwatch.units import HOUR_S, YEAR_S, format_duration
from longwatch.weather.causes import WEATHER_CAUSES
from longwatch.weather.fit import SpellFit, spell_fits
from longwatch.weather.holes import Hole, holes_of
from longwatch.weather.planning import wind_words
from longwatch.weather.reaches import Reaches, dark_share, reaches_of
from longwatch.weather.sky import Sky
from longwatch.weather.targets import TOLERANCE_M
from longwatch.weather.trial import WeatherOfTrial, weather_for

TRIALS = 100  # for shares where each trial has its own weather
MANY = 0.5
_KIND = {"base": "launches at", "path": "way of", "sensor": "sensors of"}


@dataclass(frozen=True)
class ShutShare:
    """How much of the period one cause shuts something, over trials."""

    kind: str  # "base", "path" or "sensor"
    name: str  # of a base or fleet
    line: str
    cause: str  # of `WEATHER_CAUSES`, or "any"
    share: float

    @property
    def words(self) -> str:
        what = f"{_KIND[self.kind]} {self.name}" + (f" on {self.line}" if self.line else "")
        return f"{what} shut by {'any weather' if self.cause == 'any' else self.cause}: {self.share:.1%} of the time"


@dataclass(frozen=True)
class RangeShare:
    """How much of the time the sensors of a fleet on a line reach less than the plan counts on, by the condition that does it."""

    fleet: str
    line: str
    planned_m: float
    by_cause: tuple[tuple[str, float], ...]  # largest first

    @property
    def words(self) -> str:
        total = sum(share for _, share in self.by_cause)
        causes = ", ".join(f"{cause} {share:.1%}" for cause, share in self.by_cause)
        told = f"{total:.1%} of the time ({causes})" if causes else "never"
        return f"sensors of {self.fleet} on {self.line} reach less than the planned {self.planned_m / 1000.0:.1f} km: {told}"


@dataclass(frozen=True)
class WeatherFacts:
    """All of it as data; `lines` as text."""

    source: tuple[str, ...]  # what the weather is, where from, how old
    shares: tuple[ShutShare, ...]
    ranges: tuple[RangeShare, ...]  # of sensors that a model speaks for
    fits: tuple[SpellFit, ...]
    notes: tuple[str, ...]  # conditions that the weather does not tell
    warnings: tuple[str, ...]
    holes: tuple[Hole, ...] = ()  # below a fleet, wider than its hold, for less than most of the time: else a warning

    def lines(self) -> tuple[str, ...]:
        """One line for each fact, warnings last."""
        return (*self.told(), *(f"warning: {text}" for text in self.warnings))

    def told(self) -> tuple[str, ...]:
        """The facts without the warnings."""
        shares = (row.words for row in self.shares if row.cause != "any" or self._is_double(row))
        fits = _fit_words(self.fits)
        ranges, holes = (row.words for row in self.ranges), (row.words for row in self.holes)
        return (*self.source, *shares, *ranges, *holes, *fits, *self.notes)

    def _is_double(self, row: ShutShare) -> bool:
        same = [r for r in self.shares if (r.kind, r.name, r.line) == (row.kind, row.name, row.line)]
        return len(same) > 2


def weather_facts(scenario: Scenario, lines: tuple[Line, ...], pairings: tuple[Pairing, ...]) -> WeatherFacts:
    """The facts of a scenario's weather for these pairings, of its first year if it is longer.

    Raises BadInputError for a file that cannot be used.
    """
    scenario = planned_part(scenario, int(YEAR_S))
    weather = weather_for(scenario, lines, pairings)
    fits = spell_fits(scenario, weather.sky) if weather.sky.truth == "spells" else ()
    shares = tuple(_shares(scenario, weather))
    modelled = tuple(_modelled(scenario, weather.sky, lines, pairings))
    ranges = tuple(row for one in modelled for row in _range(scenario, weather.sky, *one))
    holes = tuple(
        hole
        for line, pairing, reaches in modelled
        for hole in holes_of(scenario, weather.sky, line, pairing, _payload(scenario, pairing), reaches)
    )
    seldom = tuple(hole for hole in holes if hole.share <= MANY)
    warnings = (*_mostly_shut(shares), *(hole.words for hole in holes if hole.share > MANY))
    return WeatherFacts(_source(scenario, weather.sky), shares, ranges, fits, tuple(weather.notes), warnings, seldom)


def _fit_words(fits: tuple[SpellFit, ...]) -> Iterator[str]:
    """A line for each limit of the scenario and each usual one; the edges of bins of conditions in one line by quantity."""
    edges = dict(zip(Conditions._fields, BINS.edges(), strict=True))
    at_edges = defaultdict[str, list[SpellFit]](list)
    for fit in fits:
        if fit.limit in edges.get(fit.quantity, ()):
            at_edges[fit.quantity].append(fit)
        else:
            yield fit.words
    for quantity, some in at_edges.items():
        most = max(abs(fit.model.share - fit.data.share) for fit in some)
        name = QUANTITIES[quantity][0]
        yield f"{name} at {len(some)} edges of bins of conditions: its share of the time is off by at most {most:.1%}"


def borrowed_words(scenario: Scenario) -> str:
    """The sentence that stands wherever a borrowed series is used; "" where none is."""
    borrowed = scenario.file.weather.borrowed_from
    return f"weather borrowed from {borrowed}, not taken in the sea that is watched" if borrowed else ""


def weather_assumptions(scenario: Scenario) -> tuple[str, ...]:
    """What every figure of a run assumes of the weather, in a few words each."""
    weather = scenario.file.weather
    series = {"table": "a table", "file": "a grid", "spells": "spells fitted to a series"}
    sky = "constant wind and sea" if weather.kind == "constant" else f"weather from {series[weather.kind]}"
    closures = "closures by rate independent of each other" if weather.closure else ""
    seen = "a forecast of stated skill for the planner" if weather.forecast is not None else ""
    return tuple(text for text in (sky, borrowed_words(scenario), closures, seen) if text)


def _source(scenario: Scenario, sky: Sky) -> tuple[str, ...]:
    weather, series = scenario.file.weather, sky.series
    if weather.kind == "constant":
        return ("weather: constant, as the scenario states it", wind_words(scenario, sky))
    told = {
        "the period itself": "the truth in every trial, as it covers the period",
        "a stretch of the series": "each trial takes a stretch of the same season",
        "spells": "each trial draws spells of it",
        "none": "means by month",
    }[sky.truth]
    out = [f"weather: {weather.file}, {told}"]
    if sky.truth != "none":
        began, ended = (datetime.fromtimestamp(s, UTC).strftime("%Y-%m-%d") for s in (series.start_s, series.end_s))
        years = (scenario.start_s - series.end_s) / (365.25 * 24 * HOUR_S)
        age = f"; it ends {years:.0f} years before the period" if years >= 1.0 else ""
        out.append(f"the series runs from {began} to {ended} in steps of {format_duration(series.step_s)}{age}")
    out += [borrowed_words(scenario)] if weather.borrowed_from else []
    return (*out, wind_words(scenario, sky))


def _shares(scenario: Scenario, weather: WeatherOfTrial) -> list[ShutShare]:
    """Shares of the period by target and cause, and by any cause."""
    trials = 1 if weather.sky.same_in_every_trial else TRIALS
    lasts_s = np.diff(np.append(weather.cells.start_s, scenario.length_s))
    total: dict[int, NDArray[np.float64]] = defaultdict(lambda: np.zeros(len(weather.shut)))
    for trial in range(trials):
        codes = weather.codes(trial, int(scenario.file.run.seed))
        for cause in np.unique(codes[codes >= 0]).tolist():
            total[cause] += (codes == cause) @ lasts_s / (scenario.length_s * trials)
    rows = []
    for at, (kind, name, line) in enumerate(weather.targets):
        by_cause = [
            (WEATHER_CAUSES[cause], float(share[at])) for cause, share in sorted(total.items()) if share[at] > 0
        ]
        by_cause += [("any", sum(share for _, share in by_cause))] if by_cause else []
        rows += [ShutShare(kind, name, line, cause, share) for cause, share in by_cause]
    return rows


def _payload(scenario: Scenario, pairing: Pairing) -> Payload:
    return scenario.payload_of(scenario.fleet(pairing.fleet))


def _modelled(
    scenario: Scenario, sky: Sky, lines: tuple[Line, ...], pairings: tuple[Pairing, ...]
) -> Iterator[tuple[Line, Pairing, Reaches]]:
    """Pairings that a model speaks for, with what they reach."""
    by_name = {line.name: line for line in lines}
    for pairing in pairings:
        line, payload = by_name[pairing.line], _payload(scenario, pairing)
        if line.kind == "relay" or not any(is_modelled(sensor) for sensor in payload.sensors):
            continue
        place = sky.place_of(line.watch, "watch", line.lat_deg, line.lon_deg) if sky.has else 0
        yield line, pairing, reaches_of(scenario, sky, line, place, payload, pairing.height_m)


def _range(scenario: Scenario, sky: Sky, line: Line, pairing: Pairing, reaches: Reaches) -> Iterator[RangeShare]:
    """One where the range changes with the conditions; over what stands for the period."""
    if len(reaches.range_m) == 1:
        return
    share = reaches.share_of_states(sky, dark_share(scenario, line)).sum(axis=0)
    cause = reaches.causes(pairing.sensor_range_m - TOLERANCE_M)
    found = [(WEATHER_CAUSES[one], float(share[cause == one].sum())) for one in np.unique(cause[cause >= 0]).tolist()]
    told = sorted((row for row in found if row[1] > 0.0), key=lambda row: -row[1])
    yield RangeShare(pairing.fleet, pairing.line, pairing.sensor_range_m, tuple(told))


def _mostly_shut(shares: tuple[ShutShare, ...]) -> list[str]:
    """Warnings of what is shut most of the time, or, in constant weather, all of it."""
    told = []
    for row in shares:
        if row.cause == "any" and row.share > MANY:
            how = "all the time" if row.share > 1 - 1e-9 else f"{row.share:.0%} of the time"
            told.append(
                f"{_KIND[row.kind]} {row.name}{f' on {row.line}' if row.line else ''} shut {how} by the weather"
            )
    return told
