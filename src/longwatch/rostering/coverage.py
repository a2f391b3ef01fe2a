"""What a roster is worth before it is flown: uncovered time and gaps per line, to the second."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from longwatch.rostering.problem import demand_windows
from longwatch.scenario.plan import Line, Pairing, Stint


@dataclass(frozen=True)
class LineCover:
    """Demand and shortfall are in watcher-seconds (k seconds a second); gaps are stretches with fewer than k."""

    line: str
    demand_s: int
    uncovered_s: int
    gaps: tuple[tuple[int, int], ...]

    @property
    def gap_max_s(self) -> int:
        return max((end - start for start, end in self.gaps), default=0)


def cover_line(line: Line, stints: Iterable[tuple[int, int]], length_s: int) -> LineCover:
    """`stints` are (arrive_s, leave_s) pairs on this line."""
    pairs = list(stints)
    events = sorted([(arrive, 1) for arrive, leave in pairs if leave > arrive]
                    + [(leave, -1) for arrive, leave in pairs if leave > arrive])  # fmt: skip
    demand = uncovered = 0
    gaps: list[tuple[int, int]] = []
    for start, end in demand_windows(line, length_s):
        demand += line.k * (end - start)
        watchers, at = 0, start
        for time, change in [*events, (end, 0)]:
            upto = min(max(time, start), end)
            if upto > at and watchers < line.k:
                uncovered += (line.k - watchers) * (upto - at)
                if gaps and gaps[-1][1] == at and at > start:
                    gaps[-1] = (gaps[-1][0], upto)
                else:
                    gaps.append((at, upto))
            at = max(at, upto)
            watchers += change
            if time >= end:
                break
    return LineCover(line.name, demand, uncovered, tuple(gaps))


def cover(
    lines: Iterable[Line], stints: Iterable[Stint], length_s: int, pairings: Iterable[Pairing] = ()
) -> tuple[LineCover, ...]:
    """Each line's cover by a roster's stints. Who is linked through a relay aircraft watches only while that is held."""
    lines, stints = tuple(lines), tuple(stints)
    watches = {line.name: line.watch for line in lines}
    relays = {(one.fleet, one.line): one.relay for one in pairings if one.relay in watches.values()}
    held: dict[str, list[tuple[int, int]]] = {name: [] for name in relays.values()}
    for stint in stints:
        if watches.get(stint.line) in held:
            held[watches[stint.line]].append((stint.arrive_s, stint.leave_s))
    held = {name: _joined(spans) for name, spans in held.items()}
    by_line: dict[str, list[tuple[int, int]]] = {}
    for stint in stints:
        relay = relays.get((stint.fleet, stint.line))
        spans = [(-math.inf, math.inf)] if relay is None else held[relay]
        common = ((max(stint.arrive_s, begin), min(stint.leave_s, end)) for begin, end in spans)
        by_line.setdefault(stint.line, []).extend((int(a), int(b)) for a, b in common if b > a)
    return tuple(cover_line(line, by_line.get(line.name, ()), length_s) for line in lines)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same seconds in order, without overlap; those that touch are one."""
    out: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return out
