"""States of the sky: what sensors tell apart, when, by what they are shut, and which of them a plan counts on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from helpers.changing_sky import RADAR, TURRET, changing, stormy
from helpers.hand_roster import hand_roster
from longwatch.detection.conditions import BINS, FAIR, RESTS_ON, Given
from longwatch.detection.ranges import sensor_range
from longwatch.physics.douglas import sea_state
from longwatch.physics.light import HORIZON_DEG, sun_elevation_deg
from longwatch.weather.bins import Skies, states_of
from longwatch.weather.causes import WEATHER_CAUSES
from longwatch.weather.facts import weather_facts
from longwatch.weather.limits import class_limits
from longwatch.weather.planning import planning_conditions
from longwatch.weather.reaches import reaches_of
from longwatch.weather.sky import sky_of
from longwatch.weather.trial import weather_for

HOURS = 73


def test_every_hour_of_a_trial_has_the_conditions_of_its_row_and_sun(tmp_path):
    columns = stormy(3, HOURS)
    scenario = changing(tmp_path, columns)
    roster = hand_roster(scenario)
    skies = Skies(scenario, roster.lines, roster.pairings)
    line = roster.line("east")
    change_s, state = skies.changes("planes", "east", 0, 0)
    assert change_s[0] == 0.0
    assert (np.diff(change_s) > 0).all()
    assert (np.diff(state) != 0).all()
    given = skies.given("planes", "east")
    for hour in range(72):
        for minute in (10, 50):
            at_s = hour * 3600 + minute * 60
            found = given[state[np.searchsorted(change_s, at_s, side="right") - 1]].conditions
            up = sun_elevation_deg(scenario.start_s + at_s, line.lat_deg, line.lon_deg) > HORIZON_DEG
            wanted = BINS.conditions(
                int(
                    BINS.key(
                        int(sea_state(columns["hs [m]"][hour])), columns["wind [m/s]"][hour],
                        columns["visibility [km]"][hour] * 1000.0, columns["cloud"][hour], columns["rain [mm/h]"][hour],
                        not up,
                    )
                )
            )  # fmt: skip
            for name in {*RESTS_ON["radar"], *RESTS_ON["turret"]}:
                assert getattr(found, name) == getattr(wanted, name), (hour, name)


def test_states_are_no_more_than_the_sensors_tell_apart(tmp_path):
    both, radar = (changing(tmp_path, stormy(3), fits) for fits in ([RADAR, TURRET], [RADAR]))
    n = [len(states_of(one, sky_of(one), 0, one.payloads["eyes"]).given) for one in (both, radar)]
    seas = len(np.unique(sea_state(stormy(3)["hs [m]"])))
    assert seas <= n[1] < n[0]
    typed = changing(tmp_path, stormy(3), [{"kind": "radar", "ranges": {"fishing-boat": {"detect": "30 km"}}}])
    states = states_of(typed, sky_of(typed), 0, typed.payloads["eyes"])
    assert [given.conditions for given in states.given] == [FAIR]
    assert not states.light_counts


def test_a_sensor_is_shut_where_it_reaches_less_than_its_line_needs_and_by_what_does_it(tmp_path):
    """Two hours of each: calm, a high sea, heavy rain; a line that needs what the radar has in a calm sea only."""
    hs = [0.3, 0.3, 5.5, 5.5, 0.3, 0.3] + [0.3] * (HOURS - 6)
    rain = [0.0, 0.0, 0.0, 0.0, 30.0, 30.0] + [0.0] * (HOURS - 6)
    columns = stormy(1) | {"hs [m]": hs, "rain [mm/h]": rain, "visibility [km]": 20.0, "cloud": 0.0}
    scenario = changing(tmp_path, columns, [RADAR])
    roster = hand_roster(scenario)
    line, pairing = roster.line("east"), roster.pairing("planes", "east")
    asked = (scenario.payloads["eyes"], "fishing-boat", "detect", 0.9, pairing.height_m)
    met = [FAIR._replace(sea_state=int(sea_state(hs[k])), rain_mm_h=22.6 if rain[k] else 0.0) for k in (0, 2, 4)]
    calm, rough, wet = (float(sensor_range(*asked, given=Given(one)) or 0.0) for one in met)
    assert max(rough, wet) < calm - 2000.0
    line = replace(line, reach_m=calm - 1000.0 - line.hold_radius_m)
    pairing = replace(pairing, sensor_range_m=calm)
    weather = weather_for(scenario, (line,), (pairing,))
    at = weather.targets.index(("sensor", "planes", "east"))
    time_s, target, change, cause = weather.steps(0, 0)
    own = [
        (int(t), int(c), WEATHER_CAUSES[k]) for t, w, c, k in zip(time_s, target, change, cause, strict=True) if w == at
    ]
    assert own == [
        (2 * 3600, 1, "sea"), (4 * 3600, 1, "rain"), (4 * 3600, -1, "sea"), (6 * 3600, -1, "rain"),
    ]  # fmt: skip
    (fact,) = weather_facts(scenario, (line,), (pairing,)).ranges
    assert dict(fact.by_cause) == pytest.approx({"sea": 2 / 72, "rain": 2 / 72})
    assert "reach less than the planned" in fact.words


@pytest.mark.parametrize("share", [0.5, 0.8, 0.95])
def test_a_plan_counts_on_what_is_reached_so_often(tmp_path, share):
    columns = stormy(7)
    scenario = changing(tmp_path, columns, [RADAR], weather={"plan_share": share})
    roster = hand_roster(scenario)
    line, pairing = roster.line("east"), roster.pairing("planes", "east")
    asked = (scenario.payloads["eyes"], "fishing-boat", "detect", 0.9, pairing.height_m)
    planned = Given(planning_conditions(scenario, line, *asked))
    planned_m = float(sensor_range(*asked, given=planned) or 0.0)
    by_hour = []
    for hour in range(72):
        key = BINS.key(int(sea_state(columns["hs [m]"][hour])), 5.0, 20e3, 0.0, columns["rain [mm/h]"][hour], False)
        by_hour.append(float(sensor_range(*asked, given=Given(BINS.conditions(int(key)))) or 0.0))
    reached = np.array(by_hour) >= planned_m - 1e-6
    assert reached.mean() >= share
    higher = np.unique(by_hour)[np.unique(by_hour) > planned_m + 1e-6]
    assert all((np.array(by_hour) >= one).mean() < share for one in higher[:1])


def test_what_nobody_meets_in_the_dark_is_planned_by_day(tmp_path):
    columns = stormy(1) | {"cloud": 0.0, "rain [mm/h]": 0.0, "visibility [km]": 20.0, "hs [m]": 1.0}
    scenario = changing(tmp_path, columns, [{"kind": "turret", "camera": {"ifov": "20 urad"}}])
    roster = hand_roster(scenario)
    line, pairing = roster.line("east"), roster.pairing("planes", "east")
    asked = (scenario.payloads["eyes"], "fishing-boat", "detect", 0.5, pairing.height_m)
    conditions = planning_conditions(scenario, line, *asked)
    assert not conditions.dark
    assert float(sensor_range(*asked, given=Given(conditions)) or 0.0) > 0.0
    reaches = reaches_of(scenario, sky_of(scenario), line, 0, scenario.payloads["eyes"], pairing.height_m)
    assert reaches.range_m[[given.conditions.dark for given in reaches.states.given]].max() == 0.0


def test_rows_that_may_occur_are_those_that_trials_take(tmp_path):
    scenario = changing(tmp_path, stormy(1, 200))
    sky = sky_of(scenario)
    assert np.flatnonzero(sky.may_occur()).tolist() == sky.rows(0, 0).tolist()
    late = replace(scenario, start_s=scenario.start_s + 400 * 86_400)
    drawn = sky_of(late)
    taken = np.unique(np.concatenate([drawn.rows(trial, 1) for trial in range(200)]))
    assert np.isin(taken, np.flatnonzero(drawn.may_occur())).all()


def test_edges_of_bins_are_bounds_of_spells(tmp_path):
    modelled, typed = (
        class_limits(changing(tmp_path, sensors=fits))
        for fits in ([TURRET], [{"kind": "radar", "ranges": {"fishing-boat": {"detect": "30 km"}}}])
    )
    edges = dict(zip(FAIR._fields, BINS.edges(), strict=True))
    assert set(edges["visibility_m"]) <= set(modelled["visibility_m"])
    assert set(edges["cloud"]) <= set(modelled["cloud"])
    assert "cloud" not in typed
