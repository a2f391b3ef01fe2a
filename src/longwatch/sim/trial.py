"""One trial as one event queue: the seam for trials, live, exercise and learning.

`advance` tells what has happened up to an instant, `picture` what the watch knows of it, `order` changes what comes. The vehicles
are those of the timeline; looks are made lazily along their foreseen paths; the earliest of the next event and the next report
interrupts. Times of orders are whole seconds: a report that comes within a second is dealt with at its end.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil, inf
from typing import Final

import numpy as np

from longwatch.detection.targets import class_order
from longwatch.scenario.plan import Pairing
from longwatch.sim import commands_kernels as commands
from longwatch.sim import intercepts, trials_kernels
from longwatch.sim.commands_kernels import CHANGED, KINDS, REFUSALS, SEEN_LINE, SEEN_STINT, SEEN_VEHICLE
from longwatch.sim.orders import DECIDED, Answer, Decision, Event, Launch, Order, Recall, Retask, Stay
from longwatch.sim.picture import Contact, OwnVehicle, Picture, WatchedLine
from longwatch.sim.plot import Plot
from longwatch.sim.reports import Reporting
from longwatch.sim.reroster import Plan
from longwatch.sim.retask import Retasking, choose, may_be_sent, reach_m, stop_range_m
from longwatch.sim.setting import Setting, smallest_first
from longwatch.sim.sightings import NOBODY, Seeing, Sightings
from longwatch.sim.state import (
    AWAY,
    BACK,
    CAUSES,
    LOG_FULL,
    OK,
    ON,
    OUT,
    OUTCOMES,
    TURNAROUND,
    Fixed,
    State,
    new_state,
    records,
)
from longwatch.sim.timeline import broken
from longwatch.sim.tracks import Path, head, joined, place_at

DOING: Final = (
    "ready", "preparing", "out", "on", "away", "back", "turnaround", "repair", "lost", "ordered", "maintenance", "queued",
    "diverted",
)  # fmt: skip
FORGET_EVERY_S: Final = 21_600
MOST_ATTEMPTS: Final = 5  # times a vehicle sets out anew for one contact before it goes home
Policy = Callable[[Picture, Decision], Iterable[Order]]


@dataclass(frozen=True)
class _Flight:
    """A sortie in the air: its foreseen path, and what of it can no longer change because of what it did off its line."""

    sortie: int
    path: Path
    seeing: Seeing
    phase: tuple[int, int, int, bool]  # doing, leave, land, held: what the path was made for
    behind: Path | None = None  # up to when it is back on its line from a contact
    due_leave_s: int = 0


@dataclass(frozen=True)
class _Task:
    """A vehicle off its line: to a contact, round where it was expected, or with it."""

    contact: int
    doing: str  # "going", "searching", "with"
    next_s: int  # when it gets there; when its search ends
    attempts: int = 1


class Trial:
    """One trial. The state is that of the timeline, plus what has been seen and what is foreseen."""

    def __init__(self, setting: Setting, seed: int, trial: int, policy: Policy | None = None) -> None:
        self.setting, self.seed, self.trial, self._policy = setting, seed, trial, policy
        self.fixed: Fixed = setting.compiled.for_trials(trial, 1, seed)
        self.state: State = new_state(self.fixed)
        self.now_s = 0
        self._length_s = int(self.fixed.rules["length_s"][0])
        self._sightings = None if setting.sea is None else Sightings(setting.sea, trial, seed)
        rules = setting.retasking
        error_m, growth_mps = (1000.0, 2.5) if rules is None else (rules.error_m, rules.error_growth_mps)
        self._plot = None
        if self._sightings is not None and setting.sea is not None:
            self._plot = Plot(self._sightings, setting.sea.known.ships.mmsi, error_m, growth_mps)
        self._due: list[tuple[float, int, int]] = []  # (told_s, 0 a look or 1 a task done, row)
        self._flights: dict[int, _Flight] = {}  # by vehicle
        self._tasks: dict[int, _Task] = {}  # by vehicle
        self._paths: dict[int, Path] = {}  # sortie -> how it was flown, of those that left their line
        self._events: list[Event] = []
        self.orders: list[tuple[int, Order, Answer]] = []  # all that were given, when, and what became of them
        self._forget_s = FORGET_EVERY_S
        self._refused: set[tuple[str, int]] = set()  # (vehicle, contact), since its take-off
        self._plan = Plan(self.fixed, self._length_s)
        self._anew_s = inf if setting.replanner is None else setting.replanner.every_s  # the next plan
        trials_kernels.reset_one(self.fixed, self.state, seed, trial)
        self._seen = (
            records(len(self.state.vehicles), SEEN_VEHICLE), records(len(self.state.lines), SEEN_LINE),
            self.state.spells["is_shut"].astype(np.int64), records(len(self.state.stints), SEEN_STINT),
        )  # fmt: skip
        self._seen[0]["sortie"] = self.state.vehicles["sortie"]
        self._seen[0]["doing"] = self.state.vehicles["doing"]
        self._seen[1]["gap_from_s"] = self.state.lines["gap_from_s"]
        self._see_stints()
        self._follow(0)

    # --- the seam ----------------------------------------------------------------------------------------------------

    def advance(self, until_s: int) -> tuple[Event, ...]:
        """All that happens up to and including until_s (at the most to the last second of the period), in order."""
        until_s = min(until_s, self._length_s - 1)
        self._events = []
        while True:
            interrupt_s = self._interrupt_s()
            stop_s = int(min(until_s, interrupt_s, self._anew_s - 1))
            changed = self._run_to_change(stop_s)
            self.now_s = int(self.state.clock["now_s"][0]) if changed else stop_s
            if self._sightings is not None:
                self._pend(self._sightings.react_until(self.now_s))
            before = len(self._events)
            if changed:
                self._tell_changes()
                self._follow(self.now_s)
            self._collect_reports(self.now_s)
            self._go_on_with_tasks()
            self._decide(self._events[before:])
            if changed or self._interrupt_s() <= stop_s:
                continue
            if stop_s >= until_s:
                break
            if stop_s == self._anew_s - 1:
                self._plan_anew()
        told = sorted(self._events, key=lambda event: event.time_s)
        self._events = []
        return tuple(told)

    def order(self, order: Order) -> Answer:
        """Carry out an order now, or refuse it with the reason."""
        answer = self._carry_out(order)
        if isinstance(order, Retask) and not answer.accepted:
            self._refused.add((order.vehicle, order.contact))
        self.orders.append((self.now_s, order, answer))
        return answer

    @property
    def picture(self) -> Picture:
        """What the watch knows now."""
        self._collect_reports(self.now_s)
        return self._picture()

    def copy(self) -> Trial:
        """A bookmark: a trial at the same instant that goes its own way."""
        other = object.__new__(Trial)
        other.__dict__.update(self.__dict__)
        other.state = self.state.copy()
        other._seen = tuple(one.copy() for one in self._seen)  # type: ignore[assignment]
        other._out, other._n_out = self._out.copy(), self._n_out.copy()
        if self._sightings is not None and self._plot is not None:
            other._sightings = self._sightings.copy()
            other._plot = self._plot.copy(other._sightings)
        other._due, other._flights, other._tasks = list(self._due), dict(self._flights), dict(self._tasks)
        other._refused = set(self._refused)
        other._paths, other._events, other.orders = dict(self._paths), list(self._events), list(self.orders)
        return other

    def finish(self) -> tuple[Event, ...]:
        """Fly to the end of the period and close the books; once."""
        events = self.advance(self._length_s - 1)
        while (error := trials_kernels.finish_one(self.fixed, self.state)) == LOG_FULL:
            self.state = self.state.with_longer_logs()
        if error != OK:
            raise broken(error, self.seed, self.trial)
        for flight in self._flights.values():
            if flight.behind is not None:
                self._paths[flight.sortie] = flight.path
        return events

    @property
    def sightings(self) -> Sightings:
        """The truth, for tests and exercises: no policy sees it. Only of a trial with ships."""
        assert self._sightings is not None
        return self._sightings

    @property
    def paths(self) -> dict[int, Path]:
        """How the sorties were flown that left their line; all others are as `Flyer` makes them."""
        return self._paths

    # --- the queue ---------------------------------------------------------------------------------------------------

    def _interrupt_s(self) -> int:
        """The next instant at which a report or a task asks for a decision."""
        while self._due and not self._still_due(*self._due[0]):
            heapq.heappop(self._due)
        due_s = self._due[0][0] if self._due else inf
        at_s = due_s if self._sightings is None else min(due_s, self._sightings.next_reaction_s)
        for task in self._tasks.values():
            if task.doing != "with":
                at_s = min(at_s, task.next_s)
        return self._length_s if at_s >= self._length_s else max(ceil(at_s), self.now_s)

    def _still_due(self, told_s: float, what: int, row: int) -> bool:
        """Whether a report is still expected then; what has changed since stands in the queue once more."""
        assert self._sightings is not None
        look = self._sightings.rows[row]
        if not look["alive"]:
            return False
        if what == 0:
            return bool(look["contact"] == NOBODY and look["told_s"] == told_s)
        return bool(not look["done"] and look["task_told_s"] == told_s)

    def _plan_anew(self) -> None:
        """The days to come, planned from where everybody is; what is in the air goes on."""
        replanner, at_s = self.setting.replanner, self.now_s + 1
        assert replanner is not None
        self._anew_s = at_s + replanner.every_s
        self._plan, self.state = replanner.anew(self._plan, self.state, at_s)
        if self._plan.fixed is not self.fixed:
            self.fixed = self._plan.fixed
            self._see_stints()
            self._follow(self.now_s)

    def _see_stints(self) -> None:
        """Take note of the stints of a plan, and make room for what may change."""
        state = self.state
        stints = records(len(state.stints), SEEN_STINT)
        stints["wants_spare"] = state.stints["wants_spare"]
        self._seen = (*self._seen[:3], stints)
        room = 3 * len(state.vehicles) + 2 * len(state.lines) + len(state.spells) + len(state.stints)
        self._out, self._n_out = records(room + 8, CHANGED), np.zeros(1, np.int64)

    def _run_to_change(self, until_s: int) -> bool:
        if self.state.due.min() > until_s:  # spared: the kernel takes longer to call than to run
            clock_s = self.state.clock["now_s"]
            clock_s[0] = max(clock_s[0], until_s)
            return False
        while True:
            changed, error = commands.run_to_change(
                self.fixed, self.state, until_s, *self._seen, self._out, self._n_out
            )
            if error == LOG_FULL:
                self.state = self.state.with_longer_logs()
                continue
            if error != OK:
                raise broken(error, self.seed, self.trial)
            return bool(changed)

    def _tell_changes(self) -> None:
        compiled = self.setting.compiled
        for row in self._out[: int(self._n_out[0])].tolist():
            at_s, kind, vehicle, line, _, cause = row
            of_spell = KINDS[kind] in ("closed", "open")
            self._events.append(
                Event(
                    at_s,
                    KINDS[kind],  # type: ignore[arg-type]
                    None if vehicle < 0 or of_spell else compiled.tails[vehicle],
                    None if line < 0 else compiled.lines[line],
                    None,
                    CAUSES[cause] or None if cause >= 0 else None,
                )
            )

    def _follow(self, now_s: int) -> None:
        """Bring the foreseen paths up to date with what the vehicles do."""
        vehicles = self.state.vehicles
        up = (vehicles["doing"] >= OUT) & (vehicles["doing"] <= BACK)
        for i in np.flatnonzero(up | np.isin(np.arange(len(up)), list(self._flights))).tolist():
            v = vehicles[i]
            flight = self._flights.get(i)
            if flight is not None and flight.sortie != int(v["sortie"]):
                self._end(i, flight, now_s)
                flight = None
            if not up[i]:
                if flight is not None:
                    self._end(i, flight, now_s)
                continue
            doing, leave_s = int(v["doing"]), int(v["leave_s"])
            held = doing == ON and now_s >= leave_s
            row = self.state.sorties[int(v["sortie"])]
            phase = (doing, int(row["leave_s"]) if doing == BACK else leave_s, int(row["land_s"]), held)
            if flight is None or _differs(flight.phase, phase):
                self._take_path(i, flight, phase, now_s)
            elif doing != flight.phase[0]:
                self._flights[i] = replace(flight, phase=phase)

    def _take_path(self, i: int, flight: _Flight | None, phase: tuple[int, int, int, bool], now_s: int) -> None:
        v = self.state.vehicles[i]
        doing = phase[0]
        if doing == AWAY:
            return  # its path was made when it was sent
        pairing, sortie = self.setting.pairing(int(v["pairing"])), int(v["sortie"])
        row = self.state.sorties[sortie]
        seeing = self._seeing(int(v["pairing"]), row, lost=False)
        if flight is None or flight.behind is None:
            path = self._sortie_path(pairing, v, row, phase)
            new = _Flight(sortie, path, seeing, phase)
        else:
            if i in self._tasks:  # it broke off
                self._drop_task(i)
                behind = head(flight.path, now_s)
            else:
                behind = flight.behind
            path = self._path_behind(pairing, v, phase, behind, flight.due_leave_s)
            new = replace(flight, path=path, phase=phase, behind=behind, seeing=seeing)
        self._fly(i, new, now_s)

    def _fly(self, i: int, flight: _Flight, now_s: int) -> None:
        self._flights[i] = flight
        if self._sightings is not None and self._plot is not None:
            self._plot.hear(flight.sortie, flight.seeing.reporting)
            self._pend(self._sightings.fly(i, flight.sortie, flight.path, flight.seeing, now_s))

    def _end(self, i: int, flight: _Flight, now_s: int) -> None:
        """Down, or lost."""
        row = self.state.sorties[flight.sortie]
        if i in self._tasks:
            self._drop_task(i)
        if flight.behind is not None:
            self._paths[flight.sortie] = head(flight.path, now_s)
        del self._flights[i]
        tail = self.setting.compiled.tails[i]
        self._refused = {pair for pair in self._refused if pair[0] != tail}
        if self._sightings is not None and self._plot is not None:
            seeing = self._seeing(self._pairing_of(row), row, lost=OUTCOMES[row["outcome"]] == "loss")
            self._plot.hear(flight.sortie, seeing.reporting)
            self._pend(self._sightings.land(flight.sortie, now_s, seeing))

    def _pairing_of(self, row: np.void) -> int:
        return int(self.fixed.pairing_of[int(row["fleet"]), int(row["line"])])

    def _sortie_path(self, pairing: Pairing, v: np.void, row: np.void, phase: tuple[int, int, int, bool]) -> Path:
        doing, leave_s, land_s, held = phase
        arrive_s: int | None = int(row["arrive_s"])
        left_s: int | None = leave_s
        outcome = "airborne"
        if held:
            left_s = max(int(v["limit_s"]), leave_s)
            land_s = left_s + commands.back_transit_s(self.fixed, int(v["home_by"]), left_s)
        if doing == BACK:
            outcome = OUTCOMES[row["outcome"]]
            if int(row["leave_s"]) < 0:
                arrive_s = left_s = None
        home_s = int(row["home_s"])
        return self.setting.flyer.path(
            pairing.fleet, pairing.line, int(row["takeoff_s"]), arrive_s, left_s, land_s, outcome,
            int(row["due_arrive_s"]), int(row["due_leave_s"]), None if home_s < 0 else home_s,
            int(row["due_land_s"]) if doing == BACK else land_s,
            None if row["from_line"] < 0 else self.setting.compiled.lines[row["from_line"]],
            self.setting.compiled.fleets[row["lands_with"]],
        )  # fmt: skip

    def _path_behind(
        self,
        pairing: Pairing,
        v: np.void,
        phase: tuple[int, int, int, bool],
        behind: Path,
        due_leave_s: int,
    ) -> Path:
        """The path of a sortie that has been away: what it flew, on its line again, and home."""
        _, leave_s, land_s, held = phase
        from_s = float(behind.t_s[-1])
        if held:
            leave_s = max(int(v["limit_s"]), leave_s)
            land_s = leave_s + commands.back_transit_s(self.fixed, int(v["home_by"]), leave_s)
        parts = [behind]
        if leave_s > from_s:
            parts.append(self.setting.flyer.on_station(pairing, from_s, leave_s, due_leave_s))
        if land_s > leave_s:
            from_m = parts[-1].xyz_m[-1]
            home = self.setting.pairing(int(v["home_by"]))
            parts.append(self.setting.flyer.way_back(home, from_m, leave_s, land_s, "airborne", land_s))
        return joined(parts)

    def _seeing(self, pairing: int, row: np.void, *, lost: bool) -> Seeing:
        own = self.setting.pairing(pairing)
        landed = OUTCOMES[row["outcome"]] != "airborne" or int(row["home_s"]) >= 0
        land_s = float(row["land_s"]) if landed else inf
        reporting = Reporting(
            np.array([float(row["due_arrive_s"])]), np.array([land_s]), np.array([lost]),
            np.array([float(own.report_every_s)]), np.array([float(own.report_delay_s)]),
        )  # fmt: skip
        asked = self.setting.retasking is not None or self._policy is not None
        tail, task = self.setting.compiled.tails[int(row["vehicle"])], self.setting.task if asked else None
        return Seeing(own.fleet, own.line, tail, self.setting.ais_m[pairing], task, reporting)

    # --- reports -----------------------------------------------------------------------------------------------------

    def _pend(self, rows: Iterable[int]) -> None:
        """Put reports that ask for a decision into the queue."""
        if self._sightings is None or (self.setting.retasking is None and self._policy is None):
            return
        table = self._sightings.rows
        rules = self.setting.retasking
        only_dark = rules is not None and rules.contacts == "dark"
        for k in rows:
            look = table[k]
            if not look["alive"]:
                continue
            if look["contact"] == NOBODY and not (only_dark and look["ais_told_s"] <= look["told_s"]):
                heapq.heappush(self._due, (float(look["told_s"]), 0, int(k)))
            if look["task_told_s"] < inf and not (only_dark and look["ais_told_s"] <= look["told_s"]):
                heapq.heappush(self._due, (float(look["task_told_s"]), 1, int(k)))

    def _collect_reports(self, now_s: int) -> None:
        """All looks reported by now become contacts, in the order of their reports."""
        if self._sightings is None or self._plot is None:
            return
        if now_s >= self._forget_s:
            self._plot.forget(now_s)
            self._forget_s = now_s + FORGET_EVERY_S
        rows, tails = self._sightings.rows, self.setting.compiled.tails
        new, done = self._sightings.told_until(now_s)
        for k in new:
            told_s = float(rows["told_s"][k])
            number = self._plot.report(k, told_s)
            self._events.append(Event(told_s, "contact", tails[int(rows["vehicle"][k])], None, number))
        for k in done:
            rows["done"][k] = True
            number = int(rows["contact"][k])
            if self._plot.task_done(number, k, self.setting.task):
                tail = tails[int(rows["vehicle"][k])]
                self._events.append(Event(now_s, "identified", tail, None, number))

    # --- decisions ---------------------------------------------------------------------------------------------------

    def _decide(self, events: Sequence[Event]) -> None:
        due = tuple(event for event in events if event.kind in DECIDED and not self._is_left_out(event))
        if not due:
            return
        rules = self.setting.retasking
        if self._policy is not None:
            orders: Iterable[Order] = self._policy(self.picture, Decision(due))
        elif rules is not None and self._plot is not None and self._somebody_may_go(rules):
            orders = choose(self._picture_for(rules), rules)
        else:
            return
        for order in orders:
            self.order(order)

    def _is_left_out(self, event: Event) -> bool:
        """A report of a contact that `[policy.retask]` does not ask for."""
        rules = self.setting.retasking
        if event.kind != "contact" or rules is None or rules.contacts == "all" or self._plot is None:
            return False
        return self._plot.has_ais(event.contact)

    def _somebody_may_go(self, rules: Retasking) -> bool:
        """A quick look at what `may_be_sent` asks: no picture is drawn for nothing."""
        on = self.state.vehicles["doing"] == ON
        lines = self.state.vehicles["line"][on]
        return bool(len(lines) and (rules.leave_line or (self.state.lines["counted"][lines] > 1).any()))

    def _picture_for(self, rules: Retasking) -> Picture:
        """As much of it as the rules ask for: who may be sent, and what is perhaps within its reach."""
        assert self._plot is not None
        lines, now_s, tails = self._lines(), self.now_s, self.setting.compiled.tails
        watching = {one.name: one.counted for one in lines}
        own = [self._own(i) for i in np.flatnonzero(self.state.vehicles["doing"] == ON).tolist()]
        reaches = [(one, reach_m(one, now_s, rules)) for one in own if may_be_sent(one, watching, rules)]
        free = [(one, far_m) for one, far_m in reaches if far_m >= 0.0]
        near = [(one.lat_deg, far_m) for one, far_m in free if one.lat_deg is not None]
        contacts = self._plot.contacts_near(now_s, tails, rules.contacts == "dark", near)
        return Picture(now_s, contacts, tuple(one for one, _ in free), lines, frozenset(self._refused))

    def _picture(self) -> Picture:
        compiled, now_s = self.setting.compiled, self.now_s
        contacts = () if self._plot is None else self._plot.contacts(now_s, compiled.tails)
        vehicles = tuple(self._own(i) for i in range(len(compiled.tails)))
        return Picture(now_s, contacts, vehicles, self._lines(), frozenset(self._refused))

    def _lines(self) -> tuple[WatchedLine, ...]:
        return tuple(
            WatchedLine(
                name, self.setting.roster.lines[n].watch, int(line["demanded"]), int(line["on"]), int(line["counted"]),
                None if line["gap_from_s"] < 0 else int(line["gap_from_s"]),
            )
            for n, (name, line) in enumerate(zip(self.setting.compiled.lines, self.state.lines, strict=True))
        )  # fmt: skip

    def _own(self, i: int) -> OwnVehicle:
        compiled, v = self.setting.compiled, self.state.vehicles[i]
        doing, flight = int(v["doing"]), self._flights.get(i)
        tail, fleet = compiled.tails[i], compiled.fleets[v["fleet"]]
        if flight is None:
            ready_s = int(v["ready_s"]) if doing == TURNAROUND else None
            return OwnVehicle(tail, fleet, DOING[doing], *(None,) * 6, ready_s, None)
        pairing = self.setting.pairing(int(v["pairing"]))
        lat, lon = intercepts.place_of(place_at(flight.path, self.now_s))
        names = class_order()
        ranges = self.setting.task_now_m(int(v["pairing"]), self.trial, self.seed, self.now_s)
        return OwnVehicle(
            tail, fleet, DOING[doing], pairing.line, lat, lon, int(v["arrive_s"]), int(v["leave_s"]), int(v["land_s"]), None,
            pairing.airspeed_mps, tuple((names[n], float(ranges[n])) for n in smallest_first() if ranges[n] > 0.0),
        )  # fmt: skip

    # --- orders ------------------------------------------------------------------------------------------------------

    def _carry_out(self, order: Order) -> Answer:
        compiled = self.setting.compiled
        if isinstance(order, Launch):
            if order.line not in compiled.lines:
                return Answer(False, f"no line is called {order.line!r}")
            return self._command(commands.LAUNCH, compiled.lines.index(order.line), 0)
        if order.vehicle not in compiled.tails:
            return Answer(False, f"no vehicle is called {order.vehicle!r}")
        i = compiled.tails.index(order.vehicle)
        if isinstance(order, Recall):
            return self._command(commands.RECALL, i, 0)
        if isinstance(order, Stay):
            return self._command(commands.STAY, i, order.until_s)
        return self._send(i, order.contact)

    def _command(self, what: int, which: int, until_s: int) -> Answer:
        refused = self._do(what, which, until_s)
        if refused:
            return Answer(False, refused)
        self._tell_after_order()
        return Answer(True)

    def _do(self, what: int, which: int, until_s: int) -> str:
        """The reason why the timeline refuses an order; "" where it is carried out."""
        while (code := commands.command(self.fixed, self.state, what, which, until_s)) == commands.LONGER_LOGS:
            self.state = self.state.with_longer_logs()
        return REFUSALS[code]

    def _tell_after_order(self) -> None:
        """What an order has changed at once is told at once."""
        commands.tell_changes(self.fixed, self.state, *self._seen, self._out, self._n_out)
        self._tell_changes()
        self._follow(self.now_s)

    def _send(self, i: int, number: int) -> Answer:
        """A retask: checked, then flown."""
        v, flight = self.state.vehicles[i], self._flights.get(i)
        if self.setting.retasking is None or self._plot is None:
            return Answer(False, "the scenario has no [policy.retask], or no ships")
        contact = self._plot.contact(number, self.now_s, self.setting.compiled.tails)
        if contact is None:
            return Answer(False, f"there is no contact {number}")
        if int(v["doing"]) != ON or flight is None:
            return Answer(False, "it is not on station")
        near_m = stop_range_m(contact, self._own(i))
        if near_m is None:
            return Answer(False, f"its payload can't {self.setting.task} that contact")
        pairing = self.setting.pairing(int(v["pairing"]))
        from_m = place_at(flight.path, self.now_s)
        away = intercepts.to_contact(self.setting, pairing, from_m, self.now_s, contact, near_m)
        if self.setting.obstacles[pairing.fleet].cross_any(away.points):
            return Answer(False, "its way there or back is closed")
        if away.until_s + self.setting.retasking.search_s > int(v["leave_s"]):
            return Answer(False, "it would not be back on its line before its planned end")
        task = _Task(number, "going", max(away.there_s, self.now_s + 1))
        return self._go_away(i, away, task)

    def _go_away(self, i: int, away: intercepts.Away, task: _Task) -> Answer:
        refused = self._do(commands.GO_AWAY, i, away.until_s)
        if refused:
            return Answer(False, refused)
        assert self._plot is not None
        flight, v = self._flights[i], self.state.vehicles[i]
        pairing, leave_s = self.setting.pairing(int(v["pairing"])), int(v["leave_s"])
        behind = joined([head(flight.path, self.now_s), away.path])
        phase = (int(AWAY), leave_s, int(self.state.sorties[flight.sortie]["land_s"]), False)
        path = self._path_behind(pairing, v, phase, behind, leave_s)
        self._tasks[i] = task
        self._plot.seek(task.contact, i)
        self._fly(i, replace(flight, path=path, phase=phase, behind=behind, due_leave_s=leave_s), self.now_s)
        self._tell_after_order()
        return Answer(True)

    def _go_on_with_tasks(self) -> None:
        """Vehicles that have found their contact stay with it; those that have not, where they expected it, look for it."""
        for i, task in list(self._tasks.items()):
            if int(self.state.vehicles["doing"][i]) != AWAY:
                self._drop_task(i)
                continue
            assert self._plot is not None
            done = self._plot.is_done(task.contact, self.setting.task, self.now_s)
            if task.doing == "with" or (done is False and self.now_s < task.next_s):
                continue
            contact = self._plot.contact(task.contact, self.now_s, self.setting.compiled.tails)
            if contact is None:
                self._tasks[i] = replace(task, doing="with")
            elif done:
                if not self._turn_to(i, task, "with", contact):
                    self._tasks[i] = replace(task, doing="with")  # home by what is foreseen
            elif task.doing == "going":
                self._not_there(i, task, contact)
            else:
                self._give_up(i, task)

    def _not_there(self, i: int, task: _Task, contact: Contact) -> None:
        """Where it was expected, and not near enough: after it if it has been reported since, else a search."""
        fresh = self.now_s - contact.seen_s < 120.0
        doing = "going" if fresh and task.attempts < MOST_ATTEMPTS else "searching"
        if self._turn_to(i, task, doing, contact):
            return
        if doing == "searching" or not self._turn_to(i, task, "searching", contact):
            self._give_up(i, task)

    def _give_up(self, i: int, task: _Task) -> None:
        """Not found; home by what is foreseen."""
        assert self._plot is not None
        self._plot.sought_in_vain(task.contact, self.now_s)
        self._events.append(Event(self.now_s, "not found", self.setting.compiled.tails[i], None, task.contact))
        self._tasks[i] = replace(task, doing="with")

    def _turn_to(self, i: int, task: _Task, doing: str, contact: Contact) -> bool:
        """A new way from where it is; False where there is no time for it."""
        v, flight, rules = self.state.vehicles[i], self._flights[i], self.setting.retasking
        assert rules is not None
        pairing, from_m = self.setting.pairing(int(v["pairing"])), place_at(flight.path, self.now_s)
        until_s = self.now_s + rules.search_s
        if doing == "with":
            away = intercepts.with_contact(self.setting, pairing, from_m, self.now_s, contact)
        elif doing == "going":
            near_m = stop_range_m(contact, self._own(i)) or 0.0
            away = intercepts.to_contact(self.setting, pairing, from_m, self.now_s, contact, near_m)
            until_s = away.there_s
        else:
            away = intercepts.search(self.setting, pairing, from_m, self.now_s, contact, until_s)
            until_s = away.there_s
        if away.until_s > int(v["leave_s"]) or self.setting.obstacles[pairing.fleet].cross_any(away.points):
            return False
        next_s = max(until_s, self.now_s + 1)
        return self._go_away(i, away, _Task(task.contact, doing, next_s, task.attempts + 1)).accepted

    def _drop_task(self, i: int) -> None:
        task = self._tasks.pop(i)
        if self._plot is not None:
            self._plot.seek(task.contact, None)


def _differs(old: tuple[int, int, int, bool], new: tuple[int, int, int, bool]) -> bool:
    """Whether the path is another one: not where a vehicle has only arrived, or leaves as foreseen."""
    if old[0] == AWAY and new[0] == ON:
        return new[1:] != old[1:]
    if old[3] or new[0] != BACK:
        return old[1:] != new[1:]
    return old[1:3] != new[1:3] or old[0] == AWAY
