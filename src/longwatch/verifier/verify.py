"""The separate verifier: every rule and every gap, derived anew from the roster."""

from __future__ import annotations

import math
from collections import defaultdict

from longwatch.scenario.plan import Line, Roster, Stint
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.cover import line_cover, while_relayed
from longwatch.verifier.crews import check_tail_names
from longwatch.verifier.flights import check_endurance, check_ferries, check_sorties, rows_by_pairing, several
from longwatch.verifier.header import check_lines, check_pairing, check_period, check_warm_up, latest_count_s
from longwatch.verifier.hours import check_hours, kept_windows
from longwatch.verifier.land import land_of
from longwatch.verifier.limits import check_limits
from longwatch.verifier.links import Links, check_satellite, relay_of
from longwatch.verifier.maintenance import check_maintenance
from longwatch.verifier.outages import came_home, check_outages, lost_at
from longwatch.verifier.overlap import check_overlap
from longwatch.verifier.passages import check_passages
from longwatch.verifier.patrol import Sweep, sweeps_of
from longwatch.verifier.rows import (
    Namer,
    check_duplicates,
    check_names,
    check_order,
    check_stays,
    check_ways_back,
    check_ways_out,
)
from longwatch.verifier.served import Key, Served, served_pairs
from longwatch.verifier.together import check_airborne, check_at_once, check_tails
from longwatch.verifier.verdict import LineCover, RevisitCover, Verdict, Violation
from longwatch.verifier.ways import check_route
from longwatch.verifier.zones import ground_of


def verify_roster(scenario: Scenario, roster: Roster) -> Verdict:
    """Check every rule of `docs/verifier.md` and work out what the roster covers.

    Nothing but the stints and the planning figures of the header is taken from the roster; places, transits, links and
    gaps are worked out here with arithmetic that no other room shares. Raises nothing: a roster of any kind earns a
    verdict.
    """
    name = Namer(scenario.start_s, several(roster.stints))
    served, violations = served_pairs(scenario, roster)
    violations += check_period(scenario, roster) + check_lines(scenario, roster)
    pairs_of = {line.name: [pair for pair in served.values() if pair.line is line] for line in roster.lines}
    for line in roster.lines:
        violations += check_warm_up(scenario, line, pairs_of[line.name])
    violations += check_names(roster, served, name) + check_duplicates(roster, name)
    violations += check_order(scenario, roster.stints, name)
    violations += check_sorties(scenario, roster, name) + check_ferries(scenario, roster, name)
    violations += check_endurance(served, roster, name)
    violations += _check_pairings(scenario, roster, served, name)
    violations += check_tails(scenario, roster, name) + check_at_once(scenario, roster, name)
    violations += check_tail_names(scenario, roster) + check_outages(scenario, roster, name)
    violations += check_airborne(scenario, roster, name) + check_hours(scenario, roster, name)
    violations += check_limits(scenario, roster, name) + check_maintenance(scenario, roster, name)
    violations += _check_overlap(scenario, roster, pairs_of, name)
    sweeps = sweeps_of(scenario, roster, pairs_of)
    violations += [violation for sweep in sweeps for violation in sweep.check()]
    cover = _cover(scenario, roster, pairs_of)
    demanded_s = sum(line.demanded_s for line in cover.values())
    missing_s = sum(line.missing_s for line in cover.values())
    return Verdict(
        ok=not violations,
        violations=tuple(violations),
        covered_fraction=1.0 - missing_s / demanded_s if demanded_s else 1.0,
        per_line=cover,
        per_watch={sweep.watch.name: _revisit(scenario, roster, sweep, pairs_of) for sweep in sweeps},
    )


def _check_pairings(scenario: Scenario, roster: Roster, served: dict[Key, Served], name: Namer) -> list[Violation]:
    """The pairings that rows use, with all their rows, and the passages between them."""
    used, land, links = rows_by_pairing(sorted(roster.stints)), land_of(scenario), dict[Key, Links]()
    lost = lost_at(roster)
    out: list[Violation] = []
    for key, pair in served.items():
        rows = used.get(key)
        if rows is None:
            continue
        out += check_pairing(scenario, pair) + check_satellite(scenario, pair)
        backs = [row for row in rows.backs if came_home(row, lost)]
        out += check_route(scenario, pair, ground_of(scenario, pair.fleet, land), rows.outs, backs)
        relay, wrong = relay_of(scenario, pair, list(served.values()))
        links[key] = Links(scenario, pair, relay)
        out += wrong + check_ways_out(pair, rows.outs, links[key], name) + check_stays(rows.held, links[key], name)
        out += check_ways_back(pair, backs, links[key], name) if backs else []
    return out + check_passages(scenario, roster, served, links, name)


def _cover(scenario: Scenario, roster: Roster, pairs_of: dict[str, list[Served]]) -> dict[str, LineCover]:
    """By line, from the stints alone, against what the watches ask, whatever the header says; `line.count_from_s` counts
    only as far as the warm-up rule allows. A watch without a line stands under its own name, uncovered.
    """
    period = scenario.file.period
    end_s = scenario.length_s if period.end == "optimistic" else None
    rows: dict[str, list[Stint]] = defaultdict(list)
    for stint in while_relayed(roster):
        rows[stint.line].append(stint)
    watches = {watch.name: watch for watch in scenario.watches}
    asked = {line.name: (watches[line.watch], line) for line in roster.lines if line.watch in watches}
    without = set(watches) - {watch.name for watch, _ in asked.values()}
    out = {}
    for name, (watch, line) in asked.items():
        from_s = _from_s(scenario, line, pairs_of)
        windows = kept_windows(scenario, watch, line.windows)
        out[name] = line_cover(rows[name], windows, int(watch.k), from_s, drop_open_gap_at=end_s)
    return out | {
        name: line_cover([], kept_windows(scenario, watches[name]), int(watches[name].k), 0, drop_open_gap_at=end_s)
        for name in sorted(without)
    }


def _check_overlap(
    scenario: Scenario, roster: Roster, pairs_of: dict[str, list[Served]], name: Namer
) -> list[Violation]:
    """Of every line whose watch asks for it, where it is demanded."""
    watches = {watch.name: watch for watch in scenario.watches}
    out: list[Violation] = []
    for line in roster.lines:
        watch = watches.get(line.watch)
        if watch is not None and watch.overlap_s > 0:
            from_s = _from_s(scenario, line, pairs_of)
            asked = [(max(begin, from_s), end) for begin, end in kept_windows(scenario, watch, line.windows)]
            own = [stint for stint in roster.stints if stint.line == line.name]
            out += check_overlap(watch, own, asked, name, lost_at(roster))
    return out


def _from_s(scenario: Scenario, line: Line, pairs_of: dict[str, list[Served]]) -> int:
    return max(0, min(line.count_from_s, math.floor(latest_count_s(scenario, line, pairs_of[line.name]) + 1.0)))


def _revisit(scenario: Scenario, roster: Roster, sweep: Sweep, pairs_of: dict[str, list[Served]]) -> RevisitCover:
    """Of one revisit watch; all its cells count from the first instant that counts on any of its lines."""
    lines = [line for line in roster.lines if line.watch == sweep.watch.name]
    asked = kept_windows(scenario, sweep.watch, *(line.windows for line in lines[:1]))
    from_s = min((_from_s(scenario, line, pairs_of) for line in lines), default=0)
    windows = [(max(begin, from_s), end) for begin, end in asked]
    end_s = scenario.length_s if scenario.file.period.end == "optimistic" else None
    return sweep.cover(while_relayed(roster), windows, end_s)
