"""Small rosters and processes for the tests of flying, made without a scenario file."""

from longwatch.scenario.plan import Line, Pairing, Roster, Stint
from longwatch.sim.processes import FleetProcess, Processes
from longwatch.sim.timeline_arrays import fixed_of
from longwatch.sim.transit_tables import ConstantTransits


def line(name="north", *, k=1, windows=None, length_s=100_000, count_from_s=0, limit_s=0, watch=None):
    return Line(
        name, watch or name, 0.0, 0.0, 0.0, 0.0, 5000.0, 0.0, k, windows or ((0, length_s),), count_from_s, limit_s
    )


def pairing(fleet, on, *, endurance_s=20_000, reserve_s=1_000, turnaround_s=3_000):
    return Pairing(fleet, on, endurance_s, reserve_s, turnaround_s, 50.0, 50.0, 0.0, 0.0, 5000.0, 30_000.0)


def roster(lines, pairings, stints, length_s=100_000):
    return Roster("test", "", 0, length_s, "by hand", tuple(lines), tuple(pairings), tuple(sorted(stints)))


def stint(tail, fleet, on, takeoff_s, out_s, stay_s, back_s, turnaround_s=3_000, airborne=False):
    arrive_s, leave_s = takeoff_s + out_s, takeoff_s + out_s + stay_s
    land_s = leave_s + back_s
    return Stint(takeoff_s, on, tail, fleet, arrive_s, leave_s, land_s, land_s + turnaround_s, airborne)


def relay(n, *, fleet="f", on="north", out_s=2_000, back_s=2_000, stay_s=10_000, length_s=100_000, turnaround_s=3_000):
    """Stints that relieve each other on one line without a gap, by n vehicles in turn; the first arrives at out_s."""
    takeoffs = range(0, length_s - out_s, stay_s)
    return [
        stint(f"v-{i % n + 1}", fleet, on, t, out_s, stay_s, back_s, turnaround_s) for i, t in enumerate(takeoffs)
    ]  # fmt: skip


def fleet_process(name="f", count=3, **more):
    return FleetProcess(name, "base", "uav", count, **more)


def compiled(processes, plan, out_s=2_000, back_s=2_000, transits=None):
    return fixed_of(processes, plan, transits or (lambda _: ConstantTransits(out_s, back_s)))


def one_line(n=3, *, length_s=100_000, processes=None, **more):
    """(Processes, Roster) of n vehicles on one line, relieved without a gap."""
    fleet = fleet_process(count=n)
    plan = roster([line(length_s=length_s)], [pairing("f", "north")], relay(n, length_s=length_s, **more), length_s)
    return processes or Processes(length_s, (fleet,)), plan
