"""Contacts that are nothing: a Poisson stream over flights, each a service of the turret, nobody wiser by it."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from pydantic import ValidationError

from helpers.hand_roster import hand_roster, hand_scenario
from helpers.kit import payload
from longwatch.catalog.models import Sensor
from longwatch.sim.flights import Flyer, sortie_knots
from longwatch.sim.looks import look_at_ships
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.turrets_false import NONE, Source, false_contacts, sources_of
from sim.test_looks import flown
from sim.test_turrets import RADAR, TURRET, in_a_trial

HOUR_S = 3600.0


def flights(*spans_s: tuple[float, float]) -> tuple[pl.DataFrame, Knots]:
    """Sorties of as many tails, with nothing of their knots but when they begin and end."""
    n = len(spans_s)
    t_s = np.array(spans_s, np.float64).ravel()
    nothing = np.zeros((2 * n, 3))
    knots = Knots(2 * np.arange(n + 1), t_s, nothing, nothing, np.full(2 * n, -1), np.zeros((0, 12)), np.zeros((n, 6)),
                  np.zeros(n))  # fmt: skip
    return pl.DataFrame({"tail": [f"kite {i}" for i in range(n)]}), knots


def made(spans_s: list[tuple[float, float]], sources: tuple[Source, ...], seed: int = 5, trial: int = 0):
    sorties, knots = flights(*spans_s)
    return false_contacts(sorties, knots, [sources] * len(spans_s), seed, trial)


def test_they_come_as_a_poisson_stream() -> None:
    rate = 2.0 / HOUR_S
    found = made([(-50_000.0, 150 * 86_400.0)] * 4, (Source(0, rate, 600.0),))
    for vehicle in range(4):
        at_s = np.sort(found.arrive_s[found.vehicle == vehicle])
        expected = rate * (150 * 86_400.0 + 50_000.0)
        assert abs(len(at_s) - expected) < 4.0 * np.sqrt(expected)
        waits = np.diff(at_s) * rate
        assert waits.mean() == pytest.approx(1.0, abs=4.0 / np.sqrt(expected))
        assert waits.std() == pytest.approx(1.0, abs=0.06)
        for share in (0.1, 0.5, 0.9):  # exponential all along
            assert np.mean(waits < -np.log1p(-share)) == pytest.approx(share, abs=0.03)
        by_hour = np.histogram(at_s, np.arange(0.0, 150 * 86_400.0, 3 * HOUR_S))[0]
        assert by_hour.var() == pytest.approx(by_hour.mean(), rel=0.2)
    assert len(set(np.round(found.arrive_s, 6))) == len(found.arrive_s)  # each tail has luck of its own


def test_a_shorter_flight_meets_what_the_longer_one_met_until_then() -> None:
    source = (Source(1, 3.0 / HOUR_S, 600.0),)
    whole, part = made([(0.0, 80_000.0)], source), made([(20_000.0, 50_000.0)], source)
    inside = (whole.arrive_s >= 20_000.0) & (whole.arrive_s < 50_000.0)
    assert np.array_equal(whole.arrive_s[inside], part.arrive_s)
    assert (part.leave_s <= 50_000.0).all()
    assert (part.leave_s - part.arrive_s <= 600.0 + 1e-9).all()
    assert len(part.arrive_s) > 10


def test_another_seed_trial_or_sensor_is_other_luck_and_two_sensors_add() -> None:
    one, two = Source(0, 1.0 / HOUR_S, 600.0), Source(1, 1.0 / HOUR_S, 600.0)
    span = [(0.0, 500_000.0)]
    first = made(span, (one,))
    for other in (made(span, (two,)), made(span, (one,), seed=6), made(span, (one,), trial=1)):
        assert not np.isin(other.arrive_s, first.arrive_s).any()
    both = made(span, (one, two))
    assert np.array_equal(np.sort(both.arrive_s), np.sort(np.append(first.arrive_s, made(span, (two,)).arrive_s)))
    assert made(span, ()) is NONE


def test_a_payload_names_its_sources() -> None:
    fit = payload(
        sensors=[RADAR | {"false_contacts": "2 /h", "decorrelation": "5 min"}, TURRET | {"false_contacts": "0 /h"}]
    )
    assert sources_of(fit) == (Source(0, pytest.approx(2.0 / HOUR_S), 300.0),)


def with_false(rate: str, task: str = "detect"):
    """(looks without, looks with false contacts) of the same trial."""
    before, scenario, roster, ships, seed = in_a_trial(task)
    fit = payload(sensors=[RADAR | {"false_contacts": rate, "decorrelation": "10 min"}, TURRET])
    object.__setattr__(scenario, "payloads", {"eyes": fit})
    return before, look_at_ships(scenario, roster, ships, flown(roster), range(1), seed)


def test_a_turret_busy_with_nothing_identifies_fewer_and_later() -> None:
    before, after = with_false("12 /h")
    assert after["first_identified_s"].count() < before["first_identified_s"].count()
    assert after["turret_s"].sum() < before["turret_s"].sum()
    assert after["first_contact_s"].equals(before["first_contact_s"])  # contacts are what they were
    assert after.select("ship", "looks", "first_look_s").equals(before.select("ship", "looks", "first_look_s"))


def test_a_rate_of_nothing_changes_nothing() -> None:
    before, after = with_false("0 /h")
    assert after.equals(before)


def test_a_watch_that_identifies_loses_looks_to_them() -> None:
    before, after = with_false("12 /h", "identify")
    assert after["looks"].sum() < before["looks"].sum()


def test_knots_of_sorties_begin_and_end_with_the_flight() -> None:
    scenario = hand_scenario()
    roster = hand_roster(scenario)
    table = flown(roster)
    knots = sortie_knots(Flyer(scenario, roster), table)
    sources = [(Source(0, 20.0 / HOUR_S, 600.0),)] * len(table)
    found = false_contacts(table, knots, sources, 1, 0)
    assert set(found.vehicle.tolist()) == set(range(len(table)))
    takeoff_s, land_s = table["takeoff_s"].to_numpy()[found.vehicle], table["land_s"].to_numpy()[found.vehicle]
    assert (found.arrive_s >= takeoff_s).all()
    landed = ~np.isnan(land_s.astype(float))
    assert (found.leave_s[landed] <= land_s[landed] + 1e-6).all()


def test_who_cannot_be_wrong() -> None:
    with pytest.raises(ValidationError, match="AIS receiver makes no false contacts"):
        Sensor.model_validate({"kind": "ais", "false_contacts": "1 /h"})
    with pytest.raises(ValidationError, match="of turrets and eyes"):
        Sensor.model_validate({"kind": "radar", "wrong_identification": 0.1})
