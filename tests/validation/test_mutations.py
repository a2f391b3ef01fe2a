"""A model that is off by a twentieth is told: nothing on the page is unable to fail."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from longwatch.validation.all import FIELDS
from longwatch.validation.authority import EVIDENCE, KINDS, Check
from longwatch.validation.summary import row_of

NAMES = [name for names in FIELDS.values() for name in names]
Wrong = Callable[..., Any]


def times(factor: float) -> Callable[[Wrong], Wrong]:
    def wrong(model: Wrong) -> Wrong:
        def off(*args: Any, **more: Any) -> Any:
            right = model(*args, **more)
            return tuple(one * factor for one in right) if isinstance(right, tuple) else right * factor

        return off

    return wrong


def plus(term: float) -> Callable[[Wrong], Wrong]:
    return lambda model: lambda *args, **more: model(*args, **more) + term


def wider(unresolved: Wrong) -> Wrong:
    """A current that is a tenth stronger."""
    return lambda speed_mps, lasts_s: unresolved(1.1 * speed_mps, lasts_s)


# authority -> (attribute of its module, how it is made wrong), where it is not the model that it names, made 5 % larger
OTHERS: dict[str, list[tuple[str, Callable[[Wrong], Wrong]]]] = {
    "horizon": [("radar_horizon_m", times(1.05)), ("optical_horizon_m", times(1.05))],
    "albersheim": [("albersheim_db", times(1.05)), ("albersheim_db", plus(0.1))],
    "swerling": [("swerling_pd", times(0.95)), ("signal_to_noise", times(1.05)), ("m_of_n", times(0.95))],
    "imo_radar": [("range_at_m", times(1.3)), ("range_at_m", times(0.7))],
    "aps134": [("range_at_m", times(1.05))],
    "sea_visibility": [("echo_db", plus(10.0)), ("echo_db", plus(-10.0))],
    "johnson": [("criterion_cycles", times(3.0)), ("ttpf", times(1.05)), ("ground_sample_m", times(1.05))],
    "knudsen": [("coates_db", times(1.05)), ("knudsen_db", plus(0.1))],
    "iamsar": [("sweep_width_m", times(1.05)), ("speed_factor", times(1.05)), ("weather_factor", times(1.05)),
               ("fatigue_factor", times(1.05))],
    "records": [("airborne_s", times(1.05)), ("rated_power_w", times(1.05))],
    "pod": [("pod", times(1.05))],
    "usv": [("mean_speed_mps", times(1.05))],
    "ais": [("clear_slot_p", times(1.05))],
    "drift": [("Unresolved", wider)],
}  # fmt: skip


def module_of(name: str) -> ModuleType:
    return importlib.import_module(f"longwatch.validation.{name}")


def forget(module: ModuleType) -> None:
    """What the module itself keeps of results; what it borrowed from other rooms is theirs to keep."""
    for one in vars(module).values():
        if hasattr(one, "cache_clear") and one.__module__ == module.__name__:
            one.cache_clear()


def cases() -> Iterator[tuple[str, str, Callable[[Wrong], Wrong]]]:
    for name in NAMES:
        model = module_of(name).authority().model.rpartition(".")[2]
        for attribute, how in OTHERS.get(name, [(model, times(1.05))]):
            yield name, attribute, how


@pytest.mark.parametrize(("name", "attribute", "how"), list(cases()))
def test_a_wrong_model_fails(
    name: str, attribute: str, how: Callable[[Wrong], Wrong], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = module_of(name)
    monkeypatch.setattr(module, attribute, how(getattr(module, attribute)))
    forget(module)
    try:
        assert row_of(module.authority()).failed
    finally:
        monkeypatch.undo()
        forget(module)


@pytest.mark.parametrize("name", NAMES)
def test_kinds_and_tolerances_are_told(name: str) -> None:
    row = row_of(module_of(name).authority())
    assert {check.kind for check in row.checks} <= set(KINDS)
    assert [check.what for check in row.checks if not check.tolerance_by] == []
    assert row.failed == ()


def test_only_what_was_printed_or_flown_is_evidence() -> None:
    assert {"published", "predicted"} == EVIDENCE
    checks = {
        name: row_of(module_of(name).authority()).evidence for name in ("aps134", "horizon", "rcs", "iamsar", "johnson")
    }
    assert not any(checks.values())
    (reflector,) = row_of(module_of("imo_radar").authority()).evidence
    assert "reflector, S band" in reflector.what
    (flight,) = row_of(module_of("records").authority()).evidence
    assert "MQ-9B" in flight.what


def test_a_check_is_in_one_of_three_states() -> None:
    def check(computed: float, known: str = "") -> Check:
        return Check("x", 1.0, computed, "1", 0.1, known=known)

    assert [check(1.05).state, check(1.2).state] == ["holds", "fails"]
    assert [check(1.2, "why").state, check(1.05, "why").state] == ["known not to hold", "fails"]
    assert check(np.nan, "why").state == "known not to hold"


def test_what_a_tolerance_rests_on() -> None:
    def by(published: float, tolerance: float, why: str = "") -> str:
        return Check("x", published, published, "1", tolerance, why=why).tolerance_by

    assert by(15.66, 0.005) == "0.1 % or less"
    assert by(0.81, 0.005) == "printed rounding"
    assert by(0.81, 0.02) == ""
    assert by(102.0, 0.5) == "printed rounding"
    assert by(102.0, 2.0) == ""
    assert by(102.0, 2.0, "set after looking") == "set after looking"
