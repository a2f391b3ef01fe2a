"""What sensors may say of single looks and hazards, and what is said of watches that ask for more."""

from __future__ import annotations

import pytest

from helpers.kit import payload
from helpers.laws import laws_of_payload
from helpers.scenario_tables import VALID, valid_table
from longwatch.catalog.sensing import SENSING
from longwatch.detection.conditions import FAIR_GIVEN
from longwatch.detection.hazard import probability
from longwatch.detection.ranges import sensor_range
from longwatch.errors import BadInputError
from longwatch.scenario.read import scenario_from_dict

STEPS = [{"to": "5 NM", "rate": "0.02 /s"}, {"to": "20 NM", "rate": "6 /h"}]
BY_HAZARD = {"kind": "radar", "hazard": {"fishing-boat": {"detect": STEPS}}}


def own_fit(p: float = 0.9, **sensor: object) -> dict:
    """The sound scenario with a payload of one sensor of its own."""
    table = valid_table()
    fit = {"id": "fit", "name": "Fit", "mass": "40 kg", "power": "400 W", "endurance_factor": 0.9, "sensors": [sensor]}
    watch = table["watch"][0] | {"sees": {"class": "fishing-boat", "p": p}}
    return valid_table(payload=[fit], fleet=[table["fleet"][0] | {"payload": "fit"}], watch=[watch])


def warnings_of(table: dict) -> str:
    return "\n".join(scenario_from_dict(table, VALID).warnings)


def problems_of(table: dict) -> str:
    with pytest.raises(BadInputError) as error:
        scenario_from_dict(table, VALID)
    return "\n".join(f"{problem.where}: {problem.what}" for problem in error.value.problems)


def test_the_defaults_are_assumed_and_have_a_range():
    for figure, low, high in ((SENSING.look_p, 0.7, 0.98), (SENSING.decorrelation_s, 60.0, 3600.0)):
        assert figure.origin.is_assumed
        assert (figure.low, figure.high) == (low, high)


def test_a_watch_that_asks_for_more_than_one_look_gives_is_told():
    ranges = {"fishing-boat": {"detect": "60 km"}}
    assert "look_p" not in warnings_of(own_fit(kind="radar", ranges=ranges))
    assert "detects with" not in warnings_of(own_fit(kind="radar", ranges=ranges))
    text = warnings_of(own_fit(0.95, kind="radar", ranges=ranges))
    assert "p = 0.95 is asked, but radar of fit detects with 0.9 at the most in 10 min" in text
    assert "counted all the same" in text
    assert "detects with" not in warnings_of(own_fit(0.95, kind="radar", ranges=ranges, look_p=0.96))
    text = warnings_of(own_fit(0.95, **BY_HAZARD, look_p=0.94, decorrelation="30 min"))
    assert "0.94 at the most in 30 min: its hazard never counts for the planner" in text


@pytest.mark.parametrize(
    ("sensor", "told"),
    [
        ({"kind": "radar", "hazard": {"merchant": {"detect": []}}}, "a hazard needs a step"),
        ({"kind": "radar", "hazard": {"merchant": {"detect": STEPS[::-1]}}}, "reach farther than the one before"),
        ({"kind": "radar", "hazard": {"merchant": {"detect": [{"to": "5 NM", "rate": "0.02"}]}}}, "0.02"),
        ({"kind": "radar", "hazard": {"merchant": {"detect": [{"to": "5 NM"}]}}}, "rate: Field required"),
        (BY_HAZARD | {"ranges": {"fishing-boat": {"detect": "9 km"}}}, "both a range and a hazard"),
        ({"kind": "radar", "look_p": 0.0}, "look_p of 0 sees nothing"),
        ({"kind": "radar", "look_p": 1.2}, "between 0 and 1"),
        ({"kind": "radar", "decorrelation": "0 min"}, "above zero"),
    ],
)
def test_what_cannot_be_is_refused(sensor, told):
    assert told in problems_of(own_fit(**sensor))


def test_a_hazard_reaches_as_far_as_one_decorrelation_time_gives_p():
    fit = payload(sensors=[BY_HAZARD | {"look_p": 0.95, "decorrelation": "10 min"}])
    # 600 s at 0.02 per second: sure; at 6 an hour: 0.95 (1 - exp(-1)) = 0.60
    assert sensor_range(fit, "fishing-boat", "detect", 0.9, 3000, given=FAIR_GIVEN) == 5 * 1852
    assert sensor_range(fit, "coaster", "detect", 0.6, 3000, given=FAIR_GIVEN) == 20 * 1852
    assert sensor_range(fit, "coaster", "detect", 0.61, 3000, given=FAIR_GIVEN) == 5 * 1852
    assert sensor_range(fit, "fishing-boat", "detect", 0.95, 3000, given=FAIR_GIVEN) is None
    assert sensor_range(fit, "small-boat", "detect", 0.5, 3000, given=FAIR_GIVEN) is None
    assert sensor_range(fit, "merchant", "identify", 0.5, 3000, given=FAIR_GIVEN) is None


def test_laws_are_cut_at_horizons_and_told_by_sensor():
    ais = {"kind": "ais", "instrumented_range": "90 km"}
    fit = payload(sensors=[BY_HAZARD, ais, {"kind": "eyes", "ranges": {"coaster": {"detect": "9 km"}}}])
    radar, heard, eyes = laws_of_payload(fit, "fishing-boat", "detect", 3000.0, transmits=True, given=FAIR_GIVEN)
    assert (radar.look_p, radar.decorrelation_s) == (0.9, 600.0)
    assert radar.hazard.range_m == (0.0, 5 * 1852.0, 20 * 1852.0)
    assert not radar.is_definite
    assert heard.hazard.definite_range_m == 90_000.0
    assert eyes is None  # a coaster's range says nothing of a fishing boat
    low, dark, _ = laws_of_payload(fit, "fishing-boat", "detect", 10.0, transmits=False, given=FAIR_GIVEN)
    assert dark is None
    assert 5 * 1852.0 < low.hazard.reach_m < 20 * 1852.0  # the horizon of a mast of 10 m
    both = payload(sensors=[BY_HAZARD | {"ranges": {"small-boat": {"detect": "4 km"}}}])
    law = laws_of_payload(both, "merchant", "detect", 3000.0, transmits=False, given=FAIR_GIVEN)[0]
    assert law.hazard.definite_range_m == 4_000.0
    assert probability(law.hazard, [3_999.0, 30_000.0], 60.0)[0] == 1.0
