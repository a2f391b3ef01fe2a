"""Ways of sorties from one line to the next: long enough in the wind, permitted, linked. The verifier's own arithmetic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from longwatch.scenario.plan import Passage, Roster, Stint
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.flights import several
from longwatch.verifier.geodesic import Array, distance_m
from longwatch.verifier.land import land_of
from longwatch.verifier.links import Links, Spots, points_of
from longwatch.verifier.places import place_of_line
from longwatch.verifier.rows import TOLERANCE_S, Namer, RowsOfPair, columns, unlinked
from longwatch.verifier.served import Key, Served
from longwatch.verifier.transit import leg_time_s
from longwatch.verifier.verdict import Violation
from longwatch.verifier.ways import (
    END_TOLERANCE_M,
    Way,
    along_path,
    check_ways,
    first_post,
    joined,
    kind_of_vehicle,
    reverse,
)
from longwatch.verifier.zones import ground_of

Between = tuple[str, str, str]  # fleet, from line, to line
MOST_SPOTS: Final = 400  # at which the link of a passage is looked at


@dataclass(frozen=True)
class Onward:
    """A passage of the header with what its rows need, and those rows: (leaving, arriving)."""

    passage: Passage
    before: Served
    after: Served
    rows: list[tuple[Stint, Stint]]

    @property
    def where(self) -> str:
        return f"passage of {self.passage.fleet} from {self.passage.from_line} to {self.passage.to_line}"


def check_passages(
    scenario: Scenario, roster: Roster, served: dict[Key, Served], links: Mapping[Key, Links], name: Namer
) -> list[Violation]:
    """Every passage that a row makes: in the header, permitted, long enough, linked."""
    header, out = _header(roster)
    land = land_of(scenario)
    for key, rows in sorted(_steps(roster).items()):
        fleet, from_line, to_line = key
        one, other = served.get((fleet, from_line)), served.get((fleet, to_line))
        if one is None or other is None:
            continue  # the row is named
        if key not in header:
            what = f"the header has no passage of fleet {fleet!r} from {from_line!r} to {to_line!r}"
            out += [Violation("name", name.row(row), what) for _, row in rows]
            continue
        onward = Onward(header[key], one, other, rows)
        ways = [_shortest(onward, *step) for step in rows]
        ground = ground_of(scenario, one.fleet, land)
        out += _check_ends(onward)
        if not ground.none:
            words = f"the way of {kind_of_vehicle(scenario, one)}"
            out += check_ways(onward.where, ground, words, [way for way, _ in ways], 0.0)
        out += _check_times(onward, np.array([took_s for _, took_s in ways]), name)
        out += _check_links(onward, ways, links, name)
    return out


def _steps(roster: Roster) -> dict[Between, list[tuple[Stint, Stint]]]:
    """The rows that follow one another in sorties, by fleet and lines."""
    out: dict[Between, list[tuple[Stint, Stint]]] = defaultdict(list)
    for rows in several(roster.stints):
        for before, after in pairwise(rows):
            out[before.fleet, before.line, after.line].append((before, after))
    return out


def _header(roster: Roster) -> tuple[dict[Between, Passage], list[Violation]]:
    out: dict[Between, Passage] = {}
    wrong = []
    for one in roster.passages:
        key = (one.fleet, one.from_line, one.to_line)
        if key in out:
            where = f"passage of {one.fleet} from {one.from_line} to {one.to_line}"
            wrong.append(Violation("name", where, "the passage stands twice"))
        out[key] = one
    return out, wrong


def _shortest(onward: Onward, leaving: Stint, arriving: Stint) -> tuple[Way, float]:
    """The quickest permitted way from where the post is on departure to where the next is on arrival, and its time in s.

    With a route: along the path of a line that moves to its first knot, the route, and along the other's path; else straight.
    """
    here, there = place_of_line(onward.before.line), place_of_line(onward.after.line)
    route = onward.passage.route
    if len(route) >= 2:
        middle = np.array([lat for lat, _ in route]), np.array([lon for _, lon in route])
        ways = [
            joined(reverse(one), middle, other)
            for one in along_path(here, leaving.leave_s)
            for other in along_path(there, arriving.arrive_s)
        ]
    else:
        ways = [joined(here.at(np.array([leaving.leave_s])), there.at(np.array([arriving.arrive_s])))]
    return min(((way, _took_s(onward, way)) for way in ways), key=lambda found: found[1])


def _took_s(onward: Onward, way: Way) -> float:
    """By the figures of the pairing with the line it flies to."""
    lat, lon = way
    one = onward.after.pairing
    figures = (one.airspeed_mps, one.wind_east_mps, one.wind_north_mps)
    return float(leg_time_s(lat[:-1], lon[:-1], lat[1:], lon[1:], *figures).sum())


def _check_ends(onward: Onward) -> list[Violation]:
    route, out = onward.passage.route, []
    if not route:
        return []
    for point, pair in ((route[0], onward.before), (route[-1], onward.after)):
        off_m = float(distance_m(*point, *first_post(pair)))
        if off_m > END_TOLERANCE_M:
            what = f"the route's end lies {off_m / 1000:.2f} km from the post of {pair.line.name}"
            out.append(Violation("route", onward.where, what, off_m, "m"))
    return out


def _check_times(onward: Onward, took_s: Array, name: Namer) -> list[Violation]:
    (leave,) = columns([row for row, _ in onward.rows], "leave")
    after = [row for _, row in onward.rows]
    (arrive,) = columns(after, "arrive")
    short_s = took_s - (arrive - leave)
    follows = arrive >= leave  # else it is named as a row that does not follow
    what = f"is on station {{}} too early for the way from {onward.passage.from_line}"
    return RowsOfPair(after, name).beyond("passage", what, short_s, TOLERANCE_S, follows)


def _check_links(
    onward: Onward, ways: list[tuple[Way, float]], links: Mapping[Key, Links], name: Namer
) -> list[Violation]:
    """Each passage by itself, by the links of either line, which differ where one has a relay."""
    fleet = onward.passage.fleet
    both = [links[fleet, onward.before.line.name], links[fleet, onward.after.line.name]]
    short, buried = [], []
    for (leaving, _), (way, took_s) in zip(onward.rows, ways, strict=True):
        lat, lon = points_of(list(zip(*way, strict=True)))
        if len(lat) > MOST_SPOTS:
            keep = np.unique(np.linspace(0, len(lat) - 1, MOST_SPOTS).astype(int))
            lat, lon = lat[keep], lon[keep]
        share = np.linspace(0.0, took_s if np.isfinite(took_s) else 0.0, len(lat))
        spots = [
            Spots(np.array([leaving.leave_s + after_s]), lat[k : k + 1], lon[k : k + 1])
            for k, after_s in enumerate(share)
        ]
        far, deep = min((one.along_m(spots, 1) for one in both), key=lambda lack: max(lack[0][0], lack[1][0]))
        short.append(far[0])
        buried.append(deep[0])
    after = [row for _, row in onward.rows]
    lack = (np.array(short), np.array(buried))
    return unlinked(RowsOfPair(after, name), "flown", lack, np.full(len(after), True))
