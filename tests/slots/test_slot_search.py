"""Bound and search of rosters in slots: hand cases of every field, all rosters tried on tiny ones, and the shared cases."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from helpers.slot_cases import best_of_all, keeps_limits, random_table, tiny
from helpers.slot_hand import problem as by_hand
from longwatch.errors import BadInputError
from longwatch.slots import search
from longwatch.slots.bound import granule, lower_bound, out_of_reach, rounded_up
from longwatch.slots.bound_model import bound_model
from longwatch.slots.counts import admitted
from longwatch.slots.files import problem_of_table, read_roster_slots
from longwatch.slots.lp import Solver
from longwatch.slots.model import Aloft, Pool, SlotProblem, SlotSortie, cost, loss
from longwatch.slots.priced import Earnings, no_prices, priced_bound
from longwatch.slots.priced_ascent import improved, priced_ascent, prices_of_blocks
from longwatch.slots.progress import Progress
from longwatch.slots.roster import counts_of, empty
from longwatch.slots.search import SlotPlan, solve
from longwatch.slots.window_model import Window, WindowModel
from longwatch.verifier.slots import check_slots

SHARED = Path(__file__).parents[2] / ".." / "shared" / "benchmarks" / "roster_slots"


def _agrees(problem: SlotProblem, plan: SlotPlan) -> None:
    """The roster keeps the rules, its figures are its own, and it stands on the right side of its bound."""
    assert keeps_limits(problem, plan.sorties)
    for one in plan.sorties:
        leg = problem.leg(one.group, one.station)
        assert leg is not None
        if one.launch >= 0:
            assert leg.may_launch[one.launch]
            assert leg.arrive[one.launch] <= one.leave <= leg.latest[one.launch]
        assert one.leave == problem.slots or leg.may_leave[one.leave]
    assert plan.uncovered == pytest.approx(loss(problem, plan.sorties))
    assert plan.cost == pytest.approx(cost(problem, plan.sorties))
    assert plan.bound <= plan.uncovered + 1e-9
    assert plan.proved == (plan.uncovered <= plan.bound + 1e-9)


@pytest.mark.parametrize("seed", [0, 4, 5, 6, 8, 10, 14, 16, 20, 22])
def test_tiny_rosters_are_the_best_of_all(seed):
    problem = tiny(seed)
    least, _ = best_of_all(problem)
    assert lower_bound(admitted(problem)).value <= least + 1e-9
    plan = solve(problem, effort=20)
    _agrees(problem, plan)
    assert plan.uncovered == pytest.approx(least)
    assert plan.bound <= least + 1e-9


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 220))
def test_more_tiny_rosters_are_the_best_of_all(seed):
    test_tiny_rosters_are_the_best_of_all(seed)


def _random_shape(seed: int) -> dict[str, object]:
    rng = np.random.default_rng(seed)
    slots, stations, groups = int(rng.integers(5, 28)), int(rng.integers(1, 4)), int(rng.integers(1, 5))
    return random_table(seed, slots=slots, stations=stations, groups=groups, endurance=(2, 14))


@pytest.mark.parametrize("seed", range(6))
def test_random_rosters_pass_the_check(seed):
    table = _random_shape(seed)
    problem = problem_of_table(table)
    plan = solve(problem, effort=8)
    _agrees(problem, plan)
    rows = [(one.group, one.station, one.launch, one.leave) for one in plan.sorties]
    assert check_slots(table, rows) == ([], plan.uncovered)
    again = solve(problem, effort=4, start=plan.sorties, seed=1)
    assert again.uncovered <= plan.uncovered


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 300))
def test_more_random_rosters_pass_the_check(seed):
    test_random_rosters_pass_the_check(seed)


@pytest.mark.parametrize("seed", range(6))
def test_a_window_says_what_its_roster_is_worth(seed):
    """Rows and goal of a window hold for the roster it came from, and its solution is worth what a plain count says."""
    problem = admitted(tiny(4 + 8 * seed) if seed % 2 else problem_of_table(_random_shape(seed)))
    counts = counts_of(problem, solve(problem, effort=2).sorties)
    rng, n = np.random.default_rng(seed), problem.slots
    for _ in range(3):
        first, last = sorted(int(t) for t in rng.choice(n + 1, 2, replace=False))
        built = WindowModel(counts, Window(tuple(range(len(counts.courses))), first, last, last))
        before = _weighted(built, np.asarray(built.values, np.float64))
        found = Solver(built.model).solve()
        after = built.counts_from(found.values)
        assert found.optimal
        assert not after.broken()
        gain = counts.loss - loss(problem, after.sorties())
        assert gain == pytest.approx(before - _weighted(built, found.values), abs=1e-6)


def _weighted(built: WindowModel, values: np.ndarray) -> float:
    model = built.model
    for k, first in enumerate(model.starts):
        end = model.starts[k + 1] if k + 1 < len(model.starts) else len(model.index)
        row = sum(model.value[j] * values[model.index[j]] for j in range(first, end))
        assert model.row_low[k] - 1e-6 <= row <= model.row_high[k] + 1e-6
    assert (values <= np.asarray(model.col_high) + 1e-6).all()
    return float(np.dot(model.cost, values))


def test_one_vehicle_leaves_its_own_cycle_uncovered():
    # Out 1, on station 4, back 1, turned round in 1: 1-4 and 8-11 are held, and 16-20 by one that is out at the end.
    plan = solve(by_hand(21))
    assert (plan.uncovered, plan.bound, plan.proved) == (8.0, 8.0, True)
    assert plan.cost == 5.0  # three take-offs, two departures


def test_two_vehicles_hold_a_line_from_the_first_arrival():
    assert solve(by_hand(30, vehicles=2)).uncovered == 1.0


def test_weights_decide_where_one_vehicle_stands():
    problem = replace(by_hand(6, 2), weight=np.array([1.0, 2.5]))
    plan = solve(problem)
    assert {one.station for one in plan.sorties} == {1}
    assert plan.uncovered == 6 * 1.0 + 1 * 2.5 == plan.bound


def test_bounds_are_rounded_up_to_sums_of_the_weights():
    problem = replace(by_hand(6, 2), weight=np.array([1.0, 2.5]))
    assert granule(problem) == 0.5
    assert rounded_up(problem, 3.1) == 3.5
    assert rounded_up(problem, 3.0 + 1e-9) == 3.0
    odd = replace(problem, weight=np.array([1.0, np.pi]))
    assert granule(odd) == 0.0
    assert rounded_up(odd, 3.1) == 3.1


def test_a_sensor_that_does_not_serve_watches_nothing():
    problem = by_hand(6)
    blind = np.array([True, True, True, False, False, True])
    plan = solve(replace(problem, legs=(replace(problem.legs[0], sees=blind),)))
    assert plan.uncovered == 3.0 == plan.bound


def test_who_is_aloft_holds_the_station_until_its_latest_departure():
    problem = replace(by_hand(12, vehicles=2), aloft=(Aloft(-3, 0, 0, 0, 2),))
    plan = solve(problem)
    _agrees(problem, plan)
    assert plan.uncovered == 0.0
    assert plan.sorties[0].launch == -3
    assert plan.sorties[0].leave <= 2


def test_who_is_aloft_and_can_never_land_is_told():
    problem = by_hand(12)
    closed = replace(problem.legs[0], may_leave=np.arange(13) > 3)
    with pytest.raises(BadInputError, match="can leave in no slot from 0 to 2"):
        solve(replace(problem, legs=(closed,), aloft=(Aloft(-3, 0, 0, 0, 2),)))


def test_prices_know_who_is_aloft_with_no_way_home():
    problem = by_hand(12)
    closed = replace(problem.legs[0], may_leave=np.arange(13) > 3)
    stranded = replace(problem, legs=(closed,), aloft=(Aloft(-3, 0, 0, 0, 2),))
    ones = replace(no_prices(stranded), cover=np.ones((1, 12)))
    assert 0.0 <= priced_bound(problem, ones) <= 12.0
    assert -1e-5 <= priced_bound(stranded, ones) <= 0.0  # it may stand there to the end for all that is known


def test_hours_without_a_limit_at_a_price_prove_nothing():
    problem = by_hand(12)
    assert problem.groups[0].airborne_slots_max is None
    assert priced_bound(problem, replace(no_prices(problem), hours=np.array([0.5]))) == -np.inf


def test_who_is_aloft_beyond_a_limit_still_comes_home():
    problem = by_hand(12, vehicles=1)
    none = replace(problem.groups[0], vehicles=np.zeros(12, np.int64), airborne_slots_max=1)
    plan = solve(replace(problem, groups=(none,), aloft=(Aloft(-2, 0, 0, 1, 3),)))
    assert [one.launch for one in plan.sorties] == [-2]


def test_a_pool_is_shared_by_its_groups():
    problem = by_hand(12, 2, vehicles=2)
    alone = solve(problem).uncovered
    pooled = replace(problem, pools=(Pool("channel", (0,), np.ones(12, np.int64)),))
    plan = solve(pooled)
    _agrees(pooled, plan)
    # One in the air at a time: 0-5 and 6-11 of it, in each all but the way out and, the first time, the way back.
    assert plan.uncovered == 24 - 4 - 5 == plan.bound
    assert alone < plan.uncovered


def test_hours_in_the_air_end_the_watch():
    problem = by_hand(30, vehicles=2)
    capped = replace(problem, groups=(replace(problem.groups[0], airborne_slots_max=12),))
    plan = solve(capped)
    _agrees(capped, plan)
    assert plan.uncovered == 30 - 8 - 2 + 1  # a 6-slot sortie holds 4 slots; one that stays to the end holds 5 of its 6


def test_an_overlap_costs_what_the_relief_waits():
    # Two vehicles of cycle 7 and 4 slots on station hold a line for ever; with an overlap of 1 they hand over in 3 of each 4.
    problem = replace(by_hand(30, vehicles=2), overlap=np.array([1]))
    plan = solve(problem)
    _agrees(problem, plan)
    none = solve(by_hand(30, vehicles=2)).uncovered
    assert plan.uncovered > none
    stays = sorted((one.launch + 1, one.leave) for one in plan.sorties)
    gaps = sum(max(after[0] - before[1], 0) for before, after in pairwise(stays))
    late = sum(after[0] == before[1] for before, after in pairwise(stays))
    assert plan.uncovered == stays[0][0] + gaps + late  # a relief with no overlap leaves one slot


def test_endurance_below_the_way_there_and_back_flies_nothing():
    plan = solve(by_hand(9, way=4, endurance=5, vehicles=2))
    assert all(one.leave == 9 for one in plan.sorties)  # only those who are still out at the end
    assert plan.uncovered >= plan.bound >= 4.0


def test_nothing_wanted_and_nobody_there():
    assert solve(replace(by_hand(5), required=np.zeros((1, 5), np.int64))).uncovered == 0.0
    nobody = solve(by_hand(5, vehicles=0))
    assert (nobody.uncovered, nobody.bound, nobody.sorties) == (5.0, 5.0, [])


def test_the_same_seed_gives_the_same_roster_however_many_work_at_it():
    problem = problem_of_table(random_table(3, slots=50, stations=2, groups=3, endurance=(8, 14)))
    plans = [solve(problem, effort=10, seed=5, workers=workers) for workers in (1, 2, 1)]
    assert plans[0] == plans[1] == plans[2]
    assert plans[0].reproducible


def test_an_interrupt_keeps_the_best():
    problem = problem_of_table(random_table(3, slots=50, stations=2, groups=3, endurance=(8, 14)))
    seen = []

    def stop(at: Progress) -> None:
        seen.append(at.uncovered)
        assert at.covered == problem.demand - at.uncovered
        if at.windows >= 6:
            raise KeyboardInterrupt

    plan = solve(problem, progress=stop, effort=100)
    assert plan.uncovered == seen[-1] == min(seen)
    assert not plan.reproducible
    _agrees(problem, plan)


def test_an_interrupt_while_the_bound_is_sought_keeps_it():
    problem = problem_of_table(random_table(3, slots=50, stations=2, groups=3, endurance=(8, 14)))

    def stop(at: Progress) -> None:
        if at.bound > 0.0:
            raise KeyboardInterrupt

    plan = solve(problem, progress=stop, effort=100)
    assert plan.iterations == 0 < plan.bound <= plan.uncovered
    assert not plan.reproducible
    _agrees(problem, plan)


def test_a_clock_that_is_over_at_once_leaves_a_roster_and_a_bound():
    table = random_table(3, slots=50, stations=2, groups=3, endurance=(8, 14))
    problem = problem_of_table(table)
    plan = solve(problem, effort=100, seconds=0.0)
    _agrees(problem, plan)
    assert not plan.reproducible
    assert plan.bound > 0.0  # nobody is there at once
    rows = [(one.group, one.station, one.launch, one.leave) for one in plan.sorties]
    assert check_slots(table, rows) == ([], plan.uncovered)


@pytest.mark.parametrize("seed", [0, 4, 5, 8, 14, 20])
def test_what_is_out_of_reach_is_missing_in_every_roster(seed):
    problem = admitted(tiny(seed))
    least, _ = best_of_all(problem)
    assert float(out_of_reach(problem).sum(axis=1) @ problem.weight) <= least + 1e-9


def test_a_hurried_start_is_searched_from_all_the_same(monkeypatch):
    problem = problem_of_table(random_table(3, slots=50, stations=2, groups=3, endurance=(8, 14)))
    monkeypatch.setattr(search, "GREEDY_SHARE", 0.0)
    plan = solve(problem, effort=4, seconds=1e6)
    assert plan.iterations >= 4
    assert not plan.reproducible
    _agrees(problem, plan)


def test_what_is_told_gets_better_and_ends_with_the_plan():
    problem = problem_of_table(random_table(3, slots=50, stations=2, groups=3, endurance=(8, 14)))
    told: list[Progress] = []
    plan = solve(problem, effort=6, progress=told.append)
    assert all(a.uncovered >= b.uncovered and a.bound <= b.bound for a, b in pairwise(told))
    assert (told[-1].uncovered, told[-1].bound, told[-1].windows) == (plan.uncovered, plan.bound, plan.iterations)


def test_a_start_is_never_made_worse_and_a_broken_one_is_refused():
    problem = by_hand(21)
    start = [SlotSortie(0, 0, 0, 5)]
    assert solve(problem, effort=0, start=start).sorties == start
    with pytest.raises(ValueError, match="breaks a rule"):
        solve(problem, start=[SlotSortie(0, 0, 0, 9)])


def test_a_clock_marks_the_result_when_it_cut_it_short(monkeypatch):
    problem = problem_of_table(random_table(3, slots=50, stations=2, groups=3, endurance=(8, 14)))
    ticks = iter(range(10_000))
    monkeypatch.setattr(search, "monotonic", lambda: float(next(ticks)))
    assert not solve(problem, effort=100, seconds=20.0).reproducible


@pytest.mark.skipif(not SHARED.exists(), reason="the shared cases are not here")
def test_a_shared_case_is_solved_and_checked():
    path = SHARED / "s2_d03.json"
    plan = solve(read_roster_slots(path), effort=6)
    rows = [(one.group, one.station, one.launch, one.leave) for one in plan.sorties]
    broken, missing = check_slots(json.loads(path.read_text()), rows)
    assert broken == []
    assert missing == plan.uncovered
    assert plan.bound == 9 <= plan.uncovered < 150


@pytest.mark.skipif(not SHARED.exists(), reason="the shared cases are not here")
@pytest.mark.parametrize(("case", "bound"), [("s1_d03", 13), ("s3_d03", 10), ("s2_d07", 9)])
def test_bounds_of_shared_cases(case, bound):
    # The values of an earlier prototype by other forms of the programme.
    assert lower_bound(read_roster_slots(SHARED / f"{case}.json")).value == bound


def test_the_way_of_a_moving_base_falls_by_no_more_than_a_slot_a_slot():
    table = random_table(3, slots=8, stations=2, groups=1, endurance=(8, 14))
    table["groups"][0]["transit_slots"] = [[3, 2]] * 5 + [[3, 1]] + [[1, 1]] * 2
    with pytest.raises(ValueError, match=r"group 'G0': the transit to station 0 falls from 3 to 1 slots after slot 5"):
        problem_of_table(table)


@pytest.mark.parametrize("seed", [0, 4, 5, 8, 14, 20])
def test_prices_of_any_quality_give_a_bound(seed):
    problem = admitted(tiny(seed))
    least, _ = best_of_all(problem)
    rng, built = np.random.default_rng(seed), bound_model(problem)
    rough = built.prices(rng.normal(size=built.model.n_rows), problem.weight)
    exact = built.prices(Solver(built.model).solve().duals, problem.weight)
    for prices in (rough, exact, prices_of_blocks(problem, 3, least)):
        assert max(priced_bound(problem, prices), improved(problem, prices, least, 20).value) <= least + 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_the_best_sequence_is_that_of_plain_recursion(seed):
    table = random_table(seed, slots=26, stations=3, groups=1, endurance=(4, 14))
    problem, rng = problem_of_table(table), np.random.default_rng(seed)
    n, group = problem.slots, problem.groups[0]
    prices = replace(no_prices(problem), cover=rng.random((3, n)), airborne=0.2 * rng.random((1, n)))

    @cache
    def best(slot: int) -> float:
        if slot >= n:
            return 0.0
        values = [best(slot + 1)]
        for leg in problem.legs:
            arrive = int(leg.arrive[slot])
            for leave in range(arrive, int(leg.latest[slot]) + 1) if leg.may_launch[slot] and arrive < n else ():
                if leave == n or leg.may_leave[leave]:
                    home, ready = (n, n) if leave == n else (int(leg.home[leave]), int(leg.ready[leave]))
                    if ready <= slot:
                        continue  # out and back at once: worth nothing
                    earned = prices.cover[leg.station, arrive:leave].sum() - prices.airborne[0, slot:home].sum()
                    values.append(float(earned) + best(ready))
        return max(values)

    found = Earnings(problem).at(prices)
    wanted = prices.value(problem, busy=False) - int(group.vehicles.max()) * best(0)
    assert found.value == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize("slots", [50, 90])
def test_prices_from_nothing_come_near_the_bound_of_the_programme(slots):
    problem = problem_of_table(random_table(3, slots=slots, stations=2, groups=3, endurance=(8, 14)))
    exact = Solver(bound_model(problem).model).solve()
    value = float(np.dot(exact.values, bound_model(problem).model.cost))
    found = priced_ascent(problem, 2.0 * value)
    assert value - 0.5 <= found.value <= value + 1e-6
    assert priced_bound(problem, found.prices) == pytest.approx(found.value, abs=1e-6)


def test_prices_of_the_optimum_give_the_bound_of_the_programme():
    problem = by_hand(30, vehicles=2)
    built = bound_model(problem)
    found = Solver(built.model).solve()
    value = float(np.dot(found.values, built.model.cost))
    assert priced_bound(problem, built.prices(found.duals, problem.weight)) == pytest.approx(value, abs=1e-4)


def test_a_bound_that_the_clock_cut_is_marked_and_still_holds():
    problem = problem_of_table(random_table(3, slots=50, stations=2, groups=3, endurance=(8, 14)))
    whole, cut = lower_bound(problem), lower_bound(problem, seconds=0.0)
    assert cut.cut
    assert not whole.cut
    assert 0.0 <= cut.value <= whole.value


def test_a_window_given_up_keeps_the_rules():
    problem = problem_of_table(random_table(3, slots=50, stations=2, groups=3, endurance=(8, 14)))
    counts = empty(problem)
    n = problem.slots
    window = Window(tuple(range(len(counts.courses))), 0, n, n)
    built = WindowModel(counts, window)
    solver = Solver(built.model)
    solver.stop_after(0)
    solver.start(np.asarray(built.values, np.float64))
    found = solver.solve()
    assert found.stopped
    assert found.feasible
    after = built.counts_from(found.values)
    assert not after.broken()
    assert after.loss <= counts.loss
