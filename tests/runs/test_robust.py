"""Where trials show gaps something is done, and its price told: steps, frontier, and one whole run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.errors import BadInputError
from longwatch.runs.robust import Point, best_step, make_robust, on_frontier
from longwatch.scenario.read import read_scenario

SCENARIO = """
schema = 1
name = "small"
period = { start = 2026-06-01T00:00:00Z, length = "4 d", warm_up = "first-arrival" }
base = [{ name = "Field", kind = "airfield", at = "37.94 N, 75.47 W" }]
control = [{ name = "sat", at = "Field", kind = "satellite", channels = 4 }]
area = [{ name = "sea", circle_at = "37.5 N, 73.5 W", circle_radius = "10 km" }]
watch = [{ name = "line", area = "sea", kind = "station", sees = { class = "merchant" }, limit = "30 min" }]
fleet = [{ name = "tb3 \\"A\\"", platform = "tb3", base = "Field", control = "sat", count = 2 }]
faults = { late = 0.3, late_mean = "2 h", platform = { tb3 = { preflight_failure = 0.3, repair = "20 h" } } }
run = { trials = 20, look_trials = 0, seed = 5 }
"""


def point(cost: float, longest_s: float, covered: float = 0.9, changes: int = 0) -> Point:
    return Point({str(n): "1" for n in range(changes)}, round(cost), covered, longest_s, longest_s, 1.0, 1.0, 0)


points = st.builds(point, st.integers(0, 5), st.integers(0, 5), st.sampled_from([0.8, 0.9]), changes=st.integers(0, 3))


@given(st.lists(points, min_size=1, max_size=9))
def test_the_frontier_is_what_nothing_else_beats(found: list[Point]) -> None:
    marked = on_frontier(found)
    front = [one for one in marked if one.frontier]
    assert front
    for one in marked:
        no_worse = [
            f for f in front
            if f.cost <= one.cost and f.longest_mean_s <= one.longest_mean_s and f.covered >= one.covered
        ]  # fmt: skip
        assert no_worse  # every point, on the frontier or not, is matched by one on it
    keys = [(one.cost, one.longest_mean_s, one.covered) for one in front]
    assert len(set(keys)) == len(keys)


def test_a_step_takes_most_off_the_gap_for_its_price() -> None:
    here = point(100, 3600)
    assert best_step(here, []) is None
    assert best_step(here, [point(110, 3600), point(90, 3700)]) is None
    assert best_step(here, [point(110, 3000), point(200, 100), point(101, 3500)]) == 2  # 100 s for 1
    assert best_step(here, [point(110, 3000), point(200, 100)]) == 0
    assert best_step(here, [point(110, 3000), point(99, 3599)]) == 1  # costs nothing
    assert best_step(here, [point(100, 3600, covered=0.95)]) == 0


def test_a_fleet_with_faults_gets_help_that_trials_confirm(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    seen: list[tuple[str, int, int]] = []
    found = make_robust(path, steps=1, trials=30, progress=lambda *at: seen.append(at))
    first, *others = found.points
    assert first.changes == {}
    assert first.kept
    assert any(one.kept for one in others)
    assert min(one.longest_mean_s for one in others) < first.longest_mean_s
    assert any("standby" in path for one in others for path in one.changes)
    for one in others:  # what is printed is what --set takes
        again = read_scenario(path, tuple(f"{name}={value}" for name, value in one.changes.items()))
        assert again.fleets[0].count >= 2
    assert seen[-1] == ("steps", 1, 1)
    assert found == make_robust(path, steps=1, trials=30, progress=lambda *_: None)


def test_a_scenario_of_years_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(SCENARIO.replace("4 d", "900 d"), encoding="utf-8")
    with pytest.raises(BadInputError, match="of years"):
        make_robust(path, progress=lambda *_: None)


def test_vehicles_on_standby_are_no_part_of_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    scenario = read_scenario(path, ("fleet[0].count=3", "fleet[0].standby=1"))
    assert scenario.usable_count(scenario.fleets[0]) == 2
    with pytest.raises(BadInputError, match="none is left to plan with"):
        read_scenario(path, ("fleet[0].standby=2",))
