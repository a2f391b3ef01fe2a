"""Rosters in slots (files of the form roster_slots/1): every rule derived anew from the file's own table, slot by slot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Row = tuple[int, int, int, int]  # group, station, slot of take-off, slot of leaving station (slots: stays to the end)


def check_slots(table: dict[str, Any], rows: Iterable[Row]) -> tuple[list[str], int]:
    """(broken rules in words, uncovered station-slots) of a roster for one problem.

    table : the problem as it stands in its file
    """
    rows, n, groups = list(rows), int(table["slots"]), table["groups"]
    broken: list[str] = []
    for row in rows:
        broken += [f"{row}: {what}" for what in _row(groups[row[0]], row, n)]
    for place, group in enumerate(groups):
        broken += together(group, [row for row in rows if row[0] == place], n, float(table["slot_h"]))
    missing = 0
    for station, wanted in enumerate(table["required"]):
        stood = [0] * n
        for row in rows:
            if row[1] == station:
                for t in range(row[2] + way(groups[row[0]], row[2], station), min(row[3], n)):
                    stood[t] += 1
        missing += sum(max(0, want - has) for want, has in zip(wanted, stood, strict=True))
    return broken, missing


def way(group: dict[str, Any], slot: int, station: int) -> int:
    """Slots between base and station for who sets out in a slot."""
    ways: Sequence[Sequence[int]] = group["transit_slots"]
    return int(ways[0][station] if len(ways) == 1 else ways[min(slot, len(ways) - 1)][station])


def _lands(group: dict[str, Any], row: Row) -> int:
    return row[3] + way(group, row[3], row[1])


def _row(group: dict[str, Any], row: Row, n: int) -> list[str]:
    _, station, launch, leave = row
    if not 0 <= launch < n:
        return ["takes off outside the period"]
    out = [] if group["base_open"][launch] else ["takes off while the base is closed"]
    arrives, reach = launch + way(group, launch, station), launch + int(group["endurance_slots"])
    if leave >= n:
        return [*out, *([] if reach >= n else ["is still out when its endurance has ended"])]
    if leave < arrives:
        out.append("leaves station before it arrives")
    lands = _lands(group, row)
    if lands > reach:
        out.append(f"lands {lands - reach} slots beyond its endurance")
    if lands < n and not group["base_open"][lands]:
        out.append("lands while the base is closed")
    return out


def together(group: dict[str, Any], rows: list[Row], n: int, slot_h: float) -> list[str]:
    """Vehicles, airborne at once, and hours in the air."""
    busy, airborne = [0] * n, [0] * n
    for row in rows:
        down = n if row[3] >= n else _lands(group, row)
        for t in range(row[2], min(down, n)):
            airborne[t] += 1
        for t in range(row[2], min(down + int(group["turnaround_slots"]), n)):
            busy[t] += 1
    out, name = [], group["name"]
    if max(busy) > group["vehicles"]:
        out.append(f"{name}: {max(busy)} vehicles in slot {busy.index(max(busy))}, it has {group['vehicles']}")
    if max(airborne) > group["airborne_max"]:
        slot = airborne.index(max(airborne))
        out.append(f"{name}: {max(airborne)} airborne in slot {slot}, at most {group['airborne_max']} may be")
    hours, most = sum(airborne) * slot_h, group.get("airborne_hours_max")
    if most is not None and hours > most + 1e-9:
        out.append(f"{name}: {hours:g} h in the air, at most {most:g} h")
    return out
