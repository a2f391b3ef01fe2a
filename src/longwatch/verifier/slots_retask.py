"""Rosters in slots whose sorties serve several stations in turn: every rule derived anew from the file's own table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from longwatch.verifier.slots import Row, together, way

Stop = tuple[int, int, int]  # station, first slot on it, slot of leaving it (slots: stays to the end)
Tour = tuple[int, int, tuple[Stop, ...]]  # group, slot of take-off, stints in order


def check_retask(
    table: dict[str, Any], between: Sequence[Sequence[Sequence[int]]], tours: Iterable[Tour]
) -> tuple[list[str], int]:
    """(broken rules in words, uncovered station-slots) of a roster.

    table : the problem as it stands in its file
    between : [group][station][station] slots of the way from one station to another
    """
    tours, n, groups = list(tours), int(table["slots"]), table["groups"]
    broken = [f"{tour}: {what}" for tour in tours for what in _tour(groups[tour[0]], between[tour[0]], tour, n)]
    for place, group in enumerate(groups):
        broken += together(group, [_last(tour) for tour in tours if tour[0] == place], n, float(table["slot_h"]))
    missing = 0
    for station, wanted in enumerate(table["required"]):
        stood = [0] * n
        for _, _, stops in tours:
            for where, arrive, leave in stops:
                for slot in range(arrive, min(leave, n)) if where == station else ():
                    stood[slot] += 1
        missing += sum(max(0, want - has) for want, has in zip(wanted, stood, strict=True))
    return broken, missing


def _last(tour: Tour) -> Row:
    """A sortie as its base sees it: out, and home from its last station."""
    station, _, leave = tour[2][-1]
    return tour[0], station, tour[1], leave


def _lands(group: dict[str, Any], tour: Tour) -> int:
    station, _, leave = tour[2][-1]
    return leave + way(group, leave, station)


def _tour(group: dict[str, Any], between: Sequence[Sequence[int]], tour: Tour, n: int) -> list[str]:
    _, launch, stops = tour
    if not 0 <= launch < n or not stops:
        return ["takes off outside the period, or serves nothing"]
    out = [] if group["base_open"][launch] else ["takes off while the base is closed"]
    if stops[0][1] < launch + way(group, launch, stops[0][0]):
        out.append("is on its first station before it can be")
    for (first, _, leave), (second, arrive, _) in pairwise(stops):
        if arrive < leave + max(1, int(between[first][second])):
            out.append(f"goes from station {first} to {second} in {arrive - leave} slots")
    out += [f"leaves station {where} before it arrives" for where, arrive, leave in stops if leave < arrive]
    reach = launch + int(group["endurance_slots"])
    if stops[-1][2] >= n:
        return [*out, *([] if reach >= n else ["is still out when its endurance has ended"])]
    lands = _lands(group, tour)
    if lands > reach:
        out.append(f"lands {lands - reach} slots beyond its endurance")
    if lands < n and not group["base_open"][lands]:
        out.append("lands while the base is closed")
    return out
