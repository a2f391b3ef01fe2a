"""Sorties of several lines and ferries, flown: to the second in cases worked out by hand, laws, and one hazard formula."""

from dataclasses import replace
from math import exp

import numpy as np
import pytest

from helpers.plans import fleet_process, line, pairing, roster
from longwatch.errors import InvariantError
from longwatch.scenario.plan import Passage, Stint
from longwatch.sim.carry import remainder_of
from longwatch.sim.fly import fly_chunk
from longwatch.sim.processes import Processes
from longwatch.sim.schedule import Step
from longwatch.sim.timeline import Timeline
from longwatch.sim.timeline_arrays import fixed_of
from longwatch.sim.transit_tables import ConstantTransits
from longwatch.sim.watchlog import gaps_frame, sorties_frame, tallies_frame

LENGTH_S = 60_000
WAYS = {("f", "north"): (2_000, 2_000), ("f", "south"): (3_000, 3_000), ("g", "south"): (1_000, 1_500)}


def rows(tail, takeoff_s, *holds, land_s, fleet="f", to_fleet="", aloft=False, turnaround_s=3_000):
    """Stints of one sortie: holds are (line, arrive_s, leave_s)."""
    return [
        Stint(takeoff_s, on, tail, fleet, arrive_s, leave_s, land_s, land_s + turnaround_s, aloft, to_fleet)
        for on, arrive_s, leave_s in holds
    ]


def both_lines(takeoff_s=0, **more):
    """Out 2,000 s to the north, 8,000 s there, 1,000 s on to the south, 6,000 s there, home in 3,000 s."""
    t = takeoff_s
    holds = ("north", t + 2_000, t + 10_000), ("south", t + 11_000, t + 17_000)
    return rows("v-1", t, *holds, land_s=t + 20_000, **more)


def plan_of(stints, fleets=("f",), reserve_s=1_000):
    """A roster whose lines are demanded whenever the plan has somebody there."""
    held = {on: sorted({(max(0, s.arrive_s), s.leave_s) for s in stints if s.line == on}) for on in ("north", "south")}
    lines = [line(on, windows=tuple(w for w in windows if w[1] > 0), length_s=LENGTH_S) for on, windows in held.items()]
    pairings = [pairing(*pair, endurance_s=21_000, reserve_s=reserve_s) for pair in WAYS if pair[0] in fleets]
    return replace(roster(lines, pairings, stints, LENGTH_S), passages=(Passage("f", "north", "south"),))


def compiled(plan, *fleets, **more):
    processes = Processes(LENGTH_S, fleets or (fleet_process(count=1),), **({"spare": False} | more))
    return fixed_of(processes, plan, lambda p: ConstantTransits(*WAYS[p.fleet, p.line]))


def fly(plan, *fleets, n=1, **more):
    """(gaps that the plan does not have, sorties, tallies)."""
    c = compiled(plan, *fleets, **more)
    gaps, sorties, tallies, _ = fly_chunk(c, 5, 0, n, n)
    found = [(r["line"], r["start_s"], r["end_s"], r["cause"]) for r in gaps_frame(gaps, c).rows(named=True)]
    return [g for g in found if g[3] != "demand"], sorties_frame(sorties, c).rows(named=True), tallies_frame(tallies, c)


def times(sorties):
    names = ("line", "from_line", "takeoff_s", "arrive_s", "leave_s", "land_s", "outcome")
    return [tuple(row[name] for name in names) for row in sorties]


def shut(of, target, from_s, to_s, cause, on=""):
    return Step(from_s, of, target, 1, cause, on), Step(to_s, of, target, -1, cause, on)


def test_a_sortie_of_two_lines_is_flown_as_planned_and_counted_once():
    gaps, sorties, tallies = fly(plan_of(both_lines()))
    assert gaps == []
    assert times(sorties) == [
        ("north", None, 0, 2_000, 10_000, 10_000, "onward"),
        ("south", "north", 10_000, 11_000, 17_000, 20_000, "done"),
    ]
    counted = ("launches", "flown_s", "on_station_s", "max_airborne")
    assert tallies.select(counted).row(0) == (1, 20_000, 14_000, 1)


