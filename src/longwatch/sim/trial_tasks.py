"""Orders in a trial: given to the timeline, or a vehicle sent off its line to a contact, after it, and home."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from longwatch.sim import commands_kernels as commands
from longwatch.sim import intercepts
from longwatch.sim.foreseen import path_behind
from longwatch.sim.orders import Answer, Event, Launch, Order, Recall, Stay
from longwatch.sim.picture import Contact
from longwatch.sim.retask import stop_range_m
from longwatch.sim.state import AWAY, ON
from longwatch.sim.tracks import head, joined, place_at
from longwatch.sim.trial_picture import Pictured
from longwatch.sim.trial_state import Task

MOST_ATTEMPTS: Final = 5  # times a vehicle sets out anew for one contact before it goes home


class Commanded(Pictured):
    """Orders and what vehicles do off their lines."""

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
        task = Task(number, "going", max(away.there_s, self.now_s + 1))
        return self._go_away(i, away, task)

    def _go_away(self, i: int, away: intercepts.Away, task: Task) -> Answer:
        refused = self._do(commands.GO_AWAY, i, away.until_s)
        if refused:
            return Answer(False, refused)
        assert self._plot is not None
        flight, v = self._flights[i], self.state.vehicles[i]
        pairing, leave_s = self.setting.pairing(int(v["pairing"])), int(v["leave_s"])
        behind = joined([head(flight.path, self.now_s), away.path])
        phase = (int(AWAY), leave_s, int(self.state.sorties[flight.sortie]["land_s"]), False)
        path = path_behind(self.setting, self.fixed, pairing, v, phase, behind, leave_s)
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

    def _not_there(self, i: int, task: Task, contact: Contact) -> None:
        """Where it was expected, and not near enough: after it if it has been reported since, else a search."""
        fresh = self.now_s - contact.seen_s < 120.0
        doing = "going" if fresh and task.attempts < MOST_ATTEMPTS else "searching"
        if self._turn_to(i, task, doing, contact):
            return
        if doing == "searching" or not self._turn_to(i, task, "searching", contact):
            self._give_up(i, task)

    def _give_up(self, i: int, task: Task) -> None:
        """Not found; home by what is foreseen."""
        assert self._plot is not None
        self._plot.sought_in_vain(task.contact, self.now_s)
        self._events.append(Event(self.now_s, "not found", self.setting.compiled.tails[i], None, task.contact))
        self._tasks[i] = replace(task, doing="with")

    def _turn_to(self, i: int, task: Task, doing: str, contact: Contact) -> bool:
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
        return self._go_away(i, away, Task(task.contact, doing, next_s, task.attempts + 1)).accepted
