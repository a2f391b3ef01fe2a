"""A trial whose vehicles see: their foreseen paths follow what they do, and looks are made along them."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import replace
from math import inf

import numpy as np

from longwatch.sim.foreseen import Flight, Phase, differs, path_behind, seeing_of, sortie_path
from longwatch.sim.orders import Event
from longwatch.sim.sightings import NOBODY, Seeing
from longwatch.sim.state import AWAY, BACK, ON, OUT, OUTCOMES
from longwatch.sim.tracks import head
from longwatch.sim.trial_state import FORGET_EVERY_S, TrialState


class Followed(TrialState):
    """The foreseen paths, the looks along them and the reports that come of these."""

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
            if flight is None or differs(flight.phase, phase):
                self._take_path(i, flight, phase, now_s)
            elif doing != flight.phase[0]:
                self._flights[i] = replace(flight, phase=phase)

    def _take_path(self, i: int, flight: Flight | None, phase: Phase, now_s: int) -> None:
        v = self.state.vehicles[i]
        doing = phase[0]
        if doing == AWAY:
            return  # its path was made when it was sent
        pairing, sortie = self.setting.pairing(int(v["pairing"])), int(v["sortie"])
        row = self.state.sorties[sortie]
        seeing = self._seeing(int(v["pairing"]), row, lost=False)
        if flight is None or flight.behind is None:
            path = sortie_path(self.setting, self.fixed, pairing, v, row, phase)
            new = Flight(sortie, path, seeing, phase)
        else:
            if i in self._tasks:  # it broke off
                self._drop_task(i)
                behind = head(flight.path, now_s)
            else:
                behind = flight.behind
            path = path_behind(self.setting, self.fixed, pairing, v, phase, behind, flight.due_leave_s)
            new = replace(flight, path=path, phase=phase, behind=behind, seeing=seeing)
        self._fly(i, new, now_s)

    def _fly(self, i: int, flight: Flight, now_s: int) -> None:
        self._flights[i] = flight
        if self._sightings is not None and self._plot is not None:
            self._plot.hear(flight.sortie, flight.seeing.reporting)
            self._pend(self._sightings.fly(i, flight.sortie, flight.path, flight.seeing, now_s))

    def _end(self, i: int, flight: Flight, now_s: int) -> None:
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

    def _seeing(self, pairing: int, row: np.void, *, lost: bool) -> Seeing:
        is_asked = self.setting.retasking is not None or self._policy is not None
        return seeing_of(self.setting, pairing, row, lost=lost, is_asked=is_asked)

    def _drop_task(self, i: int) -> None:
        task = self._tasks.pop(i)
        if self._plot is not None:
            self._plot.seek(task.contact, None)

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
