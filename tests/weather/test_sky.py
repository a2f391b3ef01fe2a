"""Which stretch of a series a trial takes, which place is whose, what the scenario adds; and the planner's wind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.skies import START, line_of, noise, sky_scenario, stamps, write_table
from longwatch.scenario.scenario import Scenario
from longwatch.units import KT_MPS
from longwatch.weather.draws import STRETCH, uniforms
from longwatch.weather.planning import months_of_period, planning_wind_mps
from longwatch.weather.sky import sky_of


def table(tmp_path: Path, n: int, start: datetime, step_h: float = 1.0, **columns: Any) -> dict[str, Any]:
    columns = columns or {"hs [m]": np.arange(n) % 1000 / 100}
    return {"kind": "table", "file": str(write_table(tmp_path / "sky.csv", columns, step_h, start))}


def test_a_series_that_covers_the_period_is_the_truth_on_its_own_steps(tmp_path: Path) -> None:
    early = START - timedelta(hours=2, minutes=30)
    sky = sky_of(sky_scenario(table(tmp_path, 90, early), length="3 d"))
    assert sky.truth == "the period itself"
    assert sky.steps_s[:3].tolist() == [0, 1800, 5400]
    assert sky.rows(5, 9)[:3].tolist() == [2, 3, 4]


def test_one_step_short_is_not_covered(tmp_path: Path) -> None:
    for n, truth in ((72, "the period itself"), (71, "a stretch of the series")):
        assert sky_of(sky_scenario(table(tmp_path, n, START), length="3 d")).truth == truth


def test_stretches_are_of_the_same_season_and_time_of_day_in_every_year(tmp_path: Path) -> None:
    start = datetime(2015, 1, 1, 5, tzinfo=UTC)
    sky = sky_of(sky_scenario(table(tmp_path, 4 * 8766, start), length="5 d"))
    begins = [start + timedelta(hours=int(sky.rows(trial, 2)[0])) for trial in range(400)]
    assert {begin.hour for begin in begins} == {0}
    off = {(begin - datetime(begin.year, 6, 1, tzinfo=UTC)).days for begin in begins}
    assert (min(off), max(off)) in ((-15, 15), (-16, 15))  # the days of a year count from January 1: leap years
    assert {begin.year for begin in begins} == {2015, 2016, 2017, 2018}
    assert sky.rows(7, 2).tolist() == sky.rows(7, 2).tolist()
    assert (np.diff(sky.rows(7, 2)) == 1).all()
    assert sky.notes == ()


def test_a_year_serves_any_season_by_going_on_at_its_beginning(tmp_path: Path) -> None:
    sky = sky_of(sky_scenario(table(tmp_path, 8760, datetime(2015, 6, 20, tzinfo=UTC)), length="60 d"))
    assert sky.truth == "a stretch of the series"
    assert all(0 <= sky.rows(trial, 0).min() <= sky.rows(trial, 0).max() < 8760 for trial in range(50))
    assert any("goes on at its beginning" in note for note in sky.notes)


def test_less_than_a_year_is_cut_anywhere_and_said_so(tmp_path: Path) -> None:
    sky = sky_of(sky_scenario(table(tmp_path, 24 * 60, datetime(2015, 1, 1, tzinfo=UTC)), length="3 d"))
    assert any("60 d long, less than a year" in note for note in sky.notes)
    assert len({int(sky.rows(trial, 0)[0]) for trial in range(300)}) == 58  # days 0 to 57


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**32 - 1), st.integers(1, 50))
def test_draws_depend_on_their_key_alone(seed: int, trial: int, n: int) -> None:
    first = uniforms(n, seed, trial, STRETCH)
    assert ((first > 0) & (first < 1)).all()
    assert (uniforms(n + 7, seed, trial, STRETCH)[:n] == first).all()
    assert not (uniforms(n, seed, trial + 1, STRETCH) == first).all()


def test_draws_are_even() -> None:
    values = np.array([uniforms(1, 3, trial, STRETCH)[0] for trial in range(4000)])
    assert np.histogram(values, 10, (0, 1))[0].std() < 3 * np.sqrt(400)
    assert values.mean() == pytest.approx(0.5, abs=0.02)


def by_place(tmp_path: Path, places: list[str], n: int = 72) -> dict[str, Any]:
    rows = [f"{stamp},{place},{i + 1}" for stamp in stamps(n) for i, place in enumerate(places)]
    (tmp_path / "sky.csv").write_text("\n".join(["time,place,hs [m]", *rows]))
    return {"kind": "table", "file": str(tmp_path / "sky.csv")}


def test_every_site_has_its_own_row_or_that_of_all_or_the_nearest(tmp_path: Path) -> None:
    def rows(places: list[str]) -> dict[str, int]:
        sky = sky_of(sky_scenario(by_place(tmp_path, places)))
        return {site.name: row for site, row in zip(sky.sites, sky.places, strict=True)}

    assert rows(["Wallops", "line"]) == {"Wallops": 0, "Norfolk": 0, "line": 1}
    assert rows(["*", "Norfolk"]) == {"Wallops": 0, "Norfolk": 1, "line": 0}
    assert rows(["line", "Norfolk"]) == {"Wallops": 1, "Norfolk": 1, "line": 0}
    assert rows(["Cutter"]) == {"Wallops": 0, "Norfolk": 0, "line": 0}


def test_what_the_file_lacks_stays_as_the_scenario_says(tmp_path: Path) -> None:
    weather = table(tmp_path, 72, START) | {"visibility": "3 km", "cloud": 0.25, "rain": "2 mm/h", "icing": True}
    sky = sky_of(sky_scenario(weather))
    assert sky.has == {"hs_m", "visibility_m", "cloud", "rain_mm_h", "icing"}
    assert set(sky.series.values["visibility_m"][0]) == {3000.0}
    assert set(sky.series.values["icing"][0]) == {1.0}


def wind(s: Scenario) -> tuple[float, float]:
    return planning_wind_mps(s, line_of(s), 3000.0)


def test_the_planning_wind_is_stated_or_the_mean_vector_of_the_period(tmp_path: Path) -> None:
    n = 24 * 10
    columns = {"wind [m/s]": noise(n, 0, 20, 1), "wind from [deg]": np.round(noise(n, 0, 360, 2))}
    weather = table(tmp_path, n, START, **columns)
    inside = slice(0, 72)
    speed, rad = columns["wind [m/s]"][inside], np.radians(columns["wind from [deg]"][inside])
    mean = (np.mean(-speed * np.sin(rad)), np.mean(-speed * np.cos(rad)))
    assert wind(sky_scenario(weather)) == pytest.approx(mean)
    assert wind(sky_scenario(weather | {"wind": "10 kt", "wind_from": "90 deg"})) == pytest.approx(
        (-10 * KT_MPS, 0.0), abs=1e-9
    )
    assert wind(sky_scenario({"wind": "10 kt", "wind_from": "0 deg"})) == pytest.approx((0.0, -10 * KT_MPS), abs=1e-9)
    spells = sky_scenario(weather | {"kind": "spells"})
    every = np.radians(columns["wind from [deg]"])
    assert wind(spells)[0] == pytest.approx(np.mean(-columns["wind [m/s]"] * np.sin(every)))
    assert wind(sky_scenario(table(tmp_path, 72, START))) == (0.0, 0.0)  # no wind is known


def test_months_of_a_period_by_their_days(tmp_path: Path) -> None:
    scenario = sky_scenario({}, period={"start": "2026-06-21T00:00:00Z", "length": "30 d"}, length="30 d")
    assert months_of_period(scenario) == pytest.approx({6: 10 / 30, 7: 20 / 30})
    assert tmp_path.exists()


def test_a_climatology_by_month_gives_the_wind_at_working_height_and_no_weather(tmp_path: Path) -> None:
    xarray = pytest.importorskip("xarray")
    pytest.importorskip("netCDF4")
    dims = ("month", "level", "latitude", "longitude")
    u = np.array([10.0, 30.0])[None, :, None, None] * np.ones((12, 2, 2, 2))
    data = xarray.Dataset(
        {"u": (dims, u, {"units": "m/s"}), "v": (dims, 0 * u, {"units": "m/s"})},
        coords={
            "month": np.arange(1, 13), "level": ("level", [850, 500], {"units": "hPa"}), "latitude": [30.0, 50.0],
            "longitude": [-90.0, -60.0],
        },
    )  # fmt: skip
    data.to_netcdf(tmp_path / "c.nc")
    scenario = sky_scenario({"kind": "file", "file": str(tmp_path / "c.nc")}, bases={"Wallops": {"wind_limit": "5 kt"}})
    assert planning_wind_mps(scenario, line_of(scenario), 0.0) == pytest.approx((10.0, 0.0))
    assert planning_wind_mps(scenario, line_of(scenario), 5574.0)[0] == pytest.approx(30.0, abs=0.01)
    sky = sky_of(scenario)
    assert sky.truth == "none"
    assert sky.has == frozenset()
