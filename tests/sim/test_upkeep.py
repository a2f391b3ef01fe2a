"""What happens to vehicles and crews, to the second, in cases worked out by hand: maintenance, duty and rest, diverts,
sensors that fail, deliveries.
"""

from dataclasses import replace

from helpers.plans import compiled, fleet_process, line, pairing, roster, stint
from longwatch.sim.fly import fly_chunk
from longwatch.sim.processes import Processes
from longwatch.sim.schedule import Step
from longwatch.sim.upkeep import Alternate, CrewPool, Maintenance
from longwatch.sim.watchlog import gaps_frame, sorties_frame, tallies_frame

LENGTH_S = 100_000


def fly(plan, fleet, n=1, way_s=2_000, **more):
    """(gaps, sorties, tallies) of n trials: rows of dictionaries."""
    c = compiled(Processes(LENGTH_S, (fleet,), spare=False, hold=False, **more), plan, way_s, way_s)
    gaps, sorties, tallies, _ = fly_chunk(c, 5, 0, n, n)
    return gaps_frame(gaps, c).rows(named=True), sorties_frame(sorties, c).rows(named=True), tallies_frame(tallies, c)


def sorties_at(*takeoffs, endurance_s=20_000, reserve_s=1_000, tails=("v-1",)):
    """Sorties of 14,000 s, 10,000 of them on station, by vehicles in turn; 3,000 s to turn round."""
    stints = [stint(tails[i % len(tails)], "f", "north", t, 2_000, 10_000, 2_000) for i, t in enumerate(takeoffs)]
    return roster([line()], [pairing("f", "north", endurance_s=endurance_s, reserve_s=reserve_s)], stints)


def takeoffs(sorties):
    return [row["takeoff_s"] for row in sorties]


def unplanned(gaps):
    return [(row["start_s"], row["end_s"], row["cause"]) for row in gaps if row["cause"] != "demand"]


def test_maintenance_is_done_after_so_many_hours_flown_and_the_next_sortie_waits():
    plan = sorties_at(0, 20_000, 40_000, 70_000)
    fleet = fleet_process(count=1, maintenance=Maintenance(25_000, 9_000))
    gaps, sorties, tallies = fly(plan, fleet)
    assert takeoffs(sorties) == [0, 20_000, 46_000, 70_000]  # 34,000 landed, 37,000 turned round, 46,000 done
    assert unplanned(gaps) == [(32_000, 48_000, "maintenance")]  # the plan's own gap ends at 42,000
    assert tallies["maintenances"][0] == 1  # since then 8,000 and 14,000


def test_vehicles_wait_for_a_place_unless_they_may_fly_on_for_a_while():
    plan = sorties_at(0, 1_000, 20_000, 21_000, 40_000, 41_000, tails=("v-1", "v-2"))
    waits = fleet_process(count=2, maintenance=Maintenance(14_000, 30_000))
    _, sorties, tallies = fly(plan, waits)
    # v-1 is in work from 17,000 to 47,000; v-2, half a period ahead and due as well, after it to 77,000
    assert takeoffs(sorties) == [0, 1_000, 47_000]
    assert tallies["maintenances"][0] == 2
    flies_on = replace(waits, maintenance=Maintenance(14_000, 30_000, tolerance_s=20_000))
    _, sorties, _ = fly(plan, flies_on)
    assert [(row["tail"], row["takeoff_s"]) for row in sorties][:3] == [("v-1", 0), ("v-2", 1_000), ("v-2", 20_000)]
    two = replace(waits, maintenance=Maintenance(14_000, 3_000, places=2))
    assert fly(plan, two)[2]["maintenances"][0] == 6


def test_a_vehicle_is_handed_over_at_the_end_of_a_duty():
    plan = sorties_at(0, 20_000)
    fleet = fleet_process(count=1, crew_pool="crews")
    gaps, sorties, tallies = fly(plan, fleet, crew_pools=(CrewPool("crews", 2, 8_000, 4_000),))
    assert [row["outcome"] for row in sorties] == ["done", "done"]
    assert unplanned(gaps) == []
    assert tallies["hand_overs"][0] == 2
    assert tallies["duty_overruns"][0] == 0


def test_without_a_rested_crew_the_vehicle_comes_home_and_the_overrun_is_counted():
    plan = sorties_at(0, 12_000)
    fleet = fleet_process(count=2, crew_pool="crews")
    gaps, sorties, tallies = fly(plan, fleet, crew_pools=(CrewPool("crews", 1, 8_000, 4_000),))
    first, second = sorties
    assert (first["leave_s"], first["land_s"], first["outcome"]) == (8_000, 10_000, "crew")
    assert second["takeoff_s"] == 14_000  # 10,000 landed, 4,000 of rest
    assert unplanned(gaps)[0] == (8_000, 16_000, "crew")
    assert tallies["duty_overruns"][0] == 2
    assert tallies["duty_overrun_s"][0] == 4_000


