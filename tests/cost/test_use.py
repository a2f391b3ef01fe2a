"""How much a fleet is used in a year: from a roster and from trials."""

from __future__ import annotations

import statistics
from dataclasses import replace

import polars as pl
import pytest

from helpers.pricing import toy_scenario
from longwatch.cost.use import loss_rate_per_s, use_from_log, use_from_roster, use_from_tallies
from longwatch.errors import BadInputError
from longwatch.scenario.plan import Line, Roster, Stint
from longwatch.sim.watchlog import WatchLog

HOUR = 3600
DAY = 24 * HOUR
PER_YEAR = 365.25 / 10  # the toy period is ten days


def roster(*stints: Stint) -> Roster:
    return Roster("toy", "", 0, 10 * DAY, "by hand", (), (), stints)


def stint(takeoff_s: int, arrive_s: int, leave_s: int, land_s: int) -> Stint:
    return Stint(takeoff_s, "line", "toys-1", "toys", arrive_s, leave_s, land_s, land_s + HOUR, takeoff_s < 0)


def test_planned_hours_are_those_inside_the_period() -> None:
    plan = roster(
        stint(-5 * HOUR, -2 * HOUR, 6 * HOUR, 9 * HOUR),  # airborne at the start: 9 h flown, 6 h on station count
        stint(DAY, DAY + 2 * HOUR, DAY + 12 * HOUR, DAY + 14 * HOUR),  # 14 h and 10 h
        stint(10 * DAY - 4 * HOUR, 10 * DAY - HOUR, 10 * DAY + 5 * HOUR, 10 * DAY + 8 * HOUR),  # 4 h and 1 h
    )
    use = use_from_roster(toy_scenario(), plan).fleets["toys"]
    assert use.flown_h == pytest.approx((9 + 14 + 4) * PER_YEAR)
    assert use.on_station_h == pytest.approx((6 + 10 + 1) * PER_YEAR)
    assert use.launches == pytest.approx(2 * PER_YEAR)
    assert use.losses == pytest.approx(use.flown_h * 10 / 100_000)


def test_a_fleet_that_stays_at_home() -> None:
    use = use_from_roster(toy_scenario(), roster())
    assert (use.on_station_h, use.flown_h, use.how) == (0.0, 0.0, "planned")


def test_flown_hours_are_means_over_all_trials_with_their_standard_error() -> None:
    flown_h = [100.0, 130.0, 90.0]  # the fourth trial is not listed for this fleet: it did nothing
    rows = [
        {"trial": i, "fleet": "a", "launches": 5, "flown_s": h * HOUR, "on_station_s": h * HOUR / 2, "losses": i % 2}
        for i, h in enumerate(flown_h)
    ]
    rows.append({"trial": 3, "fleet": "b", "launches": 1, "flown_s": 0.0, "on_station_s": 0.0, "losses": 0})
    scenario = toy_scenario(fleets=[{"name": "a", "count": 1}, {"name": "b", "count": 1}])
    use = use_from_tallies(scenario, pl.DataFrame(rows))
    one = use.fleets["a"]
    assert (use.how, use.n_trials) == ("flown", 4)
    assert one.flown_h == pytest.approx(320 / 4 * PER_YEAR)
    assert one.on_station_h == pytest.approx(160 / 4 * PER_YEAR)
    assert one.losses == pytest.approx(one.flown_h * 10 / 100_000)  # the rate, not the one loss that was drawn
    assert one.losses_se == pytest.approx(one.flown_h_se * 10 / 100_000)
    assert one.flown_h_se == pytest.approx(statistics.stdev([*flown_h, 0.0]) / 2 * PER_YEAR)
    assert use.fleets["b"].launches == pytest.approx(PER_YEAR / 4)


def test_one_trial_has_no_standard_error() -> None:
    row = {"trial": 0, "fleet": "toys", "launches": 1, "flown_s": 3600.0, "on_station_s": 1.0, "losses": 0}
    assert use_from_tallies(toy_scenario(), pl.DataFrame([row])).fleets["toys"].flown_h_se == 0.0


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            {"trial": [0], "fleet": ["toys"], "launches": [1], "flown_s": [1.0], "losses": [0]},
            "'on_station_s' is missing",
        ),
        (
            {"trial": [0], "fleet": ["toyz"], "launches": [1], "flown_s": [1.0], "on_station_s": [1.0], "losses": [0]},
            "'toyz' is not a fleet",
        ),
        (
            {"trial": [], "fleet": [], "launches": [], "flown_s": [], "on_station_s": [], "losses": []},
            "no trial was flown",
        ),
    ],
)
def test_tables_that_cannot_be_read(table: dict[str, list[object]], message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        use_from_tallies(toy_scenario(), pl.DataFrame(table))


def test_loss_rate_is_the_scenarios_before_the_platforms() -> None:
    fleet = toy_scenario().fleets[0]
    assert loss_rate_per_s(toy_scenario(), fleet) * HOUR == pytest.approx(1e-4)
    own = toy_scenario(faults={"platform": {"plane": {"loss_rate": "3 /100000 h"}}})
    assert loss_rate_per_s(own, fleet) * HOUR == pytest.approx(3e-5)
    assert loss_rate_per_s(toy_scenario(faults={"none": True}), fleet) == 0


def test_a_watcher_too_many_makes_no_hour_cheaper() -> None:
    line = Line("line", "north", 30.0, 130.0, 30.0, 130.0, 1000.0, 0.0, 1, ((0, 10 * DAY),), 0, 1800)
    one = stint(-DAY, -HOUR, 10 * DAY, 11 * DAY)
    alone = replace(roster(one), lines=(line,))
    doubled = replace(roster(one, replace(one, tail="toys-2")), lines=(line,))
    use, twice = use_from_roster(toy_scenario(), alone), use_from_roster(toy_scenario(), doubled)
    assert twice.on_station_h == pytest.approx(2 * use.on_station_h)
    assert twice.asked_on_station_h == use.asked_on_station_h == pytest.approx(240 * PER_YEAR)


def test_flown_hours_held_are_those_a_watch_asked_for() -> None:
    line = Line("line", "north", 30.0, 130.0, 30.0, 130.0, 1000.0, 0.0, 2, ((0, 10 * DAY),), DAY, 1800)
    tallies = pl.DataFrame(
        {"trial": [0], "fleet": ["toys"], "launches": [1], "flown_s": [9e5], "on_station_s": [9e5], "losses": [0]}
    )
    asked_s = 9 * DAY  # after a warm-up of a day; two watchers each second
    cover = pl.DataFrame(
        {"trial": [0], "line": ["line"], "demanded_s": [asked_s], "covered_s": [0], "watcher_s": [asked_s]}
    )
    log = WatchLog(0, 1, pl.DataFrame(), pl.DataFrame(), tallies, cover)
    use = use_from_log(toy_scenario(), replace(roster(), lines=(line,)), log)
    assert use.asked_on_station_h == pytest.approx(240 * PER_YEAR)  # half of 2 x 240 h
