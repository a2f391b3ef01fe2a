"""A roster and the processes that disturb it, as the arrays of a timeline."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil

import numpy as np

from longwatch.errors import InvariantError
from longwatch.scenario.plan import Pairing, Roster
from longwatch.sim.chains import add_sorties, fleets_at_start
from longwatch.sim.closures import Target, closures_of, steps_of
from longwatch.sim.processes import FleetProcess, Processes, SpellProcess, entity_of
from longwatch.sim.state import (
    CAUSES,
    FAR,
    FLEET,
    NONE,
    PAIRING,
    RULES,
    SPELL,
    TRANSIT,
    VEHICLE,
    WHEN_DUE,
    Fixed,
    Records,
    records,
)
from longwatch.sim.stint_arrays import line_rows, reliefs_of, stint_rows
from longwatch.sim.streams import PROCESSES
from longwatch.sim.timeline import Compiled
from longwatch.sim.transit_tables import Entry, Rhythm, TransitTimes, step_s, table_of
from longwatch.sim.upkeep_arrays import add_upkeep

_SPELLS = {
    "base": ("base_open", "base_shut", "weather"),
    "watch": ("line_open", "line_shut", "weather"),
    "platform": ("grounding", "grounding_length", "grounding"),
    "link": ("link_up", "link_down", "link"),
}
_BLINDING = ("link", "watch", "sensor")  # what keeps a watcher on station from counting


def fixed_of(
    processes: Processes,
    roster: Roster,
    transits: Callable[[Pairing], TransitTimes],
    rhythm: Callable[[Pairing], Rhythm] = lambda _: Rhythm(),
    fleet_tails: Sequence[Sequence[str]] | None = None,
) -> Compiled:
    """Arrays of a roster.

    Parameters
    ----------
    roster : its stints in order of take-off, as `Roster` has them
    rhythm : of the transits of a pairing that are not constant
    fleet_tails : the vehicles of each fleet in their order; default: as the roster numbers them
    """
    fleets = [fleet.name for fleet in processes.fleets]
    lines = [line.name for line in roster.lines]
    pairs = [(p.fleet, p.line) for p in roster.pairings]
    tails = [_tails(roster, fleet) for fleet in processes.fleets]
    tails = tails if fleet_tails is None else [list(group) for group in fleet_tails]
    flat = [tail for group in tails for tail in group]
    place = {tail: i for i, tail in enumerate(flat)}
    controls = [name for name, _ in processes.channels]
    shut = _what_can_be_shut(processes, roster)

    pairing_of = np.full((len(fleets), len(lines)), NONE, np.int64)
    for i, (fleet, line) in enumerate(pairs):
        pairing_of[fleets.index(fleet), lines.index(line)] = i
    pairings = _pairings(roster, fleets, lines, shut)
    ways = _transits(processes, roster, pairings, transits, rhythm)
    stints = stint_rows(processes, roster, fleets, lines, place, pairs)
    add_sorties(stints, roster, pairings, pairing_of, processes, transits)
    line_records, line_stints, changes = line_rows(processes, roster, stints, shut)
    if processes.shift_limit_s:
        stints["relief"] = reliefs_of(stints, line_records, line_stints)
    vehicles = records(len(flat), VEHICLE)
    vehicles["fleet"] = [f for f, group in enumerate(tails) for _ in group]
    vehicles["entity"] = [
        entity_of(f"{fleets[f]} {n}") for f, group in enumerate(tails) for n in range(len(group))
    ]  # fmt: skip
    rules = records(1, RULES)
    relays, moves = bool(np.any(pairings["relay"] >= 0)), bool(np.any(pairings["out_n"] > 1))
    n_blinding = sum(of in _BLINDING for of, *_ in shut)
    diverts = any(fleet.alternates for fleet in processes.fleets)
    rules[0] = (
        processes.length_s, processes.hold, FAR if processes.hold_limit_s is None else processes.hold_limit_s,
        WHEN_DUE if processes.spare and processes.spare_when_due else processes.spare, relays, moves, n_blinding,
        bool(processes.crew_pools), diverts, processes.shift_limit_s, bool(np.any(stints["next"] >= 0)),
        any(stint.to_fleet for stint in roster.stints), processes.late, processes.late_mean_s,
    )  # fmt: skip
    fleet_records = _fleets(processes, tails, shut, controls)
    upkeep = add_upkeep(processes, roster, fleet_records, vehicles, pairings, shut)
    closures = closures_of(processes, shut)
    steps, trial_steps = steps_of(replace(closures, weather=None), range(1), 0)
    fixed = Fixed(
        rules=rules,
        fleets=fleet_records,
        vehicles=vehicles,
        pairings=pairings,
        pairing_of=pairing_of,
        stints=stints,
        lines=line_records,
        line_stints=line_stints,
        changes=changes,
        spells=_spells([s for s in processes.spells if (s.of, s.target, "") in shut], shut),
        steps=steps,
        trial_steps=trial_steps,
        channels=np.array([limit for _, limit in processes.channels], np.int64),
        n_shut=len(shut),
        transits=ways,
        **upkeep._asdict(),
    )
    vehicle_fleets = tuple(fleets[f] for f, group in enumerate(tails) for _ in group)
    return Compiled(fixed, closures, tuple(flat), vehicle_fleets, tuple(fleets), tuple(lines))


def _what_can_be_shut(processes: Processes, roster: Roster) -> dict[Target, int]:
    """The place in `State.shut` of everything that can be shut, what blinds a watcher first; a link has the number of its
    control station.
    """
    links = [("link", name, "") for name, _ in processes.channels]
    homes = {fleet.base for fleet in processes.fleets} | {a.base for f in processes.fleets for a in f.alternates}
    bases = [("base", name, "") for name in sorted(homes)]
    watches = sorted({("watch", line.watch, "") for line in roster.lines})
    platforms = sorted({("platform", fleet.platform, "") for fleet in processes.fleets})
    crews = {("crew", fleet.name, "") for fleet in processes.fleets}
    pairs = {(of, p.fleet, p.line) for of in ("path", "sensor") for p in roster.pairings}
    some = {(step.of, step.target, step.line) for step in processes.schedule}
    if processes.weather is not None:
        some |= set(processes.weather.targets)
    others = sorted(some & (crews | pairs))
    sensors = [target for target in others if target[0] in _BLINDING]
    targets = [*links, *watches, *sensors, *bases, *platforms, *(target for target in others if target not in sensors)]
    return {target: place for place, target in enumerate(targets)}


def _tails(roster: Roster, fleet: FleetProcess) -> list[str]:
    """The roster's tails of a fleet at the start, in the order of their numbers, then vehicles that the plan does not use."""
    named = {tail for tail, of in fleets_at_start(roster.stints).items() if of == fleet.name}
    used = sorted(named, key=lambda tail: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", tail)])
    idle = [f"{fleet.name} +{n + 1}" for n in range(max(0, fleet.count - len(used)))]
    return [*used, *idle]


def _fleets(processes: Processes, tails: list[list[str]], shut: dict[Target, int], controls: list[str]) -> Records:
    out, first = records(len(processes.fleets), FLEET), 0
    for f, fleet in enumerate(processes.fleets):
        row = out[f]
        row["base"], row["platform"] = shut["base", fleet.base, ""], shut["platform", fleet.platform, ""]
        row["control"] = controls.index(fleet.control) if fleet.control is not None else NONE
        row["crews"] = FAR if fleet.crews_at_once is None else fleet.crews_at_once
        row["off_duty"] = shut.get(("crew", fleet.name, ""), NONE)
        row["first"], row["n_vehicles"] = first, len(tails[f])
        row["replacement_s"], row["preflight"] = fleet.replacement_s, fleet.preflight
        row["abort_mean_s"], row["loss_mean_s"] = fleet.abort_mean_s, fleet.loss_mean_s
        row["repair_mean_s"] = fleet.repair_mean_s
        first += len(tails[f])
    return out


def _pairings(roster: Roster, fleets: list[str], lines: list[str], shut: dict[Target, int]) -> Records:
    """Records of the pairings, their transits left out."""
    out, relayed = records(len(roster.pairings), PAIRING), {p.line for p in roster.pairings if _relay(p, shut) >= 0}
    for row, p in zip(out, roster.pairings, strict=True):
        row["fleet"], row["line"] = fleets.index(p.fleet), lines.index(p.line)
        row["endurance_s"], row["reserve_s"], row["turnaround_s"] = p.endurance_s, p.reserve_s, p.turnaround_s
        row["path"] = shut.get(("path", p.fleet, p.line), NONE)
        row["sensor"] = shut.get(("sensor", p.fleet, p.line), NONE)
        row["relay"] = _relay(p, shut)
    for line in roster.lines:
        if line.name in relayed and any(p.relay == line.watch for p in roster.pairings):
            raise InvariantError(f"the relay watch {line.watch} itself needs a relay")
    return out


def _relay(pairing: Pairing, shut: dict[Target, int]) -> int:
    """The watch through which a pairing is linked, or -1; a ship that relays is always there."""
    return shut.get(("watch", pairing.relay, ""), NONE) if pairing.relay else int(NONE)


def _transits(
    processes: Processes,
    roster: Roster,
    pairings: Records,
    transits: Callable[[Pairing], TransitTimes],
    rhythm: Callable[[Pairing], Rhythm],
) -> Records:
    """Tables of all transits, and in the records of the pairings where theirs stand.

    One entry where nothing moves; else for one lap, or ways out to the end of the period and ways back to the last landing.
    """
    table = list[Entry]()
    for row, p in zip(pairings, roster.pairings, strict=True):
        times = transits(p)
        period_s, leg_s = rhythm(p) if times.moves else Rhythm()
        row["period_s"], lap_s = period_s, ceil(period_s)
        last_s = processes.length_s + p.endurance_s + p.reserve_s
        for name, way_s, end_s in (("out", times.out_s, processes.length_s), ("back", times.back_s, last_s)):
            to_s = lap_s or end_s
            own = table_of(way_s, to_s, step_s(leg_s, to_s)) if times.moves else [(0, way_s(0))]
            row[f"{name}_at"], row[f"{name}_n"] = len(table), len(own)
            table += own
    return np.array(table, TRANSIT)


def _spells(spells: list[SpellProcess], shut: dict[Target, int]) -> Records:
    out = records(len(spells), SPELL)
    for i, spell in enumerate(spells):
        open_process, shut_process, cause = _SPELLS[spell.of]
        out[i] = (
            shut[spell.of, spell.target, ""], CAUSES.index(cause), PROCESSES[open_process], PROCESSES[shut_process],
            entity_of(spell.key), spell.starts_anywhere, spell.open_mean_s, spell.shut_mean_s,
        )  # fmt: skip
    return out
