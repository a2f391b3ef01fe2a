"""Random small cases for the twins of the timeline: rosters that need not be good, and every process somewhere."""

import random
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from helpers.plans import line, pairing, roster
from longwatch.scenario.plan import Stint
from longwatch.sim.processes import FleetProcess, Processes, SpellProcess
from longwatch.sim.schedule import Step
from longwatch.sim.state import CAUSES, OUTCOMES
from longwatch.sim.timeline import Timeline
from longwatch.sim.transit_tables import ConstantTransits

LENGTH_S = 1000


class MovingTransits:
    """A way that grows and shrinks; a base slower than its vehicle never makes it steeper than one second a second."""

    moves = True

    def __init__(self, out, back, swing):
        self.out, self.back, self.swing = out, back, swing
        self.period_s = 4.0 * swing if swing % 2 else 0.0  # half of them as one period, half as the whole time

    def _more(self, t):
        return abs((t // 2) % (2 * self.swing) - self.swing)

    def out_s(self, t):
        return self.out + self._more(t)

    def back_s(self, t):
        return self.back + self._more(t + 17)


def random_case(rng):
    """(processes, roster, transits): a roster that need not be good, and every process somewhere."""
    n_lines, n_fleets = rng.randint(1, 3), rng.randint(1, 3)
    lines, fleets, pairings, transits, stints = [], [], [], {}, []
    for n in range(n_lines):
        windows = ((0, LENGTH_S),) if rng.random() < 0.7 else ((100, 400), (450, 900))
        lines.append(
            line(f"l{n}", k=rng.choice([1, 1, 2]), windows=windows, count_from_s=rng.choice([0, 0, 60]),
                 watch=rng.choice(["w", f"w{n}"]))
        )  # fmt: skip
    control = "c" if rng.random() < 0.6 else None
    for n in range(n_fleets):
        fleets.append(
            FleetProcess(
                f"f{n}", rng.choice(["b0", "b1"]), rng.choice(["p0", "p1"]), rng.randint(1, 4), control,
                rng.choice([None, None, 1, 2]), rng.choice([0.0, 0.3]), rng.choice([inf, 150.0]),
                rng.choice([inf, 400.0]), 60.0, rng.choice([0, 150]),
            )
        )  # fmt: skip
    for fleet in fleets:
        for on in lines:
            if rng.random() < 0.8:
                out, back, swing = rng.randint(1, 30), rng.randint(1, 30), rng.randint(1, 9)
                turnaround_s = rng.choice([0, 1, 20])
                way = MovingTransits(out, back, swing) if rng.random() < 0.3 else ConstantTransits(out, back)
                stay_s = rng.randint(30, 120)
                endurance_s = out + back + stay_s + 2 * swing + rng.randint(0, 30)
                pairings.append(
                    pairing(fleet.name, on.name, endurance_s=endurance_s, reserve_s=rng.choice([0, 5, 60]),
                            turnaround_s=turnaround_s)
                )  # fmt: skip
                transits[fleet.name, on.name] = way, stay_s
    taken = {f"{fleet.name}-{i}": 0 for fleet in fleets for i in range(fleet.count)}
    if not pairings:
        return random_case(rng)
    for _ in range(rng.randint(1, 25)):
        p = rng.choice(pairings)
        fleet = next(f for f in fleets if f.name == p.fleet)
        tail = f"{fleet.name}-{rng.randrange(fleet.count)}"
        way, stay_s = transits[p.fleet, p.line]
        takeoff_s = taken[tail] + rng.choice([0, 0, rng.randint(0, 200)])
        if takeoff_s >= LENGTH_S:
            continue
        arrive_s = takeoff_s + way.out_s(takeoff_s)
        leave_s = arrive_s + rng.randint(1, stay_s)
        land_s = leave_s + way.back_s(leave_s)
        aloft = taken[tail] == 0 and takeoff_s == 0 and rng.random() < 0.3
        shift = rng.randint(0, leave_s - 1) if aloft else 0  # took off before the period
        stints.append(
            Stint(takeoff_s - shift, p.line, tail, p.fleet, arrive_s - shift, leave_s - shift, land_s - shift,
                  land_s - shift + p.turnaround_s, aloft)
        )  # fmt: skip
        taken[tail] = land_s - shift + p.turnaround_s
    stints = [replace(s, airborne_at_start=s.takeoff_s < 0) for s in stints]
    spells = [
        SpellProcess(of, target, rng.choice([80.0, 300.0]), rng.choice([3.0, 40.0]), rng.random() < 0.5, nth)
        for of, target in (("base", "b0"), ("watch", "w"), ("platform", "p0"), ("link", "c"))
        for nth in range(rng.choice([0, 0, 1, 2]))
    ]
    processes = Processes(
        LENGTH_S, tuple(fleets), tuple(spells), (("c", rng.randint(2, 6)),), rng.random() < 0.7, rng.random() < 0.7,
        rng.choice([0.0, 0.3]), 20.0, rng.choice([0, 30, 200]),
    )  # fmt: skip
    if rng.random() < 0.6:
        processes = replace(processes, schedule=random_schedule(rng, processes, pairings))
    if rng.random() < 0.6:
        processes = replace(processes, weather=RandomWeather(rng.random(), random_targets(rng, pairings)))
    pairings = with_relays(rng, lines, pairings)
    limit_s = rng.choice([None, None, 0, 40, 300])
    processes = replace(processes, hold_limit_s=limit_s, spare_when_due=rng.random() < 0.4)
    return processes, roster(lines, pairings, stints, LENGTH_S), lambda p: transits[p.fleet, p.line][0]


def relieved(rng, processes, plan, transits):
    """Other stints for a plan: on each line they take over from each other, as vehicles allow."""
    stints, free = [], {f"{fleet.name}-{i}": 0 for fleet in processes.fleets for i in range(fleet.count)}
    for on in plan.lines:
        can, at_s = [p for p in plan.pairings if p.line == on.name], rng.randint(0, 60)
        while can and at_s < LENGTH_S:
            p = rng.choice(can)
            way = transits(p)
            takeoff_s = next(t for t in range(at_s, -LENGTH_S, -1) if t + way.out_s(t) <= at_s)
            tails = [tail for tail, free_s in free.items() if tail.startswith(p.fleet) and free_s <= takeoff_s]
            if takeoff_s < 0 or not tails:
                at_s += rng.randint(1, 30)
                continue
            tail, arrive_s, leave_s = rng.choice(tails), takeoff_s + way.out_s(takeoff_s), takeoff_s + p.endurance_s
            while leave_s + way.back_s(leave_s) > takeoff_s + p.endurance_s:
                leave_s -= 1
            leave_s -= rng.choice([0, 0, rng.randint(0, 20)])
            if leave_s <= arrive_s:
                at_s += 1
                continue
            land_s = leave_s + way.back_s(leave_s)
            free[tail] = land_s + p.turnaround_s
            stints.append(Stint(takeoff_s, p.line, tail, p.fleet, arrive_s, leave_s, land_s, free[tail], False))
            at_s = leave_s - rng.choice([0, 0, rng.randint(0, 5)])
    return tuple(sorted(stints))


def random_targets(rng, pairings):
    pairs = [(of, p.fleet, p.line) for of in ("path", "sensor") for p in pairings]
    places = [("base", "b0", ""), ("base", "b1", ""), ("watch", "w", ""), ("base", "nowhere", "")]
    return tuple(target for target in places + pairs if rng.random() < 0.5)


def random_spells(rng, n):
    """(time_s, change): shut and opened in turn, also before the start and after the end."""
    times = sorted(rng.sample(range(-200, LENGTH_S + 200), n))
    return [(time_s, 1 - 2 * (i % 2)) for i, time_s in enumerate(times)]


def random_schedule(rng, processes, pairings):
    steps = [
        Step(time_s, of, name, change, cause, on)
        for of, name, on in random_targets(rng, pairings)
        for cause in rng.sample(["hours", "weather", "light", "wind"], 2)
        for time_s, change in random_spells(rng, rng.randint(0, 5))
    ]
    for fleet in processes.fleets:
        if fleet.crews_at_once is not None:
            steps += [Step(time_s, "crew", fleet.name, change, "crew") for time_s, change in random_spells(rng, 4)]
    return tuple(steps)


def with_relays(rng, lines, pairings):
    """Some pairings linked through the watch of a line that needs no relay, or through a ship."""
    through = rng.choice(lines).watch
    watches = {one.name: one.watch for one in lines}
    return [
        replace(p, relay=rng.choice(["", "a ship", through, through]) if watches[p.line] != through else "")
        for p in pairings
    ]


@dataclass(frozen=True)
class RandomWeather:
    """Weather that is drawn anew for each trial and seed."""

    salt: float
    targets: tuple
    causes: tuple = ("wind", "sea", "visibility", "cloud", "rain", "icing")

    def steps(self, trial, seed):
        rng = random.Random(f"{self.salt} {trial} {seed}")
        rows = [
            (time_s, at, change, cause)
            for at in range(len(self.targets))
            for cause in rng.sample(range(len(self.causes)), 3)
            for time_s, change in random_spells(rng, rng.randint(0, 6))
        ]
        return tuple(np.array(sorted(rows), np.int64).reshape(-1, 4).T)


def random_orders(rng, tails):
    """(time_s, tail, away until), in the order of time and vehicles; most find their vehicle elsewhere."""
    orders = {(rng.randrange(LENGTH_S), rng.randrange(len(tails))): rng.randint(1, 80) for _ in range(60)}
    return [(time_s, tails[i], time_s + away_s) for (time_s, i), away_s in sorted(orders.items())]


def flown(compiled, seed, trial, orders=()):
    """Sorties and gaps of the kernels, as the twin writes them."""
    one = Timeline(compiled, seed, trial)
    for time_s, tail, until_s in orders:
        one.advance(time_s)
        one.order(compiled.tails.index(tail), until_s)
    one.finish()
    state, fixed = one.state, compiled.fixed
    sorties = [
        (None if r["stint"] < 0 else int(r["stint"]), compiled.tails[r["vehicle"]], compiled.lines[r["line"]],
         *(int(r[name]) for name in ("takeoff_s", "arrive_s", "leave_s", "land_s")), OUTCOMES[r["outcome"]])
        for r in state.sorties[: state.clock[0]["n_sorties"]]
    ]  # fmt: skip
    gaps = [
        (compiled.lines[r["line"]], int(r["start_s"]), int(r["end_s"]), CAUSES[r["cause"]], int(r["missing"]),
         int(r["missing_s"]))
        for r in state.gaps[: state.clock[0]["n_gaps"]]
    ]  # fmt: skip
    for n in range(len(fixed.lines)):
        of_line = [gap for gap in gaps if gap[0] == compiled.lines[n]]
        row = state.lines[n]
        assert row["demanded_s"] - row["covered_s"] == sum(end_s - start_s for _, start_s, end_s, *_ in of_line)
        assert fixed.lines[n]["k"] * row["demanded_s"] - row["watcher_s"] == sum(gap[5] for gap in of_line)
    return sorties, gaps


def tails_of(processes, compiled):
    """Tails by fleet, as `fixed_of` numbered them."""
    of = zip(compiled.tails, compiled.vehicle_fleets, strict=True)
    pairs = list(of)
    return [[tail for tail, name in pairs if name == fleet.name] for fleet in processes.fleets]
