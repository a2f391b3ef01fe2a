"""The way to a contact and back: flown towards where the picture expects it, never towards where it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, sqrt

import numpy as np

from longwatch.geo.ecef import to_ecef, to_geodetic
from longwatch.geo.geodesic import Floats, direct, inverse
from longwatch.geo.knots import geodesic_knots
from longwatch.scenario.plan import Pairing
from longwatch.sim.flights import way_table
from longwatch.sim.picture import Contact
from longwatch.sim.setting import Setting
from longwatch.sim.tracks import Path, hold_of, joined, laps_in, on_hold

MEETINGS = 6  # rounds of where the contact will be when the vehicle gets there
LEAST_CIRCLE_M = 500.0
LatLon = tuple[float, float]


@dataclass(frozen=True)
class Away:
    """Part of a sortie off its line."""

    path: Path  # from the order to the post
    there_s: int  # near enough, as expected; or where the contact was expected
    until_s: int  # back at the post
    points: tuple[LatLon, ...]  # where the way bends


def to_contact(setting: Setting, pairing: Pairing, from_m: Floats, now_s: int, contact: Contact, near_m: float) -> Away:
    """To within near_m (slant) of the contact, along with it for the dwelling time, and back.

    The nearer by the error of its place; where that is larger than the range, to the place itself.
    """
    start = place_of(from_m)
    ground_m = sqrt(max(near_m**2 - pairing.height_m**2, 0.0))
    there_s, goal = now_s, start
    for _ in range(MEETINGS):
        expected = contact.place_at(there_s)
        stop_m = max(ground_m - contact.error_at_m(there_s), 0.0)
        goal = _short_of(start, expected, stop_m)
        way_s = ceil(_leg_s(pairing, start, goal))
        if now_s + way_s == there_s:
            break
        there_s = now_s + way_s
    out = _leg(pairing, start, goal, now_s, there_s)
    assert setting.retasking is not None
    along = _along(pairing, contact, goal, there_s, setting.retasking.dwell_s)
    leave_s = there_s + setting.retasking.dwell_s
    return _and_home(setting, pairing, [out, along], leave_s, (start, goal), there_s)


def with_contact(setting: Setting, pairing: Pairing, from_m: Floats, now_s: int, contact: Contact) -> Away:
    """Along with a contact that has been found, and back."""
    assert setting.retasking is not None
    start = place_of(from_m)
    along = _along(pairing, contact, start, now_s, setting.retasking.dwell_s)
    return _and_home(setting, pairing, [along], now_s + setting.retasking.dwell_s, (start,), now_s)


def search(setting: Setting, pairing: Pairing, from_m: Floats, now_s: int, contact: Contact, until_s: int) -> Away:
    """A circle round where the contact was expected, at half the error of its place, and back."""
    start = place_of(from_m)
    centre = contact.place_at(now_s)
    radius_m = max(contact.error_at_m(now_s) / 2.0, LEAST_CIRCLE_M)
    lat, lon = direct(*centre, 0.0, radius_m)
    north = (float(lat), float(lon))
    begin_s = now_s + ceil(_leg_s(pairing, start, north))
    parts = [_leg(pairing, start, north, now_s, begin_s)]
    end_s = max(until_s, begin_s)
    if end_s > begin_s:
        line = replace(
            setting.roster.line(pairing.line), lat_deg=centre[0], lon_deg=centre[1], hold_radius_m=radius_m, path=()
        )
        laps = laps_in(pairing.hold_speed_mps, radius_m, end_s - begin_s)
        hold = hold_of(line, pairing.height_m, laps)
        xyz_m = np.vstack([to_ecef(*north, pairing.height_m), on_hold(hold, laps)[None]])
        parts.append(Path(np.array([begin_s, end_s], np.float64), xyz_m, ((0, hold),) if laps > 0.0 else ()))
    return _and_home(setting, pairing, parts, end_s, (start, north), end_s)


def home(setting: Setting, pairing: Pairing, from_m: Floats, now_s: int) -> Away:
    """Straight back to the post."""
    return _and_home(setting, pairing, [], now_s, (place_of(from_m),), now_s)


def _and_home(
    setting: Setting, pairing: Pairing, parts: list[Path], leave_s: int, points: tuple[LatLon, ...], there_s: int
) -> Away:
    parts = [part for part in parts if part.t_s[-1] > part.t_s[0]]
    start = place_of(parts[-1].xyz_m[-1]) if parts else points[-1]
    until_s = leave_s + 1
    for _ in range(MEETINGS):
        post = setting.flyer.post_at(pairing.line, until_s)
        back_s = max(1, ceil(_leg_s(pairing, start, post)))
        if leave_s + back_s == until_s:
            break
        until_s = leave_s + back_s
    post = setting.flyer.post_at(pairing.line, until_s)
    whole = joined([*parts, _leg(pairing, start, post, leave_s, until_s)])
    return Away(whole, there_s, until_s, (*points, start, post))


def _along(pairing: Pairing, contact: Contact, start: LatLon, from_s: int, lasts_s: int) -> Path:
    """As the contact is expected to move, as far as the vehicle can keep up."""
    pace_mps = min(contact.speed_mps, pairing.airspeed_mps)
    lat, lon = direct(*start, np.degrees(contact.course_rad), pace_mps * lasts_s)
    return Path(*geodesic_knots(*start, float(lat), float(lon), from_s, from_s + lasts_s, pairing.height_m))


def _leg(pairing: Pairing, start: LatLon, goal: LatLon, from_s: int, to_s: int) -> Path:
    parts, xyz_m, _ = way_table(pairing, [start, goal])
    return Path(from_s + (to_s - from_s) * parts, xyz_m)


def _leg_s(pairing: Pairing, start: LatLon, goal: LatLon) -> float:
    return way_table(pairing, [start, goal])[2]


def _short_of(start: LatLon, goal: LatLon, stop_m: float) -> LatLon:
    """So far before the goal on the way to it; where the start is nearer, there."""
    azimuth, _, length_m = inverse(*start, *goal)
    if float(length_m) <= stop_m:
        return start
    lat, lon = direct(*start, azimuth, float(length_m) - stop_m)
    return float(lat), float(lon)


def place_of(xyz_m: Floats) -> LatLon:
    """(lat_deg, lon_deg) under a place on Earth-centred axes."""
    lat, lon, _ = to_geodetic(xyz_m)
    return float(lat), float(lon)
