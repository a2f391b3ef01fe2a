"""The spell model: it recovers chains that are known, and the sea of real buoys."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from helpers.skies import SHARED, noise
from longwatch.formats.conditions import Conditions
from longwatch.formats.weather_table import read_weather_table
from longwatch.weather.fit import fits_of, spell_stats
from longwatch.weather.spells import fit_spells, months_of, spell_rows

JANUARY_S = 1_767_225_600  # 2026-01-01


def series_of(hs_m: np.ndarray, step_s: int = 3600, start_s: int = JANUARY_S) -> Conditions:
    return Conditions(start_s, step_s, ("*",), {"hs_m": hs_m[None, :]})


def known_chain(n: int, seed: int) -> np.ndarray:
    """Three sea states (heights 1, 2 and 3 m): geometric sojourns of mean 20, 10 and 5 steps; up and down in turn."""
    rng = np.random.default_rng(seed)
    mean = {0: 20.0, 1: 10.0, 2: 5.0}
    out: list[float] = []
    state = 0
    while len(out) < n:
        out += [1.0 + state] * int(rng.geometric(1 / mean[state]))
        state = 1 if state != 1 else (0 if rng.random() < 0.7 else 2)
    return np.array(out[:n])


def test_a_known_chain_is_recovered() -> None:
    # visits in the ratio 0.7 : 1 : 0.3, so shares 14 : 10 : 1.5 of 25.5
    series = series_of(known_chain(200_000, 1))
    model = fit_spells(series)
    assert (model.n_states, model.classes) == (3, ("hs_m",))
    months = months_of(JANUARY_S + 3600 * np.arange(200_000))
    drawn = np.concatenate([series.values["hs_m"][0][spell_rows(model, months, 7, trial)] for trial in range(5)])
    assert [(drawn == h).mean() for h in (1, 2, 3)] == pytest.approx(np.array([14, 10, 1.5]) / 25.5, abs=0.01)
    for limit, length in ((1.5, 11.5 / 0.7), (2.5, 5.0)):  # a spell above 1.5: every 0.7 of a visit to the middle
        assert spell_stats([drawn > limit], 3600).mean_length_h == pytest.approx(length, rel=0.03)
    follows = drawn[1:][np.diff(drawn) != 0]
    assert not ((follows[1:] == 3) & (follows[:-1] == 1)).any()  # a jump that the chain does not know


def test_every_hour_of_the_series_comes_as_often_as_every_other() -> None:
    series = series_of(noise(3000, 0.2, 6.0, 3))
    model = fit_spells(series)
    months = np.zeros(20_000, np.int64)
    seen = np.zeros(3000)
    for trial in range(100):
        np.add.at(seen, spell_rows(model, months, 5, trial), 1)
    # the visits of a spell are nearly a Poisson number with this mean
    assert seen.mean() == pytest.approx(100 * 20_000 / 3000)
    assert seen.std() < 4 * np.sqrt(seen.mean())
    assert seen.min() > 0


def test_a_trial_depends_on_its_number_and_the_seed_alone() -> None:
    series = series_of(noise(2000, 0.2, 6.0, 3))
    model, months = fit_spells(series), np.zeros(500, np.int64)
    first = spell_rows(model, months, 1, 4)
    spell_rows(model, months, 1, 9)
    assert (spell_rows(model, months, 1, 4) == first).all()
    assert (spell_rows(model, months, 1, 5) != first).any()
    assert (spell_rows(model, months, 2, 4) != first).any()
    assert (
        spell_rows(model, months[:100], 1, 4) == first[:100]
    ).all()  # a shorter period is the beginning of a longer one


def test_only_jumps_that_the_series_knows_are_made() -> None:
    hs = noise(4000, 0.2, 6.0, 8)
    series = series_of(hs)
    model = fit_spells(series)
    rows = spell_rows(model, np.zeros(50_000, np.int64), 0, 0)
    state = model.state[model.spell_of_row]
    known = {(a, b) for a, b in zip(state, np.roll(state, -1), strict=True)}
    assert {(a, b) for a, b in zip(state[rows], state[rows][1:], strict=False)} <= known


def test_seasons_are_kept_where_the_series_is_long_enough() -> None:
    days = np.arange(2 * 8766) / 24
    hs = np.clip(2.0 + 1.5 * np.cos(2 * np.pi * days / 365.25) + noise(days.size, -1.0, 1.0, 2), 0.1, None)
    model = fit_spells(series_of(hs))
    assert model.seasonal
    for month, low, high in ((0, 3.0, 4.2), (6, 0.1, 1.0)):
        steps = np.full(24 * 30, month)
        mean = np.mean([hs[spell_rows(model, steps, 0, trial)].mean() for trial in range(50)])
        assert low < mean < high
    assert not fit_spells(series_of(hs[:4000])).seasonal


def test_gaps_end_spells_and_are_never_drawn() -> None:
    hs = noise(3000, 0.2, 6.0, 3)
    hs[500:600] = np.nan
    model = fit_spells(series_of(hs))
    rows = np.concatenate([spell_rows(model, np.zeros(2000, np.int64), 0, trial) for trial in range(20)])
    assert not np.isnan(hs[rows]).any()


def test_a_calm_that_never_changes_goes_on() -> None:
    model = fit_spells(series_of(np.full(100, 0.3)))
    assert spell_rows(model, np.zeros(350, np.int64), 0, 0).size == 350


def test_wind_and_visibility_make_classes_too_and_limits_are_kept() -> None:
    n = 6000
    wind, seen = noise(n, 0, 25, 1), noise(n, 200, 20_000, 2)
    series = Conditions(JANUARY_S, 3600, ("*",), {"wind_mps": wind[None], "visibility_m": seen[None]})
    model = fit_spells(series, {"wind_mps": (12.3,)})
    assert model.classes == ("wind_mps", "visibility_m")
    limits = {"wind_mps": [12.3, 17.1], "visibility_m": [1000.0, 3704.0]}
    for fit in fits_of(series, model, limits, years=60):
        assert fit.model.share == pytest.approx(fit.data.share, rel=0.06)
        assert fit.model.mean_length_h == pytest.approx(fit.data.mean_length_h, rel=0.06)
        assert fit.model.per_30_days == pytest.approx(fit.data.per_30_days, rel=0.06)


def test_statistics_of_spells_by_hand() -> None:
    on = np.array([1, 1, 0, 0, 1, 0, 1, 1, 1, 0], bool)
    stats = spell_stats([on], 3600.0)
    assert (stats.share, stats.mean_length_h, stats.per_30_days) == pytest.approx((0.6, 2.0, 3 * 720 / 10))


def buoy(tmp_path: Path, name: str) -> Conditions:
    source = SHARED / "metocean_series" / f"{name}.gz"
    if not source.exists():
        pytest.skip("the shared data are not here")
    plain = gzip.decompress(source.read_bytes()).decode()
    if "ndbc" in name:  # hourly, without time stamps
        heights = np.array([float(row.split(",")[1]) for row in plain.split()[1:]])
        return series_of(heights)
    path = tmp_path / "sea.csv"
    path.write_text(plain.replace("time (YYYY-MM-DD-HH)", "time [UTC]"))
    return read_weather_table(path, leave_gaps=True)


# Stated errors of docs/weather.md: 10 % of share, length and number of spells above a limit that 2 % of hours pass.
@pytest.mark.parametrize("name", ["ecb_A_1year.txt", "ecb_D_1year.txt", "ndbc_46023.csv"])
def test_availability_and_spells_of_real_seas_are_reproduced(tmp_path: Path, name: str) -> None:
    series = buoy(tmp_path, name)
    limits = {
        what: limits
        for what, limits in (("hs_m", [1.25, 2.5, 4.0]), ("wind_mps", [10.7, 17.1]))
        if what in series.values
    }
    fits = [fit for fit in fits_of(series, fit_spells(series), limits, years=150) if fit.data.share > 0.02]
    assert fits
    for fit in fits:
        assert fit.model.share == pytest.approx(fit.data.share, rel=0.10), fit.words
        assert fit.model.mean_length_h == pytest.approx(fit.data.mean_length_h, rel=0.10), fit.words
        assert fit.model.per_30_days == pytest.approx(fit.data.per_30_days, rel=0.10), fit.words
