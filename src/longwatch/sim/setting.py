"""What all trials of a roster share: its arrays, its paths, the ships there may be and how far each sortie sees them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from longwatch.detection.ranges import ais_reach, sensor_range
from longwatch.detection.targets import class_order, target_classes
from longwatch.geo.geodesic import Floats
from longwatch.geo.obstacles import Obstacles
from longwatch.rostering.routes import obstacles_of
from longwatch.scenario.plan import Pairing, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.flights import Flyer
from longwatch.sim.looks import Sea, sea_of
from longwatch.sim.reroster import Replanner, replanner_of
from longwatch.sim.retask import Retasking, retasking_of
from longwatch.sim.timeline import Compiled
from longwatch.traffic.ships import Ships

USUAL_TASK = "identify"  # where no `[policy.retask]` says what is to be found out about a contact


class Setting(NamedTuple):
    """Tables are in the order of the roster's pairings; classes in that of `class_order`."""

    scenario: Scenario
    roster: Roster
    compiled: Compiled
    flyer: Flyer
    sea: Sea | None
    retasking: Retasking | None
    task: str
    ais_m: Floats  # (n_pairings, classes): how far AIS is heard; 0 without a receiver
    task_m: Floats  # (n_pairings, classes): how near the task of a retask is done; 0 where it never is
    obstacles: dict[str, Obstacles]  # by fleet
    replanner: Replanner | None  # where plans are made anew

    def pairing(self, number: int) -> Pairing:
        return self.roster.pairings[number]


def setting_of(scenario: Scenario, roster: Roster, compiled: Compiled, ships: Ships | None) -> Setting:
    """Made once, for any number of trials on one worker."""
    retasking = retasking_of(scenario)
    task = USUAL_TASK if retasking is None else retasking.task
    rows = [_ranges(scenario, roster, pairing, task) for pairing in roster.pairings]
    ais_m, task_m = (np.array(table, np.float64) for table in zip(*rows, strict=True))
    sea = None if ships is None else sea_of(scenario, roster, ships)
    obstacles = {fleet.name: obstacles_of(scenario, fleet) for fleet in scenario.fleets}
    flyer = Flyer(scenario, roster)
    replanner = replanner_of(scenario, roster, compiled)
    return Setting(scenario, roster, compiled, flyer, sea, retasking, task, ais_m, task_m, obstacles, replanner)


def _ranges(scenario: Scenario, roster: Roster, pairing: Pairing, task: str) -> tuple[list[float], list[float]]:
    """(AIS, task) of one pairing."""
    payload = scenario.payload_of(scenario.fleet(pairing.fleet))
    p = float(scenario.watch(roster.line(pairing.line).watch).sees.p)
    heard = [float(ais_reach(payload, one, pairing.height_m) or 0.0) for one in class_order()]
    done = [float(sensor_range(payload, one, task, p, pairing.height_m) or 0.0) for one in class_order()]
    return heard, done


@cache
def smallest_first() -> tuple[int, ...]:
    """The numbers of the classes of ships from small to large: a contact of unknown class may be the smallest."""
    return tuple(n for n, one in enumerate(target_classes().values()) if not one.flies)