def test_a_crew_keeps_its_duty_between_two_short_sorties_and_may_rest_at_the_start():
    short = [stint(f"v-{i}", "f", "north", t, 100, 2_000, 100) for i, t in ((1, 0), (2, 3_000), (1, 9_000))]
    plan = roster([line()], [pairing("f", "north")], short)
    fleet, one = fleet_process(count=2, crew_pool="crews"), CrewPool("crews", 1, 8_000, 4_000)
    assert takeoffs(fly(plan, fleet, way_s=100, crew_pools=(one,))[1]) == [
        0,
        3_000,
    ]  # off duty from 8,000 to 12,000: too late
    _, sorties, _ = fly(plan, fleet, way_s=100, crew_pools=(replace(one, resting=((1_500, 1),)),))
    assert takeoffs(sorties) == [1_500, 3_000, 9_000]  # duty from 1,500 to 9,500, then handed to nobody
    assert sorties[-1]["outcome"] == "crew"


SHUT = (Step(13_000, "base", "base", 1, "wind"), Step(30_000, "base", "base", -1, "wind"))


def test_a_vehicle_diverts_while_weather_shuts_its_base_and_flies_home_when_it_opens():
    plan = sorties_at(0, 30_000)
    fleet = fleet_process(count=1, alternates=(Alternate("far", 900, 900), Alternate("near", 500, 600)))
    gaps, sorties, tallies = fly(plan, fleet, schedule=SHUT)
    assert [row["outcome"] for row in sorties] == ["divert", "done"]
    assert sorties[0]["land_s"] == 14_000  # over its base; on the ground at the other 500 s later
    assert sorties[1]["takeoff_s"] == 33_600  # 30,000 open, 600 home, 3,000 turned round
    assert unplanned(gaps) == [(12_000, 35_600, "divert")]  # the plan's own gap ends at 32,000
    assert tallies["diverts"][0] == 1
    assert tallies["flown_s"][0] == 14_000 + 500 + 600 + 10_400
    hours = tuple(replace(step, cause="hours") for step in SHUT)
    assert fly(plan, fleet, schedule=hours)[2]["diverts"][0] == 0  # hours stop no landing
    assert fly(plan, replace(fleet, alternates=()), schedule=SHUT)[2]["forced_landings"][0] == 0  # as it always was


def test_beyond_its_fuel_a_vehicle_lands_although_its_base_is_shut():
    plan = sorties_at(0, endurance_s=14_000, reserve_s=400)
    fleet = fleet_process(count=1, alternates=(Alternate("near", 500, 600),))
    _, sorties, tallies = fly(plan, fleet, schedule=SHUT)
    assert sorties[0]["outcome"] == "done"
    assert (tallies["diverts"][0], tallies["forced_landings"][0]) == (0, 1)


def test_a_failed_sensor_ends_the_sortie_only_where_the_others_do_not_do():
    plan = sorties_at(0, 20_000, 40_000, 60_000, 80_000)
    fleet = fleet_process(count=1, sensor_mean_s=(20_000.0, 1e12), repair_mean_s=1.0)
    gaps, sorties, tallies = fly(plan, fleet, n=50, meets=(("f", "north", 0b0001),))
    ended = [row for row in sorties if row["outcome"] == "sensor"]
    assert 50 < len(ended) <= tallies["sensor_failures"].sum()
    on_station = [row for row in ended if row["leave_s"] is not None]
    assert {(row["trial"], row["leave_s"]) for row in on_station} <= {
        (row["trial"], row["start_s"]) for row in gaps if row["cause"] == "sensor"
    }
    gaps, sorties, tallies = fly(plan, fleet, n=50, meets=(("f", "north", 0b0011),))
    assert {row["outcome"] for row in sorties} == {"done"}
    assert tallies["sensor_failures"].sum() > 50
    assert unplanned(gaps) == []


def test_a_vehicle_that_is_not_delivered_does_not_fly():
    plan = sorties_at(0, 10_000, 20_000, tails=("v-1", "v-2"))
    fleet = fleet_process(count=2, deliveries=((15_000, 1),))
    gaps, sorties, _ = fly(plan, fleet)
    assert [(row["tail"], row["takeoff_s"]) for row in sorties] == [("v-1", 0), ("v-2", 15_000), ("v-1", 20_000)]
    assert unplanned(gaps) == [(12_000, 17_000, "delivery")]
