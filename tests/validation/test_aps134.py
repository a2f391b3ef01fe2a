"""A sea search radar: the range it was fitted to, and what it says beyond."""

from __future__ import annotations

import pytest

from longwatch.catalog.load import load_catalog
from longwatch.validation.aps134 import authority
from longwatch.validation.radar_sets import search_set


def test_every_figure_holds() -> None:
    assert [check for check in authority().checks() if not check.holds] == []


def test_a_ship_shows_at_the_full_scale_as_its_maker_says() -> None:
    from_high, best, worst, *asked = authority().statistics()
    assert from_high.value > 0.8
    assert worst.value < 95.0 < best.value
    low, fitted, high = (one.value for one in asked)
    assert low < fitted
    assert fitted == pytest.approx(float(search_set().losses_db), abs=0.2)
    assert abs(high - fitted) < 3.0


def test_it_claims_no_evidence() -> None:
    assert [check.kind for check in authority().checks()] == ["fitted"]
    assert "no evidence" in authority().not_validated


@pytest.mark.parametrize("payload", ["maritime_radar_turret_ais", "heron_sea_fit", "patrol_aircraft_fit"])
def test_the_catalog_has_the_set_that_was_fitted(payload: str) -> None:
    radar = load_catalog().payloads[payload].sensors[0].radar
    if radar is None:
        pytest.skip("no radar set in this payload")
    fitted = search_set()
    for name in (
        "peak_power_w",
        "gain_db",
        "pulse_s",
        "azimuth_beamwidth_rad",
        "losses_db",
        "prf_hz",
        "scan_time_s",
        "pfa",
    ):
        assert float(getattr(radar, name)) == pytest.approx(float(getattr(fitted, name))), name
