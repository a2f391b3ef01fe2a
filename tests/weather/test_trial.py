"""What weather shuts, held to a loop over hours that knows nothing of cells, classes or codes."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.skies import line_of, noise, pairing_of, sky_scenario, write_table
from longwatch.physics.light import HORIZON_DEG, sun_elevation_deg
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario
from longwatch.units import KT_MPS
from longwatch.weather.causes import WEATHER_CAUSES
from longwatch.weather.sites import track_of
from longwatch.weather.trial import WeatherOfTrial, weather_for

HOURS = 72
EYES = {
    "id": "maritime_radar_turret_ais",
    "sensors": [
        {"kind": "radar", "ranges": {"fishing-boat": {"detect": "90 km"}}, "sea_state_max": 5, "rain_max": "4 mm/h"},
        {
            "kind": "turret", "ranges": {"fishing-boat": {"detect": "60 km"}}, "visibility_min": "5 km", "cloud_max": 0.7,
            "needs_light": True,
        },
    ],
}  # fmt: skip
LIMITS: dict[str, Any] = {
    "Wallops": {
        "wind_limit": "25 kt", "runway_heading": "95 deg", "crosswind_limit": "15 kt", "visibility_limit": "1500 m"
    },
    "Norfolk": {"sea_limit": 4},
    "Cutter": {"wind_limit": "28 kt", "sea_limit": 5},
}  # fmt: skip


def columns(n: int, seed: int) -> dict[str, np.ndarray]:
    """Wandering weather in SI, with every condition."""
    return {
        "wind_mps": noise(n, 0, 24, seed), "from_deg": np.round(noise(n, 0, 360, seed + 1), 0),
        "hs_m": noise(n, 0.2, 6, seed + 2), "visibility_m": noise(n, 200, 20_000, seed + 3),
        "cloud": noise(n, 0, 1, seed + 4), "rain": noise(n, 0, 8, seed + 5),
        "icing": (noise(n, 0, 1, seed + 6) > 0.7).astype(float),
    }  # fmt: skip


def as_table(path: Path, sky: dict[str, np.ndarray]) -> Path:
    header = {
        "wind_mps": "wind [m/s]", "from_deg": "wind from [deg]", "hs_m": "hs [m]", "visibility_m": "visibility [m]",
        "cloud": "cloud", "rain": "rain [mm/h]", "icing": "icing",
    }  # fmt: skip
    return write_table(path, {header[name]: values for name, values in sky.items()})


def built(tmp_path: Path, seed: int = 1, **weather: Any) -> tuple[Scenario, dict[str, np.ndarray], WeatherOfTrial]:
    sky = columns(HOURS, seed)
    path = as_table(tmp_path / "sky.csv", sky)
    scenario = sky_scenario(
        {"kind": "table", "file": str(path), "light": True} | weather,
        bases=LIMITS,
        platform=[
            {"id": "tb3", "wind_limit": "22 kt", "sea_limit": 4},
            {"id": "bluebottle", "sea_limit": 3},
            {"id": "mq9b", "icing_ok": False},
        ],
        payload=[EYES],
    )
    lines, pairs = plan(scenario)
    return scenario, sky, weather_for(scenario, lines, pairs)


def plan(scenario: Scenario) -> tuple[tuple[Line, ...], tuple[Pairing, ...]]:
    line = line_of(scenario)
    return (line,), (pairing_of("Guardians", line, airspeed_mps=23.0), pairing_of("Boats", line, airspeed_mps=2.0))


def twin(scenario: Scenario, sky: dict[str, np.ndarray], second: int) -> dict[tuple[str, str, str], set[str]]:
    """What is shut at one second of the period, and by which causes, straight from the rules."""
    hour = second // 3600
    now = {name: float(values[hour]) for name, values in sky.items()}
    wind, rad = now["wind_mps"], math.radians(now["from_deg"])
    shut: dict[tuple[str, str, str], set[str]] = {}

    def close(*key: str, when: bool, by: str) -> None:
        if when:
            shut.setdefault(key, set()).add(by)  # type: ignore[arg-type]

    close("base", "Wallops", "", when=wind > 25 * KT_MPS, by="wind")
    close("base", "Wallops", "", when=abs(wind * math.sin(rad - math.radians(95))) > 15 * KT_MPS, by="wind")
    close("base", "Wallops", "", when=now["visibility_m"] < 1500, by="visibility")
    close("base", "Norfolk", "", when=now["hs_m"] > 1.25, by="sea")  # its own 4 (2.5 m), its boats' 3
    track = track_of(scenario.base("Cutter"))
    (lat0, lon0), (lat1, lon1) = track.at(second - 5), track.at(second + 5)
    north, east = (lat1 - lat0) * 111_000 / 10, (lon1 - lon0) * 111_000 * math.cos(math.radians(lat0)) / 10
    over_deck = math.hypot(-wind * math.sin(rad) - east, -wind * math.cos(rad) - north)
    close("base", "Cutter", "", when=over_deck > 22 * KT_MPS, by="wind")
    close("base", "Cutter", "", when=now["hs_m"] > 2.5, by="sea")
    close("path", "Guardians", "line", when=wind > 23.0, by="wind")
    close("path", "Guardians", "line", when=now["icing"] > 0.5, by="icing")
    close("path", "Boats", "line", when=now["hs_m"] > 1.25, by="sea")
    dark = sun_elevation_deg(scenario.start_s + second, 39.05, -73.4) < HORIZON_DEG
    radar = {name for name, on in {"sea": now["hs_m"] > 4.0, "rain": now["rain"] > 4.0}.items() if on}
    turret = {
        name
        for name, on in {"visibility": now["visibility_m"] < 5000, "cloud": now["cloud"] > 0.7, "light": dark}.items()
        if on
    }
    if radar and turret:
        shut["sensor", "Guardians", "line"] = {min(radar, key=WEATHER_CAUSES.index)}
    return shut


def shut_by(
    weather: WeatherOfTrial, trial: int, seed: int, seconds: list[int]
) -> list[dict[tuple[str, str, str], str]]:
    """The same from the steps of a trial, played to each of the seconds."""
    time_s, target, change, cause = weather.steps(trial, seed)
    assert (np.diff(time_s) >= 0).all()
    assert all(array.dtype == np.int64 for array in (time_s, target, change, cause))
    counts = np.zeros((len(weather.targets), len(WEATHER_CAUSES)), int)
    found, at = [], 0
    for second in seconds:
        while at < len(time_s) and time_s[at] <= second:
            counts[target[at], cause[at]] += change[at]
            assert 0 <= counts[target[at]].sum() <= 2  # two only between a new cause and the end of the old one
            at += 1
        assert counts.max(initial=0) <= 1
        assert counts.sum(axis=1).max(initial=0) <= 1
        found.append({weather.targets[t]: weather.causes[c] for t, c in zip(*np.nonzero(counts), strict=True)})
    return found


@pytest.mark.parametrize("seed", [1, 20, 300])
def test_every_closure_is_that_of_a_plain_loop_over_time(tmp_path: Path, seed: int) -> None:
    scenario, sky, weather = built(tmp_path, seed)
    assert weather.sky.truth == "the period itself"
    seconds = list(range(450, HOURS * 3600, 900))
    seen = set()
    for second, found in zip(seconds, shut_by(weather, 3, 0, seconds), strict=True):
        wanted = {key: causes for key, causes in twin(scenario, sky, second).items() if key[1] not in ("Hawks",)}
        assert set(found) == set(wanted), second
        for key, cause in found.items():
            assert cause == min(wanted[key], key=WEATHER_CAUSES.index)
            seen.add((key, cause))
    assert len(seen) >= 8  # the weather was rough enough to try most of them


def test_the_truth_of_a_covering_table_is_the_same_in_every_trial(tmp_path: Path) -> None:
    _, _, weather = built(tmp_path)
    first, other = weather.steps(0, 0), weather.steps(17, 5)
    assert all((a == b).all() for a, b in zip(first, other, strict=True))


def test_night_shuts_what_needs_light_only_when_light_is_asked_for(tmp_path: Path) -> None:
    turret = {**EYES, "sensors": [EYES["sensors"][1]]}  # type: ignore[index]
    path = write_table(tmp_path / "sky.csv", {"visibility [km]": [20.0] * HOURS})
    for light in (True, False):
        scenario = sky_scenario({"kind": "table", "file": str(path), "light": light}, payload=[turret])
        weather = weather_for(scenario, *plan(scenario))
        sensors = [key for key in weather.targets if key[0] == "sensor"]
        assert bool(sensors) == light
    time_s, _, change, cause = weather_for(
        sky_scenario({"kind": "table", "file": str(path), "light": True}, payload=[turret]), *plan(scenario)
    ).steps(0, 0)
    # sunset at 39 N, 73 W on June 1 is near 20:15 summer time, 00:15 UTC; sunrise near 05:30, 09:30 UTC
    assert [WEATHER_CAUSES[c] for c in cause] == ["light"] * len(cause)
    assert time_s[change == 1][0] == pytest.approx(0.3 * 3600, abs=1800)
    assert time_s[change == -1][0] == pytest.approx(9.5 * 3600, abs=1800)


def test_constant_weather_shuts_for_the_whole_period() -> None:
    scenario = sky_scenario({"wind": "30 kt", "sea_state": 6}, bases={"Cutter": {"sea_limit": 5}})
    weather = weather_for(scenario, *plan(scenario))
    time_s, target, change, cause = weather.steps(0, 0)
    shut = {weather.targets[t]: WEATHER_CAUSES[c] for t, c in zip(target, cause, strict=True)}
    assert shut["base", "Cutter", ""] == "sea"
    assert (time_s == 0).all()
    assert (change == 1).all()


def test_without_limits_or_with_mild_weather_nothing_is_shut() -> None:
    mild = sky_scenario({"wind": "5 kt", "sea_state": 1}, bases=LIMITS)
    assert weather_for(mild, *plan(mild)).targets == ()


def test_a_limit_on_a_missing_condition_never_binds_and_is_named_once(tmp_path: Path) -> None:
    path = write_table(tmp_path / "sky.csv", {"wind [kt]": [40.0] * HOURS})
    scenario = sky_scenario({"kind": "table", "file": str(path)}, bases=LIMITS)
    weather = weather_for(scenario, *plan(scenario))
    assert {key[1] for key in weather.targets if key[0] == "base"} == {"Wallops", "Cutter"}
    assert len(set(weather.notes)) == len(weather.notes)
    for words in (
        "no sea state: no limit of it binds",
        "wind over the deck of Cutter is taken without",
    ):
        assert sum(words in note for note in weather.notes) == 1


def test_fleets_of_one_base_with_other_limits_have_them_on_their_own_way(tmp_path: Path) -> None:
    path = write_table(tmp_path / "sky.csv", {"wind [kt]": [15.0, 30.0] * (HOURS // 2), "wind from [deg]": 0.0})
    strict = {"id": "tb3", "wind_limit": "20 kt"}
    scenario = sky_scenario(
        {"kind": "table", "file": str(path)},
        bases={"Wallops": {"wind_limit": "25 kt"}},
        platform=[strict],
        fleet=[
            {"name": "Guardians", "platform": "mq9b", "base": "Wallops", "control": "Dish", "count": 3, "crews": 9},
            {"name": "Falcons", "platform": "tb3", "base": "Wallops", "control": "Dish", "count": 3, "crews": 9},
        ],
    )
    line = line_of(scenario)
    pairs = tuple(pairing_of(name, line, airspeed_mps=60.0) for name in ("Guardians", "Falcons"))
    weather = weather_for(scenario, (line,), pairs)
    shut = {target.key: min(test.limit for test in target.tests) for target in weather.shut}
    assert shut["base", "Wallops", ""] == pytest.approx(25 * KT_MPS)
    assert shut["path", "Falcons", "line"] == pytest.approx(20 * KT_MPS)
    assert ("path", "Guardians", "line") not in shut


def test_each_trial_has_its_own_weather_and_takes_a_moment(tmp_path: Path) -> None:
    path = as_table(tmp_path / "sky.csv", columns(24 * 400, 5))
    weathers = {}
    for kind in ("spells", "table"):
        scenario = sky_scenario(
            {"kind": kind, "file": str(path), "light": True}, length="30 d", bases=LIMITS, payload=[EYES],
            period={"start": "2027-09-01T00:00:00Z", "length": "30 d"},
        )  # fmt: skip
        weathers[kind] = weather_for(scenario, *plan(scenario))
        weathers[kind].steps(0, 1)  # compiles
        began = time.process_time()
        changes = [weathers[kind].steps(trial, 1)[0].size for trial in range(200)]
        assert time.process_time() - began < 1.0  # a thousand take 0.2 s on a quiet machine
        assert min(changes) > 0
        assert len(set(changes)) > 20
    assert weathers["spells"].targets == weathers["table"].targets
    assert weathers["table"].sky.truth == "a stretch of the series"
