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
from longwatch.sim.skies import skies_of
from longwatch.sim.timeline import Compiled
from longwatch.sim.turrets_cloud import cloudless
from longwatch.traffic.ships import Ships
from longwatch.weather.bins import Skies

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
    task_m: tuple[
        Floats, ...
    ]  # by pairing (states, classes): how near the task of a retask is done; 0 where it never is
    skies: Skies  # when a pairing is in which state
    obstacles: dict[str, Obstacles]  # by fleet
    replanner: Replanner | None  # where plans are made anew

    def pairing(self, number: int) -> Pairing:
        return self.roster.pairings[number]

    def task_now_m(self, pairing: int, trial: int, seed: int, at_s: float) -> Floats:
        """(classes,) of `task_m` in the conditions of a moment."""
        by_state, own = self.task_m[pairing], self.roster.pairings[pairing]
        if len(by_state) == 1:
            return np.asarray(by_state[0])
        change_s, state = self.skies.changes(own.fleet, own.line, trial, seed)
        return np.asarray(by_state[state[max(int(np.searchsorted(change_s, at_s, side="right")) - 1, 0)]])


def setting_of(scenario: Scenario, roster: Roster, compiled: Compiled, ships: Ships | None) -> Setting:
    """Made once, for any number of trials on one worker."""
    retasking = retasking_of(scenario)
    task = USUAL_TASK if retasking is None else retasking.task
    skies = skies_of(scenario, roster)
    rows = [_ranges(scenario, roster, pairing, task, skies) for pairing in roster.pairings]
    ais_m = np.array([heard for heard, _ in rows], np.float64)
    task_m = tuple(done for _, done in rows)
    sea = None if ships is None else sea_of(scenario, roster, ships)
    obstacles = {fleet.name: obstacles_of(scenario, fleet) for fleet in scenario.fleets}
    flyer = Flyer(scenario, roster)
    replanner = replanner_of(scenario, roster, compiled)
    return Setting(scenario, roster, compiled, flyer, sea, retasking, task, ais_m, task_m, skies, obstacles, replanner)


def _ranges(
    scenario: Scenario, roster: Roster, pairing: Pairing, task: str, skies: Skies
) -> tuple[list[float], Floats]:
    """(AIS, task by state) of one pairing. A task is planned as under a free sky: cloud may open where it is to be done."""
    payload = scenario.payload_of(scenario.fleet(pairing.fleet))
    p = float(scenario.watch(roster.line(pairing.line).watch).sees.p)
    met = [cloudless(given) for given in skies.given(pairing.fleet, pairing.line)]
    heard = [float(ais_reach(payload, one, pairing.height_m, given=met[0]) or 0.0) for one in class_order()]
    done = [
        [float(sensor_range(payload, one, task, p, pairing.height_m, given=given) or 0.0) for one in class_order()]
        for given in met
    ]
    return heard, np.array(done, np.float64)


@cache
def smallest_first() -> tuple[int, ...]:
    """The numbers of the classes of ships from small to large: a contact of unknown class may be the smallest."""
    return tuple(n for n, one in enumerate(target_classes().values()) if not one.flies)
