"""Trials against renewal and machine-repair theory: within three standard errors of the closed form."""

from math import comb, exp, inf

import numpy as np
import pytest

from helpers.plans import compiled, fleet_process, line, pairing, roster, stint
from longwatch.sim.fly import fly_chunk
from longwatch.sim.processes import Processes, SpellProcess

FOREVER_S = 10**9


def agrees(values, theory):
    """The mean of independent values is within three standard errors of the theory, and the error is worth having."""
    values = np.asarray(values, float)
    error = values.std(ddof=1) / np.sqrt(len(values))
    assert abs(values.mean() - theory) <= 3 * error, (values.mean(), theory, error)
    assert error < 0.05 * max(abs(theory), 0.05)


def fly(processes, plan, trials, seed=11, **more):
    return fly_chunk(compiled(processes, plan, **more), seed, 0, trials, trials)


def always_on_station(length_s, *, k=1, n=1, count_from_s=0, fleet="f"):
    """n vehicles that are on station from the start to the end."""
    stints = [
        stint(f"{fleet}-{i}", fleet, "north", -100, 50, length_s + 200, 50, turnaround_s=0, airborne=True)
        for i in range(n)
    ]  # fmt: skip
    p = pairing(fleet, "north", endurance_s=FOREVER_S, turnaround_s=0)
    return roster([line(k=k, length_s=length_s, count_from_s=count_from_s)], [p], stints, length_s)


def test_line_closures_are_an_alternating_renewal_process():
    # Barlow and Proschan, Mathematical Theory of Reliability, 1965: availability = up / (up + down); stationary start.
    length_s, open_s, shut_s = 2_000_000, 60_000.0, 20_000.0
    closure = SpellProcess("watch", "north", open_s, shut_s, starts_anywhere=True)
    plan = always_on_station(length_s)
    gaps, _, _, cover = fly(Processes(length_s, (fleet_process(),), (closure,)), plan, 400)
    agrees(cover["covered_s"] / length_s, open_s / (open_s + shut_s))
    opening = gaps["start_s"] > 0
    agrees(np.bincount(gaps["trial"][opening], minlength=400), length_s / (open_s + shut_s))
    whole = opening & (gaps["end_s"] < length_s)
    early = gaps["start_s"] < length_s // 2  # far from the end, so that long ones are not left out
    agrees((gaps["end_s"] - gaps["start_s"])[whole & early], shut_s)


def test_link_loss_from_an_up_link_follows_the_transient_of_two_states():
    # P(down at t) = u (1 - exp(-(a + b) t)) with u = a / (a + b): its mean over [0, T].
    length_s, up_s, down_s = 100_000, 30_000.0, 10_000.0
    rate = 1 / up_s + 1 / down_s
    u = (1 / up_s) / rate
    theory = u * (1 - (1 - exp(-rate * length_s)) / (rate * length_s))
    fleet = fleet_process(control="c")
    processes = Processes(length_s, (fleet,), (SpellProcess("link", "c", up_s, down_s),), (("c", 1),))
    _, _, _, cover = fly(processes, always_on_station(length_s), 3_000)
    agrees(1 - cover["covered_s"] / length_s, theory)


def test_losses_come_as_a_poisson_process_of_flown_time():
    mean_s, stay_s = 50_000.0, 30_000
    fleet = fleet_process(count=1, loss_mean_s=mean_s, replacement_s=5_000)
    stints = [stint("v", "f", "north", t, 500, stay_s, 500) for t in range(0, 900_000, 40_000)]
    plan = roster([line(length_s=10**6)], [pairing("f", "north", endurance_s=40_000)], stints, 10**6)
    _, sorties, tallies, _ = fly(Processes(10**6, (fleet,), spare=False), plan, 400, out_s=500, back_s=500)
    # losses less flown time over the mean is a martingale: its mean stays at zero, whatever decides the flying
    agrees(1 + (tallies["losses"] * mean_s - tallies["flown_s"]) / tallies["flown_s"].mean(), 1.0)
    first = sorties[sorties["stint"] == 0]
    agrees(first["outcome"] != 3, exp(-(stay_s + 1_000) / mean_s))


def test_aborts_come_as_a_poisson_process_of_flown_time():
    mean_s, length_s = 50_000.0, 10**6
    fleet = fleet_process(count=1, abort_mean_s=mean_s, repair_mean_s=7_000.0)
    stints = [stint("v", "f", "north", t, 1, 30_000, 1) for t in range(0, 900_000, 40_000)]
    plan = roster([line(length_s=length_s)], [pairing("f", "north", endurance_s=40_000)], stints, length_s)
    _, sorties, tallies, _ = fly(Processes(length_s, (fleet,), spare=False), plan, 400, out_s=1, back_s=1)
    agrees(1 + (tallies["aborts"] * mean_s - tallies["flown_s"]) / tallies["flown_s"].mean(), 1.0)
    agrees(sorties[sorties["stint"] == 0]["outcome"] != 2, exp(-30_001 / mean_s))


