"""A trial taken over to another plan: cases by hand. That nothing is lost is in the tests of the twins."""

import pytest

from helpers.plans import compiled, fleet_process, line, one_line, pairing, roster, stint
from longwatch.errors import InvariantError
from longwatch.sim.processes import Processes
from longwatch.sim.state import OUTCOMES
from longwatch.sim.timeline import Timeline

LENGTH_S = 100_000


def two_plans(first, second):
    """The same fleet and line under two plans."""
    processes = Processes(LENGTH_S, (fleet_process(count=3),), hold=False)
    return [compiled(processes, roster([line()], [pairing("f", "north")], stints)) for stints in (first, second)]


def rows(one):
    state = one.state
    names = ("stint", "takeoff_s", "arrive_s", "leave_s", "land_s")
    return [
        (*(int(row[name]) for name in names), OUTCOMES[row["outcome"]])
        for row in state.sorties[: state.clock["n_sorties"][0]]
    ]


def test_a_stint_in_flight_is_kept_to_its_end_and_one_that_has_not_begun_is_not():
    first, second = two_plans(
        [stint("v-1", "f", "north", 0, 2_000, 10_000, 2_000), stint("v-2", "f", "north", 10_000, 2_000, 10_000, 2_000)],
        [stint("v-3", "f", "north", 10_000, 2_000, 10_000, 2_000)],
    )
    one = Timeline(first, 0, 0)
    one.carry(second.fixed, 5_000)  # the new plan's take-off is at 15,000 s of the trial
    one.finish()
    assert rows(one) == [
        (0, 0, 2_000, 12_000, 14_000, "done"),
        (0, 15_000, 17_000, 27_000, 29_000, "done"),
    ]
    gaps = one.state.gaps[: one.state.clock["n_gaps"][0]]
    assert gaps[["start_s", "end_s"]].tolist() == [(0, 2_000), (12_000, 17_000), (27_000, 5_000 + LENGTH_S)]


def test_a_gap_that_is_open_stays_one_gap():
    first, second = two_plans([], [stint("v-3", "f", "north", 10_000, 2_000, 10_000, 2_000)])
    one = Timeline(first, 0, 0)
    one.carry(second.fixed, 7_000)
    one.finish()
    gaps = one.state.gaps[: one.state.clock["n_gaps"][0]]
    assert gaps[["start_s", "end_s"]].tolist() == [(0, 19_000), (29_000, 7_000 + LENGTH_S)]
    assert int(one.state.lines["demanded_s"][0]) == 7_000 + LENGTH_S


def test_a_plan_for_another_fleet_is_refused():
    processes, plan = one_line(3)
    other, other_plan = one_line(4)
    one = Timeline(compiled(processes, plan), 0, 0)
    with pytest.raises(InvariantError, match="other vehicles"):
        one.carry(compiled(other, other_plan).fixed, 5_000)
