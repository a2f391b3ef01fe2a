"""Contacts to be visited within sorties: what each is worth, and how long every way between two of them takes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from longwatch.errors import ImpossibleError
from longwatch.geo.obstacles import Obstacles
from longwatch.geo.paths import shortest_path
from longwatch.physics.transit import transit_time_s
from longwatch.routes.orienteering import Orienteering, Vehicle
from longwatch.routes.rows import Rows, not_negative
from longwatch.slots.lp import Floats
from longwatch.units import HOUR_S

LatLon = tuple[float, float]
COLUMNS = ("name", "position", "prize", "age", "risk", "dwell")
MOST_CONTACTS = 200  # all ways between them are made
NEVER_S = 1e9  # what a way takes that can't be gone


@dataclass(frozen=True)
class Contact:
    """What is worth a visit; dwell_s is the time spent there."""

    name: str
    at: LatLon
    prize: float
    dwell_s: float = 0.0


@dataclass(frozen=True)
class Start:
    """A vehicle as it begins: where, where it must end, and the time it has between."""

    at: LatLon
    end: LatLon
    budget_s: float


@dataclass(frozen=True, eq=False)
class Ways:
    """Seconds of every way, (n + s, n + s) over contacts and terminals, and its points (both ends too) where it bends."""

    time_s: Floats
    bends: dict[tuple[int, int], tuple[LatLon, ...]]


def read_contacts(path: Path) -> tuple[Contact, ...]:
    """The contacts in a CSV with the columns name, position, and prize, or age and risk, and dwell.

    Prize: a number; or the age of what is known in hours, times the risk, each of which may be missing; or 1. Raises
    BadInputError with all problems.
    """
    rows = Rows.of(path, ("name", "position"), COLUMNS)
    if "prize" in rows.columns and {"age", "risk"} & set(rows.columns):
        rows.wrong(1, "has both `prize` and `age` or `risk`", "give the prize, or what it is made of")
    found, taken = list[Contact](), set[str]()
    for line, row in rows:
        name, at = rows.named(line, row, taken), rows.position(line, row)
        cell = partial(rows.cell, line, row)
        prize, risk = cell("prize", not_negative("number")), cell("risk", not_negative("number"))
        age_s, dwell_s = cell("age", not_negative("duration")), cell("dwell", not_negative("duration"))
        for column in ("prize", "age", "risk"):
            if column in rows.columns and column not in row:
                rows.wrong(line, f"has no {column}")
        if at is None:
            continue
        made = (1.0 if age_s is None else age_s / HOUR_S) * (1.0 if risk is None else risk)
        found.append(Contact(name, at, made if prize is None else prize, dwell_s or 0.0))
    if len(found) > MOST_CONTACTS:
        rows.wrong(1, f"has {len(found)} contacts; {MOST_CONTACTS} are the most", "leave out those of little worth")
    rows.stop_if_wrong()
    return tuple(found)


def ways_between(
    contacts: Sequence[LatLon],
    terminals: Sequence[LatLon],
    obstacles: Obstacles,
    airspeed_mps: float,
    wind_mps: tuple[float, float] = (0.0, 0.0),
) -> Ways:
    """Every way between two places, straight where that is permitted, else round what is in the way; whole seconds, up.

    No way leads to a contact on land or in a closed area; a terminal there is taken to be a harbour within 10 km of the sea.
    wind_mps : (east, north), the way the air moves
    """
    places = (*contacts, *terminals)
    n = len(places)
    time_s, bends = np.zeros((n, n)), dict[tuple[int, int], tuple[LatLon, ...]]()
    shut = [k < len(contacts) and bool(obstacles.block(*place)) for k, place in enumerate(places)]
    for i in range(n):
        for j in range(i + 1, n):
            if shut[i] or shut[j]:
                time_s[i, j] = time_s[j, i] = NEVER_S
                continue
            try:
                points = shortest_path(obstacles, places[i], places[j]).points
            except ImpossibleError:
                time_s[i, j] = time_s[j, i] = NEVER_S
                continue
            lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
            time_s[i, j] = _whole_s(transit_time_s(lats, lons, airspeed_mps, *wind_mps))
            back_s = time_s[i, j]
            if wind_mps != (0.0, 0.0):
                back_s = _whole_s(transit_time_s(lats[::-1], lons[::-1], airspeed_mps, *wind_mps))
            time_s[j, i] = back_s
            if len(points) > 2:
                bends[i, j], bends[j, i] = points, points[::-1]
    return Ways(time_s, bends)


def _whole_s(time_s: float) -> float:
    return float(math.ceil(time_s)) if time_s < NEVER_S else NEVER_S


def problem_of(contacts: Sequence[Contact], starts: Sequence[Start], ways: Ways) -> Orienteering:
    """The orienteering problem; `ways` are over the contacts, then the start and the end of each vehicle in turn."""
    n = len(contacts)
    dwell_s = np.array([contact.dwell_s for contact in contacts] + [0.0] * (2 * len(starts)))
    cost = ways.time_s + 0.5 * (dwell_s[:, None] + dwell_s)
    same: dict[LatLon, int] = {}
    vehicles = []
    for k, start in enumerate(
        starts
    ):  # vehicles that start or end at one place have one terminal, so that they are alike
        ends = [same.setdefault(at, n + 2 * k + side) for side, at in enumerate((start.at, start.end))]
        vehicles.append(Vehicle(ends[0], ends[1], start.budget_s))
    return Orienteering(np.array([contact.prize for contact in contacts]), cost, tuple(vehicles))
