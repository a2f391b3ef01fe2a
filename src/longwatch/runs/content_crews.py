"""The part of the report on use: hours of each vehicle and its maintenance, and crews needed, there and at work."""

from __future__ import annotations

from longwatch.origins import computed
from longwatch.reporting.content_fleet import UseRow
from longwatch.reporting.content_watch import Measure
from longwatch.rostering.crews import PoolDuties, match_crews
from longwatch.rostering.even_hours import hours_of
from longwatch.runs.duties import has_crews
from longwatch.scenario.long import as_planned
from longwatch.scenario.plan import Roster, first_fleets
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_duration
from longwatch.verifier.crews import broken_by_pool
from longwatch.verifier.maintenance import beyond_hours
from longwatch.verifier.rows import Namer

MOST_SHOWN = 3


def vehicle_use(scenario: Scenario, roster: Roster) -> tuple[UseRow, ...]:
    """Hours in the air of a fleet's vehicles: least, mean, most; with those before the period where [state] has them."""
    before_s = {tail: round(float(flown)) for tail, flown in scenario.file.state.hours_flown.items()}
    out = []
    home = first_fleets(roster.stints)
    maintained = any(fleet.maintenance is not None for fleet in scenario.fleets) and not roster.repeats
    for fleet in scenario.fleets:
        used = {tail for tail, of in home.items() if of == fleet.name}
        hours = hours_of(fleet.name, sorted(used), roster.stints, before_s)
        if used:
            parts = (("least", hours.low_s), ("mean", hours.mean_s), ("most", hours.high_s))
            measures = tuple(Measure(name, computed(value, "s", ("roster",))) for name, value in parts)
            if maintained:
                n = sum(work.fleet == fleet.name for work in roster.maintenance)
                measures += (Measure("times in maintenance", computed(n, "1", ("roster",))),)
            out.append(UseRow(fleet.name, (Measure("vehicles", computed(len(used), "1", ("roster",))), *measures)))
    return tuple(out)


def maintenance_warnings(scenario: Scenario, roster: Roster) -> tuple[str, ...]:
    """Of each fleet the vehicles that fly beyond what they may between two times in maintenance, where that breaks no rule."""
    out = []
    for fleet in scenario.fleets:
        if fleet.maintenance is None:
            continue
        binds = fleet.maintenance.binding  # the verifier says it
        found = [] if binds else beyond_hours(scenario, roster, fleet, Namer(roster.start_s))
        if found:
            more = f", and {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""
            rows = "; ".join(f"{one.where}: by {format_duration(one.by)}" for one in found[:MOST_SHOWN])
            sorties = f"{len(found)} sorties end" if len(found) > 1 else "1 sortie ends"
            out.append(
                f"{fleet.name}: {sorties} beyond the hours that a vehicle may fly between maintenance: {rows}{more}"
            )
        if roster.repeats:
            out.append(f"{fleet.name}: weeks that repeat keep no time free for maintenance; trials send vehicles there")
    return tuple(out)


def crew_use(scenario: Scenario, roster: Roster) -> tuple[tuple[UseRow, ...], tuple[str, ...]]:
    """A row for each pool of crews, and what is wrong with them, in words."""
    if not has_crews(scenario):
        return (), ()
    whole = as_planned(scenario, roster)
    plan = match_crews(whole, roster)
    broken = broken_by_pool(whole, roster, plan.duties.turns)
    return tuple(_row(one, len(broken.get(one.pool.name, ()))) for one in plan.pools), plan.warnings


def _row(one: PoolDuties, n_broken: int) -> UseRow:
    flown_s = dict.fromkeys(one.pool.crews, 0)
    for turn in one.turns:
        flown_s[turn.crew] = flown_s.get(turn.crew, 0) + turn.flown_s
    counts = {
        "crews needed": one.needed,
        "no fewer than": one.bound,
        "crews there": one.there,
        "duties": len({(turn.crew, turn.duty) for turn in one.turns}),
        "duty violations": n_broken,
    }
    spread = {
        "least flown": min(flown_s.values(), default=0),
        "mean flown": sum(flown_s.values()) / max(len(flown_s), 1),
        "most flown": max(flown_s.values(), default=0),
    }
    of = ("roster", "scenario")
    return UseRow(
        one.pool.name.removeprefix("fleet "),
        (
            *(Measure(name, computed(value, "1", of)) for name, value in counts.items()),
            *(Measure(name, computed(value, "s", of)) for name, value in spread.items()),
        ),
    )
