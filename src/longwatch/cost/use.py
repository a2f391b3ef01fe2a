"""How much a fleet is used in a year of operation: from a roster (planned) or from the tallies of trials (flown).

The period of a scenario stands for the whole year: hours, launches and losses are scaled by year over period. A period
shorter than a sortie, or one that starts with everyone at home, makes a poor year; `docs/cost.md` says how to judge it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import TYPE_CHECKING

from longwatch.errors import BadInputError, Problem
from longwatch.origins import Figure
from longwatch.rostering.coverage import cover
from longwatch.scenario.long import as_planned
from longwatch.scenario.models import Fleet
from longwatch.scenario.plan import Line, Roster, wholes_of
from longwatch.scenario.scenario import Scenario
from longwatch.units import HOUR_S, YEAR_S

if TYPE_CHECKING:
    import polars as pl

    from longwatch.sim.watchlog import WatchLog

TALLY_COLUMNS = ("trial", "fleet", "launches", "flown_s", "on_station_s", "losses")


@dataclass(frozen=True)
class YearUse:
    """Use of one fleet in one year of operation; `_se` are standard errors of the means over trials, 0 if planned."""

    flown_h: float
    on_station_h: float
    launches: float
    losses: float
    flown_h_se: float = 0.0
    on_station_h_se: float = 0.0
    launches_se: float = 0.0
    losses_se: float = 0.0


@dataclass(frozen=True)
class FleetUse:
    """Use by fleet name, the same in every year of operation."""

    fleets: Mapping[str, YearUse]
    how: str  # "planned" or "flown"
    n_trials: int = 0
    held_h: float | None = None  # hours on station that a watch asked for; a watcher too many does not count

    @property
    def on_station_h(self) -> float:
        return sum(use.on_station_h for use in self.fleets.values())

    @property
    def asked_on_station_h(self) -> float:
        """What an on-station hour is divided by: held hours where they are known, else all of them."""
        return self.on_station_h if self.held_h is None else self.held_h

    @property
    def flown_h(self) -> float:
        return sum(use.flown_h for use in self.fleets.values())


def use_from_roster(scenario: Scenario, roster: Roster) -> FleetUse:
    """Planned use: only what lies inside the period counts, losses are expected ones (rate x hours flown)."""
    scenario = as_planned(scenario, roster)
    per_year = YEAR_S / scenario.length_s
    fleets = {}
    for fleet in scenario.fleets:
        stints = [stint for stint in roster.stints if stint.fleet == fleet.name]
        sorties = wholes_of(stints)
        flown_s = sum(_inside(one.takeoff_s, one.land_s, scenario.length_s) for one in sorties)
        on_station_s = sum(_inside(stint.arrive_s, stint.leave_s, scenario.length_s) for stint in stints)
        launches = sum(0 <= one.takeoff_s < scenario.length_s for one in sorties)
        flown_h = flown_s / HOUR_S * per_year
        fleets[fleet.name] = YearUse(
            flown_h=flown_h,
            on_station_h=on_station_s / HOUR_S * per_year,
            launches=launches * per_year,
            losses=flown_h * loss_rate_per_s(scenario, fleet) * HOUR_S,
        )
    held = {one.line: 1.0 - one.uncovered_s / one.demand_s if one.demand_s else 1.0
            for one in cover(roster.lines, roster.stints, scenario.length_s, roster.pairings)}  # fmt: skip
    return FleetUse(fleets, "planned", held_h=_held_h(roster.lines, held, scenario.length_s))


def use_from_log(scenario: Scenario, roster: Roster, log: WatchLog) -> FleetUse:
    """Flown use of a log, with the hours that were held of those asked for."""
    use = use_from_tallies(scenario, log.tallies)
    sums = {line: (watched, asked) for line, watched, asked in
            log.cover.group_by("line").sum().select("line", "watcher_s", "demanded_s").iter_rows()}  # fmt: skip
    held = {line.name: sums[line.name][0] / (line.k * sums[line.name][1]) if sums[line.name][1] else 1.0
            for line in roster.lines}  # fmt: skip
    lines = roster.lines  # a roster that repeats asks for the same all along
    return replace(use, held_h=_held_h(lines, held, as_planned(scenario, roster).length_s))


def use_from_tallies(scenario: Scenario, tallies: pl.DataFrame) -> FleetUse:
    """Flown use: means over trials of a table with one row per trial and fleet.

    Columns: trial, fleet, launches, flown_s, on_station_s, losses. A fleet that did nothing in a trial may be left out
    of it: it counts as zero. Losses are the rate times the hours flown, not those that were drawn: both have the same
    mean, but a thousand weeks draw a loss of an MQ-9B so seldom that its price would swing several times over with the
    seed. Raises BadInputError for a missing column, an unknown fleet or an empty table.
    """
    _check_tallies(scenario, tallies)
    n_trials = tallies["trial"].n_unique()
    per_year = YEAR_S / scenario.length_s
    rows = tallies.to_dicts()
    fleets = {}
    for fleet in scenario.fleets:
        own = [row for row in rows if row["fleet"] == fleet.name]
        flown, flown_se = _mean([row["flown_s"] for row in own], n_trials)
        watched, watched_se = _mean([row["on_station_s"] for row in own], n_trials)
        launches, launches_se = _mean([row["launches"] for row in own], n_trials)
        hours = per_year / HOUR_S
        fleets[fleet.name] = YearUse(
            flown_h=flown * hours,
            on_station_h=watched * hours,
            launches=launches * per_year,
            losses=flown * hours * loss_rate_per_s(scenario, fleet) * HOUR_S,
            flown_h_se=flown_se * hours,
            on_station_h_se=watched_se * hours,
            launches_se=launches_se * per_year,
            losses_se=flown_se * hours * loss_rate_per_s(scenario, fleet) * HOUR_S,
        )
    return FleetUse(fleets, "flown", n_trials)


def loss_rate_per_s(scenario: Scenario, fleet: Fleet) -> Figure:
    """Vehicles lost per second flown: the scenario's own rate, else the platform's; zero where faults are off."""
    faults = scenario.file.faults
    if faults.none:
        return Figure(0.0, "1/s")
    own = faults.platform.get(fleet.platform)
    rate = own.loss_rate_per_s if own is not None else None
    return rate if rate is not None else scenario.platform_of(fleet).loss_rate_per_s


def _held_h(lines: Sequence[Line], held: Mapping[str, float], length_s: int) -> float:
    """Hours a year, when the warm-up of each line is held like the time that counts."""
    asked_s = {line.name: line.k * sum(_inside(start, end, length_s) for start, end in line.windows) for line in lines}
    return sum(asked_s[name] * held[name] for name in asked_s) / length_s * YEAR_S / HOUR_S


def _inside(start_s: int, end_s: int, length_s: int) -> int:
    """Seconds of [start, end) that lie inside the period."""
    return max(0, min(end_s, length_s) - max(start_s, 0))


def _mean(values: list[float], n_trials: int) -> tuple[float, float]:
    """Mean over all trials and its standard error; trials that are not listed count as zero."""
    mean = sum(values) / n_trials
    if n_trials < 2:
        return mean, 0.0
    squares = sum((value - mean) ** 2 for value in values) + (n_trials - len(values)) * mean**2
    return mean, sqrt(squares / (n_trials - 1) / n_trials)


def _check_tallies(scenario: Scenario, tallies: pl.DataFrame) -> None:
    problems = [
        Problem("tallies", f"column {name!r} is missing; there are {', '.join(tallies.columns)}")
        for name in TALLY_COLUMNS
        if name not in tallies.columns
    ]
    if not problems and tallies.is_empty():
        problems.append(Problem("tallies", "no trial was flown"))
    if not problems:
        known = {fleet.name for fleet in scenario.fleets}
        strange = sorted(set(tallies["fleet"].unique().to_list()) - known)
        problems += [Problem("tallies", f"{name!r} is not a fleet of this scenario") for name in strange]
    if problems:
        raise BadInputError(problems)
