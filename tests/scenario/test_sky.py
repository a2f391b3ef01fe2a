"""Weather at the door: what needs more than one key, and the file behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from helpers.scenario_tables import valid_table
from helpers.skies import sky_scenario, write_table
from longwatch.errors import BadInputError
from longwatch.scenario.digest import scenario_digest
from longwatch.scenario.read import scenario_from_dict


def with_base(name: str, **keys: Any) -> dict[str, Any]:
    table = valid_table()
    next(base for base in table["base"] if base["name"] == name).update(keys)
    return table


def test_a_sound_table_is_hashed_and_its_hash_decides_the_digest(tmp_path: Path) -> None:
    path = write_table(tmp_path / "sky.csv", {"hs [m]": [1, 2, 3]})
    first = sky_scenario({"kind": "table", "file": str(path)})
    assert str(path) in first.inputs
    write_table(path, {"hs [m]": [1, 2, 4]})
    second = sky_scenario({"kind": "table", "file": str(path)})
    assert scenario_digest(first) != scenario_digest(second)


def test_what_a_table_says_of_itself_is_a_warning(tmp_path: Path) -> None:
    path = write_table(tmp_path / "sky.csv", {"hs [m]": [1, "", 3], "swell [m]": 1})
    warnings = sky_scenario({"kind": "table", "file": str(path)}).warnings
    assert any("weather.file" in text and "'swell [m]' is not read" in text for text in warnings)
    assert any("1 gaps of up to 6 h in significant wave height were filled" in text for text in warnings)


def test_a_runway_heading_without_any_limit_is_a_warning_and_with_one_is_none() -> None:
    bare = scenario_from_dict(with_base("Wallops", runway_heading="95 deg") | {"platform": []})
    told = [text for text in bare.warnings if "runway_heading" in text]
    limited = with_base("Wallops", runway_heading="95 deg", crosswind_limit="15 kt")
    assert not any("runway_heading" in text for text in scenario_from_dict(limited).warnings)
    platform = bare.platform_of(bare.fleets[0])
    assert bool(told) == (platform.crosswind_limit_mps is None)


@pytest.mark.parametrize(
    ("name", "keys", "message"),
    [
        ("Norfolk", {"crosswind_limit": "9 kt"}, "Norfolk is a port: it has no runway"),
        ("Norfolk", {"sea_limit": 10}, "10 must be at most 9"),
        ("Wallops", {"visibility_limit": "0 km"}, "must be above zero"),
    ],
)
def test_limits_that_cannot_be(name: str, keys: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        scenario_from_dict(with_base(name, **keys))


def test_a_grid_that_does_not_cover_a_base_is_refused_at_the_door(tmp_path: Path) -> None:
    xarray = pytest.importorskip("xarray")
    pytest.importorskip("netCDF4")
    import numpy as np

    times = np.datetime64("2026-06-01", "ns") + np.arange(100) * np.timedelta64(1, "h")
    lats, lons = np.arange(36.0, 38.0), np.arange(-77.0, -72.0)
    waves = np.ones((100, 2, 5))
    data = xarray.Dataset(
        {"swh": (("time", "latitude", "longitude"), waves, {"units": "m"})},
        coords={"time": times, "latitude": lats, "longitude": lons},
    )
    data.to_netcdf(tmp_path / "waves.nc")
    with pytest.raises(
        BadInputError, match=r"weather\.file: waves\.nc: Wallops .* lies off its grid|line .* lies off its grid"
    ):
        sky_scenario({"kind": "file", "file": str(tmp_path / "waves.nc")})
