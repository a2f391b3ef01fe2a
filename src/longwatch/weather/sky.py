"""The sky of a scenario: conditions over time at its sites, the same in every trial or drawn for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from longwatch.formats.conditions import EVERYWHERE, Conditions
from longwatch.geo.geodesic import distance_m
from longwatch.scenario.scenario import Scenario
from longwatch.weather.limits import class_limits
from longwatch.weather.load import load_series
from longwatch.weather.sites import Site, sites_of, track_of
from longwatch.weather.spells import SpellModel, fit_spells, months_of, spell_rows
from longwatch.weather.stretches import covers, steps_of, stretch_rows, stretch_starts

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Truth = Literal["constant", "the period itself", "a stretch of the series", "spells", "none"]


@dataclass(frozen=True)
class Sky:
    """A series at places and how a trial goes through it.

    steps_s : times of the period from which each step holds, (n_steps,), the first 0
    sites : every base that stays and every watch; places : row of the series of each site
    """

    series: Conditions
    truth: Truth
    start_s: int
    steps_s: Ints
    sites: tuple[Site, ...]
    places: tuple[int, ...]
    first_row: int = 0
    starts: Ints | None = None
    model: SpellModel | None = None
    notes: tuple[str, ...] = ()

    @property
    def has(self) -> frozenset[str]:
        return frozenset(self.series.values)

    @property
    def same_in_every_trial(self) -> bool:
        return self.truth in ("constant", "the period itself", "none")

    @cached_property
    def month_of_step(self) -> Ints:
        return months_of(self.start_s + self.steps_s)

    def rows(self, trial: int, seed: int) -> Ints:
        """The row of the series that holds in each step of a trial, (n_steps,)."""
        n = len(self.steps_s)
        if self.truth == "spells":
            assert self.model is not None
            return spell_rows(self.model, self.month_of_step, seed, trial)
        if self.truth == "a stretch of the series":
            assert self.starts is not None
            return stretch_rows(self.starts, n, self.series.n_times, seed, trial)
        return (
            self.first_row + np.arange(n, dtype=np.int64)
            if self.truth == "the period itself"
            else np.zeros(n, np.int64)
        )

    def may_occur(self) -> NDArray[np.bool_]:
        """(n_rows,) which rows of the series any trial may meet; of spells every one."""
        n_rows, n = self.series.n_times, len(self.steps_s)
        if self.truth == "spells":
            return np.ones(n_rows, np.bool_)
        met = np.zeros(n_rows, np.bool_)
        for start in [self.first_row] if self.starts is None else self.starts.tolist():
            met[np.arange(start, start + n) % n_rows] = True
        return met

    def likely_rows(self) -> Ints:
        """Rows of the series that stand for the period: all that a trial may take, each as often as it comes."""
        if self.truth == "spells":
            assert self.model is not None
            return np.concatenate([self.model.rows_of_month[month] for month in np.unique(self.month_of_step)])
        if self.truth == "a stretch of the series":
            assert self.starts is not None
            starts = self.starts[:: max(1, len(self.starts) * len(self.steps_s) // 2_000_000)]
            return np.asarray((starts[:, None] + np.arange(len(self.steps_s))) % self.series.n_times).ravel()
        return self.rows(0, 0)

    def place_near(self, lat_deg: float, lon_deg: float) -> int:
        """The row of the site nearest to a point."""
        off_m = distance_m(lat_deg, lon_deg, [s.lat_deg for s in self.sites], [s.lon_deg for s in self.sites])
        return self.places[int(np.argmin(off_m))]

    def place_of(self, name: str, kind: str, lat_deg: float, lon_deg: float) -> int:
        """The row of a base or watch: of its own, or of the site nearest to where it is."""
        own = next((p for s, p in zip(self.sites, self.places, strict=True) if (s.name, s.kind) == (name, kind)), None)
        return own if own is not None else self.place_near(lat_deg, lon_deg)


def sky_of(scenario: Scenario) -> Sky:
    """The sky that a scenario's [weather] means. Raises BadInputError for a file that cannot be used."""
    series, kind = load_series(scenario), scenario.file.weather.kind
    start_s, length_s = scenario.start_s, scenario.length_s
    if series is None:  # means by month: wind for the planner, no weather for trials
        empty = Conditions(start_s, length_s, (EVERYWHERE,), {})
        note = "the file holds means of wind by month: the planner's wind; trials meet no other weather"
        return Sky(empty, "none", start_s, np.zeros(1, np.int64), *_sites(scenario, empty), notes=(note,))
    sites, places = _sites(scenario, series)
    notes = series.warnings
    if kind == "constant":
        return Sky(series, "constant", start_s, np.zeros(1, np.int64), sites, places)
    if kind == "spells":
        steps_s = steps_of(series, start_s, length_s, aligned=False)
        model = fit_spells(series, class_limits(scenario))
        return Sky(series, "spells", start_s, steps_s, sites, places, model=model, notes=notes)
    if covers(series, start_s, length_s):
        steps_s = steps_of(series, start_s, length_s, aligned=True)
        first = (start_s - series.start_s) // series.step_s
        return Sky(series, "the period itself", start_s, steps_s, sites, places, first_row=first, notes=notes)
    steps_s = steps_of(series, start_s, length_s, aligned=False)
    starts, more = stretch_starts(series, start_s, len(steps_s))
    return Sky(
        series, "a stretch of the series", start_s, steps_s, sites, places, starts=starts, notes=(*notes, *more)
    )  # fmt: skip


def _sites(scenario: Scenario, series: Conditions) -> tuple[tuple[Site, ...], tuple[int, ...]]:
    """Every site with its row: its own name's, else that for all, else that of the nearest place that has one."""
    sites = sites_of(scenario)
    rows = {name: row for row, name in enumerate(series.places)}
    if EVERYWHERE in rows:
        return sites, tuple(rows.get(site.name, rows[EVERYWHERE]) for site in sites)
    named = [site for site in sites if site.name in rows] or _on_tracks(scenario, rows)
    return sites, tuple(rows[site.name] if site.name in rows else rows[_nearest(site, named).name] for site in sites)


def _on_tracks(scenario: Scenario, rows: dict[str, int]) -> list[Site]:
    """Ships that the file names, where they begin: only where it names nothing that stays."""
    return [Site(b.name, "base", *track_of(b).at(0.0)) for b in scenario.bases if b.name in rows]


def _nearest(site: Site, sites: Sequence[Site]) -> Site:
    off_m = distance_m(site.lat_deg, site.lon_deg, [s.lat_deg for s in sites], [s.lon_deg for s in sites])
    return sites[int(np.argmin(off_m))]


def mean_wind_mps(sky: Sky, place: int) -> tuple[float, float] | None:
    """(east, north) mean of the wind vector at a row over what stands for the period; None without wind or direction."""
    if not {"wind_mps", "wind_from_rad"} <= sky.has:
        return None
    rows = sky.likely_rows()
    speed = sky.series.values["wind_mps"][place][rows]
    from_rad = sky.series.values["wind_from_rad"][place][rows]
    return float(np.mean(-speed * np.sin(from_rad))), float(np.mean(-speed * np.cos(from_rad)))
