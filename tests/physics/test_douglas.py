"""Sea state against WMO code table 3700."""

from __future__ import annotations

import pytest

from longwatch.physics.douglas import HS_MAX_M, sea_state, wave_height_m


@pytest.mark.parametrize(
    ("hs_m", "degree"),
    [(0.0, 0), (0.05, 1), (0.1, 1), (0.3, 2), (0.5, 2), (1.0, 3), (1.25, 3), (2.0, 4), (2.5, 4), (3.0, 5), (4.0, 5),
     (4.01, 6), (6.0, 6), (9.0, 7), (14.0, 8), (14.1, 9), (30.0, 9)],
)  # fmt: skip
def test_a_height_on_a_bound_belongs_to_the_lower_degree(hs_m: float, degree: int) -> None:
    assert int(sea_state(hs_m)) == degree


def test_a_height_of_a_degree_gives_the_degree_back() -> None:
    assert sea_state(wave_height_m(range(10))).tolist() == list(range(10))
    assert sea_state(HS_MAX_M).tolist() == list(range(9))
