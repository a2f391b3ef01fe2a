"""Looks at the cells of revisit watches, planned and flown: exact, without a time step.

Whoever is on station on a line is where its post is, so a line looks at a cell when its post does and somebody is there.
What the post sees of every cell is worked out once, over one run of its path, for every range that its sensors have in any
conditions; a trial only says who was there when, in which conditions.
Transits do not count, nor does time in which a link was lost or weather shut the line: the trial has a gap there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import polars as pl

from longwatch.detection.ranges import sensor_range
from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats
from longwatch.rostering.track import track_of_line
from longwatch.scenario.asks import Ask
from longwatch.scenario.models import Watch
from longwatch.scenario.plan import Line, Pairing, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.cells_kernels import cell_gaps
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.passes import sight
from longwatch.sim.skies import skies_of
from longwatch.sim.tours import knots_between, tour_of
from longwatch.sim.tracks import Path, knots_of, straight_knots
from longwatch.traffic.ships import Ints
from longwatch.weather.bins import Skies

SCHEMA = {
    "trial": pl.Int64, "watch": pl.String, "class": pl.String, "cell": pl.Int64, "demanded_s": pl.Float64, "looks": pl.Int64,
    "gaps": pl.Int64, "gap_max_s": pl.Float64, "gap_sum_s": pl.Float64, "gap_squares_s2": pl.Float64,
    "late_s": pl.Float64,
}  # fmt: skip
COUNTED = ("looks", "gaps", "gap_max_s", "gap_sum_s", "gap_squares_s2", "late_s")
Spans = list[tuple[float, float]]


@dataclass(frozen=True)
class Sights:
    """What the posts of one watch see of its cells, near enough for one class, in one run of their paths: in every trial alike.

    streams_of : which stream of looks a fleet on a line adds to in each state of its sky; streams differ in post, height or range
    planned_of : and which in a plan
    skies : when it is in which state
    sight_at : (streams, cells + 1), the looks enter_s[sight_at[s, c]:sight_at[s, c + 1]]
    """

    watch: str
    class_: str
    cell: Ints  # those that are asked for, as places in the cells of the watch; elsewhere a cell is a place in this
    k_of_line: dict[str, int]
    streams_of: dict[tuple[str, str], tuple[int, ...]]
    planned_of: dict[tuple[str, str], int]
    skies: Skies
    line_of: tuple[str, ...]  # of each stream
    first_s: Floats
    period_s: Floats
    sight_at: Ints
    enter_s: Floats
    leave_s: Floats
    windows_s: Floats  # (n, 2): when looks are demanded, warm-up taken off
    limit_s: Floats  # of each cell
    last_s: float  # gaps that are open then do not count


def planned_revisit(scenario: Scenario, roster: Roster) -> pl.DataFrame:
    """What the roster gives, undisturbed, as trial -1; see `look_at_cells`."""
    stints = [(-1, s.fleet, s.line, s.arrive_s, s.leave_s) for s in roster.stints]
    names = ["trial", "fleet", "line", "arrive_s", "leave_s"]
    sorties = pl.DataFrame(stints, schema=dict(zip(names, _KINDS, strict=True)), orient="row")
    return look_at_cells(sights_of(scenario, roster), sorties, None, [-1], roster.length_s)


_KINDS = (pl.Int64, pl.String, pl.String, pl.Int64, pl.Int64)


def look_at_cells(
    sights: Sequence[Sights], sorties: pl.DataFrame, gaps: pl.DataFrame | None, trials: Sequence[int], length_s: int,
    seed: int | None = None,
) -> pl.DataFrame:  # fmt: skip
    """One row per trial, revisit watch, class that it asks for, and cell.

    Parameters
    ----------
    sorties, gaps : of these trials, as in a `WatchLog`; no gaps: whoever is on station counts
    seed : of the trials, whose conditions they meet; without one they meet those of the plan

    Returns
    -------
    trial, watch, class, cell (place in `Scenario.cells`), demanded_s
    looks : uninterrupted stretches in which somebody sees its centre
    gaps, gap_max_s, gap_sum_s, gap_squares_s2 : stretches without a look in demanded time; the first opens with the
        demand. One open at the period's end ends there, or is left out under the end rule "optimistic"
    late_s : demanded time in which the last look was longer ago than the limit, whatever the end rule
    """
    flown, missed, frames = _by_trial(sorties), _by_trial(gaps), []
    for trial in trials:
        own = flown.get(trial), missed.get(trial)
        frames += [_frame(one, _spans(one, *own, length_s, trial, seed), trial) for one in sights]
    return pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)


def sights_of(scenario: Scenario, roster: Roster) -> tuple[Sights, ...]:
    """Of every revisit watch of a scenario."""
    watches = [watch for watch in scenario.watches if watch.kind == "revisit"]
    if not watches:
        return ()
    skies = skies_of(scenario, roster)
    return tuple(_sights(scenario, roster, watch, ask, skies) for watch in watches for ask in scenario.asks(watch.name))


def _ranges(scenario: Scenario, pairing: Pairing, watch: Watch, class_: str, skies: Skies) -> list[float]:
    """How far a pairing meets the watch for a class: in the plan, then in each state of its sky."""
    planned_m = dict(pairing.class_ranges_m).get(class_, pairing.sensor_range_m)
    met = skies.given(pairing.fleet, pairing.line)
    payload, sees = scenario.payload_of(scenario.fleet(pairing.fleet)), watch.sees
    if len(met) == 1:
        return [planned_m, planned_m]
    found = [sensor_range(payload, class_, sees.task, float(sees.p), pairing.height_m, given=one) for one in met]
    return [planned_m, *(0.0 if one is None else float(one) for one in found)]


def _sights(scenario: Scenario, roster: Roster, watch: Watch, ask: Ask, skies: Skies) -> Sights:
    lines = {line.name: line for line in roster.lines if line.watch == watch.name}
    cells, cell = scenario.cells[watch.name], np.array(ask.cell, np.int64)
    streams: dict[tuple[str, float, float], int] = {}
    streams_of, planned_of = dict[tuple[str, str], tuple[int, ...]](), dict[tuple[str, str], int]()
    for pairing in roster.pairings:
        if pairing.line in lines:
            ranges_m = _ranges(scenario, pairing, watch, ask.class_, skies)
            keys = [(pairing.line, pairing.height_m, range_m) for range_m in ranges_m]
            planned, *by_state = (streams.setdefault(key, len(streams)) for key in keys)
            planned_of[pairing.fleet, pairing.line] = planned
            streams_of[pairing.fleet, pairing.line] = tuple(by_state)
    centres = to_ecef(np.array(cells.lat_deg)[cell], np.array(cells.lon_deg)[cell], 0.0)
    posts = {(name, height_m): _run(lines[name], height_m, roster.length_s) for name, height_m, _ in streams}
    runs = [posts[name, height_m] for name, height_m, _ in streams]
    found = [_seen(run, centres, range_m) for run, (_, _, range_m) in zip(runs, streams, strict=True)]
    counts = np.array([len(enter_s) for _, enter_s, _ in found], np.int64)
    before = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    at = [
        start + np.searchsorted(of_cell, np.arange(len(cell) + 1))
        for start, (of_cell, _, _) in zip(before, found, strict=False)
    ]
    return Sights(
        watch=watch.name,
        class_=ask.class_,
        cell=cell,
        k_of_line={line.name: line.k for line in lines.values()},
        streams_of=streams_of,
        planned_of=planned_of,
        skies=skies,
        line_of=tuple(name for name, _, _ in streams),
        first_s=np.array([run.t_s[0] for run in runs]),
        period_s=np.array([lines[name].period_s for name, _, _ in streams]),
        sight_at=np.array(at, np.int64).reshape(-1, len(cell) + 1),
        enter_s=np.concatenate([np.zeros(0), *(enter_s for _, enter_s, _ in found)]),
        leave_s=np.concatenate([np.zeros(0), *(leave_s for _, _, leave_s in found)]),
        windows_s=demand_of(list(lines.values()), roster.length_s),
        limit_s=np.array(ask.limit_s),
        last_s=np.inf if scenario.file.period.end == "cut" else float(roster.length_s),
    )


def demand_of(lines: Sequence[Line], length_s: int) -> Floats:
    """(n, 2): when the cells of a watch are to be looked at. From the first of its lines on, all of them count."""
    if not lines:
        return np.array([[0.0, float(length_s)]])
    count_from_s = min(line.count_from_s for line in lines)
    windows = [(max(a, count_from_s), min(b, length_s)) for a, b in lines[0].windows]
    return np.array([window for window in windows if window[0] < window[1]], np.float64).reshape(-1, 2)


def _run(line: Line, height_m: float, length_s: int) -> Path:
    """One run of the post of a line, or its whole period where nothing is run again."""
    track = track_of_line(line)
    first_s = track.times_s[0] if track.period_s > 0.0 else 0.0
    return Path(*knots_between(tour_of(track, height_m), first_s, first_s + (track.period_s or float(length_s))))


def _seen(run: Path, centres_m: Floats, range_m: float) -> tuple[Ints, Floats, Floats]:
    """(cell, enter_s, leave_s) of every look in a run, grouped by cell, rising in time."""
    looks = sight(knots_of([run]), still_knots(centres_m, run.t_s[0], run.t_s[-1]), np.array([[range_m]]))
    return looks.target, looks.enter_s, looks.leave_s


def still_knots(places_m: Floats, from_s: float, to_s: float) -> Knots:
    """Targets that stand still, (n, 3)."""
    n = len(places_m)
    return straight_knots(np.arange(0, 2 * n + 1, 2), np.tile([from_s, to_s], n), np.repeat(places_m, 2, axis=0))


def _by_trial(frame: pl.DataFrame | None) -> dict[int, pl.DataFrame]:
    if frame is None:
        return {}
    return {int(own["trial"][0]): own for own in frame.partition_by("trial")}


def _spans(
    sights: Sights, sorties: pl.DataFrame | None, gaps: pl.DataFrame | None, length_s: int, trial: int, seed: int | None
) -> list[Spans]:  # fmt: skip
    """For each stream when somebody is on station and counts; without a seed in the conditions of the plan."""
    spans: list[Spans] = [[] for _ in sights.first_s]
    if sorties is None:
        return spans
    reached = sorties.filter(pl.col("line").is_in(list(sights.k_of_line)) & pl.col("arrive_s").is_not_null())
    for fleet, line, arrive_s, leave_s in reached.select("fleet", "line", "arrive_s", "leave_s").iter_rows():
        end_s = length_s if leave_s is None else min(leave_s, length_s)
        from_s = max(arrive_s, 0)
        if end_s > from_s and seed is None:
            spans[sights.planned_of[fleet, line]].append((float(from_s), float(end_s)))
        elif end_s > from_s and seed is not None:
            change_s, state = sights.skies.changes(fleet, line, trial, seed)
            for a_s, b_s, at in zip(change_s.tolist(), [*change_s[1:].tolist(), inf], state.tolist(), strict=True):
                if min(b_s, end_s) > max(a_s, from_s):
                    span = (float(max(a_s, from_s)), float(min(b_s, end_s)))
                    spans[sights.streams_of[fleet, line][at]].append(span)
    missed = _missed(sights, gaps)
    return [_without(_joined(own), missed.get(sights.line_of[stream], [])) for stream, own in enumerate(spans)]


def _missed(sights: Sights, gaps: pl.DataFrame | None) -> dict[str, Spans]:
    """The gaps of each line, in which nobody on it counts: what flew there had no link, or weather shut the line."""
    out: dict[str, Spans] = {}
    if gaps is not None:
        own = gaps.filter(pl.col("line").is_in(list(sights.k_of_line))).sort("line", "start_s")
        for line, start_s, end_s, missing in own.select("line", "start_s", "end_s", "missing").iter_rows():
            if missing >= sights.k_of_line[line]:
                out.setdefault(line, []).append((float(start_s), float(end_s)))
    return out


def _joined(spans: Spans) -> Spans:
    """The union, rising and apart."""
    out: Spans = []
    for from_s, to_s in sorted(spans):
        if out and from_s <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], to_s))
        else:
            out.append((from_s, to_s))
    return out


def _without(spans: Spans, holes: Spans) -> Spans:
    """Spans less holes, both rising and apart."""
    out: Spans = []
    for from_s, to_s in spans:
        edges = [from_s, *(edge for a, b in holes if a < to_s and b > from_s for edge in (a, b)), to_s]
        out += [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
    return out


def _frame(sights: Sights, spans: Sequence[Spans], trial: int) -> pl.DataFrame:
    n_cells = len(sights.limit_s)
    flat = np.array([span for own in spans for span in own], np.float64).reshape(-1, 2)
    at = np.concatenate([[0], np.cumsum([len(own) for own in spans])]).astype(np.int64)
    out = np.zeros((n_cells, len(COUNTED)))
    cell_gaps(
        sights.first_s, sights.period_s, at, flat[:, 0].copy(), flat[:, 1].copy(), sights.sight_at, sights.enter_s,
        sights.leave_s, sights.windows_s, sights.limit_s, sights.last_s, out,
    )  # fmt: skip
    demanded_s = float(np.diff(sights.windows_s, axis=1).sum())
    names = {
        name: pl.repeat(value, n_cells, eager=True)
        for name, value in (("watch", sights.watch), ("class", sights.class_))
    }
    columns = {"trial": np.full(n_cells, trial, np.int64), **names, "cell": sights.cell,
               "demanded_s": np.full(n_cells, demanded_s)}  # fmt: skip
    return pl.DataFrame(columns | dict(zip(COUNTED, out.T.copy(), strict=True)), schema_overrides=SCHEMA)