def test_a_late_take_off_shortens_the_first_line_and_leaves_the_second_as_it_is():
    gaps, sorties, tallies = fly(plan_of(both_lines()), schedule=shut("base", "base", 0, 5_000, "wind"))
    assert times(sorties)[0] == ("north", None, 5_000, 7_000, 10_000, 10_000, "onward")
    assert times(sorties)[1] == ("south", "north", 10_000, 11_000, 17_000, 20_000, "done")
    assert gaps == [("north", 2_000, 7_000, "wind")]
    assert tallies["cancelled"][0] == 0


def test_who_would_come_too_late_for_the_first_line_flies_straight_to_the_second():
    gaps, sorties, tallies = fly(plan_of(both_lines()), schedule=shut("base", "base", 0, 7_900, "wind"))
    assert times(sorties)[0][:4] == ("north", None, 7_900, 9_900)
    for until_s, arrive_s in ((8_001, 11_001), (8_500, 11_500)):
        gaps, sorties, tallies = fly(plan_of(both_lines()), schedule=shut("base", "base", 0, until_s, "wind"))
        assert times(sorties) == [("south", None, until_s, arrive_s, 17_000, 20_000, "done")]
        assert gaps == [("north", 2_000, 10_000, "wind"), ("south", 11_000, arrive_s, "wind")]
        assert tallies.select("launches", "cancelled").row(0) == (1, 0)
    early, sorties, _ = fly(plan_of(both_lines()), schedule=shut("base", "base", 0, 6_000, "wind"), late_limit_s=5_000)
    assert times(sorties) == [("south", None, 8_000, 11_000, 17_000, 20_000, "done")]  # not before it is due
    assert early == [("north", 2_000, 10_000, "wind")]


def test_nobody_holds_on_a_line_when_there_is_a_next_one():
    # The relief of the north comes 4,000 s late; the south is kept all the same.
    relief = rows("v-2", 8_000, ("north", 10_000, 16_000), land_s=18_000)
    late = shut("path", "f", 7_000, 12_000, "wind", "north")
    gaps, sorties, _ = fly(plan_of([*both_lines(), *relief]), fleet_process(count=2), schedule=late)
    assert gaps == [("north", 10_000, 14_000, "wind")]
    assert times(sorties)[1][:4] == ("south", "north", 10_000, 11_000)


def test_who_has_gone_on_may_be_held_on_the_last_line_within_the_reserve():
    relief = rows("v-2", 14_000, ("south", 17_000, 22_000), land_s=25_000)
    late = shut("base", "base", 13_000, 14_600, "wind")
    gaps, sorties, _ = fly(plan_of([*both_lines(), *relief]), fleet_process(count=2), schedule=late)
    assert gaps == []
    assert times(sorties)[1] == ("south", "north", 10_000, 11_000, 17_600, 20_600, "done")


def test_a_path_that_is_shut_sends_it_home_and_the_second_line_wants_a_spare():
    stormy = shut("path", "f", 9_000, 13_000, "wind", "south")
    gaps, sorties, _ = fly(plan_of(both_lines()), schedule=stormy)
    assert times(sorties) == [("north", None, 0, 2_000, 10_000, 12_000, "done")]
    assert gaps == [("south", 11_000, 17_000, "wind")]
    gaps, sorties, _ = fly(plan_of(both_lines()), fleet_process(count=2), spare=True, schedule=stormy)
    assert times(sorties)[1][:4] == ("south", None, 13_000, 16_000)


def lost_at_4000(n):
    """(sorties, gaps) of n vehicles, of which the one on the north is lost."""
    c = compiled(plan_of(both_lines()), fleet_process(count=n, replacement_s=LENGTH_S), spare=True)
    one = Timeline(c, 5, 0)
    one.advance(3_999)
    one.state.vehicles["loss_at_s"][0] = one.state.due[0] = 4_000
    one.finish()
    sorties = one.state.sorties[: one.state.clock["n_sorties"][0]]
    gaps = gaps_frame(one.state.gaps[: one.state.clock["n_gaps"][0]], c).rows(named=True)
    return sorties[["line", "takeoff_s", "arrive_s"]].tolist(), [
        (g["line"], g["start_s"], g["end_s"], g["cause"]) for g in gaps
    ]


