"""One trial as one event queue: the seam for trials, live, exercise and learning.

`advance` tells what has happened up to an instant, `picture` what the watch knows of it, `order` changes what comes. The vehicles
are those of the timeline; looks are made lazily along their foreseen paths; the earliest of the next event and the next report
interrupts. Times of orders are whole seconds: a report that comes within a second is dealt with at its end.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from math import ceil, inf

from longwatch.sim import trials_kernels
from longwatch.sim.orders import DECIDED, Answer, Decision, Event, Order, Retask
from longwatch.sim.picture import Picture
from longwatch.sim.retask import choose
from longwatch.sim.setting import Setting
from longwatch.sim.sightings import NOBODY, Sightings
from longwatch.sim.state import LOG_FULL, OK
from longwatch.sim.timeline import broken
from longwatch.sim.tracks import Path
from longwatch.sim.trial_state import Policy
from longwatch.sim.trial_tasks import Commanded


class Trial(Commanded):
    """One trial: the layers below, run as one queue."""

    def __init__(self, setting: Setting, seed: int, trial: int, policy: Policy | None = None) -> None:
        super().__init__(setting, seed, trial, policy)
        self._follow(0)

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
