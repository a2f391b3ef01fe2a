"""A roster in slots that was planned anew at one slot: the past stands, what changed is kept to, a vehicle is in one place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from longwatch.verifier.slots import Row, check_slots


@dataclass(frozen=True)
class LiveRow:
    """One sortie of one vehicle, in slots of the whole period."""

    tail: str
    row: Row


@dataclass(frozen=True)
class Event:
    """What changed in the slots first .. end - 1. `kind`: lost (tail), closed (group), crews (group, most airborne)."""

    kind: str
    first: int
    end: int
    tail: str = ""
    group: int = -1
    most: int = 0


def check_live(
    table: dict[str, Any], before: Iterable[LiveRow], after: Iterable[LiveRow], t0: int, events: Iterable[Event]
) -> tuple[list[str], int]:
    """(broken rules in words, station-slots uncovered from t0 on) of the rows `after` a change at slot t0 to `before`."""
    before, after, events = list(before), list(after), list(events)
    lost = {event.tail: event for event in events if event.kind == "lost"}
    cut = [one for one in after if one.tail in lost and one.row[2] < t0 and one.row[3] >= t0]
    whole = [one for one in after if one not in cut]
    broken, _ = check_slots(table, [one.row for one in whole])
    broken += _past(before, after, t0, set(lost))
    broken += _one_place(table, whole)
    for event in events:
        broken += _kept(table, whole, event, t0)
    return broken, _missing(table, after, t0)


def _past(before: list[LiveRow], after: list[LiveRow], t0: int, lost: set[str]) -> list[str]:
    """Rows begun before t0 are the same; those that had left station are so in full."""
    out = []
    was = sorted((one.tail, one.row[:3], one.row[3] if one.row[3] <= t0 else -1) for one in before if one.row[2] < t0)
    now = sorted((one.tail, one.row[:3], one.row[3]) for one in after if one.row[2] < t0)
    if [one[:2] for one in was] != [one[:2] for one in now]:
        return ["rows begun before the change are not the ones that were planned"]
    for (tail, row, leave), (_, _, leaves) in zip(was, now, strict=True):
        if leave >= 0 and leaves != leave:
            out.append(f"{tail} {row}: had left station at {leave}, now at {leaves}")
        if leave < 0 and leaves < t0:
            out.append(f"{tail} {row}: leaves station at {leaves}, before the change was known")
        if leave < 0 and tail in lost and leaves != t0:
            out.append(f"{tail} {row}: failed at {t0} and yet watches to {leaves}")
    return out


def _one_place(table: dict[str, Any], rows: list[LiveRow]) -> list[str]:
    """No vehicle takes off before it is ready, none changes its group."""
    out = []
    for tail in sorted({one.tail for one in rows}):
        own = sorted((one.row for one in rows if one.tail == tail), key=lambda row: row[2])
        if len({row[0] for row in own}) > 1:
            out.append(f"{tail}: flies for several groups")
        for first, second in pairwise(own):
            ready = _lands(table, first) + int(table["groups"][first[0]]["turnaround_slots"])
            if second[2] < ready or first[3] >= table["slots"]:
                out.append(f"{tail}: takes off in slot {second[2]}, ready in {ready}")
    return out


def _lands(table: dict[str, Any], row: Row) -> int:
    ways = table["groups"][row[0]]["transit_slots"]
    return row[3] + int(ways[0][row[1]] if len(ways) == 1 else ways[min(row[3], len(ways) - 1)][row[1]])


def _kept(table: dict[str, Any], rows: list[LiveRow], event: Event, t0: int) -> list[str]:
    slots = range(max(event.first, t0), event.end)
    if event.kind == "lost":
        own = [one for one in rows if one.tail == event.tail]
        return [f"{one.tail}: takes off in slot {one.row[2]}, lost" for one in own if one.row[2] in slots]
    own = [one for one in rows if one.row[0] == event.group]
    if event.kind == "closed":
        out = [f"{one.tail}: takes off in slot {one.row[2]}, closed" for one in own if one.row[2] in slots]
        return out + [
            f"{one.tail}: lands in slot {_lands(table, one.row)}, closed"
            for one in own
            if one.row[3] < table["slots"] and _lands(table, one.row) in slots
        ]
    out = []
    for slot in slots:
        aloft = [
            one
            for one in own
            if one.row[2] <= slot < (_lands(table, one.row) if one.row[3] < table["slots"] else slot + 1)
        ]
        begun = [one for one in aloft if one.row[2] < t0]  # these were in the air when crews fell short
        if len(aloft) > max(event.most, len(begun)):
            out.append(f"group {event.group}: {len(aloft)} airborne in slot {slot}, crews for {event.most}")
    return out


def _missing(table: dict[str, Any], rows: list[LiveRow], t0: int) -> int:
    """Station-slots uncovered from t0 on."""
    n, missing = int(table["slots"]), 0
    for station, wanted in enumerate(table["required"]):
        stood = [0] * n
        for one in rows:
            group, place, launch, leave = one.row
            if place == station:
                ways = table["groups"][group]["transit_slots"]
                way = int(ways[0][station] if len(ways) == 1 else ways[launch][station])
                for slot in range(launch + way, min(leave, n)):
                    stood[slot] += 1
        missing += sum(max(0, want - has) for want, has in zip(wanted[t0:], stood[t0:], strict=True))
    return missing