def test_failed_pre_flight_checks_before_a_launch_are_geometric():
    q = 0.4
    fleet = fleet_process(count=60, preflight=q, repair_mean_s=1e9)
    plan = roster([line()], [pairing("f", "north")], [stint("v", "f", "north", 0, 2_000, 10_000, 2_000)])
    _, _, tallies, _ = fly(Processes(100_000, (fleet,)), plan, 12_000)
    failures = tallies["preflight_failures"].astype(float)
    agrees(failures, q / (1 - q))
    agrees((failures - q / (1 - q)) ** 2, q / (1 - q) ** 2)
    agrees(failures == 0, 1 - q)


@pytest.mark.parametrize(("n", "c"), [(3, 3), (4, 2), (5, 3), (2, 1)])
def test_vehicles_with_a_repair_each_are_the_machine_repair_model(n, c):
    """M/M/N//N with N - c spares: c fly, failures at min(c, up) / mean, a repair for each vehicle that is down.

    Gross and Harris, Fundamentals of Queueing Theory, section on machine repair with spares: the product form.
    """
    up_s, repair_s, length_s = 200_000.0, 150_000.0, 20_000_000
    weights = [1.0]
    for down in range(n):
        weights.append(weights[-1] * (min(c, n - down) / up_s) / ((down + 1) / repair_s))
    p_down = np.array(weights) / sum(weights)
    if n == c:  # each on its own: binomial
        a = up_s / (up_s + repair_s)
        assert p_down == pytest.approx([comb(n, d) * a ** (n - d) * (1 - a) ** d for d in range(n + 1)])
    fleet = fleet_process(count=n, abort_mean_s=up_s, repair_mean_s=repair_s)
    plan = always_on_station(length_s, k=c, n=c, count_from_s=length_s // 10)
    _, _, _, cover = fly(Processes(length_s, (fleet,)), plan, 300, out_s=1, back_s=1)
    flying = [min(c, n - down) for down in range(n + 1)]
    agrees(cover["watcher_s"] / (c * cover["demanded_s"]), np.dot(p_down, flying) / c)
    agrees(cover["covered_s"] / cover["demanded_s"], sum(p for p, f in zip(p_down, flying, strict=True) if f == c))


def test_one_vehicle_with_random_times_on_the_ground_is_a_renewal_reward_process():
    # Ross, Stochastic Processes: share on station = mean time on station / mean cycle. A planned stint that never flies
    # leaves a post to one vehicle, whose launches fail with probability q and are repaired for a random time each.
    length_s, out_s, back_s, endurance_s, turnaround_s, q, repair_s = (
        10_000_000,
        4_000,
        3_000,
        27_000,
        5_000,
        0.3,
        9_000.0,
    )
    fleets = (
        fleet_process("never", 1, preflight=1.0, repair_mean_s=1e12),
        fleet_process("f", 1, preflight=q, repair_mean_s=repair_s),
    )
    pairings = [
        pairing("never", "north", endurance_s=FOREVER_S),
        pairing("f", "north", endurance_s=endurance_s, turnaround_s=turnaround_s, reserve_s=0),
    ]
    lost = stint("x", "never", "north", 0, out_s, length_s, back_s)
    plan = roster([line(length_s=length_s, count_from_s=length_s // 5)], pairings, [lost], length_s)
    _, _, _, cover = fly(Processes(length_s, fleets), plan, 200, out_s=out_s, back_s=back_s)
    stay_s = endurance_s - out_s - back_s
    cycle_s = endurance_s + turnaround_s + q / (1 - q) * repair_s
    agrees(cover["covered_s"] / cover["demanded_s"], stay_s / cycle_s)


def test_groundings_stop_every_fleet_of_the_platform_at_once():
    """One common cause: with the platform shut a share u of the time, two lines fail together, not independently."""
    length_s = 4_000_000
    u, mean_s = 0.2, 400_000.0
    fleets = (fleet_process("a", 3), fleet_process("b", 3))
    stints = [stint(f"{f}-{i % 3}", f, on, t, 1_000, 18_000, 1_000) for f, on in (("a", "north"), ("b", "south"))
              for i, t in enumerate(range(0, length_s - 1_000, 18_000))]  # fmt: skip
    plan = roster(
        [line(length_s=length_s), line("south", length_s=length_s)],
        [pairing("a", "north", reserve_s=0), pairing("b", "south", reserve_s=0)],
        stints,
        length_s,
    )
    grounding = SpellProcess("platform", "uav", mean_s * (1 - u) / u, mean_s, starts_anywhere=True)
    processes = Processes(length_s, fleets, (grounding,), late_limit_s=0)
    _, _, _, cover = fly(processes, plan, 60, out_s=1_000, back_s=1_000)
    north, south = (cover[cover["line"] == i]["covered_s"] / length_s for i in (0, 1))
    assert np.corrcoef(north, south)[0, 1] > 0.99
    assert 0.6 < north.mean() < 0.85
    assert inf > north.std() > 0.05
