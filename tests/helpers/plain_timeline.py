"""The timeline again, as plain and slow as can be: every second of the period is looked at, one after another.

Written from docs/sim.md, not from the kernels: lists of objects, no queue, no arrays, times found by trying. It reads the
same streams, so that sorties and gaps must come out the same to the second.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from math import floor, inf

from helpers.plain_crews import Pool
from longwatch.scenario.plan import sorties_of
from longwatch.sim.processes import entity_of
from longwatch.sim.state import CAUSES
from longwatch.sim.streams import PROCESSES, exponential, uniform

WHY_NOT_READY = {"repair": "fault", "lost": "loss", "ordered": "delivery", "queue": "maintenance",
                 "maintenance": "maintenance", "divert": "divert"}  # fmt: skip


@dataclass
class Vehicle:
    tail: str
    fleet: object
    entity: int
    doing: str = (
        "ready"  # preparing, out, on, away, back, turnaround, repair, lost, ordered, diverted, queue, maintenance
    )
    ready_s: int = 0
    flown_s: int = 0
    draws: dict = field(default_factory=dict)
    sortie: object = None
    serviced_at_s: int = 0  # of its flown time: the last maintenance
    failed: set = field(default_factory=set)  # sensors, by number
    sensor_at_s: dict = field(default_factory=dict)
    elsewhere: object = None  # the Alternate it is bound to, stands at, or comes home from
    lands_s: float = inf  # at that one, or from there at home
    ferrying: bool = False  # home from there, since left_s
    left_s: int = 0


@dataclass
class Sortie:
    vehicle: Vehicle
    pairing: object
    stint: object  # the planned stint, or None
    replaces: object  # the stint that a spare flies for
    takeoff_s: int
    arrive_s: int
    leave_s: int  # when the plan, or for a spare the endurance, ends it
    limit_s: int  # until when it may hold
    land_s: int
    counted_from_s: int
    reached: bool = False
    left_s: int = None
    broken: bool = False
    outcome: str = "airborne"
    relief_s: float = inf  # when a spare asks for its own relief
    away_until_s: int = -1
    home_fleet: object = None  # at whose base it lands
    fuel_until_s: float = inf
    was_on: object = None  # of one that has come from another line: the pairing there
    went_on: bool = False  # to another line

    def row(self):
        end_s = self.leave_s if self.stint is not None and self.stint.after and not self.cut_off else self.land_s
        times = (self.takeoff_s, *((self.arrive_s, self.leave_now) if self.has_times else (-1, -1)), end_s)
        return (
            None if self.stint is None else self.stint.n,
            self.vehicle.tail,
            self.pairing.line,
            *times,
            self.outcome,
        )

    @property
    def cut_off(self):
        """It has turned for home, or been lost."""
        return self.left_s is not None or self.outcome not in ("airborne", "onward")

    @property
    def has_times(self):
        return self.reached or self.outcome == "airborne"

    @property
    def leave_now(self):
        return self.leave_s if self.left_s is None else self.left_s


@dataclass
class Stint:
    n: int
    plan: object
    doing: str = "planned"  # waiting, out, watching, left, failed, given up
    why: str = ""
    wants_spare: bool = False
    vehicle: Vehicle = None
    not_before_s: int = 0
    shift_s: int = 0  # called so much later than planned
    relief: object = None  # the Stint that takes over from it
    after: object = None  # the Stint that its sortie goes on with
    before: object = None


class PlainTimeline:
    def __init__(self, processes, roster, transits, tails, seed, trial, orders=()):
        self.orders = orders  # (time_s, tail, away until): sent off its line by order
        self.p, self.roster, self.seed, self.trial = processes, roster, seed, trial
        self.transits = {(x.fleet, x.line): transits(x) for x in roster.pairings}
        self.pairing = {(x.fleet, x.line): x for x in roster.pairings}
        self.vehicles = [
            Vehicle(tail, fleet, entity_of(f"{fleet.name} {i}"))
            for fleet, names in zip(processes.fleets, tails, strict=True)
            for i, tail in enumerate(names)
        ]
        self.pools = {pool.name: Pool(pool) for pool in processes.crew_pools}
        self.meets = {(fleet, line): sets for fleet, line, sets in processes.meets}
        self.tallies = dict.fromkeys(("maintenances", "diverts", "forced_landings", "sensor_failures"), 0)
        for fleet in processes.fleets:
            own = [v for v in self.vehicles if v.fleet is fleet]
            later = [time_s for time_s, n in fleet.deliveries for _ in range(n)]
            at_start = len(own) - len(later)
            for i, v in enumerate(own):
                if i >= at_start:
                    v.doing, v.ready_s = "ordered", later[i - at_start]
                elif fleet.maintenance is not None:
                    v.serviced_at_s = -(fleet.maintenance.every_s * i // at_start)
        for v in self.vehicles:
            self.new_clocks(v)
        self.stints = [Stint(n, plan) for n, plan in enumerate(roster.stints)]
        for rows in sorties_of(roster.stints) if roster.passages else ():
            own = [next(s for s in self.stints if s.plan is row) for row in rows]
            for one, other in pairwise(own):
                one.after, other.before = other, one
        if processes.shift_limit_s:
            self.find_reliefs()
        self.waiting, self.vacant, self.sorties, self.gaps, self.open = [], [], [], [], {}
        self.held = {}  # (of, target, line) -> {cause: [how often, since when]}
        self.steps = self.all_steps()
        for step in self.steps:
            if step[0] <= 0:
                self.take(step)
        self.spells = [self.start_spell(spell) for spell in processes.spells]
        for s in [one for one in self.stints if not one.before]:
            if s.plan.airborne_at_start or s.plan.takeoff_s < 0:
                while s.after and s.plan.leave_s <= 0:
                    s.doing, s = "left", s.after
                v = next(v for v in self.vehicles if v.tail == s.plan.tail)
                if v.fleet.crew_pool is not None and self.pools[v.fleet.crew_pool].free(0) is None:
                    for crew in [self.pools[v.fleet.crew_pool].any_at_all()]:
                        if crew is not None:
                            crew.rested_s = 0
                self.board(v, self.pairing[s.plan.fleet, s.plan.line], s, None, s.plan.takeoff_s, s.plan.arrive_s,
                           s.plan.leave_s, 0)  # fmt: skip
                if s.before:
                    v.sortie.was_on = self.pairing[s.plan.fleet, s.before.plan.line]
                    v.sortie.takeoff_s = s.before.plan.leave_s
                if s.plan.arrive_s <= 0:
                    v.doing, s.doing, v.sortie.reached = "on", "watching", True

    # random times

    def key(self, process, entity, index):
        return self.seed, self.trial, PROCESSES[process], entity, index

    def draw_s(self, process, v, mean_s):
        index = v.draws.get(process, 0)
        v.draws[process] = index + 1
        return self.whole_s(mean_s, process, v.entity, index)

    def new_clocks(self, v):
        """Of a new airframe, or one at the start."""
        v.loss_at_s = v.flown_s + self.draw_s("loss", v, v.fleet.loss_mean_s)
        v.abort_at_s = v.flown_s + self.draw_s("abort", v, v.fleet.abort_mean_s)
        v.failed = set(range(len(v.fleet.sensor_mean_s)))
        self.mend_sensors(v)

    def mend_sensors(self, v):
        for j in v.failed:
            n = v.draws.get(("sensor", j), 0)
            v.draws["sensor", j] = n + 1
            v.sensor_at_s[j] = v.flown_s + self.whole_s(v.fleet.sensor_mean_s[j], "sensor", v.entity, 16 * n + j)
        v.failed = set()

    def whole_s(self, mean_s, process, entity, index):
        if mean_s == inf:
            return inf
        return max(1, floor(exponential(mean_s, *self.key(process, entity, index)) + 0.5))

    def start_spell(self, spell):
        names = {"base": ("base_open", "base_shut", "weather"), "watch": ("line_open", "line_shut", "weather"),
                 "platform": ("grounding", "grounding_length", "grounding"),
                 "link": ("link_up", "link_down", "link")}  # fmt: skip
        opens, shuts, cause = names[spell.of]
        entity = entity_of(spell.key)
        mean_s = (spell.open_mean_s, spell.shut_mean_s)
        shut = 0
        if spell.starts_anywhere:
            shut = int(uniform(*self.key(opens, entity, 0)) < mean_s[1] / (mean_s[0] + mean_s[1]))
            self.take((0, (spell.of, spell.target, ""), shut, cause))
        change_s = self.whole_s(mean_s[shut], (opens, shuts)[shut], entity, 1)
        return {"spell": spell, "shut": shut, "at": change_s, "n": 1, "names": (opens, shuts), "mean": mean_s,
                "entity": entity, "cause": cause}  # fmt: skip

    # what is shut

    def all_steps(self):
        """(time_s, target, change, cause): of an instant those that shut first."""
        steps = [(s.time_s, (s.of, s.target, s.line), s.change, s.cause) for s in self.p.schedule]
        if self.p.weather is not None:
            for time_s, target, change, cause in zip(*self.p.weather.steps(self.trial, self.seed), strict=True):
                steps.append((time_s, self.p.weather.targets[target], change, self.p.weather.causes[cause]))
        return sorted(steps, key=lambda step: (step[0], -step[2]))

    def take(self, step):
        time_s, target, change, cause = step
        by = self.held.setdefault(target, {}).setdefault(cause, [0, time_s])
        if by[0] == 0:
            by[1] = time_s
        by[0] += change
        assert by[0] >= 0

    def number(self, of, target, line=""):
        """By how many it is shut."""
        return sum(n for n, _ in self.held.get((of, target, line), {}).values())

    def why(self, of, target, line=""):
        """Which cause has shut it longest, "" while it is open."""
        causes = [
            (since, CAUSES.index(c), c) for c, (n, since) in self.held.get((of, target, line), {}).items() if n > 0
        ]
        return min(causes)[2] if causes else ""

    # what is planned and wanted

    def planned(self, line, t):
        return sum(s.plan.line == line.name and s.plan.arrive_s <= t < s.plan.leave_s for s in self.stints)

    def wanted(self, line, t):
        return line.k if any(a <= t < b for a, b in line.windows) else 0

    def demanded(self, line, t):
        return self.wanted(line, t) if t >= line.count_from_s else 0

    def on(self, line):
        return [v for v in self.vehicles if v.doing == "on" and v.sortie.pairing.line == line.name]

    def counted(self, line):
        return sum(not self.why_uncounted(line, v) for v in self.on(line))

    def why_uncounted(self, line, v):
        """What keeps a vehicle on station from counting, or ""."""
        p = v.sortie.pairing
        why = self.why("watch", line.watch) or self.why("sensor", p.fleet, p.line) or self.why("link", v.fleet.control)
        if not why and self.relays(p) and not any(self.counted(other) for other in self.relays(p)):
            return "relay"
        return why

    def relays(self, pairing):
        """Lines on one of which somebody must count."""
        return [other for other in self.roster.lines if other.watch == pairing.relay]

    def airborne(self, fleets):
        return sum(v.doing in ("out", "on", "away", "back") for v in self.vehicles if v.fleet in fleets)

    # reliefs that follow their watcher

    def find_reliefs(self):
        """Who leaves first is relieved by the first that arrives while it is there, and after it did."""
        taken = set()
        for s in sorted(self.stints, key=lambda s: (s.plan.leave_s, s.plan.arrive_s, s.n)):
            can = [
                m for m in self.stints
                if m.plan.line == s.plan.line and m.n not in taken and s.plan.arrive_s < m.plan.arrive_s <= s.plan.leave_s
            ]  # fmt: skip
            if can:
                s.relief = min(can, key=lambda m: (m.plan.arrive_s, m.n))
                taken.add(s.relief.n)
        for s in self.stints:  # of a sortie with others: by the clock
            if s.relief and any(one.after or one.before for one in (s, s.relief)):
                s.relief = None

    def can_shift(self, s):
        return s.doing in ("planned", "waiting") and s.vehicle is None

    def known(self, t, now, of, name, cause):
        """How often hours or shifts will have shut something."""
        n = self.held.get((of, name, ""), {}).get(cause, [0, 0])[0]
        return n + sum(
            step[2] for step in self.steps if now < step[0] <= t and step[1] == (of, name, "") and step[3] == cause
        )

    def allowed_s(self, s, by_s, t):
        by_s = max(-self.p.shift_limit_s, min(self.p.shift_limit_s, by_s))
        if by_s > 0:
            fleet = next(f for f in self.p.fleets if f.name == s.plan.fleet)
            then_s = s.plan.takeoff_s + by_s
            if self.known(then_s, t, "base", fleet.base, "hours") > 0:
                return 0
            of = ("crew", fleet.name, "crew")
            if self.known(then_s, t, *of) > self.known(s.plan.takeoff_s, t, *of):
                return 0
        return by_s

    def end_at(self, s, leave_s, t):
        """The place of stint s is left then: its relief is called by as much later or earlier."""
        m = s.relief
        if m is None or not self.can_shift(m):
            return
        m.shift_s = self.allowed_s(m, leave_s - s.plan.leave_s, t)
        if m.shift_s < 0 and m.doing == "planned":
            m.doing = "waiting"
            self.waiting.append(m)

    def call_relief(self, s, t):
        if s.relief is not None:
            self.end_at(s, s.plan.leave_s + min(0, t - s.relief.plan.takeoff_s), t)

    def needed_until_s(self, s, t):
        m = s.relief
        if m is None:
            return s.plan.leave_s
        until_s = s.plan.leave_s + max(0, m.shift_s)
        if m.doing in ("out", "watching"):
            return min(until_s, m.vehicle.sortie.arrive_s)
        if m.doing in ("left", "failed"):
            return 0
        if m.doing in ("planned", "waiting") and t < m.plan.takeoff_s + m.shift_s:
            return s.plan.leave_s + m.shift_s
        return until_s

    # flying

    def latest_leave_s(self, pairing, from_s, land_by_s):
        back = self.transits[pairing.fleet, pairing.line]
        t = from_s
        while t + 1 + max(1, back.back_s(t + 1)) <= land_by_s:
            t += 1
        return t

    def board(self, v, pairing, stint, replaces, takeoff_s, arrive_s, leave_s, counted_from_s):
        assert v.doing in ("ready", "preparing")
        assert v.fleet.name == pairing.fleet  # it stands at the base of that fleet
        fuel_s = min(one.endurance_s + one.reserve_s for one in self.ways(pairing, stint))
        self.bound(v, pairing, stint, replaces, takeoff_s, arrive_s, leave_s, counted_from_s, takeoff_s + fuel_s)
        self.crew_takes(v, counted_from_s)

    def bound(self, v, pairing, stint, replaces, from_s, arrive_s, leave_s, counted_from_s, fuel_until_s):
        """For a line, from the ground or from another line."""
        home_fleet = v.fleet if stint is None else self.fleet_called(stint.plan.lands_with)
        limit_s = leave_s
        goes_on = stint is not None and stint.after is not None
        if self.p.hold and not goes_on:
            limit_s = self.latest_leave_s(self.pairing[home_fleet.name, pairing.line], leave_s, fuel_until_s)
            if self.p.hold_limit_s is not None:
                limit_s = min(limit_s, leave_s + self.p.hold_limit_s)
        planned = stint is not None and stint.plan.leave_s == leave_s
        land_s = (
            stint.plan.land_s
            if planned
            else leave_s + self.back_s(self.pairing[home_fleet.name, pairing.line], leave_s)
        )
        v.doing = "out"
        v.sortie = Sortie(v, pairing, stint, replaces, from_s, arrive_s, leave_s, limit_s, land_s, counted_from_s,
                          home_fleet=home_fleet, fuel_until_s=fuel_until_s)  # fmt: skip
        self.sorties.append(v.sortie)
        if stint is not None:
            stint.doing, stint.vehicle = "out", v

    def fleet_called(self, name):
        return next(fleet for fleet in self.p.fleets if fleet.name == name)

    def ways(self, pairing, stint):
        """All pairings that bound how long a sortie may last: of what is left of it, and of its way home."""
        out = [pairing]
        while stint is not None:
            out.append(self.pairing[stint.plan.fleet, stint.plan.line])
            if stint.after is None:
                out.append(self.pairing[stint.plan.lands_with, stint.plan.line])
            stint = stint.after
        return out

    def go_on(self, v, t):
        """To the next line of the sortie, or home where its path is shut or its sensors do not do there."""
        s, after = v.sortie, v.sortie.stint.after
        there = self.pairing[after.plan.fleet, after.plan.line]
        sets = self.meets.get((there.fleet, there.line), 1)
        blind = not sets >> sum(1 << j for j in v.failed) & 1
        why = self.why("path", there.fleet, there.line) or ("sensor" if blind else "")
        if why:
            self.fail_later(s.stint, why)
            self.go_home(v, t)
            return
        s.went_on, s.outcome, s.stint.doing = True, "onward", "left"
        plan = after.plan
        self.bound(v, there, after, None, t, plan.arrive_s, plan.leave_s, s.counted_from_s, s.fuel_until_s)
        v.sortie.was_on = s.pairing

    def fail_later(self, stint, cause):
        while stint.after is not None:
            stint = stint.after
            stint.doing, stint.why = "failed", cause
            self.want_spare(stint)

    def lands_at(self, v, t):
        """When it is down if it turns home now."""
        s = v.sortie
        if v.doing == "out" and s.was_on is None:
            out_s, gone_s = s.arrive_s - s.takeoff_s, t - s.takeoff_s
            return t + max(1, (self.back_s(s.pairing, t) * gone_s + out_s - 1) // out_s)
        homes = [self.pairing.get((s.home_fleet.name, p.line)) for p in (s.pairing, s.was_on or s.pairing)]
        if homes[0] is None or (v.doing == "out" and homes[1] is None):
            return s.land_s
        home_s = self.back_s(homes[0], t)
        if v.doing == "out":
            from_s, gone_s, whole_s = self.back_s(homes[1], t), t - s.takeoff_s, s.arrive_s - s.takeoff_s
            home_s = max(1, (from_s * (whole_s - gone_s) + home_s * gone_s + whole_s - 1) // whole_s)
        elif s.stint is None or s.stint.after is None:
            return t + home_s
        return min(t + home_s, s.land_s)

    def back_s(self, pairing, t):
        return max(1, self.transits[pairing.fleet, pairing.line].back_s(t))

    def out_s(self, pairing, t):
        return max(1, self.transits[pairing.fleet, pairing.line].out_s(t))

    def fail(self, sortie, cause, t):
        """A sortie breaks off before its end: someone else may be sent for its stint."""
        if t < sortie.leave_s and t < sortie.relief_s:
            stint = sortie.stint or sortie.replaces
            if sortie.stint is not None:
                stint.why = cause
            self.want_spare(stint)
            self.call_relief(stint, t)
        if sortie.stint is not None:
            self.fail_later(sortie.stint, cause)

    def want_spare(self, stint):
        if not stint.wants_spare:
            stint.wants_spare = True
            self.vacant.append(stint)

    def vehicle_event(self, v, t):
        s = v.sortie
        if v.doing in ("out", "on", "away", "back"):
            flown_s = v.flown_s + t - s.counted_from_s
            if flown_s == v.loss_at_s:
                if v.doing != "back":
                    self.fail(s, "loss", t)
                    self.turn_back(v, t, t, cut_short=True)
                if v.elsewhere is None:  # else the sortie was over when it came over its base
                    s.land_s, s.outcome = t, "loss"
                v.flown_s, v.doing, v.ready_s = flown_s, "lost", t + max(1, v.fleet.replacement_s)
                v.serviced_at_s, v.elsewhere, v.ferrying = flown_s, None, False
                self.new_clocks(v)
                self.crew_leaves(v, t)
                return
            if flown_s == v.abort_at_s and not s.broken:
                s.broken = True
                self.break_off(v, "fault", "abort", t)
            gone = {j for j, at_s in v.sensor_at_s.items() if at_s == flown_s} - v.failed
            if gone:
                v.failed |= gone
                self.tallies["sensor_failures"] += len(gone)
                sets = self.meets.get((s.pairing.fleet, s.pairing.line), 1)
                if not sets >> sum(1 << j for j in v.failed) & 1:
                    self.break_off(v, "sensor", "sensor", t)
        if v.doing == "out" and t == s.arrive_s:
            v.doing, s.reached = "on", True
            if s.stint is not None:
                s.stint.doing = "watching"
        elif v.doing == "away" and t == s.away_until_s:
            v.doing = "on"
        elif v.doing == "back" and t == (s.land_s if v.elsewhere is None else v.lands_s):
            self.over_a_base(v, t)
        elif v.doing in ("turnaround", "repair", "lost", "ordered") and t == v.ready_s:
            self.now_ready(v, t)
        elif v.doing == "maintenance" and t == v.ready_s:
            v.doing, v.serviced_at_s = "ready", v.flown_s
            self.next_in_queue(v.fleet, t)
        if v.doing in ("out", "on", "away") and t == s.relief_s:
            self.want_spare(s.replaces)
        if v.doing == "on" and s.stint is not None and s.stint.after is not None and t == s.leave_s:
            self.go_on(v, t)

    def break_off(self, v, cause, outcome, t):
        """Home at once from where it is: on the way out the same part of the way back."""
        s = v.sortie
        if v.doing == "back":
            return
        land_s = self.lands_at(v, t)
        self.fail(s, cause, t)
        self.turn_back(v, t, land_s, cut_short=True)
        s.outcome = outcome

    # landing, at home or elsewhere

    def no_landing(self, base):
        """Whether anything but its hours has shut a base."""
        return any(n > 0 and cause != "hours" for cause, (n, _) in self.held.get(("base", base, ""), {}).items())

    def over_a_base(self, v, t):
        s = v.sortie
        home = self.pairing.get((s.home_fleet.name, s.pairing.line)) or self.last_way(s)
        if v.ferrying:
            assert t - v.left_s <= home.endurance_s + home.reserve_s
        left_s, to_fleet = s.fuel_until_s - t, s.home_fleet
        assert v.ferrying or left_s >= 0
        if v.elsewhere is None:
            if to_fleet.alternates and self.no_landing(to_fleet.base):
                can = [a for a in to_fleet.alternates if not self.no_landing(a.base) and a.to_s <= left_s]
                if can:
                    v.elsewhere = min(can, key=lambda a: a.to_s)
                    v.lands_s = t + v.elsewhere.to_s
                    s.outcome = "divert" if s.outcome == "airborne" else s.outcome
                    self.tallies["diverts"] += 1
                    return
                self.tallies["forced_landings"] += 1
            s.outcome = "done" if s.outcome == "airborne" else s.outcome
        elif to_fleet.alternates and self.no_landing(to_fleet.base if v.ferrying else v.elsewhere.base):
            self.tallies["forced_landings"] += 1
        v.flown_s += t - s.counted_from_s
        self.crew_leaves(v, t)
        v.fleet = to_fleet
        if v.elsewhere is not None and not v.ferrying:
            v.doing = "diverted"
            return
        v.elsewhere, v.ferrying = None, False
        v.doing, v.ready_s = "turnaround", t + home.turnaround_s
        if s.broken:
            v.abort_at_s = v.flown_s + self.draw_s("abort", v, v.fleet.abort_mean_s)
        if s.broken or v.failed:
            self.repair(v, v.ready_s)
            self.mend_sensors(v)
        elif home.turnaround_s == 0:
            self.now_ready(v, t)

    def last_way(self, s):
        """Home from the last line of a sortie."""
        stint = s.stint
        while stint.after is not None:
            stint = stint.after
        return self.pairing[s.home_fleet.name, stint.plan.line]

    def bring_home(self, t):
        for v in self.vehicles:
            if v.doing != "diverted" or self.no_landing(v.fleet.base) or self.why("base", v.elsewhere.base):
                continue
            if self.why("platform", v.fleet.platform) or self.no_one_to_fly(v.fleet, t):
                continue
            v.doing, v.ferrying, v.left_s, v.lands_s = "back", True, t, t + v.elsewhere.home_s
            v.sortie.counted_from_s = t
            self.crew_takes(v, t)

    # maintenance

    def is_due(self, v):
        return v.fleet.maintenance is not None and v.flown_s - v.serviced_at_s >= v.fleet.maintenance.every_s

    def now_ready(self, v, t):
        """Off the hands of turnaround, repair or maker: ready, or due for maintenance."""
        v.doing, v.ready_s = "ready", t
        if not self.is_due(v):
            return
        plan = v.fleet.maintenance
        if sum(o.doing == "maintenance" for o in self.vehicles if o.fleet is v.fleet) < plan.places:
            self.maintain(v, t)
        elif v.flown_s - v.serviced_at_s >= plan.every_s + plan.tolerance_s:
            v.doing = "queue"

    def maintain(self, v, t):
        v.doing, v.ready_s = "maintenance", t + v.fleet.maintenance.lasts_s
        self.tallies["maintenances"] += 1

    def next_in_queue(self, fleet, t):
        due = [v for v in self.vehicles if v.fleet is fleet and v.doing in ("ready", "queue") and self.is_due(v)]
        if due:
            self.maintain(min(due, key=lambda v: v.ready_s), t)

    # crews

    def no_one_to_fly(self, fleet, t):
        """Neither crew nor channel to spare."""
        if fleet.crew_pool is not None and self.pools[fleet.crew_pool].free(t) is None:
            return True
        crews = inf if fleet.crews_at_once is None else fleet.crews_at_once - self.number("crew", fleet.name)
        if self.airborne([fleet]) >= crews:
            return True
        sharing = [f for f in self.p.fleets if f.control == fleet.control]
        return fleet.control is not None and self.airborne(sharing) >= dict(self.p.channels)[fleet.control]

    def crew_takes(self, v, t):
        if v.fleet.crew_pool is not None:
            pool = self.pools[v.fleet.crew_pool]
            crew = pool.free(t)
            if crew is not None:
                pool.take(crew, v, t)

    def crew_leaves(self, v, t):
        if v.fleet.crew_pool is not None:
            self.pools[v.fleet.crew_pool].leave(v, t)

    def hand_overs(self, t):
        for v in self.vehicles:
            if v.fleet.crew_pool is not None and not self.pools[v.fleet.crew_pool].hand_over(v, t):
                self.break_off(v, "crew", "crew", t)

    def repair(self, v, from_s):
        v.doing, v.ready_s = "repair", from_s + self.draw_s("repair", v, v.fleet.repair_mean_s)

    def turn_back(self, v, t, land_s, cut_short):
        s = v.sortie
        if v.doing in ("on", "away"):
            s.left_s = t
        elif v.doing == "out" and s.was_on is None:
            s.home_fleet = v.fleet  # back to where it came from
        v.doing, s.land_s = "back", land_s
        if s.stint is not None:
            s.stint.doing = "failed" if cut_short else "left"

    def go_home(self, v, t):
        s = v.sortie
        planned = s.stint is not None and t == s.stint.plan.leave_s and s.stint.after is None
        self.turn_back(v, t, s.stint.plan.land_s if planned else self.lands_at(v, t), cut_short=False)

    # reacting

    def release(self, line, t):
        for v in self.on(line):
            if t >= v.sortie.limit_s:
                self.go_home(v, t)
        while True:
            here, go = self.on(line), []
            if len(here) > min(self.wanted(line, t), self.planned(line, t)):
                go = [v for v in here if t >= v.sortie.leave_s]
            if not go and len(here) > self.wanted(line, t):
                go = [v for v in here if v.sortie.replaces is not None]
            if not go:
                return
            self.go_home(min(go, key=lambda v: v.sortie.leave_s), t)

    def blocked(self, fleet, line, t):
        why = self.why("base", fleet.base) or self.why("path", fleet.name, line) or self.why("platform", fleet.platform)
        if why:
            return why
        return "crew" if self.no_one_to_fly(fleet, t) else ""

    def ready_and_fit(self, fleet, own, t):
        """(vehicle or None, whether any failed its check)."""
        failed = False
        while True:
            ready = [v for v in self.vehicles if v.fleet is fleet and v.doing == "ready"]
            if not ready:
                return None, failed
            v = own if own in ready else min(ready, key=lambda v: v.ready_s)
            index = v.draws.get("preflight", 0)
            v.draws["preflight"] = index + 1
            if uniform(*self.key("preflight", v.entity, index)) >= fleet.preflight:
                return v, failed
            failed = True
            self.repair(v, t)

    def try_stint(self, s, t):
        """What stops this stint, or "" when it has taken off."""
        plan, fleet = s.plan, next(f for f in self.p.fleets if f.name == s.plan.fleet)
        if t < s.not_before_s:
            return "late"
        if self.blocked(fleet, plan.line, t):
            return self.blocked(fleet, plan.line, t)
        pairing = self.pairing[plan.fleet, plan.line]
        arrive_s, leave_s = plan.arrive_s, plan.leave_s
        if t != plan.takeoff_s:
            arrive_s = t + self.out_s(pairing, t)
            if s.before and arrive_s < plan.arrive_s:
                return s.why  # too early for the rest of a sortie
            if s.relief is not None and self.can_shift(s.relief) and t > plan.takeoff_s:
                leave_s += self.allowed_s(s.relief, t - plan.takeoff_s, t)
            if not s.after:
                most_s = min(one.endurance_s for one in self.ways(pairing, s))
                leave_s = min(leave_s, self.latest_leave_s(self.pairing[plan.lands_with, plan.line], t, t + most_s))
            if arrive_s >= leave_s:
                return "late"
        v = s.vehicle
        if v is None:
            own = next(v for v in self.vehicles if v.tail == plan.tail)
            v, failed = self.ready_and_fit(fleet, own, t)
            if failed and v is None:
                self.want_spare(s)
                return "fault"
            if v is None:
                aloft = own.doing in ("out", "on", "away", "back")
                if (own.sortie.home_fleet if aloft else own.fleet) is not fleet and own.doing != "lost":
                    return "ferry"
                return WHY_NOT_READY.get("divert" if own.elsewhere is not None else own.doing, "turnaround")
            if self.p.late > 0:
                index = v.draws["late"] = v.draws.get("late", 0) + 1
                if uniform(*self.key("late", v.entity, index)) < self.p.late:
                    v.doing, s.vehicle = "preparing", v
                    s.not_before_s = t + self.whole_s(self.p.late_mean_s, "late_length", v.entity, index)
                    return "late"
        self.board(v, pairing, s, None, t, arrive_s, leave_s, t)
        self.end_at(s, leave_s, t)
        return ""

    def deadline_s(self, s):
        plan, takeoff_s = s.plan, s.plan.takeoff_s
        if s.before:  # flown for itself
            way = self.pairing[plan.fleet, plan.line]
            can = [t for t in range(plan.takeoff_s, plan.arrive_s) if t + self.out_s(way, t) <= plan.arrive_s]
            takeoff_s = max(can, default=plan.takeoff_s)
        useless_s = plan.leave_s - (plan.arrive_s - takeoff_s)
        return max(takeoff_s, min(takeoff_s + self.p.late_limit_s, useless_s))

    def launch_waiting(self, t):
        for s in self.each_waiting():
            if t >= s.plan.takeoff_s + s.shift_s or s.vehicle is not None:
                cause = self.try_stint(s, t)
                if not cause:
                    self.waiting.remove(s)
                    s.wants_spare = False
                    continue
                if t >= s.plan.takeoff_s:
                    s.why = s.why or cause
            if t >= self.deadline_s(s) + max(0, s.shift_s):
                self.waiting.remove(s)
                if s.vehicle is not None:
                    s.vehicle.doing, s.vehicle = "ready", None
                s.doing = "given up"
                self.want_spare(s)
                self.call_relief(s, t)
                if s.after:
                    s.after.doing, s.after.why = "waiting", s.why or "late"
                    self.waiting.append(s.after)

    def each_waiting(self):
        """Also those that are called while others are launched."""
        done = []
        while left := [s for s in self.waiting if s not in done]:
            done.append(left[0])
            yield left[0]

    def send_spare(self, stint, t):
        until_s = self.needed_until_s(stint, t)
        while True:
            can = []
            for fleet in self.p.fleets:
                pairing = self.pairing.get((fleet.name, stint.plan.line))
                ready = any(v.fleet is fleet and v.doing == "ready" for v in self.vehicles)
                if pairing is None or self.blocked(fleet, stint.plan.line, t) or not ready:
                    continue
                arrive_s = t + self.out_s(pairing, t)
                leave_s = self.latest_leave_s(pairing, t, t + pairing.endurance_s)
                if arrive_s < leave_s and arrive_s < until_s:
                    can.append((arrive_s, leave_s, fleet, pairing))
            if not can:
                return False
            arrive_s, leave_s, fleet, pairing = min(can, key=lambda one: one[0])
            if (self.p.spare_when_due or stint.before) and arrive_s < stint.plan.arrive_s:
                return False
            v, _ = self.ready_and_fit(fleet, None, t)
            if v is not None:
                self.board(v, pairing, None, stint, t, arrive_s, leave_s, t)
                self.end_at(stint, leave_s, t)
                if leave_s < stint.plan.leave_s:
                    v.sortie.relief_s = leave_s - (arrive_s - t)
                return True

    def fill_vacancies(self, t):
        for stint in list(self.vacant):
            open_still = stint.wants_spare and t < self.needed_until_s(stint, t)
            if not open_still or self.send_spare(stint, t):
                stint.wants_spare = False
                self.vacant.remove(stint)

    def cause(self, line, t):
        if len(self.on(line)) >= self.demanded(line, t):
            first_without = sorted(self.on(line), key=lambda v: bool(self.relays(v.sortie.pairing)))
            return next(why for v in first_without if (why := self.why_uncounted(line, v)))
        if self.planned(line, t) < self.demanded(line, t):
            return "demand"
        if any(v.doing == "away" and v.sortie.pairing.line == line.name for v in self.vehicles):
            return "retask"
        absent = [
            s for s in self.stints
            if s.plan.line == line.name and s.plan.arrive_s <= t < s.plan.leave_s and s.doing != "watching"
        ]  # fmt: skip
        return min(absent, key=lambda s: (s.plan.arrive_s, s.n)).why or "late" if absent else "late"

    def mark_gaps(self, t):
        for line in self.roster.lines:
            missing = self.demanded(line, t) - self.counted(line)
            gap = self.open.get(line.name)
            if missing > 0:
                if gap is None:
                    gap = self.open[line.name] = {"from": t, "cause": self.cause(line, t), "most": 0, "sum": 0}
                elif gap["cause"] == "demand" and self.planned(line, t) >= self.demanded(line, t):
                    gap["cause"] = self.cause(line, t)
                gap["most"] = max(gap["most"], missing)
            elif gap is not None:
                self.close_gap(line, t)

    def add_missing(self, t):
        for line in self.roster.lines:
            if line.name in self.open:
                self.open[line.name]["sum"] += self.demanded(line, t) - self.counted(line)

    def take_orders(self, t):
        for v in self.vehicles:
            for time_s, tail, until_s in self.orders:
                if (time_s, tail) == (t, v.tail) and v.doing in ("on", "away") and t < until_s <= v.sortie.leave_s:
                    v.doing, v.sortie.away_until_s = "away", until_s

    def close_gap(self, line, t):
        gap = self.open.pop(line.name)
        self.gaps.append((line.name, gap["from"], t, gap["cause"], gap["most"], gap["sum"]))

    def see_off(self, end_s):
        for v in self.vehicles:
            s = v.sortie
            if v.doing == "on" and s.leave_s < end_s:
                s.left_s, s.land_s = end_s, end_s + self.back_s(s.pairing, end_s)
            if v.doing == "back" and s.land_s == end_s and s.outcome == "airborne":
                s.outcome = "done"

    def run(self):
        for t in range(self.p.length_s):
            for step in self.steps:
                if step[0] == t > 0:
                    self.take(step)
            for s in self.spells:
                if s["at"] == t:
                    s["shut"], s["n"] = 1 - s["shut"], s["n"] + 1
                    shut = s["shut"]
                    self.take((t, (s["spell"].of, s["spell"].target, ""), 1 if shut else -1, s["cause"]))
                    s["at"] = t + self.whole_s(s["mean"][shut], s["names"][shut], s["entity"], s["n"])
            for v in self.vehicles:
                self.vehicle_event(v, t)
            self.hand_overs(t)
            for s in self.stints:
                if s.plan.takeoff_s == t and s.doing == "planned" and not s.before:
                    s.doing = "waiting"
                    self.waiting.append(s)
            for line in self.roster.lines:
                self.release(line, t)
            self.launch_waiting(t)
            if self.p.spare:
                self.fill_vacancies(t)
            self.bring_home(t)
            self.mark_gaps(t)
            if self.orders:
                self.take_orders(t)
                self.mark_gaps(t)
            self.add_missing(t)
        self.see_off(self.p.length_s)
        for line in self.roster.lines:
            if line.name in self.open:
                self.close_gap(line, self.p.length_s)
        return [s.row() for s in self.sorties], self.gaps
