"""Ranges by class and task, horizons and link reach against published figures."""

from __future__ import annotations

import math

import pytest

from helpers.kit import payload
from longwatch.detection.conditions import FAIR_GIVEN
from longwatch.detection.link import NO_LIMIT_M, link_reach_m
from longwatch.detection.ranges import ais_reach, sensor_range
from longwatch.detection.targets import class_of_length, class_order, default_mix, target_class, target_classes
from longwatch.errors import BadInputError
from longwatch.geo.horizon import optical_horizon_m, radar_horizon_m
from longwatch.units import NM_M


# SENSORS.md section 3, k = 4/3 and Re = 6371 km.
@pytest.mark.parametrize(
    ("height_m", "target_m", "km"),
    [(15, 0, 15.96), (100, 0, 41.22), (1000, 0, 130.34), (6096, 0, 321.8), (9144, 0, 394.2), (3048, 5, 236.8)],
)
def test_radar_horizon_meets_the_table(height_m, target_m, km):
    assert radar_horizon_m(height_m, target_m) / 1000 == pytest.approx(km, abs=0.06)


def test_more_horizons():
    assert radar_horizon_m(15, 10) / NM_M == pytest.approx(15.66, abs=0.01)
    assert radar_horizon_m(610) / 1000 == pytest.approx(102, abs=0.5)  # APS-134 from 2000 ft
    assert optical_horizon_m(100) == pytest.approx(math.sqrt(7 / 8) * radar_horizon_m(100))


def fit(**sensor):
    return payload(sensors=[{"kind": "radar"} | sensor])


RADAR = {"ranges": {"fishing-boat": {"detect": "60 km"}, "merchant": {"detect": "200 km", "recognise": "90 km"}}}


def test_a_range_for_a_smaller_class_or_harder_task_counts():
    assert sensor_range(fit(**RADAR), "fishing-boat", "detect", 0.9, 8000, given=FAIR_GIVEN) == 60_000
    assert sensor_range(fit(**RADAR), "coaster", "detect", 0.9, 8000, given=FAIR_GIVEN) == 60_000
    assert sensor_range(fit(**RADAR), "merchant", "recognise", 0.9, 8000, given=FAIR_GIVEN) == 90_000
    assert sensor_range(fit(**RADAR), "small-boat", "detect", 0.9, 8000, given=FAIR_GIVEN) is None
    assert sensor_range(fit(**RADAR), "coaster", "recognise", 0.9, 8000, given=FAIR_GIVEN) is None


def test_the_horizon_and_the_instrumented_range_cap():
    low = sensor_range(fit(**RADAR), "merchant", "detect", 0.9, 15, given=FAIR_GIVEN)
    assert low == pytest.approx(radar_horizon_m(15, 10))
    assert low.origin.kind == "computed"
    capped = sensor_range(fit(**RADAR, instrumented_range="150 km"), "merchant", "detect", 0.9, 8000, given=FAIR_GIVEN)
    assert capped == 150_000
    assert "instrumented" in capped.origin.source
    eyes = sensor_range(
        fit(**RADAR).model_copy(update={"sensors": (fit(**RADAR, kind="turret").sensors)}),
        "merchant",
        "detect",
        0.9,
        15,
        given=FAIR_GIVEN,
    )
    assert eyes == pytest.approx(optical_horizon_m(15, 10))


def test_the_best_sensor_is_taken_and_ais_never_is():
    both = payload(
        sensors=[{"kind": "radar", **RADAR}, {"kind": "turret", "ranges": {"small-boat": {"identify": "8 km"}}}]
    )
    assert sensor_range(both, "small-boat", "detect", 0.9, 3000, given=FAIR_GIVEN) == 8000
    assert sensor_range(both, "fishing-boat", "detect", 0.9, 3000, given=FAIR_GIVEN) == 60_000
    ais = payload(sensors=[{"kind": "ais", "ranges": {"small-boat": {"identify": "300 km"}}}])
    assert sensor_range(ais, "merchant", "detect", 0.9, 3000, given=FAIR_GIVEN) is None
    assert ais_reach(ais, "merchant", 3000, given=FAIR_GIVEN) == pytest.approx(radar_horizon_m(3000, 10))
    assert ais_reach(both, "merchant", 3000, given=FAIR_GIVEN) is None


def test_an_impossible_probability_is_refused():
    with pytest.raises(ValueError, match="probability"):
        sensor_range(fit(**RADAR), "merchant", "detect", 1.2, 3000, given=FAIR_GIVEN)


def test_link_reach():
    assert link_reach_m("line-of-sight", 20, None, 3000) == pytest.approx(radar_horizon_m(20, 3000))
    assert link_reach_m("line-of-sight", 20, 150_000, 3000) == 150_000
    assert link_reach_m("line-of-sight", 20, 500_000, 3000) == pytest.approx(radar_horizon_m(20, 3000))
    assert link_reach_m("satellite", 20, 150_000, 3000) == NO_LIMIT_M
    assert link_reach_m(None, 0, None, 3) == NO_LIMIT_M


def test_classes_are_ordered_and_sourced():
    assert class_order()[:4] == ("small-boat", "fishing-boat", "coaster", "merchant")
    heights = [float(target.height_m) for target in target_classes().values()]
    assert heights == sorted(heights)
    assert sum(default_mix().values()) == pytest.approx(1.0)
    for target in target_classes().values():
        for figure in (target.length_m, target.height_m, target.rcs_m2, target.share):
            assert figure.origin.kind != "user"
            assert figure.origin.source
    with pytest.raises(BadInputError, match="did you mean 'fishing-boat'"):
        target_class("fishing-boats")


@pytest.mark.parametrize(
    ("length_m", "class_"), [(5, "small-boat"), (25, "fishing-boat"), (70, "coaster"), (180, "merchant")]
)
def test_class_of_a_known_length(length_m, class_):
    assert class_of_length(length_m) == class_
    assert class_ in class_order()
