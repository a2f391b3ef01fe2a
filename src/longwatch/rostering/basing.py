"""Where to base a fleet: which candidate sites reach most of what is to be watched, by the rule that the planner uses.

Demand: each watch is worth its weight times its watchers; a revisit watch spreads that over its cells by their area, any other
has it at its line. A site reaches a demand where a vehicle of the fleet, based there, could

- hold station there at all (endurance, link, permitted way, deck and runway: the planner's own verdict), or
- be there within a time (`response_s`), or within a length of permitted way (`radius_m`).

A control station that stands at the fleet's base moves with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from longwatch.errors import BadInputError, ImpossibleError, Problem
from longwatch.geo.cells import Cells, make_cells, sea_shapes
from longwatch.geo.geodesic import distance_m
from longwatch.geo.land import load_land
from longwatch.patterns.lines import lines_of
from longwatch.patterns.station import line_at
from longwatch.physics.transit import transit_time_s
from longwatch.rostering.pairing import judge
from longwatch.rostering.refusal import refused
from longwatch.rostering.routes import permitted_route
from longwatch.rostering.track import track_of_line
from longwatch.routes.candidates import Candidate, exact_position
from longwatch.routes.covering import Bools, Cover, best_cover
from longwatch.scenario.bases import unfit
from longwatch.scenario.ground import box_of
from longwatch.scenario.models import Base, Fleet
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario
from longwatch.slots.lp import Floats
from longwatch.weather.planning import planning_wind_mps

MOST_CELLS = 300  # of a watch; smaller ones are taken together
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Demand:
    """A line, or a cell as if it were one, and what it is worth."""

    line: Line
    weight: float


@dataclass(frozen=True, eq=False)
class Basing:
    """The best sites for 1, 2, ... of them, and who reaches what."""

    candidates: tuple[Candidate, ...]
    unfit: tuple[str, ...]  # for each candidate why the fleet can't live there; "" where it can
    demands: tuple[Demand, ...]
    reaches: Bools  # (candidates, demands)
    covers: tuple[Cover, ...]  # of one site, two, ...

    @property
    def total(self) -> float:
        return math.fsum(demand.weight for demand in self.demands)

    def watch_shares(self, cover: Cover) -> dict[str, float]:
        """Share of each watch that is reached."""
        reached: Bools = np.asarray(self.reaches[list(cover.sites)].any(axis=0))
        whole, part = dict[str, float](), dict[str, float]()
        for demand, there in zip(self.demands, reached, strict=True):
            whole[demand.line.watch] = whole.get(demand.line.watch, 0.0) + demand.weight
            part[demand.line.watch] = part.get(demand.line.watch, 0.0) + demand.weight * bool(there)
        return {watch: part[watch] / worth if worth else 0.0 for watch, worth in whole.items()}


def choose_bases(
    scenario: Scenario,
    fleet: Fleet,
    candidates: Sequence[Candidate],
    n_sites: int,
    *,
    radius_m: float | None = None,
    response_s: float | None = None,
    progress: Progress | None = None,
) -> Basing:
    """The best 1 to `n_sites` of the candidates, each proved. Raises BadInputError where a ship would lie on land."""
    scenario = _with_land(scenario, candidates)
    demands = demands_of(scenario)
    variants = [_based_at(scenario, fleet, candidate) for candidate in candidates]
    _require_afloat(variants, candidates)
    why = [_unfit(variant, fleet, candidate) for variant, candidate in zip(variants, candidates, strict=True)]
    reaches = np.zeros((len(candidates), len(demands)), np.bool_)
    for k, variant in enumerate(variants):
        if not why[k]:
            reaches[k] = _reached(variant, fleet, demands, radius_m, response_s)
        if progress is not None:
            progress("sites looked at", k + 1, len(candidates))
    weights = np.array([demand.weight for demand in demands])
    near = _nearness(candidates, demands, weights)
    covers = [best_cover(reaches, weights, n, merit=near) for n in range(1, min(n_sites, len(candidates)) + 1)]
    return Basing(tuple(candidates), tuple(why), tuple(demands), reaches, tuple(covers))


def demands_of(scenario: Scenario) -> tuple[Demand, ...]:
    """Cells of revisit watches and lines of all others but relays."""
    found = list[Demand]()
    for line in lines_of(scenario):
        if line.kind in ("station", "company") or (line.moves and line.kind != "tour"):
            found.append(Demand(line, line.weight * line.k))
    for watch in scenario.watches:
        if watch.kind != "revisit":
            continue
        cells = _coarse(scenario, watch.name)
        first = (cells.lat_deg[0], cells.lon_deg[0])
        one = replace(line_at(scenario, watch, first, first, "station"), hold_radius_m=1.0, reach_m=0.0)
        for k, (lat, lon, area_m2) in enumerate(zip(cells.lat_deg, cells.lon_deg, cells.area_m2, strict=True), 1):
            line = replace(
                one, name=f"{watch.name} cell {k}", lat_deg=lat, lon_deg=lon, post_lat_deg=lat, post_lon_deg=lon
            )
            found.append(Demand(line, float(watch.weight) * watch.k * area_m2 / cells.total_m2))
    if not found:
        raise BadInputError(Problem("", "this scenario watches nothing but relays: no site is better than another"))
    return tuple(found)


def _coarse(scenario: Scenario, watch: str) -> Cells:
    """The cells of a watch, larger ones where they are many."""
    cells = scenario.cells[watch]
    if cells.n <= MOST_CELLS:
        return cells
    name = scenario.watch(watch).area
    at_sea = next(area.sea_only for area in scenario.file.area if area.name == name)
    shape = sea_shapes(scenario.areas[name], scenario.land if at_sea else ())
    return make_cells(shape, cells.side_m * math.sqrt(cells.n / MOST_CELLS))


def _with_land(scenario: Scenario, candidates: Sequence[Candidate]) -> Scenario:
    """The scenario with the land near its areas, its other bases and all candidates."""
    places = [candidate.at for candidate in candidates]
    places += [point for polygons in scenario.areas.values() for polygon in polygons for point in polygon.outer]
    box = box_of(places)
    return replace(scenario, land=load_land(*box)) if box else scenario


def _based_at(scenario: Scenario, fleet: Fleet, candidate: Candidate) -> Scenario:
    """The scenario with this fleet alone, its base at the candidate's place."""
    place = exact_position(*candidate.at)
    where = {"at": place} if candidate.kind != "ship" else {"track": [{"at": place, "time": "0 h"}]}
    base = Base.model_validate({"name": fleet.base, "kind": candidate.kind, **where}, by_alias=True)
    bases = tuple(base if one.name == fleet.base else one for one in scenario.bases)
    return replace(scenario, bases=bases, fleets=(fleet,))


