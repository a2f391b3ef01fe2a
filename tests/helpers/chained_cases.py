"""Random rosters with sorties of several lines and ferries, for the twins of the timeline."""

from dataclasses import replace

from longwatch.scenario.plan import Passage, Stint


def chained(rng, processes, plan, transits, *, several=True, ferries=True):
    """(processes, plan): other stints, of which some belong to one sortie and some land at the base of another fleet.

    Ways between lines are any number of seconds; all vehicles have the same sensors, as those of a ferry have.
    """
    sensors = max((fleet.sensor_mean_s for fleet in processes.fleets), key=len)
    fleets = tuple(replace(fleet, sensor_mean_s=sensors) for fleet in processes.fleets)
    longer_s = rng.choice([0, 60, 150])
    pairings = tuple(replace(p, endurance_s=p.endurance_s + longer_s) for p in plan.pairings)
    of = {(p.fleet, p.line): p for p in pairings}
    free = {f"{fleet.name}-{i}": (0, fleet.name) for fleet in fleets for i in range(fleet.count)}
    stints = []
    for _ in range(rng.randint(3, 30)):
        tail = rng.choice(sorted(free))
        from_s, fleet = free[tail]
        takeoff_s = from_s + rng.choice([0, 0, rng.randint(0, 150)])
        rows = _sortie(rng, of, transits, fleet, takeoff_s, several, ferries)
        if not rows or takeoff_s >= plan.length_s:
            continue
        aloft = from_s == 0 and takeoff_s == 0 and rng.random() < 0.4
        shift_s = rng.randint(1, rows[-1][2] - 1) if aloft else 0
        land_s, to_fleet, turnaround_s = rows[-1][3:]
        ready_s = land_s - shift_s + turnaround_s
        free[tail] = ready_s, to_fleet or fleet
        stints += [
            Stint(takeoff_s - shift_s, line, tail, fleet, arrive_s - shift_s, leave_s - shift_s, land_s - shift_s, ready_s,
                  aloft, to_fleet)
            for line, arrive_s, leave_s, *_ in rows
        ]  # fmt: skip
    aloft = {stint.fleet for stint in stints if stint.airborne_at_start}  # who is in the air has been delivered
    fleets = tuple(replace(fleet, deliveries=()) if fleet.name in aloft else fleet for fleet in fleets)
    return replace(processes, fleets=fleets), replace(
        plan, pairings=pairings, stints=tuple(sorted(stints)), passages=(Passage("any", "", ""),) if several else ()
    )


def _sortie(rng, of, transits, fleet, takeoff_s, several, ferries):
    """[(line, arrive_s, leave_s, land_s, to_fleet, turnaround_s)] of one sortie; [] where it would last too long."""
    own = sorted(line for name, line in of if name == fleet)
    if not own:
        return []
    lines = [rng.choice(own) for _ in range(rng.choice([1, 2, 2, 3]) if several else 1)]
    others = sorted(name for name, line in of if line == lines[-1] and name != fleet)
    to_fleet = rng.choice(others) if ferries and others and rng.random() < 0.4 else ""
    home = of[to_fleet or fleet, lines[-1]]
    most_s = min(p.endurance_s for p in [home, *(of[fleet, line] for line in lines)])
    arrive_s = takeoff_s + transits(of[fleet, lines[0]]).out_s(takeoff_s)
    back_s = max(transits(home).back_s(t) for t in range(arrive_s, arrive_s + 200))
    ways = [rng.randint(1, 20) for _ in lines[1:]]
    left_s = takeoff_s + most_s - arrive_s - back_s - sum(ways)
    if left_s < len(lines):
        return []
    rows = []
    for n, line in enumerate(lines):
        stay_s = rng.randint(1, max(1, left_s // (len(lines) - n)))
        left_s -= stay_s
        rows.append((line, arrive_s, arrive_s + stay_s))
        if n < len(ways):
            arrive_s += stay_s + ways[n]
    leave_s = rows[-1][2]
    end = leave_s + transits(home).back_s(leave_s), to_fleet, home.turnaround_s
    return [(*row, *end) for row in rows]
