"""Whom to send to which contact: a pure function of the picture.

Of all vehicles that may leave their line and all contacts to be looked at more closely, the pair with the earliest arrival.
"""

from __future__ import annotations

from dataclasses import dataclass

from longwatch.scenario.scenario import Scenario
from longwatch.sim.orders import Retask
from longwatch.sim.picture import Contact, OwnVehicle, Picture, distance_on_sphere_m


@dataclass(frozen=True)
class Retasking:
    """`[policy.retask]` in SI."""

    contacts: str  # "dark" or "all"
    task: str
    farthest_m: float
    dwell_s: int
    search_s: int
    leave_line: bool
    error_m: float
    error_growth_mps: float


def retasking_of(scenario: Scenario) -> Retasking | None:
    one = scenario.file.policy.retask
    if one is None:
        return None
    return Retasking(
        one.contacts, one.task, float(one.farthest_m), round(one.dwell_s), round(one.search_s), one.leave_line,
        float(one.error_m), float(one.error_growth_mps),
    )  # fmt: skip


def choose(picture: Picture, rules: Retasking) -> tuple[Retask, ...]:
    """Whom to send now, the first to arrive first; ties go to the first vehicle and the oldest contact."""
    watching = {line.name: line.counted for line in picture.lines}
    free = [(n, one) for n, one in enumerate(picture.vehicles) if may_be_sent(one, watching, rules)]
    if not free:
        return ()
    pairs = sorted(pair for one in picture.contacts if wanted(one, rules) for pair in _pairs(picture, free, one, rules))
    sent: list[Retask] = []
    for _, n, number in pairs:
        vehicle = picture.vehicles[n]
        if any(vehicle.tail == one.vehicle or number == one.contact for one in sent):
            continue
        if may_be_sent(vehicle, watching, rules) and vehicle.line is not None:
            watching[vehicle.line] -= 1
            sent.append(Retask(vehicle.tail, number))
    return tuple(sent)


def _pairs(
    picture: Picture, free: list[tuple[int, OwnVehicle]], contact: Contact, rules: Retasking
) -> list[tuple[float, int, int]]:
    """(seconds to the contact, vehicle, contact) of all that could do it in time."""
    lat, lon = contact.place_at(picture.now_s)
    found = []
    for n, vehicle in free:
        if vehicle.lat_deg is None or vehicle.lon_deg is None or vehicle.transit_mps is None:
            continue
        away_m = distance_on_sphere_m(vehicle.lat_deg, vehicle.lon_deg, lat, lon)
        near_m = stop_range_m(contact, vehicle)
        if near_m is None or away_m > rules.farthest_m:
            continue
        way_s = max(away_m - near_m, 0.0) / vehicle.transit_mps
        if in_time(picture, vehicle, contact, way_s, rules):
            found.append((way_s, n, contact.number))
    return found


def wanted(contact: Contact, rules: Retasking) -> bool:
    """Not done yet, not being done, and reported again since it was sought in vain."""
    done = contact.identified if rules.task == "identify" else contact.recognised
    if done or contact.sought_by is not None or (rules.contacts == "dark" and contact.ais is not None):
        return False
    return contact.sought_s is None or contact.seen_s > contact.sought_s


def may_be_sent(vehicle: OwnVehicle, watching: dict[str, int], rules: Retasking) -> bool:
    """On station, and not the last that watches its line (unless the line may be left)."""
    if vehicle.doing != "on" or vehicle.line is None or not vehicle.task_ranges_m:
        return False
    return rules.leave_line or watching[vehicle.line] > 1


def reach_m(vehicle: OwnVehicle, now_s: int, rules: Retasking) -> float:
    """No contact farther away than this is `in_time`; negative: none is."""
    if vehicle.leave_s is None or vehicle.transit_mps is None:
        return -1.0
    spare_s = vehicle.leave_s - now_s - rules.dwell_s - rules.search_s
    near_m = max((range_m for _, range_m in vehicle.task_ranges_m), default=0.0)
    out_m = near_m + spare_s / 2.0 * vehicle.transit_mps + 1.0  # a metre for roundings
    return min(rules.farthest_m, out_m) if spare_s >= 0 else -1.0


def in_time(picture: Picture, vehicle: OwnVehicle, contact: Contact, way_s: float, rules: Retasking) -> bool:
    """There and back takes twice the way, and what is done there; an order that was refused is not given again."""
    if vehicle.leave_s is None or (vehicle.tail, contact.number) in picture.refused:
        return False
    return picture.now_s + 2.0 * way_s + rules.dwell_s + rules.search_s <= vehicle.leave_s


def stop_range_m(contact: Contact, vehicle: OwnVehicle) -> float | None:
    """How near the vehicle must be for the task: of the class it believes in, else of the smallest that it can do it for."""
    ranges = dict(vehicle.task_ranges_m)
    if contact.class_ is not None:
        return ranges.get(contact.class_)
    return min(ranges.values(), default=None)
