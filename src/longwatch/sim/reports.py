"""When a look has been reported: the link delays it, and an underwater vehicle must surface first."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from longwatch.geo.geodesic import Floats
from longwatch.scenario.plan import Roster
from longwatch.traffic.ships import Ints


class Reporting(NamedTuple):
    """Of each sortie, (n,): when it was due on station (or took off), landed or was lost, and how it reports."""

    from_s: Floats
    land_s: Floats  # infinite where it is still airborne
    lost: np.ndarray
    every_s: Floats  # 0: at once
    delay_s: Floats


def reporting_of(roster: Roster, sorties: pl.DataFrame) -> Reporting:
    """In the order of the sorties (as `WatchLog.sorties`)."""
    figures = {(one.fleet, one.line): (one.report_every_s, one.report_delay_s) for one in roster.pairings}
    own = [figures[key] for key in zip(sorties["fleet"].to_list(), sorties["line"].to_list(), strict=True)]
    every_s, delay_s = np.array(own, np.float64).reshape(-1, 2).T
    from_s, outcome = _seconds(sorties, "takeoff_s"), sorties["outcome"].to_numpy()
    for name in ("arrive_s", "due_arrive_s"):  # the last that is known: when it was to surface first
        if name in sorties.columns:
            from_s = np.where(np.isnan(at_s := _seconds(sorties, name)), from_s, at_s)
    land_s = _seconds(sorties, "land_s")
    land_s[(outcome == "airborne") | np.isnan(land_s)] = np.inf
    return Reporting(from_s, land_s, outcome == "loss", every_s, delay_s)


def _seconds(sorties: pl.DataFrame, name: str) -> Floats:
    """A column of times, NaN where there is none."""
    return np.array(sorties[name].to_list(), np.float64)


def reported_s(reports: Reporting, vehicle: Ints, enter_s: Floats) -> Floats:
    """When looks that begin at enter_s, by sortie number `vehicle`, have been reported; infinite: never.

    A vehicle that reports when it surfaces does so every `every_s` from its arrival on, and at the latest on landing. What
    was not sent before a loss is lost with it.
    """
    every_s, from_s, land_s = reports.every_s[vehicle], reports.from_s[vehicle], reports.land_s[vehicle]
    step_s = np.where(every_s > 0.0, every_s, 1.0)
    surfaced_s = from_s + np.maximum(np.ceil((enter_s - from_s) / step_s), 0.0) * step_s
    sent_s = np.where(every_s > 0.0, surfaced_s, enter_s)
    never = reports.lost[vehicle] & (sent_s > land_s)
    told_s: Floats = np.where(never, np.inf, np.minimum(sent_s, land_s) + reports.delay_s[vehicle])
    return told_s


def first_of(n: int, of: Ints, times_s: Floats) -> Floats:
    """The least time of each of n; infinite where there is none."""
    out = np.full(n, np.inf)
    np.minimum.at(out, of, times_s)
    return out