def test_spares_of_a_later_line_leave_when_they_are_due_and_not_at_once():
    sorties, gaps = lost_at_4000(2)  # the only spare flies on the north
    assert sorties == [(0, 0, 2_000), (0, 4_000, 6_000)]
    assert gaps == [("north", 4_000, 6_000, "loss"), ("south", 11_000, 17_000, "loss")]
    sorties, gaps = lost_at_4000(3)
    assert sorties[2] == (1, 8_000, 11_000)
    assert gaps == [("north", 4_000, 6_000, "loss")]


@pytest.mark.parametrize(("at_s", "land_s"), [(1_000, 2_000), (4_000, 6_000), (10_500, 13_000), (12_000, 15_000)])
def test_an_abort_flies_home_from_where_it_is(at_s, land_s):
    """Half-way out, on the north, half-way between lines (2,500 s from home, as between 2,000 and 3,000), on the south."""
    c = compiled(plan_of(both_lines()))
    one = Timeline(c, 5, 0)
    one.advance(at_s - 1)
    one.state.vehicles["abort_at_s"][0] = one.state.due[0] = at_s
    one.finish()
    last = one.state.sorties[one.state.clock["n_sorties"][0] - 1]
    assert (int(last["home_s"]), int(last["land_s"])) == (at_s, land_s)
    gaps = gaps_frame(one.state.gaps[: one.state.clock["n_gaps"][0]], c).rows(named=True)
    causes = {(r["line"], r["cause"]) for r in gaps if r["cause"] != "demand"}
    assert causes == {("south", "fault")} | ({("north", "fault")} if at_s < 10_000 else set())


def test_vehicles_in_the_air_at_the_start_go_on_from_where_they_are():
    for takeoff_s, first in (
        (-4_000, ("north", None, -4_000)),
        (-10_500, ("south", "north", -500)),
        (-12_000, ("south", "north", -2_000)),
    ):
        plan = plan_of(both_lines(takeoff_s, aloft=True))
        gaps, sorties, tallies = fly(plan)
        assert gaps == []
        assert times(sorties)[0][:3] == first
        assert times(sorties)[-1][3:] == (11_000 + takeoff_s, 17_000 + takeoff_s, 20_000 + takeoff_s, "done")
        assert tallies.select("launches", "flown_s").row(0) == (0, 20_000 + takeoff_s)


def test_loss_of_the_second_line_follows_the_survival_of_the_whole_sortie():
    mean_s, n = 15_000.0, 6_000
    c = compiled(plan_of(both_lines()), fleet_process(count=1, abort_mean_s=mean_s))
    cover = fly_chunk(c, 3, 0, n, 0)[3]
    for on, from_s, to_s in ((0, 2_000, 10_000), (1, 11_000, 17_000)):
        watched_s = cover[cover["line"] == on]["watcher_s"].astype(float)
        theory_s = mean_s * (exp(-from_s / mean_s) - exp(-to_s / mean_s))
        assert abs(watched_s.mean() - theory_s) < 3.0 * watched_s.std() / n**0.5 + 1.0


# --- ferries ---------------------------------------------------------------------------------------------------------

FLEETS = fleet_process("f", 1), replace(fleet_process("g", 0), base="far")


def ferried(*more):
    """v-1 lands with g after a watch in the south, and is planned with g from then on."""
    first = rows("v-1", 0, ("south", 3_000, 9_000), land_s=10_500, to_fleet="g")
    return plan_of(
        [*first, *rows("v-1", 14_000, ("south", 15_000, 25_000), land_s=26_500, fleet="g"), *more], fleets="fg"
    )


