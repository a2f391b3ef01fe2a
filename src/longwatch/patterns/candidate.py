"""A pattern for cells of unequal limits as laid on the Earth, and how well it keeps them: measured, not calculated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.patterns.choice import Layout, can_fly, sustained
from longwatch.patterns.lap_gaps import lap_gaps_s
from longwatch.patterns.limits import Asked
from longwatch.patterns.servers import Server


@dataclass(frozen=True)
class Candidate:
    """A pattern as laid, and how well it keeps the limits."""

    name: str
    layouts: tuple[Layout, ...]
    waits_s: (
        Floats  # (laps, asks): the longest cyclic gap of all that is asked on every lap, infinite where it is not seen
    )
    worst: float  # the largest share of its limit that a cell waits
    held: bool  # by what the fleets can hold on station for good
    vehicles: int  # to hold all its laps

    @property
    def zones(self) -> int:
        return sum(len(layout.laps) for layout in self.layouts)

    @property
    def keeps(self) -> bool:
        return self.worst <= 1.0

    def summary(self) -> str:
        """In a few words."""
        kept = "keeps the limits" if self.keeps else f"waits up to {self.worst:.2f} of a limit"
        short = "" if self.held else ", more than the fleets can hold"
        return f"{self.zones} on station, {self.vehicles} vehicles, {kept}{short}"

    def order(self) -> tuple[float, ...]:
        """Lower is better: limits kept by what can be held, fewest watchers, fewest vehicles, most room."""
        if self.keeps and self.held:
            return 0.0, float(self.zones), float(self.vehicles), self.worst
        return 1.0, 0.0 if self.held else 1.0, self.worst, float(self.zones)


def measured(name: str, layouts: tuple[Layout, ...], asked: Asked, servers: Sequence[Server]) -> Candidate:
    """The candidate that some layouts make together."""
    waits_s = np.array([_waits_s(layout, k, asked) for layout in layouts for k in range(len(layout.laps))])
    needed: dict[int, float] = {}
    vehicles = 0.0
    for layout in layouts:
        able = [one for one in servers if can_fly(one, layout.sweeper)]
        vehicles += len(layout.laps) / max(max((one.duty for one in able), default=0.0), 1e-6)
        needed[id(layout)] = sustained(layout.sweeper, servers)
    at_all = math.fsum(one.sustained for one in servers if any(can_fly(one, own.sweeper) for own in layouts)) + 1e-9
    zones = sum(len(layout.laps) for layout in layouts)
    held = zones <= at_all and all(len(layout.laps) <= needed[id(layout)] for layout in layouts)
    worst = float((waits_s.min(axis=0) / asked.limit_s).max())
    return Candidate(name, layouts, waits_s, worst, held, math.ceil(min(vehicles, 1e9)))


def _waits_s(layout: Layout, k: int, asked: Asked) -> Floats:
    waits_s = np.full(len(asked.limit_s), np.inf)
    if len(layout.laps[k].points) < 3:
        return waits_s
    knots = np.array(layout.laps[k].knots(layout.sweeper.speed_mps))
    for kind in np.unique(asked.kind).tolist():
        own = asked.kind == kind
        waits_s[own] = lap_gaps_s(knots, asked.lat_deg[own], asked.lon_deg[own], layout.sweeper.range_of(kind))
    return waits_s
