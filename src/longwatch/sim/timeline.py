"""The timeline of one trial: stops at any instant and goes on; `fixed_of` turns a roster and its processes into arrays."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

import numpy as np

from longwatch.errors import InvariantError
from longwatch.scenario.plan import Line, Pairing, Roster
from longwatch.sim.carry import carried
from longwatch.sim.chains import add_sorties, fleets_at_start
from longwatch.sim.closures import Closures, Target, closures_of, steps_of
from longwatch.sim.processes import FleetProcess, Processes, SpellProcess, entity_of
from longwatch.sim.state import (
    CAUSES,
    CHANGE,
    ERRORS,
    FAR,
    FLEET,
    LINE,
    LOG_FULL,
    NONE,
    OK,
    PAIRING,
    RULES,
    SPELL,
    STINT,
    TRANSIT,
    VEHICLE,
    WHEN_DUE,
    Fixed,
    Ints,
    Records,
    State,
    new_state,
    records,
)
from longwatch.sim.streams import PROCESSES
from longwatch.sim.transit_tables import Entry, Rhythm, TransitTimes, step_s, table_of
from longwatch.sim.trials_kernels import advance_one, finish_one, reset_one, send_one_away
from longwatch.sim.upkeep_arrays import add_upkeep

_SPELLS = {
    "base": ("base_open", "base_shut", "weather"),
    "watch": ("line_open", "line_shut", "weather"),
    "platform": ("grounding", "grounding_length", "grounding"),
    "link": ("link_up", "link_down", "link"),
}

_BLINDING = ("link", "watch", "sensor")  # what keeps a watcher on station from counting


@dataclass(frozen=True)
class Compiled:
    """A roster and what may disturb it, as arrays, with the names that go with the numbers."""

    fixed: Fixed  # with the steps of a trial without weather; see `for_trials`
    closures: Closures
    tails: tuple[str, ...]  # of the vehicles
    vehicle_fleets: tuple[str, ...]
    fleets: tuple[str, ...]
    lines: tuple[str, ...]

    def for_trials(self, first: int, n: int, seed: int) -> Fixed:
        """The arrays with the steps of these trials, their weather drawn."""
        if self.closures.weather is None:
            return self.fixed
        steps, trial_steps = steps_of(self.closures, range(first, first + n), seed)
        return self.fixed._replace(steps=steps, trial_steps=trial_steps)


@dataclass
class Timeline:
    """One trial, at an instant. `state.copy()` is a bookmark: put it back and the trial goes on from there."""

    compiled: Compiled
    seed: int
    trial: int
    fixed: Fixed = field(init=False)
    state: State = field(init=False)

    def __post_init__(self) -> None:
        self.fixed = self.compiled.for_trials(self.trial, 1, self.seed)
        self.state = new_state(self.fixed)
        reset_one(self.fixed, self.state, self.seed, self.trial)

    def next_event_s(self) -> int:
        """When the next thing happens."""
        return int(self.state.due.min())

    def advance(self, until_s: int) -> None:
        """Deal with every instant up to and including until_s, but none at the period's end or beyond."""
        last_s = int(self.fixed.rules["length_s"][0]) - 1
        self._run(lambda: advance_one(self.fixed, self.state, min(until_s, last_s)))

    def order(self, vehicle: int, away_until_s: int) -> bool:
        """Send a vehicle off its line now, to be back there at away_until_s; False where it may not go.

        Now is the time up to which the trial has been advanced. It may go when it is on station (or away already) and
        back before its planned end.
        """
        return bool(send_one_away(self.fixed, self.state, vehicle, away_until_s))

    def carry(self, fixed: Fixed, shift_s: int) -> None:
        """Go on under another plan, whose zero is at shift_s of this one (see `carry.carried`); earlier times are dealt with."""
        self.advance(shift_s - 1)
        self.fixed, self.state = fixed, carried(self.fixed, self.state, fixed, shift_s)

    def finish(self) -> None:
        """Fly to the end of the period and close the books; once."""
        self.advance(int(self.fixed.rules["length_s"][0]) - 1)
        self._run(lambda: finish_one(self.fixed, self.state))

    def _run(self, step: Callable[[], int]) -> None:
        while (error := step()) == LOG_FULL:
            self.state = self.state.with_longer_logs()
        if error != OK:
            raise broken(error, self.seed, self.trial)


def broken(error: int, seed: int, trial: int) -> InvariantError:
    """What to raise when a kernel has stopped: the trial can be flown again alone from its seed and number."""
    return InvariantError(f"trial {trial} of seed {seed}: {ERRORS[error]}; no figure of this run is to be trusted")


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
    stints = _stints(processes, roster, fleets, lines, place, pairs)
    add_sorties(stints, roster, pairings, pairing_of, processes, transits)
    line_records, line_stints, changes = _lines(processes, roster, stints, shut)
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