def test_a_ferry_lands_at_the_other_base_and_flies_from_there():
    gaps, sorties, tallies = fly(ferried(), *FLEETS)
    assert gaps == []
    assert [(r["tail"], r["fleet"], r["to_fleet"], r["takeoff_s"], r["land_s"]) for r in sorties] == [
        ("v-1", "f", "g", 0, 10_500), ("v-1", "g", "g", 14_000, 26_500),
    ]  # fmt: skip
    assert tallies.select("fleet", "launches", "flown_s", "on_station_s").rows() == [
        ("f", 1, 10_500, 6_000), ("g", 1, 12_500, 10_000),
    ]  # fmt: skip


def test_a_ferry_that_does_not_come_leaves_the_other_base_without_vehicle():
    grounded = shut("base", "base", 0, 9_000, "wind")
    gaps, sorties, _ = fly(ferried(), *FLEETS, schedule=grounded)
    assert sorties == []  # nobody takes off where no vehicle stands
    assert gaps == [("south", 3_000, 9_000, "wind"), ("south", 15_000, 25_000, "ferry")]


def test_a_ferry_turns_back_on_the_way_out_and_lands_with_the_other_fleet_from_station():
    for at_s, land_s, fleet in ((1_500, 3_000, "f"), (5_000, 6_500, "g")):
        one = Timeline(compiled(ferried(), *FLEETS), 5, 0)
        one.advance(at_s - 1)
        one.state.vehicles["abort_at_s"][0] = one.state.due[0] = at_s
        one.advance(12_000)
        row, v = one.state.sorties[0], one.state.vehicles[0]
        assert (int(row["land_s"]), one.compiled.fleets[row["lands_with"]]) == (land_s, fleet)
        assert one.compiled.fleets[v["fleet"]] == fleet


def test_spares_come_from_whoever_stands_at_the_base():
    # v-2 of g is lost; v-1, ferried to g, flies in its place though it is of no plan there.
    first = rows("v-1", 0, ("south", 3_000, 9_000), land_s=10_500, to_fleet="g")
    second = rows("v-2", 13_000, ("south", 14_000, 24_000), land_s=25_500, fleet="g")
    plan = plan_of([*first, *second], fleets="fg")
    one = Timeline(compiled(plan, FLEETS[0], replace(FLEETS[1], count=1), spare=True), 5, 0)
    one.advance(15_999)
    one.state.vehicles["loss_at_s"][1] = one.state.due[1] = 16_000 - 13_000
    one.state.due[1] = 16_000
    one.finish()
    last = one.state.sorties[one.state.clock["n_sorties"][0] - 1]
    assert (int(last["vehicle"]), int(last["takeoff_s"]), one.compiled.fleets[last["fleet"]]) == (0, 16_000, "g")


def test_such_trials_are_not_carried_over_to_another_plan():
    for plan, fleets in ((plan_of(both_lines()), ()), (ferried(), FLEETS)):
        one = Timeline(compiled(plan, *fleets), 5, 0)
        with pytest.raises(InvariantError, match="several lines or ferries"):
            one.carry(remainder_of(one.fixed, 1_000), 1_000)


def test_rows_of_a_sortie_must_agree():
    one, other = both_lines()
    with pytest.raises(InvariantError, match="do not agree"):
        compiled(plan_of([one, replace(other, land_s=19_000)]))
    with pytest.raises(InvariantError, match="at once"):
        compiled(plan_of([one, replace(other, arrive_s=9_000)]))
    lost = rows("v-1", 0, ("north", 2_000, 9_000), land_s=11_000, to_fleet="g")
    with pytest.raises(InvariantError, match="knows no way home"):
        compiled(plan_of(lost, fleets="fg"), *FLEETS)


def test_plans_without_them_have_no_columns_for_them():
    _, sorties, _ = fly(plan_of(both_lines()[:1]))
    assert "from_line" not in sorties[0]
    assert "to_fleet" not in sorties[0]
    assert np.isin(["from_line", "to_fleet"], list(fly(ferried(), *FLEETS)[1][0])).all()
