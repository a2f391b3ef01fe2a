"""The timeline once more, as one writes it in SimPy: vehicles, their faults, crews, closures and maintenance are processes.

Written from docs/sim.md; neither the kernels nor the other twin are looked at. What happens at one instant happens first;
then, as the last event of that instant, the watch reacts (`react`). Ways are constant.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import inf

import simpy

from longwatch.sim.processes import entity_of
from longwatch.sim.state import CAUSES

LAST = 9  # priority of the reaction: after everything else of its instant
IN_THE_AIR = ("out", "on", "back")
SPELL_CAUSES = {"base": "weather", "watch": "weather", "platform": "grounding", "link": "link"}
REASONS = {"repair": "fault", "lost": "loss", "ordered": "delivery", "queue": "maintenance", "maintenance": "maintenance",
           "diverted": "divert", "diverting": "divert", "ferry": "divert"}  # fmt: skip


@dataclass(eq=False)
class Vehicle:
    tail: str
    fleet: object
    entity: int
    doing: str = "ready"
    leg: str = ""  # of the way back: "diverting" to another base, "ferry" home from there
    ready_s: int = 0
    flown_s: int = 0
    serviced_at_s: int = 0
    abort_at_s: float = inf
    loss_at_s: float = inf
    sensor_at_s: list = field(default_factory=list)
    failed: set = field(default_factory=set)
    broken: bool = False
    up_s: int = 0  # took off, as the fuel counts
    up_from_s: int = 0  # the same within the period
    alternate: object = None
    sortie: object = None
    crew: object = None
    way: object = None  # the process of what it does now
    faults: object = None


@dataclass(eq=False)
class Sortie:
    pairing: object
    stint: object
    replaces: object
    takeoff_s: int
    arrive_s: int
    leave_s: int
    limit_s: int
    land_s: int
    relief_s: float = inf
    on_from_s: int = 0
    left_s: int = None
    reached: bool = False
    outcome: str = "airborne"


@dataclass(eq=False)
class Stint:
    n: int
    plan: object
    doing: str = "planned"
    why: str = ""
    vacant: bool = False
    vehicle: object = None
    not_before_s: int = 0


@dataclass(eq=False)
class Crew:
    pool: object
    rested_s: float = -1
    ends_s: float = -1
    on_duty: bool = False
    vehicle: object = None
    down: object = None  # happens when it has no vehicle any more
    last_fleet: str = ""


class SimpyTimeline:
    def __init__(self, processes, roster, transits, tails, luck):
        self.p, self.roster, self.luck, self.env = processes, roster, luck, simpy.Environment()
        self.ways = {
            (x.fleet, x.line): (max(1, transits(x).out_s(0)), max(1, transits(x).back_s(0))) for x in roster.pairings
        }
        self.pairings = {(x.fleet, x.line): x for x in roster.pairings}
        self.fleets = {fleet.name: fleet for fleet in processes.fleets}
        self.channels = dict(processes.channels)
        self.meets = {(fleet, line): sets for fleet, line, sets in processes.meets}
        self.shut = defaultdict(dict)  # (of, target, line) -> {cause: [how often, since when]}
        self.tallies = {fleet.name: Counter() for fleet in processes.fleets}
        self.covered_s, self.demanded_s = Counter(), Counter()
        self.waiting, self.vacant, self.sorties, self.gaps, self.open = [], [], [], [], {}
        self.reacting, self.since_s = False, 0
        self.plan_lines()
        self.muster(tails)
        for steps in [self.known_steps()]:
            for step in steps:
                if step[0] <= 0:
                    self.change(*step)
            self.env.process(self.take_steps([step for step in steps if step[0] > 0]))
        for spell in processes.spells:
            self.env.process(self.spell(spell))
        for stint in self.stints:
            self.env.process(self.called(stint))
        self.poke()

    def run(self):
        self.env.run(until=self.p.length_s)
        self.close_books()
        return [self.row(*one) for one in self.sorties], self.gaps

    # what there is

    def plan_lines(self):
        self.stints = [Stint(n, plan) for n, plan in enumerate(self.roster.stints)]
        self.of_line = {line.name: [s for s in self.stints if s.plan.line == line.name] for line in self.roster.lines}
        self.arrivals = {name: sorted(s.plan.arrive_s for s in own) for name, own in self.of_line.items()}
        self.leavings = {name: sorted(s.plan.leave_s for s in own) for name, own in self.of_line.items()}
        times = {t for by in (self.arrivals, self.leavings) for own in by.values() for t in own}
        times |= {edge for line in self.roster.lines for window in line.windows for edge in window}
        times |= {line.count_from_s for line in self.roster.lines}
        self.env.process(self.knock(sorted(t for t in times if 0 < t < self.p.length_s)))

    def muster(self, tails):
        self.vehicles, self.own, self.crews, self.places = [], {}, {}, {}
        for pool in self.p.crew_pools:
            crews = self.crews[pool.name] = [Crew(pool) for _ in range(pool.count)]
            resting = [rested_s for rested_s, n in pool.resting for _ in range(n)]
            for crew, rested_s in zip(reversed(crews), resting, strict=False):
                crew.rested_s = rested_s
                self.env.process(self.knock([rested_s]))
        for fleet, names in zip(self.p.fleets, tails, strict=True):
            later = [time_s for time_s, n in fleet.deliveries for _ in range(n)]
            n = len(names) - len(later)
            own = self.own[fleet.name] = [
                Vehicle(tail, fleet, entity_of(f"{fleet.name} {i}")) for i, tail in enumerate(names)
            ]
            self.vehicles += own
            if fleet.maintenance is not None:
                self.places[fleet.name] = simpy.Resource(self.env, fleet.maintenance.places)
                for i in range(n):
                    own[i].serviced_at_s = -(fleet.maintenance.every_s * i // n)
            for v in own:
                self.new_airframe(v)
            for v, time_s in zip(own[n:], later, strict=True):
                v.doing = "ordered"
                self.env.process(self.ready_after(v, time_s))
        self.by_tail = {v.tail: v for v in self.vehicles}
        for s in self.stints:
            if s.plan.airborne_at_start or s.plan.takeoff_s < 0:
                v = self.by_tail[s.plan.tail]
                if v.fleet.crew_pool is not None and self.free_crew(v.fleet) is None:
                    idle = [crew for crew in self.crews[v.fleet.crew_pool] if crew.vehicle is None]
                    for crew in sorted(idle, key=lambda crew: crew.rested_s)[:1]:
                        crew.rested_s = 0
                self.launch(v, self.pairings[s.plan.fleet, s.plan.line], s, None, s.plan.takeoff_s, s.plan.arrive_s,
                            s.plan.leave_s)  # fmt: skip

    def new_airframe(self, v):
        v.loss_at_s = v.flown_s + self.luck.loss_s(v.fleet.loss_mean_s, v.entity)
        self.new_abort(v)
        v.failed = set()
        v.sensor_at_s = [
            v.flown_s + self.luck.sensor_s(mean_s, v.entity, j) for j, mean_s in enumerate(v.fleet.sensor_mean_s)
        ]

    def new_abort(self, v):
        v.abort_at_s = v.flown_s + self.luck.abort_s(v.fleet.abort_mean_s, v.entity)

    # what shuts and opens

    def known_steps(self):
        steps = [(s.time_s, (s.of, s.target, s.line), s.change, s.cause) for s in self.p.schedule]
        return sorted(steps, key=lambda step: (step[0], -step[2]))

    def take_steps(self, steps):
        for step in steps:
            yield self.env.timeout(step[0] - self.env.now)
            self.change(*step)
            self.poke()

    def spell(self, spell):
        shut = int(self.luck.starts_shut(spell))
        if shut:
            self.change(0, (spell.of, spell.target, ""), 1, SPELL_CAUSES[spell.of])
        while True:
            yield self.env.timeout(self.luck.spell_s(spell, shut))
            shut = 1 - shut
            self.change(self.env.now, (spell.of, spell.target, ""), 1 if shut else -1, SPELL_CAUSES[spell.of])
            self.poke()

    def change(self, time_s, target, change, cause):
        by = self.shut[target].setdefault(cause, [0, time_s])
        if by[0] == 0:
            by[1] = time_s
        by[0] += change

    def why_shut(self, of, target, line=""):
        held = self.shut.get((of, target, line))
        causes = [(since, CAUSES.index(cause), cause) for cause, (n, since) in held.items() if n > 0] if held else ()
        return min(causes)[2] if causes else ""

    def no_landing(self, base):
        return any(n > 0 and cause != "hours" for cause, (n, _) in self.shut.get(("base", base, ""), {}).items())

    def knock(self, times):
        """Times at which the watch looks up although nothing happens to anybody."""
        for time_s in times:
            yield self.env.timeout(time_s - self.env.now)
            self.poke()

    # crews

    def free_crew(self, fleet):
        idle = [crew for crew in self.crews[fleet.crew_pool] if crew.vehicle is None]
        on_duty = [crew for crew in idle if crew.on_duty and self.env.now < crew.ends_s]
        if on_duty:
            return max(on_duty, key=lambda crew: crew.ends_s)
        rested = [crew for crew in idle if not crew.on_duty and crew.rested_s <= self.env.now]
        return min(rested, key=lambda crew: crew.rested_s) if rested else None

    def man(self, v):
        crew = self.free_crew(v.fleet) if v.fleet.crew_pool is not None else None
        v.crew = crew
        if crew is not None:
            crew.vehicle, crew.down = v, self.env.event()
            if not crew.on_duty:
                crew.on_duty, crew.ends_s = True, self.env.now + crew.pool.duty_s
                self.env.process(self.duty(crew))

    def duty(self, crew):
        """A duty by the clock, longer only until its vehicle is down, then rest."""
        yield self.env.timeout(crew.pool.duty_s)
        self.poke()
        if crew.vehicle is None:
            crew.on_duty, crew.rested_s = False, self.env.now + crew.pool.rest_s
        else:
            yield crew.down
            if self.env.now > crew.ends_s:
                self.tallies[crew.last_fleet]["duty_overruns"] += 1
                self.tallies[crew.last_fleet]["duty_overrun_s"] += self.env.now - crew.ends_s
        yield self.env.timeout(crew.pool.rest_s)
        self.poke()

    def unman(self, v):
        crew, v.crew = v.crew, None
        if crew is not None:
            crew.vehicle, crew.last_fleet = None, v.fleet.name
            if self.env.now >= crew.ends_s:  # its duty is over: it rests from now on
                crew.on_duty, crew.rested_s = False, self.env.now + crew.pool.rest_s
            crew.down.succeed()

    def hand_overs(self):
        for v in self.vehicles:
            if v.crew is None or v.crew.ends_s != self.env.now:
                continue
            old = v.crew
            old.vehicle, old.on_duty, old.rested_s = None, False, self.env.now + old.pool.rest_s
            if self.free_crew(v.fleet) is not None:
                old.last_fleet = v.fleet.name
                old.down.succeed()
                self.man(v)
                self.tallies[v.fleet.name]["hand_overs"] += 1
            else:
                old.vehicle, old.on_duty = v, True
                self.break_off(v, "crew", "crew")

    # a vehicle in the air

    def launch(self, v, pairing, stint, replaces, takeoff_s, arrive_s, leave_s):
        back_s = self.ways[pairing.fleet, pairing.line][1]
        limit_s = max(leave_s, takeoff_s + pairing.endurance_s + pairing.reserve_s - back_s) if self.p.hold else leave_s
        planned = stint is not None and stint.plan.leave_s == leave_s
        s = v.sortie = Sortie(pairing, stint, replaces, takeoff_s, arrive_s, leave_s, limit_s,
                              stint.plan.land_s if planned else leave_s + back_s)  # fmt: skip
        self.sorties.append((v, s))
        v.broken, v.leg, v.up_s, v.up_from_s = False, "", takeoff_s, self.env.now
        v.doing = "out"
        if stint is not None:
            stint.doing, stint.vehicle = "out", v
        if arrive_s <= self.env.now:
            self.on_station(v)
        self.man(v)
        v.way = self.env.process(self.fly(v, s))
        v.faults = self.env.process(self.faults_in_flight(v))

    def on_station(self, v):
        v.doing, v.sortie.reached, v.sortie.on_from_s = "on", True, self.env.now
        if v.sortie.stint is not None:
            v.sortie.stint.doing = "watching"

    def fly(self, v, s):
        """Out to the line; the watch sends it home. It looks up when the plan ends the sortie and when its fuel does."""
        try:
            for time_s in sorted({s.arrive_s, s.relief_s, s.leave_s, s.limit_s} - {inf}):
                if time_s < self.env.now:
                    continue
                yield self.env.timeout(time_s - self.env.now)
                if time_s == s.arrive_s and v.doing == "out":
                    self.on_station(v)
                if time_s == s.relief_s:
                    self.want_spare(s.replaces)
                self.poke()
        except simpy.Interrupt:
            pass

    def faults_in_flight(self, v):
        """Loss before abort before sensors, each at its own flown time."""
        try:
            while True:
                due = [v.loss_at_s, inf if v.broken else v.abort_at_s]
                due += [at_s for j, at_s in enumerate(v.sensor_at_s) if j not in v.failed]
                at_s = min(due)
                flown_s = v.flown_s + self.env.now - v.up_from_s
                if at_s == inf:
                    return
                yield self.env.timeout(at_s - flown_s)
                if at_s == v.loss_at_s:
                    self.lost(v)
                    return
                if at_s == v.abort_at_s and not v.broken:
                    v.broken = True
                    self.tallies[v.fleet.name]["aborts"] += 1
                    self.break_off(v, "fault", "abort")
                gone = {j for j, when_s in enumerate(v.sensor_at_s) if when_s == at_s} - v.failed
                if gone:
                    v.failed |= gone
                    self.tallies[v.fleet.name]["sensor_failures"] += len(gone)
                    sets = self.meets.get((v.sortie.pairing.fleet, v.sortie.pairing.line), 1)
                    if not sets >> sum(1 << j for j in v.failed) & 1:
                        self.break_off(v, "sensor", "sensor")
                self.poke()
        except simpy.Interrupt:
            pass

    def fail(self, s, cause):
        if self.env.now < min(s.leave_s, s.relief_s):
            if s.stint is not None:
                s.stint.why = cause
            self.want_spare(s.stint or s.replaces)

    def break_off(self, v, cause, outcome):
        s, now = v.sortie, self.env.now
        if v.doing == "back":
            return
        back_s = self.ways[s.pairing.fleet, s.pairing.line][1]
        if v.doing == "out":
            out_s = s.arrive_s - s.takeoff_s
            back_s = max(1, -(-back_s * (now - s.takeoff_s) // out_s))
        self.fail(s, cause)
        s.outcome = outcome
        self.turn_home(v, now + back_s, "failed")

    def lost(self, v):
        s, now = v.sortie, self.env.now
        if v.doing != "back":
            self.fail(s, "loss")
        self.leave_line(v, "failed")
        self.stop(v.way)
        if not v.leg:
            s.land_s, s.outcome = now, "loss"
        self.tallies[v.fleet.name]["losses"] += 1
        self.down(v)
        v.doing, v.leg, v.serviced_at_s = "lost", "", v.flown_s
        self.new_airframe(v)
        self.env.process(self.ready_after(v, max(1, v.fleet.replacement_s)))
        self.poke()

    def leave_line(self, v, how):
        s = v.sortie
        if v.doing == "on":
            s.left_s = self.env.now
            self.tallies[v.fleet.name]["on_station_s"] += self.env.now - s.on_from_s
        if v.doing != "back" and s.stint is not None:
            s.stint.doing = how

    def turn_home(self, v, land_s, how):
        self.leave_line(v, how)
        v.doing, v.sortie.land_s = "back", land_s
        self.stop(v.way)
        v.way = self.env.process(self.come_back(v, land_s))

    def stop(self, process):
        if process.is_alive and process is not self.env.active_process:
            process.interrupt()

    # coming down

    def come_back(self, v, land_s):
        """Home; where that is shut, to another base if the fuel lasts, and home from there when it opens."""
        s = v.sortie
        try:
            yield self.env.timeout(land_s - self.env.now)
        except simpy.Interrupt:
            return
        if v.fleet.alternates and self.no_landing(v.fleet.base):
            left_s = s.pairing.endurance_s + s.pairing.reserve_s - (self.env.now - v.up_s)
            can = [a for a in v.fleet.alternates if not self.no_landing(a.base) and a.to_s <= left_s]
            if can:
                v.alternate, v.leg = min(can, key=lambda a: a.to_s), "diverting"
                s.outcome = "divert" if s.outcome == "airborne" else s.outcome
                self.tallies[v.fleet.name]["diverts"] += 1
                try:
                    yield self.env.timeout(v.alternate.to_s)
                except simpy.Interrupt:
                    return
                self.check_landing(v, v.alternate.base)
                self.down(v)
                v.doing, v.leg = "diverted", "diverted"
                self.poke()
                return
            self.tallies[v.fleet.name]["forced_landings"] += 1
        s.outcome = "done" if s.outcome == "airborne" else s.outcome
        self.home(v)

    def check_landing(self, v, base):
        if self.no_landing(base):
            self.tallies[v.fleet.name]["forced_landings"] += 1

    def ferry(self, v):
        try:
            yield self.env.timeout(v.alternate.home_s)
        except simpy.Interrupt:
            return
        self.check_landing(v, v.fleet.base)
        self.home(v)

    def bring_home(self):
        for v in self.vehicles:
            if v.doing != "diverted" or self.no_landing(v.fleet.base) or self.why_shut("base", v.alternate.base):
                continue
            if self.why_shut("platform", v.fleet.platform) or self.nobody_to_fly(v.fleet):
                continue
            v.doing, v.leg, v.up_s, v.up_from_s = "back", "ferry", self.env.now, self.env.now
            self.man(v)
            v.way = self.env.process(self.ferry(v))
            v.faults = self.env.process(self.faults_in_flight(v))

    def down(self, v):
        self.stop(v.faults)
        assert self.env.now - v.up_s <= v.sortie.pairing.endurance_s + v.sortie.pairing.reserve_s
        v.flown_s += self.env.now - v.up_from_s
        self.tallies[v.fleet.name]["flown_s"] += self.env.now - v.up_from_s
        self.unman(v)

    def home(self, v):
        self.down(v)
        v.doing, v.leg = "turnaround", ""
        v.ground = self.env.process(self.on_the_ground(v))
        self.poke()

    def on_the_ground(self, v):
        turnaround_s, repair_s = v.sortie.pairing.turnaround_s, 0
        if v.broken:
            self.new_abort(v)
        if v.broken or v.failed:
            v.doing, repair_s = "repair", self.luck.repair_s(v.fleet.repair_mean_s, v.entity)
            for j in v.failed:
                v.sensor_at_s[j] = v.flown_s + self.luck.sensor_s(v.fleet.sensor_mean_s[j], v.entity, j)
            v.failed = set()
        if turnaround_s + repair_s > 0:
            yield self.env.timeout(turnaround_s + repair_s)
        self.now_ready(v)

    def ready_after(self, v, time_s):
        yield self.env.timeout(time_s)
        self.now_ready(v)

    # maintenance

    def is_due(self, v, more_s=0):
        plan = v.fleet.maintenance
        return plan is not None and v.flown_s - v.serviced_at_s >= plan.every_s + more_s

    def now_ready(self, v):
        v.doing, v.ready_s = "ready", self.env.now
        if self.is_due(v):
            places = self.places[v.fleet.name]
            if places.count < places.capacity:
                self.maintain(v)
            elif self.is_due(v, v.fleet.maintenance.tolerance_s):
                v.doing = "queue"
        self.poke()

    def maintain(self, v):
        v.doing = "maintenance"
        v.ground = self.env.process(self.work_on(v, self.places[v.fleet.name].request()))

    def work_on(self, v, place):
        self.tallies[v.fleet.name]["maintenances"] += 1
        yield place
        yield self.env.timeout(v.fleet.maintenance.lasts_s)
        self.places[v.fleet.name].release(place)
        v.serviced_at_s, v.doing, v.ready_s = v.flown_s, "ready", self.env.now
        due = [o for o in self.own[v.fleet.name] if o.doing in ("ready", "queue") and self.is_due(o)]
        if due:
            self.maintain(min(due, key=lambda o: o.ready_s))
        self.poke()

    # the watch

    def poke(self):
        """Something has happened: let the watch react when this instant is over."""
        if not self.reacting:
            self.reacting = True
            event = self.env.event()
            event._ok, event._value = True, None
            event.callbacks.append(self.react)
            self.env.schedule(event, priority=LAST)

    def react(self, _):
        self.reacting = False
        self.add_up()
        self.hand_overs()
        for line in self.roster.lines:
            self.release(line)
        self.launch_waiting()
        if self.p.spare:
            self.fill_vacancies()
        self.bring_home()
        self.mark_gaps()
        self.counts = {line.name: (self.demanded(line), self.counted(line)) for line in self.roster.lines}

    def add_up(self):
        passed_s, self.since_s = self.env.now - self.since_s, self.env.now
        if passed_s:
            for name, (demanded, counted) in self.counts.items():
                self.demanded_s[name] += passed_s if demanded else 0
                self.covered_s[name] += passed_s if 0 < demanded <= counted else 0
                if name in self.open:
                    self.open[name]["sum"] += passed_s * (demanded - counted)

    def called(self, stint):
        if not (stint.plan.airborne_at_start or stint.plan.takeoff_s < 0):
            yield self.env.timeout(stint.plan.takeoff_s)
            stint.doing = "waiting"
            self.waiting.append(stint)
            self.waiting.sort(key=lambda s: s.n)
            self.poke()
            yield self.env.timeout(self.deadline_s(stint.plan) - self.env.now)
            self.poke()

    def planned(self, line):
        now = self.env.now
        return bisect_right(self.arrivals[line.name], now) - bisect_right(self.leavings[line.name], now)

    def wanted(self, line):
        return line.k if any(a <= self.env.now < b for a, b in line.windows) else 0

    def demanded(self, line):
        return self.wanted(line) if self.env.now >= line.count_from_s else 0

    def on(self, line):
        return [v for v in self.vehicles if v.doing == "on" and v.sortie.pairing.line == line.name]

    def why_uncounted(self, line, v):
        p = v.sortie.pairing
        why = self.why_shut("watch", line.watch) or self.why_shut("sensor", p.fleet, p.line)
        why = why or self.why_shut("link", v.fleet.control)
        through = [other for other in self.roster.lines if p.relay and other.watch == p.relay]
        if not why and through and not any(self.counted(other) for other in through):
            return "relay"
        return why

    def counted(self, line):
        return sum(not self.why_uncounted(line, v) for v in self.on(line))

    def release(self, line):
        now = self.env.now
        for v in self.on(line):
            if now >= v.sortie.limit_s:
                self.send_home(v)
        while True:
            here = self.on(line)
            go = []
            if len(here) > min(self.wanted(line), self.planned(line)):
                go = [v for v in here if now >= v.sortie.leave_s]
            if not go and len(here) > self.wanted(line):
                go = [v for v in here if v.sortie.replaces is not None]
            if not go:
                return
            self.send_home(min(go, key=lambda v: v.sortie.leave_s))

    def send_home(self, v):
        s, now = v.sortie, self.env.now
        planned = s.stint is not None and now == s.stint.plan.leave_s
        land_s = s.stint.plan.land_s if planned else now + self.ways[s.pairing.fleet, s.pairing.line][1]
        self.turn_home(v, land_s, "left")

    def nobody_to_fly(self, fleet):
        if fleet.crew_pool is not None and self.free_crew(fleet) is None:
            return True
        aloft = Counter(v.fleet.name for v in self.vehicles if v.doing in IN_THE_AIR)
        if fleet.crews_at_once is not None:
            off_duty = sum(n for n, _ in self.shut.get(("crew", fleet.name, ""), {}).values())
            if aloft[fleet.name] >= fleet.crews_at_once - off_duty:
                return True
        sharing = sum(aloft[f.name] for f in self.p.fleets if f.control == fleet.control)
        return fleet.control is not None and sharing >= self.channels[fleet.control]

    def blocked(self, fleet, line):
        why = self.why_shut("base", fleet.base) or self.why_shut("path", fleet.name, line)
        return why or self.why_shut("platform", fleet.platform) or ("crew" if self.nobody_to_fly(fleet) else "")

    def fit(self, fleet, first):
        """(a vehicle that passes its check or None, whether any failed)."""
        failed = False
        while ready := [v for v in self.own[fleet.name] if v.doing == "ready"]:
            v = first if first in ready else min(ready, key=lambda v: v.ready_s)
            if not self.luck.fails_check(fleet.preflight, v.entity):
                return v, failed
            failed, v.doing = True, "repair"
            self.tallies[fleet.name]["preflight_failures"] += 1
            self.env.process(self.ready_after(v, self.luck.repair_s(fleet.repair_mean_s, v.entity)))
        return None, failed

    def try_stint(self, stint):
        plan, now = stint.plan, self.env.now
        fleet, pairing = self.fleets[plan.fleet], self.pairings[plan.fleet, plan.line]
        if now < stint.not_before_s:
            return "late"
        why = self.blocked(fleet, plan.line)
        if why:
            return why
        out_s, back_s = self.ways[plan.fleet, plan.line]
        arrive_s, leave_s = plan.arrive_s, plan.leave_s
        if now > plan.takeoff_s:
            arrive_s, leave_s = now + out_s, min(leave_s, max(now, now + pairing.endurance_s - back_s))
            if arrive_s >= leave_s:
                return "late"
        v = stint.vehicle
        if v is None:
            own = self.by_tail[plan.tail]
            v, failed = self.fit(fleet, own)
            if v is None:
                if failed:
                    self.want_spare(stint)
                return "fault" if failed else REASONS.get(own.leg or own.doing, "turnaround")
            late_s = self.luck.late_s(self.p.late, self.p.late_mean_s, v.entity) if self.p.late > 0 else 0
            if late_s:
                v.doing, stint.vehicle, stint.not_before_s = "preparing", v, now + late_s
                self.env.process(self.knock([stint.not_before_s]))
                return "late"
        self.launch(v, pairing, stint, None, now, arrive_s, leave_s)
        self.tallies[fleet.name]["launches"] += 1
        return ""

    def deadline_s(self, plan):
        return max(
            plan.takeoff_s, min(plan.takeoff_s + self.p.late_limit_s, plan.leave_s - plan.arrive_s + plan.takeoff_s)
        )

    def launch_waiting(self):
        for s in list(self.waiting):
            why = self.try_stint(s)
            if not why:
                self.waiting.remove(s)
                s.vacant = False
                continue
            s.why = s.why or why
            if self.env.now >= self.deadline_s(s.plan):
                self.waiting.remove(s)
                if s.vehicle is not None:
                    s.vehicle.doing, s.vehicle = "ready", None
                s.doing = "given up"
                self.tallies[s.plan.fleet]["cancelled"] += 1
                self.want_spare(s)

    def want_spare(self, stint):
        if not stint.vacant:
            stint.vacant = True
            self.vacant.append(stint)

    def fill_vacancies(self):
        for stint in list(self.vacant):
            if not stint.vacant or self.env.now >= stint.plan.leave_s or self.send_spare(stint):
                stint.vacant = False
                self.vacant.remove(stint)

    def send_spare(self, stint):
        now = self.env.now
        while True:
            can = []
            for fleet in self.p.fleets:
                pairing = self.pairings.get((fleet.name, stint.plan.line))
                if pairing is None or not any(v.doing == "ready" for v in self.own[fleet.name]):
                    continue
                out_s, back_s = self.ways[fleet.name, stint.plan.line]
                arrive_s, leave_s = now + out_s, max(now, now + pairing.endurance_s - back_s)
                if arrive_s < min(leave_s, stint.plan.leave_s) and not self.blocked(fleet, stint.plan.line):
                    can.append((arrive_s, leave_s, fleet, pairing))
            if not can:
                return False
            arrive_s, leave_s, fleet, pairing = min(can, key=lambda one: one[0])
            v, _ = self.fit(fleet, None)
            if v is not None:
                self.launch(v, pairing, None, stint, now, arrive_s, leave_s)
                self.tallies[fleet.name]["launches"] += 1
                if leave_s < stint.plan.leave_s:
                    v.sortie.relief_s = leave_s - (arrive_s - now)
                return True

    # gaps

    def cause(self, line):
        here, now = self.on(line), self.env.now
        if len(here) >= self.demanded(line):
            first = sorted(here, key=lambda v: bool(v.sortie.pairing.relay))
            return next(why for v in first if (why := self.why_uncounted(line, v)))
        if self.planned(line) < self.demanded(line):
            return "demand"
        absent = [
            s for s in self.of_line[line.name] if s.plan.arrive_s <= now < s.plan.leave_s and s.doing != "watching"
        ]
        return (min(absent, key=lambda s: (s.plan.arrive_s, s.n)).why or "late") if absent else "late"

    def mark_gaps(self):
        for line in self.roster.lines:
            missing, gap = self.demanded(line) - self.counted(line), self.open.get(line.name)
            if missing > 0:
                if gap is None:
                    gap = self.open[line.name] = {"from": self.env.now, "cause": self.cause(line), "most": 0, "sum": 0}
                elif gap["cause"] == "demand" and self.planned(line) >= self.demanded(line):
                    gap["cause"] = self.cause(line)
                gap["most"] = max(gap["most"], missing)
            elif gap is not None:
                self.close_gap(line, self.env.now)

    def close_gap(self, line, end_s):
        gap = self.open.pop(line.name)
        self.gaps.append((line.name, gap["from"], end_s, gap["cause"], gap["most"], gap["sum"]))

    def close_books(self):
        end_s = self.p.length_s
        passed_s = end_s - self.since_s
        for name, (demanded, counted) in self.counts.items():
            self.demanded_s[name] += passed_s if demanded else 0
            self.covered_s[name] += passed_s if 0 < demanded <= counted else 0
            if name in self.open:
                self.open[name]["sum"] += passed_s * (demanded - counted)
        for line in self.roster.lines:
            if line.name in self.open:
                self.close_gap(line, end_s)
        for v in self.vehicles:
            s, tally = v.sortie, self.tallies[v.fleet.name]
            if v.doing not in IN_THE_AIR:
                continue
            tally["flown_s"] += end_s - v.up_from_s
            if v.doing == "on":
                tally["on_station_s"] += end_s - s.on_from_s
                if s.leave_s < end_s:
                    s.left_s, s.land_s = end_s, end_s + self.ways[s.pairing.fleet, s.pairing.line][1]
            elif v.doing == "back" and s.land_s == end_s and s.outcome == "airborne":
                s.outcome = "done"

    def row(self, v, s):
        leave_s = s.leave_s if s.left_s is None else s.left_s
        times = (s.arrive_s, leave_s) if s.reached or s.outcome == "airborne" else (-1, -1)
        return (
            None if s.stint is None else s.stint.n,
            v.tail,
            s.pairing.line,
            s.takeoff_s,
            *times,
            s.land_s,
            s.outcome,
        )
