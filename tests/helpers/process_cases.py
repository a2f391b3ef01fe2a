"""Random cases for the twins of the timeline: rosters of hours and days, and what may happen to vehicles and crews."""

from dataclasses import replace
from math import inf

from helpers.plans import line, pairing, roster, stint
from longwatch.sim.processes import FleetProcess, Processes, SpellProcess
from longwatch.sim.schedule import Step
from longwatch.sim.transit_tables import ConstantTransits
from longwatch.sim.upkeep import Alternate, CrewPool, Maintenance

HOUR_S, DAY_S = 3600, 86400


def with_more(rng, processes, plan, unit_s, chance=0.7):
    """A case with maintenance, crews, diverts, failing sensors and deliveries; the unit is about a turnaround."""

    def between(low, high):
        return max(1, round(rng.uniform(low, high) * unit_s))

    pools = tuple(
        CrewPool(name, rng.randint(1, 6), between(4, 20), between(2, 20),
                 ((between(1, 30), 1),) if rng.random() < 0.3 else ())
        for name in ("crews 1", "crews 2")
    )  # fmt: skip
    aloft = {stint.fleet for stint in plan.stints if stint.airborne_at_start}
    fleets = tuple(_fleet(rng, fleet, between, chance, fleet.name not in aloft) for fleet in processes.fleets)
    meets = tuple(
        (p.fleet, p.line, sum(1 << s for s in range(4) if s == 0 or rng.random() < 0.5))
        for p in plan.pairings
        if rng.random() < 0.9
    )
    homes = sorted({fleet.base for fleet in fleets if fleet.alternates})
    shut = tuple(SpellProcess("base", name, 8.0 * unit_s, 4.0 * unit_s, True, 7) for name in homes)
    return replace(processes, fleets=fleets, crew_pools=pools, meets=meets, spells=(*processes.spells, *shut))


def _fleet(rng, fleet, between, chance, delivered):
    more = {}
    if rng.random() < chance:
        tolerance_s = rng.choice([0, between(1, 20)])
        more["maintenance"] = Maintenance(between(5, 60), between(1, 20), rng.choice([1, 1, 2]), tolerance_s)
    if rng.random() < chance and fleet.crews_at_once is None:
        more["crew_pool"] = rng.choice(["crews 1", "crews 2"])
    if rng.random() < chance:
        more["sensor_mean_s"] = tuple(rng.choice([50.0, 300.0]) * between(1, 1) for _ in range(rng.randint(1, 2)))
    if rng.random() < chance:
        others = [name for name in ("b0", "b1", "far") if name != fleet.base]
        more["alternates"] = tuple(
            Alternate(name, between(0.1, 2), between(0.1, 3))
            for name in rng.sample(others, rng.randint(1, len(others)))
        )
    if rng.random() < chance and fleet.count > 1 and delivered:
        n = rng.randint(1, fleet.count - 1)
        more["deliveries"] = tuple(sorted((between(5, 80), 1) for _ in range(n)))
    return replace(fleet, **more)


def long_case(rng, length_s=None, more=True):
    """(processes, roster, transits) of 10 to 30 days: lines relieved in turn, and every process somewhere."""
    length_s = length_s or rng.randint(10, 30) * DAY_S
    fleets, pairings, ways, stints = [], [], {}, []
    lines = [line(f"l{n}", k=rng.choice([1, 1, 2]), length_s=length_s) for n in range(rng.randint(1, 4))]
    for n in range(rng.randint(1, 3)):
        fleets.append(
            FleetProcess(
                f"f{n}", f"b{n % 2}", rng.choice(["p0", "p1"]), rng.randint(3, 6), "c",
                preflight=rng.choice([0.0, 0.05]), abort_mean_s=rng.choice([inf, 200.0 * HOUR_S]),
                loss_mean_s=rng.choice([inf, 1000.0 * HOUR_S]), repair_mean_s=10.0 * HOUR_S,
                replacement_s=rng.randint(1, 5) * DAY_S,
            )
        )  # fmt: skip
    for fleet in fleets:
        for on in lines:
            out_s, back_s, stay_s = rng.randint(600, 9000), rng.randint(600, 9000), rng.randint(5, 20) * HOUR_S
            endurance_s = out_s + back_s + stay_s + rng.randint(600, 3600)
            ways[fleet.name, on.name] = ConstantTransits(out_s, back_s), stay_s
            pairings.append(pairing(fleet.name, on.name, endurance_s=endurance_s, reserve_s=rng.randint(0, 7200),
                                    turnaround_s=rng.randint(0, 4) * HOUR_S))  # fmt: skip
    free = {f"{fleet.name}-{i}": 0 for fleet in fleets for i in range(max(1, fleet.count - 1))}
    for on in lines:
        _relay(rng, on, fleets, pairings, ways, free, stints, length_s)
    spells = [
        SpellProcess("base", "b0", 60.0 * HOUR_S, rng.uniform(2, 12) * HOUR_S, True),
        SpellProcess("base", "b1", 90.0 * HOUR_S, rng.uniform(2, 12) * HOUR_S, True),
        SpellProcess("watch", lines[0].watch, 100.0 * HOUR_S, 3.0 * HOUR_S, True),
        SpellProcess("platform", "p0", 400.0 * HOUR_S, 20.0 * HOUR_S),
        SpellProcess("link", "c", 80.0 * HOUR_S, 0.5 * HOUR_S),
    ]
    processes = Processes(
        length_s, tuple(fleets), tuple(s for s in spells if rng.random() < 0.8), (("c", rng.randint(6, 12)),),
        rng.random() < 0.8, rng.random() < 0.8, rng.choice([0.0, 0.1]), 3000.0, rng.choice([2, 12]) * HOUR_S,
    )  # fmt: skip
    if rng.random() < 0.5:
        nights = tuple(
            step for day in range(length_s // DAY_S)
            for step in (Step(day * DAY_S + 20 * HOUR_S, "base", "b1", 1, "hours"),
                         Step(day * DAY_S + 30 * HOUR_S, "base", "b1", -1, "hours"))
        )  # fmt: skip
        processes = replace(processes, schedule=nights)
    plan = roster(lines, pairings, stints, length_s)
    if more:
        processes = with_more(rng, processes, plan, 2 * HOUR_S)
        crewed = tuple(replace(pool, count=pool.count + 8) for pool in processes.crew_pools)
        processes = replace(processes, crew_pools=crewed)
    return processes, plan, lambda p: ways[p.fleet, p.line][0]


def _relay(rng, on, fleets, pairings, ways, free, stints, length_s):
    """Sorties that take over from each other, by whoever is ready; where nobody is, the plan has a gap."""
    arrive_s = 0
    while arrive_s < length_s:
        fleet = rng.choice(fleets)
        way, stay_s = ways[fleet.name, on.name]
        takeoff_s = max(arrive_s - way.out_s(0), 0)
        tails = [tail for tail, from_s in free.items() if tail.startswith(fleet.name) and from_s <= takeoff_s]
        if not tails:
            arrive_s += 2 * HOUR_S
            continue
        p = next(p for p in pairings if (p.fleet, p.line) == (fleet.name, on.name))
        tail = rng.choice(tails)
        one = stint(tail, fleet.name, on.name, takeoff_s, way.out_s(0), stay_s, way.back_s(0), p.turnaround_s)
        if takeoff_s >= length_s:
            return
        stints.append(one)
        free[tail] = one.ready_s
        arrive_s = one.leave_s
