"""What the watch of a trial knows: its own vehicles, the lines, the contacts."""

from __future__ import annotations

from typing import Final

import numpy as np

from longwatch.detection.targets import class_order
from longwatch.sim import intercepts
from longwatch.sim.picture import OwnVehicle, Picture, WatchedLine
from longwatch.sim.retask import Retasking, may_be_sent, reach_m
from longwatch.sim.setting import smallest_first
from longwatch.sim.state import ON, TURNAROUND
from longwatch.sim.tracks import place_at
from longwatch.sim.trial_paths import Followed

DOING: Final = (
    "ready", "preparing", "out", "on", "away", "back", "turnaround", "repair", "lost", "ordered", "maintenance", "queued",
    "diverted",
)  # fmt: skip


class Pictured(Followed):
    """The whole picture, or as much of it as the rules of retasking ask for."""

    def _picture(self) -> Picture:
        compiled, now_s = self.setting.compiled, self.now_s
        contacts = () if self._plot is None else self._plot.contacts(now_s, compiled.tails)
        vehicles = tuple(self._own(i) for i in range(len(compiled.tails)))
        return Picture(now_s, contacts, vehicles, self._lines(), frozenset(self._refused))

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

    def _somebody_may_go(self, rules: Retasking) -> bool:
        """A quick look at what `may_be_sent` asks: no picture is drawn for nothing."""
        on = self.state.vehicles["doing"] == ON
        lines = self.state.vehicles["line"][on]
        return bool(len(lines) and (rules.leave_line or (self.state.lines["counted"][lines] > 1).any()))

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
