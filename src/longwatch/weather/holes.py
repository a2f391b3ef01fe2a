"""Where a payload is blind below itself: a hold that is narrower never sees what lies in its middle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from longwatch.catalog.models import Payload
from longwatch.detection.ranges import hole_m
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario
from longwatch.weather.bins import told_apart
from longwatch.weather.reaches import Reaches, dark_share
from longwatch.weather.sky import Sky


@dataclass(frozen=True)
class Hole:
    """Sea below a fleet on a line that its sensors do not see, wider than the circle it holds, and for how much of the time."""

    sensor: str
    fleet: str
    line: str
    class_: str
    near_m: float  # the widest
    hold_m: float
    share: float

    @property
    def words(self) -> str:
        time = "all the time" if self.share > 1.0 - 1e-9 else f"{self.share:.1%} of the time"
        return (
            f"{self.sensor} of {self.fleet} on {self.line} loses a {self.class_} nearer than {self.near_m / 1000.0:.1f} km "
            f"below it {time}: what lies in the middle of its hold of {self.hold_m / 1000.0:.1f} km is not seen"
        )


def holes_of(
    scenario: Scenario, sky: Sky, line: Line, pairing: Pairing, payload: Payload, reaches: Reaches
) -> Iterator[Hole]:
    """At most one. The middle of a hold is as far off as the circle is wide; what moves on leaves nothing below it for long."""
    if line.moves or line.hold_radius_m <= 0.0:
        return
    sees, states = scenario.watch(line.watch).sees, reaches.states
    about = (sees.class_, sees.task, float(sees.p), pairing.height_m)
    told = [tuple(told_apart(sensor, given) for sensor in payload.sensors) for given in states.given]
    by_told = {one: hole_m(payload, *about, given) for one, given in dict(zip(told, states.given, strict=True)).items()}
    near_m = np.array([by_told[one][1] for one in told])
    blind = near_m > line.hold_radius_m
    share = float(reaches.share_of_states(sky, dark_share(scenario, line)).sum(axis=0)[blind].sum())
    if share > 0.0:
        widest = int(np.argmax(near_m))
        name = by_told[told[widest]][0]
        yield Hole(name, pairing.fleet, pairing.line, sees.class_, float(near_m[widest]), line.hold_radius_m, share)
