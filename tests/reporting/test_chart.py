"""Charts without a style sheet: their axes hold what they show, places are where values are, and they stay small."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.reporting.chart import Axis, Line, axis_of, chart, round_step, tick
from longwatch.reporting.terminal_plot import HEIGHT, plot


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.booleans())
def test_an_even_axis_holds_all_values_between_round_ends(values: list[float], zero: bool) -> None:
    axis = axis_of("x", [np.array(values)], zero=zero)
    assert axis.low < axis.high
    rounding = 1e-8 * (axis.high - axis.low)
    assert axis.low - rounding <= min(values)
    assert max(values) <= axis.high + rounding
    assert 2 <= len(axis.ticks()) <= 14
    if zero:
        assert axis.low <= 0.0 or min(values) > 0.0


@given(st.lists(st.floats(1e-9, 1e9), min_size=1, max_size=20))
def test_an_axis_of_decades_holds_all_values(values: list[float]) -> None:
    axis = axis_of("x", [np.array([*values, 0.0, -1.0, np.nan])], log=True)
    assert axis.low <= min(values) * (1 + 1e-9)
    assert axis.high >= max(values) * (1 - 1e-9)
    assert all(power == pytest.approx(10.0 ** round(np.log10(power))) for power in axis.ticks())


@given(st.floats(1e-6, 1e6))
def test_steps_are_round_and_not_too_small(least: float) -> None:
    step = round_step(least)
    assert least * (1 - 1e-6) <= step <= 2.5 * least
    digits = step / 10.0 ** np.floor(np.log10(step) + 1e-9)
    assert any(digits == pytest.approx(one) for one in (1.0, 2.0, 2.5, 5.0))


def test_values_are_drawn_where_the_axis_says() -> None:
    axis = Axis("x", 0.0, 10.0)
    assert axis.place(np.array([0.0, 2.5, 10.0, 12.0])) == pytest.approx([0.0, 0.25, 1.0, 1.0])
    assert Axis("x", 0.1, 1000.0, log=True).place(np.array([1.0, 0.0])) == pytest.approx([0.25, 0.0])
    svg = chart("t", [Line("a", np.array([0.0, 10.0]), np.array([0.0, 1.0]))], axis, Axis("y", 0.0, 1.0))
    (ends,) = re.findall(r'd="M([\d., ]+)" stroke="#0072b2" fill', svg)
    (x0, y0), (x1, y1) = (map(float, place.split(",")) for place in ends.split(" "))
    assert x0 < x1
    assert y0 > y1  # up is more


def test_names_are_escaped_and_gaps_left_out() -> None:
    y = np.array([1.0, np.nan, 3.0])
    svg = chart("<b> & c", [Line("<i>", np.arange(3.0), y)], Axis("<x>", 0.0, 2.0), Axis("y", 0.0, 4.0))
    ElementTree.fromstring(svg)
    assert "<b>" not in svg
    assert "nan" not in svg
    assert (
        len(chart("t", [Line("a", np.linspace(0, 2, 100_000), np.ones(100_000))], Axis("x", 0, 2), Axis("y", 0, 4)))
        < 5000
    )


def test_ticks_are_short() -> None:
    assert [tick(v) for v in (0.25, -3.0, 1e6, 100_000.0, 120_000.0, 1e-6)] == [
        "0.25",
        "−3",
        "1e6",
        "1e5",
        "120000",
        "1e-6".replace("-", "−"),
    ]


def test_a_plot_in_plain_characters() -> None:
    x = np.linspace(0.0, 10.0, 50)
    drawn = plot([(".", x, np.ones(50)), ("*", x, np.zeros(50))], 10.0, "km").splitlines()
    assert drawn[0].startswith(" 1.0 |....")
    assert drawn[HEIGHT].startswith(" 0.0 |****")
    assert drawn[-1].endswith("10 km")
    assert all(line.isascii() for line in drawn)
