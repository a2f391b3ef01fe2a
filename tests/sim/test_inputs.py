"""Figures with a range as inputs: names, draws by name, and a scenario with what was drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.origins import Figure, Money
from longwatch.scenario.draft import figures_of
from longwatch.scenario.read import read_scenario
from longwatch.sim.inputs import Input, draw_shares, inputs_of, with_values

EXAMPLE = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"
TURNAROUND = "fleet[0].turnaround={low='2 h',likely='3 h',high='5 h'}"


@pytest.fixture(scope="module")
def scenario():
    return read_scenario(EXAMPLE, (TURNAROUND,))


def made(name, low, likely, high, unit="s"):
    return Input((name,), name, Figure(likely, unit, low=low, high=high))


def test_every_figure_with_a_range_is_an_input_once(scenario):
    inputs = inputs_of(scenario)
    assert len({one.key for one in inputs}) == len({one.name for one in inputs}) == len(inputs)
    names = {one.name for one in inputs}
    assert {
        "endurance of Bayraktar TB3",
        "turnaround of MQ-9B ashore",
        "late (faults)",
        "rate of closures of Wallops",
    } <= names
    assert all(one.figure.has_range and not isinstance(one.figure, Money) for one in inputs)


def test_what_was_drawn_stands_wherever_the_figure_does(scenario):
    by_name = {one.name: one for one in inputs_of(scenario)}
    drawn = {by_name["turnaround of MQ-9B ashore"].key: 9999.0, by_name["endurance of Bayraktar TB3"].key: 12345.0}
    drawn |= {by_name["late (faults)"].key: 0.25, by_name["rate of closures of Wallops"].key: 1e-5}
    true = with_values(scenario, drawn)
    assert [float(true.fleets[0].turnaround_s), float(true.file.fleet[0].turnaround_s)] == [9999.0, 9999.0]
    assert float(true.platforms["tb3"].endurance_s) == 12345.0
    assert float(true.file.faults.late) == 0.25
    assert 1e-5 in [float(one.rate_per_s) for one in true.file.weather.closure]
    assert float(scenario.platforms["tb3"].endurance_s) != 12345.0  # the scenario itself is left alone
    changed = [key for key, figure in figures_of(true.file) if figure != dict(figures_of(scenario.file))[key]]
    assert len(changed) == 3


def test_all_at_their_likely_value_change_no_figure(scenario):
    true = with_values(scenario, {one.key: float(one.figure) for one in inputs_of(scenario)})
    for part, same in ((scenario.file, true.file), (scenario.fleets, true.fleets), (scenario.bases, true.bases)):
        assert list(figures_of(part)) == list(figures_of(same))


@given(st.lists(st.floats(0.0, 1e6), min_size=3, max_size=3, unique=True), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_draws_stay_in_their_range_and_rise(values, one_share, other_share):
    one = made("x", *sorted(values))
    low, high = sorted((one_share, other_share))
    assert one.figure.low <= one.at(low) <= one.at(high) <= one.figure.high


def test_draws_have_the_mean_and_variance_of_a_triangle():
    for low, likely, high in ((0.0, 2.0, 10.0), (1.0, 1.0, 4.0), (1.0, 4.0, 4.0)):
        drawn = [made("x", low, likely, high).at(share) for share in (np.arange(4000) + 0.5) / 4000]
        assert np.mean(drawn) == pytest.approx((low + likely + high) / 3, rel=1e-3)
        variance = (low**2 + likely**2 + high**2 - low * likely - low * high - likely * high) / 18
        assert np.var(drawn) == pytest.approx(variance, rel=1e-3)


def test_each_part_of_a_range_is_drawn_once():
    shares = draw_shares((made("a", 0, 1, 2), made("b", 0, 1, 2)), 40, seed=3)
    assert shares.shape == (40, 2)
    assert (np.sort(np.floor(shares * 40), axis=0) == np.arange(40)[:, None]).all()
    assert abs(np.corrcoef(shares.T)[0, 1]) < 0.5


def test_an_input_draws_by_its_name_alone():
    a, b, c = (made(name, 0, 1, 2) for name in "abc")
    two, three = draw_shares((a, b), 20, seed=3), draw_shares((c, b, a), 20, seed=3)
    assert (two[:, 0] == three[:, 2]).all()
    assert (two[:, 1] == three[:, 1]).all()
    assert (two != draw_shares((a, b), 20, seed=4)).any()


def test_sea_states_stay_whole():
    one = Input(("platform", "boat", "sea_limit"), "sea limit", Figure(4, "1", low=3, high=6))
    assert {one.at(share) for share in np.linspace(0, 1, 50)} == {3.0, 4.0, 5.0, 6.0}