def _unfit(scenario: Scenario, fleet: Fleet, candidate: Candidate) -> str:
    """Why its vehicles can't live there; "" where they can."""
    base = scenario.base(fleet.base).model_copy(update={"name": candidate.name})
    return next(iter(unfit(scenario.platform_of(fleet), base, None)), "")


def _nearness(candidates: Sequence[Candidate], demands: Sequence[Demand], weights: Floats) -> Floats:
    """(candidates,) from 1, as near to all demand as the nearest candidate, down to 0 for the farthest."""
    lats, lons = np.array([candidate.at for candidate in candidates]).T
    posts = np.array([(demand.line.post_lat_deg, demand.line.post_lon_deg) for demand in demands])
    far_m = distance_m(lats[:, None], lons[:, None], posts[None, :, 0], posts[None, :, 1])
    mean_m = np.average(far_m, axis=1, weights=weights if weights.sum() > 0.0 else None)
    near: Floats = 1.0 - (mean_m - mean_m.min()) / max(float(np.ptp(mean_m)), 1.0)
    return near


def _require_afloat(variants: Sequence[Scenario], candidates: Sequence[Candidate]) -> None:
    problems = []
    for variant, candidate in zip(variants, candidates, strict=True):
        if candidate.kind == "ship" and _on_land(variant, candidate):
            problems.append(
                Problem(candidate.name, "a ship can't lie there: it is land", "another position, or a port")
            )
    if problems:
        raise BadInputError(problems)


def _on_land(scenario: Scenario, candidate: Candidate) -> bool:
    from longwatch.geo.land import is_land

    return bool(is_land(scenario.land, [candidate.at[0]], [candidate.at[1]]).any())


def _reached(
    scenario: Scenario, fleet: Fleet, demands: Sequence[Demand], radius_m: float | None, response_s: float | None
) -> Bools:
    lines = tuple(demand.line for demand in demands)
    if radius_m is None and response_s is None:
        verdicts = [verdict for _, verdict in judge(scenario, lines)]
        return np.array([verdict.feasible for verdict in verdicts], np.bool_)
    found = [_way(scenario, fleet, line) for line in lines]
    return np.array(
        [
            way is not None
            and (radius_m is None or way[0] <= radius_m)
            and (response_s is None or way[1] <= response_s)
            for way in found
        ],
        np.bool_,
    )


def _way(scenario: Scenario, fleet: Fleet, line: Line) -> tuple[float, float] | None:
    """(metres, seconds) of the permitted way out, to the nearest place of a line that moves; None where there is none."""
    if refused(scenario, fleet, line) is not None:
        return None
    try:
        route = permitted_route(scenario, fleet, line)
    except ImpossibleError:
        return None
    platform, base = scenario.platform_of(fleet), scenario.base(fleet.base)
    if not route:
        at = base.at or base.track[0].at
        route = (at, _nearest(at, line))
    lats, lons = np.array(route).T
    length_m = float(np.sum(distance_m(lats[:-1], lons[:-1], lats[1:], lons[1:])))
    height_m = float(fleet.altitude_m if fleet.altitude_m is not None else platform.altitude_m)
    wind = planning_wind_mps(scenario, line, height_m) if platform.domain == "air" else (0.0, 0.0)
    return length_m, transit_time_s(lats.tolist(), lons.tolist(), float(platform.transit_speed_mps), *wind)


def _nearest(at: tuple[float, float], line: Line) -> tuple[float, float]:
    post = track_of_line(line)
    nearest = int(np.argmin(distance_m(*at, post.lats_deg, post.lons_deg)))
    return post.lats_deg[nearest], post.lons_deg[nearest]
