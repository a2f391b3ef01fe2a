"""The best roster of a tiny table whose sorties may serve several stations, by looking at every one there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Tour = tuple[int, tuple[tuple[int, int, int], ...]]  # take-off, stints (station, arrive, leave)


def _way(group: dict[str, Any], slot: int, station: int) -> int:
    ways = group["transit_slots"]
    return int(ways[min(slot, len(ways) - 1)][station])


def tours(table: dict[str, Any], group: dict[str, Any], between: list[list[int]]) -> Iterator[tuple[Tour, int]]:
    """Every sortie of a group, those that only pass a station among them, with the slot from which its vehicle is ready."""
    n = table["slots"]
    for launch in range(n):
        if group["base_open"][launch]:
            for station in range(len(table["required"])):
                arrive = launch + _way(group, launch, station)
                if arrive < n:
                    yield from _onward(table, group, between, launch, (), station, arrive)


def _onward(table, group, between, launch, done, station, arrive):  # type: ignore[no-untyped-def]
    n, reach = table["slots"], launch + group["endurance_slots"]
    for leave in range(arrive, n + 1):
        stints = (*done, (station, arrive, leave))
        if leave == n:
            if reach >= n:
                yield (launch, stints), n
            return
        lands = leave + _way(group, leave, station)
        if lands <= reach and (lands >= n or group["base_open"][lands]):
            yield (launch, stints), lands + group["turnaround_slots"]
        for other in range(len(table["required"])):
            then = leave + between[station][other]
            if other != station and then < n and then <= reach:
                yield from _onward(table, group, between, launch, stints, other, then)


def _marks(table: dict[str, Any], group: dict[str, Any], tour: Tour) -> tuple[int, int]:
    """(slots covered, slots airborne) as bits."""
    n, (launch, stints) = table["slots"], tour
    cover = sum(1 << (station * n + slot) for station, arrive, leave in stints for slot in range(arrive, leave))
    station, _, leave = stints[-1]
    down = n if leave >= n else min(n, leave + _way(group, leave, station))
    return cover, sum(1 << slot for slot in range(launch, down))


def least_uncovered(table: dict[str, Any], between: list[list[int]]) -> int:
    """Of one group of at most two vehicles, one watcher wanted at the most, no limit of hours."""
    n, group = table["slots"], table["groups"][0]
    by_launch: dict[int, list[tuple[int, int, int]]] = {}
    for tour, ready in tours(table, group, between):
        by_launch.setdefault(tour[0], []).append((*_marks(table, group, tour), min(ready, n)))
    wanted = sum(1 << (s * n + t) for s, row in enumerate(table["required"]) for t, want in enumerate(row) if want)
    sequences: list[set[tuple[int, int]]] = [set() for _ in range(n)] + [{(0, 0)}]
    for slot in range(n - 1, -1, -1):
        sequences[slot] = set(sequences[slot + 1])
        for cover, aloft, ready in by_launch.get(slot, ()):
            sequences[slot] |= {(cover & wanted | more, aloft | other) for more, other in sequences[ready]}
    alone = sequences[0]
    best = max(cover.bit_count() for cover, _ in alone)
    if group["vehicles"] > 1:
        for cover, aloft in alone:
            for more, other in alone:
                if group["airborne_max"] > 1 or not aloft & other:
                    best = max(best, (cover | more).bit_count())
    return wanted.bit_count() - best
