"""Who is recognised or identified by turrets: contacts that others detect join a line, and each turret serves its own.

Vehicles do not turn aside for a contact, so all lines of a trial are served in bulk once it is flown. A contact is a target
for as long as its vehicle detects it; it joins the line when it is in range of the turret for the task, and leaves it
served or out of range. Sensors that are no turrets cover: what comes within their range for a task is known at once.

Where a model says how often cloud leaves the line of sight free, a contact can be served only while it is: drawn by ship and
vehicle for every decorrelation time, with the chance of the conditions in which that begins (or the contact comes into range).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import polars as pl

from longwatch.catalog.models import Payload, Task
from longwatch.detection.turrets import Service, only_turret, served_task, service_of, serving, that_cover
from longwatch.geo.geodesic import Floats
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.detections import ship_ids, vehicle_ids
from longwatch.sim.looks_kernels import TOUCHING_S, Knots
from longwatch.sim.passes import Intervals
from longwatch.sim.regard import Fields, Seen, Targets, Watchers, sight_nearer
from longwatch.sim.reports import Reporting, first_of, reported_s
from longwatch.sim.skies import Spans, every_span, skies_of, span_at
from longwatch.sim.turrets_cloud import LineOfSight, blocks_of, cloudless, entities, line_of_sight
from longwatch.sim.turrets_false import FalseContacts, Source, false_contacts, sources_of
from longwatch.sim.turrets_kernels import serve, tasks_of
from longwatch.traffic.ships import Ints
from longwatch.weather.bins import Skies

NOBODY = Service(0.0, 0)


class Services(NamedTuple):
    """One row per contact that was recognised or identified; times from the start of the period."""

    vehicle: Ints
    target: Ints
    begin_s: Floats
    done_s: Floats
    leave_s: Floats  # when the target leaves the range of what identified it
    names: np.ndarray  # bool: identified, not only recognised


class Known(NamedTuple):
    """What a trial's vehicles came to know of their contacts.

    looks : stretches in range of a turret from the service on, at vehicles whose watch asks for that task
    contacts : when a vehicle detects a target, all tasks alike
    """

    looks: Intervals
    contacts: Intervals
    services: Services


class Turrets:
    """The turrets of a roster, and its sensors that recognise or identify without being one."""

    def __init__(self, scenario: Scenario, roster: Roster, skies: Skies | None = None) -> None:
        skies = skies_of(scenario, roster) if skies is None else skies

        def alone(payload: Payload, task: Task) -> Payload:  # noqa: ARG001
            return only_turret(payload)

        def covering(payload: Payload, task: Task) -> Payload:
            return that_cover(payload, served_task(task))

        self._windows = Watchers(scenario, roster, task=served_task, payload=alone, met=cloudless, skies=skies)
        self._covers = Watchers(scenario, roster, task=_when_detecting("identify"), payload=covering, skies=skies)
        self._cues = Watchers(scenario, roster, task=_when_harder("detect"), skies=skies)
        self._fits: dict[tuple[str, str], tuple[Service, Task]] = {}
        self._sights: dict[tuple[str, str], LineOfSight] = {}
        self._false: dict[tuple[str, str], tuple[Source, ...]] = {}
        for one in roster.pairings:
            payload = scenario.payload_of(scenario.fleet(one.fleet))
            turret = serving(payload)
            self._false[one.fleet, one.line] = () if turret is None else sources_of(payload, scenario.file.sensing)
            sees = scenario.watch(roster.line(one.line).watch).sees
            self._fits[one.fleet, one.line] = (NOBODY if turret is None else service_of(turret)), sees.task
            met, task = skies.given(one.fleet, one.line), served_task(sees.task)
            self._sights[one.fleet, one.line] = line_of_sight(turret, task, float(sees.p), one.height_m, met)
        self._is_always_free = all(sight.is_always_free for sight in self._sights.values())

    def reach(self, sorties: pl.DataFrame, spans: Spans | None = None) -> Fields:
        """Where the turrets of these sorties can serve, cloud apart; spans : where their conditions change."""
        return self._windows.fields(sorties, spans)

    def know(
        self,
        sorties: pl.DataFrame,
        vehicles: Knots,
        targets: Targets,
        told_as: Ints,
        detected: Intervals,
        wider: Fields,
        seen: Seen,
        sailing: Ints,
        *,
        seed: int,
        trial: int,
    ) -> Known:
        """What the vehicles of a trial's sorties come to know.

        Parameters
        ----------
        targets, told_as : whom they look at, and as which of the trial's targets each is told
        detected : detections for the task of each vehicle's watch, by target as told
        wider, seen : fields in which they were looked at already, and what was seen there
        sailing : of each of the trial's targets: whose track it is
        """

        def sighted(watchers: Watchers) -> Intervals:
            fields = watchers.fields(sorties, wider.spans)
            if not fields.sees_anything:
                return NOTHING
            found = sight_nearer(vehicles, fields, targets, wider, seen)
            return joined(found._replace(target=told_as[found.target]))

        fits = [self._fits[key] for key in zip(sorties["fleet"], sorties["line"], strict=True)]
        detects = np.array([task == "detect" for _, task in fits], bool)
        names = np.array([task != "recognise" for _, task in fits], bool)
        contacts = joined(_of(detected, detects), sighted(self._cues))
        windows = sighted(self._windows)
        if not self._is_always_free:
            windows = self._in_sight(windows, sorties, wider.spans, targets.kind, told_as, sailing, seed, trial)
        seconds = np.array([service.seconds for service, _ in fits])
        order = np.array([service.order for service, _ in fits], np.int64)
        nothing = [self._false[key] for key in zip(sorties["fleet"], sorties["line"], strict=True)]
        false = false_contacts(sorties, vehicles, nothing, seed, trial)
        begin_s, done_s, looks = _served(windows, contacts, false, seconds, order)
        served = np.isfinite(begin_s)
        at_once = _of_contacts(joined(sighted(self._covers), _of(detected, ~detects)), contacts)
        services = Services(
            *(
                np.concatenate(pair)
                for pair in (
                    (windows.vehicle[served], at_once.vehicle),
                    (windows.target[served], at_once.target),
                    (begin_s[served], at_once.enter_s),
                    (done_s[served], at_once.enter_s),
                    (windows.leave_s[served], at_once.leave_s),
                    (names[windows.vehicle[served]], names[at_once.vehicle]),
                )
            )
        )
        return Known(_of(looks, ~detects), contacts, services)

    def _in_sight(
        self, windows: Intervals, sorties: pl.DataFrame, spans: Spans | None, kind: Ints, told_as: Ints, sailing: Ints,
        seed: int, trial: int,
    ) -> Intervals:  # fmt: skip
        """Windows without the stretches in which cloud is in the way."""
        spans = every_span(len(sorties)) if spans is None else spans
        keys = zip(sorties["fleet"], sorties["line"], strict=True)
        sights = [self._sights[key] for key in keys]
        free_p = np.array([sights[i].free_p[s] for i, s in zip(spans.vehicle, spans.state, strict=True)], np.float64)
        class_ = np.zeros(len(sailing), np.int64)
        class_[told_as] = kind // 2
        stretch_s = np.array([one.decorrelation_s for one in sights], np.float64)[windows.vehicle]
        entity = entities(ship_ids(sailing)[windows.target], vehicle_ids(sorties)[windows.vehicle])
        blocks = blocks_of(windows, stretch_s, entity, seed, trial)
        chance = free_p.reshape(len(spans.state), -1)[
            span_at(spans, blocks.vehicle, blocks.enter_s), class_[blocks.target]
        ]
        is_free = blocks.luck < chance
        return joined(Intervals(*(column[is_free] for column in blocks[:4])))  # type: ignore[arg-type]


def _when_detecting(task: Task) -> Callable[[Task], Task | None]:
    return lambda asked: task if asked == "detect" else None


def _when_harder(task: Task) -> Callable[[Task], Task | None]:
    return lambda asked: None if asked == "detect" else task


NOTHING = Intervals(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


def _of(found: Intervals, which: np.ndarray) -> Intervals:
    """The intervals of those vehicles."""
    own = which[found.vehicle]
    return Intervals(found.vehicle[own], found.target[own], found.enter_s[own], found.leave_s[own])


def joined(*parts: Intervals) -> Intervals:
    """All intervals, sorted by vehicle, target and beginning; those of a pair that touch or overlap are one."""
    vehicle, target, enter_s, leave_s = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((enter_s, target, vehicle))
    vehicle, target, enter_s, leave_s = vehicle[order], target[order], enter_s[order], leave_s[order]
    if not len(order):
        return Intervals(vehicle, target, enter_s, leave_s)
    apart = (vehicle[1:] != vehicle[:-1]) | (target[1:] != target[:-1])
    pair = np.append(0, np.cumsum(apart))
    # The latest end so far within a pair: ends are ranked, and a pair's ranks lie above those of the pair before.
    rank = np.empty(len(order), np.int64)
    by_end = np.lexsort((leave_s, pair))
    rank[by_end] = np.arange(len(order))
    latest_s = leave_s[by_end[np.maximum.accumulate(rank)]]
    starts = np.append(True, apart | (enter_s[1:] > latest_s[:-1] + TOUCHING_S))
    first = np.flatnonzero(starts)
    last = np.append(first[1:], len(order)) - 1
    return Intervals(vehicle[first], target[first], enter_s[first], latest_s[last])


def _of_contacts(found: Intervals, contacts: Intervals) -> Intervals:
    """Intervals from when their target is a contact on; those of no contact are left out."""
    contact, from_s = np.empty(len(found.enter_s), np.int64), np.empty(len(found.enter_s))
    tasks_of(*found, *contacts, contact, from_s)
    own = contact >= 0
    return Intervals(found.vehicle[own], found.target[own], from_s[own], found.leave_s[own])


def _served(
    windows: Intervals, contacts: Intervals, false: FalseContacts, seconds: Floats, order: Ints
) -> tuple[Floats, Floats, Intervals]:
    """(begin_s and done_s of each window, infinite where it was not served; windows from when their contact was known).

    False contacts stand in the same lines and take a service each; nobody knows more by it.
    """
    n = len(windows.enter_s)
    contact, arrive_s = np.empty(n, np.int64), np.empty(n)
    tasks_of(*windows, *contacts, contact, arrive_s)
    more = len(false.arrive_s)
    vehicle, target = np.append(windows.vehicle, false.vehicle), np.append(windows.target, np.full(more, -1))
    arrive_s, leave_s = np.append(arrive_s, false.arrive_s), np.append(windows.leave_s, false.leave_s)
    contact = np.append(contact, len(contacts.enter_s) + np.arange(more))
    task = np.flatnonzero(contact >= 0)
    task = task[np.lexsort((target[task], arrive_s[task], vehicle[task]))]
    first = np.searchsorted(vehicle[task], np.arange(len(seconds) + 1)).astype(np.int64)
    begin_s, known_s = np.empty(len(task)), np.full(len(contacts.enter_s) + more, np.inf)
    serve(first, seconds, order, arrive_s[task], leave_s[task], contact[task], begin_s, known_s)
    served_s = np.full(n + more, np.inf)
    served_s[task] = begin_s
    at_s, task = served_s[:n], task[task < n]
    from_s = np.full(n, np.inf)
    from_s[task] = np.maximum(windows.enter_s[task], known_s[contact[task]])
    seen = from_s < windows.leave_s
    looks = Intervals(windows.vehicle[seen], windows.target[seen], from_s[seen], windows.leave_s[seen])
    return at_s, at_s + seconds[windows.vehicle], looks


def columns_of(known: Known, n: int, sailing: Ints, reports: Reporting) -> dict[str, Floats]:
    """Of each of n sailings, infinite for never; sailing : of each target.

    first_contact_s : when it was first detected; first_recognised_s, first_identified_s (which is recognised too)
    first_identified_report_s : when the first identification has been reported; turret_s : time that turrets spent on it
    """
    services, of = known.services, sailing[known.services.target]
    names, told_s = services.names, reported_s(reports, services.vehicle, services.done_s)
    return {
        "first_contact_s": first_of(n, sailing[known.contacts.target], known.contacts.enter_s),
        "first_recognised_s": first_of(n, of, services.done_s),
        "first_identified_s": first_of(n, of[names], services.done_s[names]),
        "first_identified_report_s": first_of(n, of[names], told_s[names]),
        "turret_s": np.bincount(of, services.done_s - services.begin_s, n).astype(np.float64),
    }
