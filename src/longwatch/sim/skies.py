"""The flights of a trial cut where the conditions at their lines change: in each stretch a vehicle sees as far all along."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from longwatch.geo.geodesic import Floats
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.looks_kernels import Knots, Passes
from longwatch.traffic.ships import Ints
from longwatch.weather.bins import Skies


class Spans(NamedTuple):
    """Stretches of the flights of some vehicles, one vehicle after the other, rising in time; each lasts until the next."""

    first: Ints  # (n_vehicles + 1,) those of vehicle i are first[i]:first[i + 1], one at the least
    from_s: Floats  # (n_spans,); what comes before the first is the first
    state: Ints  # (n_spans,) of the conditions, by the numbers of `weather.bins.States`

    @property
    def vehicle(self) -> Ints:
        """(n_spans,) whose stretch it is."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    def largest(self, by_span: Floats) -> Floats:
        """(n_vehicles, n) the largest value over the spans of each vehicle, of (n_spans, n)."""
        return np.maximum.reduceat(by_span, self.first[:-1]) if len(self.first) > 1 else by_span[:0]


def skies_of(scenario: Scenario, roster: Roster) -> Skies:
    """The conditions of a roster's pairings."""
    return Skies(scenario, roster.lines, roster.pairings)


def spans_of(skies: Skies, flown: pl.DataFrame, vehicles: Knots, trial: int, seed: int) -> Spans | None:
    """The spans of a trial's sorties, in their order; None where no sensor of the roster ever meets other conditions."""
    if not skies.change:
        return None
    from_s, state, counts = list[Floats](), list[Ints](), list[int]()
    begin_s, end_s = vehicles.t_s[vehicles.offsets[:-1]], vehicles.t_s[vehicles.offsets[1:] - 1]
    for i, (fleet, line) in enumerate(zip(flown["fleet"], flown["line"], strict=True)):
        change_s, states = skies.changes(fleet, line, trial, seed)
        first = max(int(np.searchsorted(change_s, begin_s[i], side="right")) - 1, 0)
        last = max(int(np.searchsorted(change_s, end_s[i], side="left")), first + 1)
        from_s.append(change_s[first:last])
        state.append(states[first:last])
        counts.append(last - first)
    nothing = np.zeros(0), np.zeros(0, np.int64)
    return Spans(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        np.concatenate([nothing[0], *from_s]),
        np.concatenate([nothing[1], *state]),
    )


def every_span(n_vehicles: int) -> Spans:
    """One for each vehicle, whose conditions never change."""
    zero = np.zeros(n_vehicles, np.int64)
    return Spans(np.arange(n_vehicles + 1), np.full(n_vehicles, -np.inf), zero)


def span_of(spans: Spans, rows: Passes) -> Ints:
    """(n_rows,) the span of passes that were cut to spans: that of the middle of each."""
    return span_at(spans, rows.vehicle, 0.5 * (rows.enter_s + rows.leave_s))


def span_at(spans: Spans, vehicle: Ints, time_s: Floats) -> Ints:
    """(n,) the span of a vehicle at an instant, in arrays."""
    most_s = max(float(np.abs(time_s).max(initial=1.0)), float(spans.from_s.max(initial=1.0))) * 2.0
    key = spans.vehicle * (2.0 * most_s) + np.maximum(spans.from_s, -most_s)
    at = np.searchsorted(key, vehicle * (2.0 * most_s) + time_s, side="right") - 1
    return np.maximum(at, spans.first[vehicle])