def _stints(
    processes: Processes,
    roster: Roster,
    fleets: list[str],
    lines: list[str],
    place: dict[str, int],
    pairs: list[tuple[str, str]],
) -> Records:
    out = records(len(roster.stints), STINT)
    last_s = None
    for i, s in enumerate(roster.stints):
        if last_s is not None and s.takeoff_s < last_s:
            raise InvariantError(f"stint {i} of the roster takes off before the one above it")
        last_s = s.takeoff_s
        useless_s = s.leave_s - (s.arrive_s - s.takeoff_s)  # who takes off then arrives when the stint is over
        deadline_s = max(s.takeoff_s, min(s.takeoff_s + processes.late_limit_s, useless_s))
        out[i] = (
            fleets.index(s.fleet), lines.index(s.line), place[s.tail], pairs.index((s.fleet, s.line)), s.takeoff_s,
            s.arrive_s, s.leave_s, s.land_s, deadline_s, s.airborne_at_start or s.takeoff_s < 0, NONE, NONE, NONE, NONE, 0, 0,
        )  # fmt: skip
    return out


def _lines(
    processes: Processes, roster: Roster, stints: Records, shut: dict[Target, int]
) -> tuple[Records, np.ndarray, Records]:
    """Records of the lines, their stints in order of arrival, and the times at which plan or demand change."""
    out = records(len(roster.lines), LINE)
    for row, line in zip(out, roster.lines, strict=True):
        row["watch"], row["k"] = shut["watch", line.watch, ""], line.k
    return lines_with(out, roster.lines, stints, 0, processes.length_s)


def lines_with(
    rows: Records, lines: Sequence[Line], stints: Records, from_s: int, length_s: int
) -> tuple[Records, Ints, Records]:
    """The records of some lines with other stints, their order, and the changes from from_s on."""
    out, order, changes = rows.copy(), list[int](), list[tuple[int, int, int, int]]()
    for i, line in enumerate(lines):
        own = np.flatnonzero(stints["line"] == i)
        own = own[np.argsort(stints["arrive_s"][own], kind="stable")]
        of_line = _changes(length_s, line, stints[own], from_s)
        out[i]["first_stint"], out[i]["n_stints"] = len(order), len(own)
        out[i]["first_change"], out[i]["n_changes"] = len(changes), len(of_line)
        order += own.tolist()
        changes += of_line
    return out, np.array(order, np.int64), np.array(changes, CHANGE)


def reliefs_of(stints: Records, lines: Records, line_stints: Ints) -> Ints:
    """The stint that takes over from each, -1 where none arrives before it leaves: who leaves first is relieved first.

    A stint of a sortie with others keeps to the clock: it neither follows nor is followed.
    """
    out = np.full(len(stints), NONE, np.int64)
    for line in lines:
        free = line_stints[line["first_stint"] : line["first_stint"] + line["n_stints"]].tolist()  # in order of arrival
        for n in sorted(free, key=lambda n: (stints["leave_s"][n], n)):
            arrive_s, leave_s = stints["arrive_s"][n], stints["leave_s"][n]
            out[n] = next((m for m in free if arrive_s < stints["arrive_s"][m] <= leave_s), NONE)
            if out[n] >= 0:
                free.remove(out[n])
    with_others = (stints["next"] >= 0) | (stints["prior"] >= 0)
    return np.where(with_others | ((out >= 0) & with_others[out]), NONE, out)


def _changes(length_s: int, line: Line, stints: Records, from_s: int) -> list[tuple[int, int, int, int]]:
    """(time, watchers planned, watchers wanted, watchers demanded): demanded is what counts, after the warm-up."""
    steps: dict[int, int] = {from_s: 0}
    for arrive_s, leave_s in zip(stints["arrive_s"].tolist(), stints["leave_s"].tolist(), strict=True):
        steps[max(from_s, arrive_s)] = steps.get(max(from_s, arrive_s), 0) + 1
        steps[max(from_s, leave_s)] = steps.get(max(from_s, leave_s), 0) - 1
    for time_s in (line.count_from_s, *(edge for window in line.windows for edge in window)):
        steps.setdefault(max(from_s, time_s), 0)
    out, planned = [], 0
    for time_s in sorted(steps):
        planned += steps[time_s]
        wanted = line.k if any(start <= time_s < end for start, end in line.windows) else 0
        if time_s < length_s:
            out.append((time_s, planned, wanted, wanted if time_s >= line.count_from_s else 0))
    return out


def _spells(spells: list[SpellProcess], shut: dict[Target, int]) -> Records:
    out = records(len(spells), SPELL)
    for i, spell in enumerate(spells):
        open_process, shut_process, cause = _SPELLS[spell.of]
        out[i] = (
            shut[spell.of, spell.target, ""], CAUSES.index(cause), PROCESSES[open_process], PROCESSES[shut_process],
            entity_of(spell.key), spell.starts_anywhere, spell.open_mean_s, spell.shut_mean_s,
        )  # fmt: skip
    return out
