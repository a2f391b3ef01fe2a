"""The table of leeway and its lines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.physics.leeway import drift_mps, leeway_mps, leeway_objects, leeway_of

KEYS = st.sampled_from(sorted(leeway_objects()))


def test_the_table_holds_85_objects_with_their_source():
    objects = leeway_objects()
    assert len(objects) == 85
    assert all("Allen & Plourde 1999" in one.source for one in objects.values())
    assert all(line.std_mps >= 0.0 for one in objects.values() for line in (one.downwind, one.right, one.left))


@pytest.mark.parametrize(
    ("wrong", "meant"), [("LIFE-RAFT-DB-1", "LIFE-RAFT-DB-1"), ("piw1", "PIW-1"), ("skiff-9", "SKIFF")]
)
def test_a_key_that_is_none_names_the_nearest(wrong, meant):
    with pytest.raises(ValueError, match="did you mean") as told:
        leeway_of(wrong)
    assert meant in str(told.value)


@settings(deadline=None)
@given(KEYS, st.floats(0.5, 40.0), st.booleans(), st.floats(-3.0, 3.0), st.floats(-3.0, 3.0))
def test_scatter_is_the_published_one_at_ten_metres_a_second(key, wind_mps, right, along, across):
    thing = leeway_of(key)
    mean = leeway_mps(thing, 10.0, right)
    own = drift_mps(thing, 10.0, right, along, across)
    line = thing.right if right else thing.left
    assert float(own[0] - mean[0]) == pytest.approx(along * thing.downwind.std_mps, abs=1e-12)
    assert float(own[1] - mean[1]) == pytest.approx(across * line.std_mps, abs=1e-12)
    assert line.spread_mps(wind_mps) == pytest.approx(line.std_mps * (0.5 + wind_mps / 20.0))


@settings(deadline=None)
@given(KEYS, st.floats(0.1, 20.0), st.floats(0.1, 20.0))
def test_lines_are_straight_in_the_wind(key, a_mps, b_mps):
    thing = leeway_of(key)
    a, b, middle = (float(leeway_mps(thing, w)[0]) for w in (a_mps, b_mps, 0.5 * (a_mps + b_mps)))
    assert middle == pytest.approx(0.5 * (a + b), abs=1e-12)
    assert (b - a) * (b_mps - a_mps) >= -1e-15  # more wind, more drift


def test_a_calm_drives_nothing_and_a_hurricane_is_refused():
    thing = leeway_of("BAIT-BOX-1")  # 15 cm/s of offset
    assert drift_mps(thing, [0.0, 1e-9], [True, False], 2.0, 2.0)[0][0] == 0.0
    assert np.isfinite(leeway_mps(thing, np.linspace(0.0, 40.0, 9))).all()
    for wind in (-1.0, 41.0, np.nan):
        with pytest.raises(ValueError, match="winds from 0 to 40"):
            leeway_mps(thing, wind)


def test_nobody_has_to_say_which_way_is_left():
    right, left = (float(leeway_mps(leeway_of("FISHING-VESSEL-1"), 10.0, tack)[1]) for tack in (True, False))
    assert right == pytest.approx(0.276)
    assert left == pytest.approx(-0.276)
