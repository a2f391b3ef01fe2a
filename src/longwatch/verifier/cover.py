"""Coverage and gaps of each line, derived anew from the stints alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from longwatch.scenario.plan import Roster, Stint
from longwatch.verifier.clock import union
from longwatch.verifier.verdict import LineCover

Interval = tuple[int, int]


def line_cover(
    stints: Sequence[Stint],
    windows: Sequence[Interval],
    k: int,
    count_from_s: int,
    *,
    drop_open_gap_at: int | None = None,
) -> LineCover:
    """Cover of one line by its stints, within its windows and after `count_from_s`.

    `drop_open_gap_at` is the period's end where the end rule leaves an open gap out of the list of gaps.
    """
    asked = union([(max(begin, count_from_s), end) for begin, end in windows])
    demanded_s = k * sum(end - begin for begin, end in asked)
    steps: dict[int, int] = {}
    for stint in stints:
        if stint.leave_s > stint.arrive_s:
            steps[stint.arrive_s] = steps.get(stint.arrive_s, 0) + 1
            steps[stint.leave_s] = steps.get(stint.leave_s, 0) - 1
    missing_s, gaps = 0, []
    for begin, end in asked:
        missing, found = _gaps_within(steps, begin, end, k)
        missing_s += missing
        gaps += found
    if drop_open_gap_at is not None:
        gaps = [gap for gap in gaps if gap[1] < drop_open_gap_at]
    return LineCover(
        covered_fraction=1.0 - missing_s / demanded_s if demanded_s else 1.0,
        demanded_s=demanded_s,
        missing_s=missing_s,
        gap_max_s=max((end - begin for begin, end in gaps), default=0),
        gaps=tuple(gaps),
        n_gaps=len(gaps),
    )


def while_relayed(roster: Roster) -> list[Stint]:
    """The stints as far as they watch: those linked through a relay aircraft only while that has somebody on station."""
    watch_of = {line.name: line.watch for line in roster.lines}
    relay_of = {(one.fleet, one.line): one.relay for one in roster.pairings if one.relay}
    held: dict[str, list[Interval]] = {}
    for stint in roster.stints:
        held.setdefault(watch_of.get(stint.line, ""), []).append((stint.arrive_s, stint.leave_s))
    out = []
    for stint in roster.stints:
        relay = relay_of.get((stint.fleet, stint.line), "")
        if relay not in watch_of.values():  # none, or a ship that is always there
            out.append(stint)
            continue
        for begin, end in union(held.get(relay, [])):
            if begin < stint.leave_s and stint.arrive_s < end:
                out.append(replace(stint, arrive_s=max(stint.arrive_s, begin), leave_s=min(stint.leave_s, end)))
    return out


def _gaps_within(steps: dict[int, int], begin_s: int, end_s: int, k: int) -> tuple[int, list[Interval]]:
    """Missing watcher-seconds and the maximal stretches with fewer than k watchers in [begin_s, end_s)."""
    watchers = sum(step for time_s, step in steps.items() if time_s <= begin_s)
    times = [begin_s, *sorted(time_s for time_s in steps if begin_s < time_s < end_s), end_s]
    missing_s = 0
    gaps: list[Interval] = []
    for from_s, to_s in pairwise(times):
        if from_s != begin_s:
            watchers += steps[from_s]
        if watchers < k:
            missing_s += (k - watchers) * (to_s - from_s)
            if gaps and gaps[-1][1] == from_s:
                gaps[-1] = (gaps[-1][0], to_s)
            else:
                gaps.append((from_s, to_s))
    return missing_s, gaps
