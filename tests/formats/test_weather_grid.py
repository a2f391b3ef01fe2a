"""Gridded weather: what was written comes back at the grid's points, bilinear between, and each mistake has its message."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.skies import SHARED
from longwatch.errors import BadInputError
from longwatch.formats.weather_grid import read_weather_grid
from longwatch.formats.wind_aloft import standard_pressure_hpa, wind_aloft_mps

xarray = pytest.importorskip("xarray")
pytest.importorskip("netCDF4")

PLACE = [("here", 38.0, -74.0)]
N = 24


def grid(
    path: Path, variables: dict[str, tuple[str, Any]], *, lats: Any = None, lons: Any = None, times: Any = None,
    names: tuple[str, str, str] = ("time", "latitude", "longitude"), **attrs: dict[str, str],
) -> Path:  # fmt: skip
    """A NetCDF file of variables with their units; values broadcast to (time, lat, lon)."""
    lats = np.arange(40.0, 35.0, -1.0) if lats is None else np.asarray(lats, float)
    lons = np.arange(-76.0, -71.0, 1.0) if lons is None else np.asarray(lons, float)
    times = np.datetime64("2026-06-01", "ns") + np.arange(N) * np.timedelta64(1, "h") if times is None else times
    shape = (len(times), len(lats), len(lons))
    data = xarray.Dataset(
        {
            name: (names, np.broadcast_to(value, shape).copy(), {"units": unit} | attrs.get(name, {}))
            for name, (unit, value) in variables.items()
        },
        coords=dict(zip(names, (times, lats, lons), strict=True)),
    )
    data.to_netcdf(path)
    return path


def test_a_grid_gives_its_values_at_its_points_and_the_plane_between(tmp_path: Path) -> None:
    lats, lons = np.arange(40.0, 35.0, -1.0), np.arange(-76.0, -71.0, 1.0)
    plane = 10.0 + 0.5 * (lats[:, None] - 38) - 0.25 * (lons[None, :] + 74)
    path = grid(tmp_path / "w.nc", {"swh": ("m", plane / 4), "vis": ("m", plane * 1000)})
    places = [("point", 38.0, -74.0), ("between", 38.3, -73.6), ("edge", 36.0, -76.0)]
    found = read_weather_grid(path, places)
    assert found is not None
    assert found.places == ("point", "between", "edge")
    exact = [10.0, 10.0 + 0.15 - 0.1, 10.0 - 1.0 + 0.5]
    assert found.values["hs_m"][:, 0] == pytest.approx(np.array(exact) / 4)
    assert found.values["visibility_m"][:, 5] == pytest.approx(np.array(exact) * 1000)
    assert (found.start_s, found.step_s, found.n_times) == (1_780_272_000, 3600, N)


def test_wind_vectors_become_speed_and_where_it_blows_from(tmp_path: Path) -> None:
    path = grid(tmp_path / "w.nc", {"u10": ("m s**-1", 3.0), "v10": ("m s**-1", -4.0)})
    found = read_weather_grid(path, PLACE)
    assert found is not None
    assert found.values["wind_mps"][0, 0] == pytest.approx(5.0)
    assert np.degrees(found.values["wind_from_rad"][0, 0]) == pytest.approx(360 - np.degrees(np.arctan2(3, 4)))


def test_names_units_and_axes_of_other_services_are_understood(tmp_path: Path) -> None:
    path = grid(
        tmp_path / "w.nc",
        {
            "waves": ("m", 2.0), "tcc": ("(0 - 1)", 1.0000004), "tp": ("m", 0.0015), "speed": ("knots", 10.0),
            "visibility": ("km", 7.0),
        },
        names=("valid_time", "lat", "lon"),
        waves={"standard_name": "sea_surface_wave_significant_height"}, speed={"standard_name": "wind_speed"},
    )  # fmt: skip
    found = read_weather_grid(path, PLACE)
    assert found is not None
    values = {name: float(rows[0, 0]) for name, rows in found.values.items()}
    assert values == pytest.approx(
        {"hs_m": 2.0, "cloud": 1.0, "rain_mm_h": 1.5, "wind_mps": 10 * 1852 / 3600, "visibility_m": 7000.0}
    )
    flux = grid(tmp_path / "f.nc", {"pr": ("kg m-2 s-1", 1 / 3600)})
    again = read_weather_grid(flux, PLACE)
    assert again is not None
    assert again.values["rain_mm_h"][0, 0] == pytest.approx(1.0)


@pytest.mark.parametrize("first", [0.0, -180.0])
def test_longitudes_go_round_whichever_way_they_are_counted(tmp_path: Path, first: float) -> None:
    lons = first + np.arange(0.0, 360.0, 10.0)
    wave = 3.0 + np.cos(np.radians(lons))
    path = grid(tmp_path / "w.nc", {"swh": ("m", wave)}, lons=lons)
    places = [
        ("east", 38.0, 175.0),
        ("line", 38.0, 180.0),
        ("west", 38.0, -175.0),
        ("zero", 38.0, -5.0),
        ("far", 38.0, 355.0),
    ]
    found = read_weather_grid(path, places)
    assert found is not None
    half = 3.0 + (np.cos(np.radians(170)) + np.cos(np.radians(180))) / 2
    zero = 3.0 + (np.cos(np.radians(350)) + 1.0) / 2
    assert found.values["hs_m"][:, 0] == pytest.approx([half, 2.0, half, zero, zero])


def test_beside_land_the_nearest_sea_is_taken(tmp_path: Path) -> None:
    sea = np.full((5, 5), np.nan)
    sea[2, 2] = 1.5  # 38 N, 74 W
    path = grid(tmp_path / "w.nc", {"swh": ("m", sea)})
    found = read_weather_grid(path, [("coast", 38.4, -73.7)])
    assert found is not None
    assert found.values["hs_m"][0, 0] == 1.5
    with pytest.raises(BadInputError, match="'swh' has no value near inland"):
        read_weather_grid(path, [("inland", 39.6, -75.6)])


def test_a_missing_step_is_filled_and_a_long_gap_refused(tmp_path: Path) -> None:
    times = np.datetime64("2026-06-01", "ns") + np.arange(N) * np.timedelta64(1, "h")
    rising = np.arange(N, dtype=float)[:, None, None] / 10
    kept = np.delete(np.arange(N), [5, 6])
    found = read_weather_grid(grid(tmp_path / "w.nc", {"swh": ("m", rising[kept])}, times=times[kept]), PLACE)
    assert found is not None
    assert found.values["hs_m"][0] == pytest.approx(np.arange(N) / 10)
    cut = np.delete(np.arange(N), range(5, 15))
    with pytest.raises(BadInputError, match="the longest 10 h from 2026-06-01 05:00 UTC"):
        read_weather_grid(grid(tmp_path / "x.nc", {"swh": ("m", rising[cut])}, times=times[cut]), PLACE)


@pytest.mark.parametrize(
    ("variables", "more", "message"),
    [
        ({"swh": ("yd", 1.0)}, {}, "the unit 'yd' of 'swh' is not known; allowed are m"),
        ({"u10": ("m/s", 1.0)}, {}, "has 'u10', the eastward wind, but no variable of the northward wind"),
        ({"salt": ("1", 1.0)}, {}, "has no variable of weather; it has salt"),
        (
            {"swh": ("m", 1.0)},
            {"names": ("time", "y", "x")},
            "is not on a grid of latitude and longitude; its axes are",
        ),
        (
            {"swh": ("m", 1.0)},
            {"lats": [10.0, 11, 12]},
            "here \\(38.00, -74.00\\) lies off its grid: latitude 10 to 12",
        ),
        ({"swh": ("m", 1.0)}, {"lons": [10.0, 11, 12]}, "lies off its grid: latitude 36 to 40, longitude 10 to 12"),
        ({"swh": ("m", 1.0)}, {"lats": [38.0, 39, 38.5]}, "does not rise or fall all along"),
        ({"swh": ("m", np.nan)}, {}, "'swh' has no value near here"),
        ({"swh": ("m", -2.0)}, {}, "significant wave height at here is -2 in step 0: it can't be"),
        ({"cloud": ("%", 150.0)}, {}, "cloud at here is 1.5"),
    ],
)
def test_each_mistake_has_its_message(
    tmp_path: Path, variables: dict[str, Any], more: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadInputError, match=message):
        read_weather_grid(grid(tmp_path / "w.nc", variables, **more), PLACE)


def test_times_that_fall_are_refused(tmp_path: Path) -> None:
    times = (np.datetime64("2026-06-01", "ns") + np.arange(N) * np.timedelta64(1, "h"))[::-1]
    with pytest.raises(BadInputError, match="its times do not rise"):
        read_weather_grid(grid(tmp_path / "w.nc", {"swh": ("m", 1.0)}, times=times), PLACE)


def test_what_is_no_grid_and_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "w.nc").write_text("not a grid")
    with pytest.raises(BadInputError, match="cannot be read as NetCDF"):
        read_weather_grid(tmp_path / "w.nc", PLACE)
    with pytest.raises(BadInputError, match="there is no such file"):
        read_weather_grid(tmp_path / "none.nc", PLACE)


def test_without_xarray_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = grid(tmp_path / "w.nc", {"swh": ("m", 1.0)})
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(
        BadInputError, match=r"needs the package xarray, which is not installed\nhint: .*longwatch\[grids\]"
    ):
        read_weather_grid(path, PLACE)


def climatology(path: Path, units: str = "millibars") -> Path:
    """East wind 10 x month at 850 hPa, twice that at 500; no north wind."""
    levels, months = [500, 850], [1, 7]
    lats, lons = [30.0, 40.0, 50.0], [-80.0, -70.0]
    u = np.einsum("m,l->ml", months, [20.0, 10.0])[:, :, None, None] * np.ones((1, 1, 3, 2))
    dims = ("month", "level", "latitude", "longitude")
    data = xarray.Dataset(
        {"u": (dims, u, {"units": "m s**-1"}), "v": (dims, 0 * u, {"units": "m s**-1"})},
        coords={"month": months, "level": ("level", levels, {"units": units}), "latitude": lats, "longitude": lons},
    )
    data.to_netcdf(path)
    return path


def test_a_climatology_is_read_at_height_and_month(tmp_path: Path) -> None:
    path = climatology(tmp_path / "c.nc")
    assert read_weather_grid(path, PLACE) is None

    def east(height_m: float, months: dict[int, float]) -> float:
        return wind_aloft_mps(path, "here", 38.0, -74.0, height_m, months)[0]

    assert east(0.0, {1: 1.0}) == pytest.approx(10.0)  # below the lowest level: that level
    assert east(12_000.0, {1: 1.0}) == pytest.approx(20.0)
    middle = float(np.interp(np.log(standard_pressure_hpa(3000.0)), np.log([500, 850]), [20, 10]))
    assert east(3000.0, {1: 1.0}) == pytest.approx(middle)
    assert east(0.0, {7: 0.5, 1: 0.5}) == pytest.approx(40.0)
    assert east(0.0, {4: 1.0}) == pytest.approx(40.0)  # half-way from January to July
    assert east(0.0, {10: 1.0}) == pytest.approx(40.0)  # and back


def test_the_standard_atmosphere_meets_its_table() -> None:
    # ISO 2533: 1013.25, 700 hPa near 3012 m, 500 hPa near 5574 m, 226.3 at 11 km, 54.75 at 20 km
    assert [standard_pressure_hpa(h) for h in (0, 3012, 5574, 11_000, 20_000)] == pytest.approx(
        [1013.25, 700, 500, 226.3, 54.75], rel=1e-3
    )


def test_mean_winds_of_a_reanalysis_agree_with_what_xarray_says() -> None:
    path = SHARED / "winds_aloft_climatology" / "winds_aloft.nc"
    if not path.exists():
        pytest.skip("the shared data are not here")
    height_m = 5574.0  # 500 hPa
    data = xarray.open_dataset(path).sel(level=500)
    exact = data.interp(latitude=38.2, longitude=25.9, month=7)
    found = wind_aloft_mps(path, "Aegean", 38.2, 25.9, height_m, {7: 1.0})
    assert found == pytest.approx((float(exact.u), float(exact.v)), abs=0.02)
