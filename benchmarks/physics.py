"""Models of sensors: hazards over 200 ranges x 7 sea states x 10 targets, and the integrated tables of a scenario.

    python benchmarks/physics.py [--repeats 9] [--json]

The first is one call of the radar model (bar: 50 ms). The second makes all that the trials of the us-coast example look up of
its sensors, under a made-up year of hourly weather in place of its steady one: for every fleet, line, state of the sky, class
and sensor the steps of hazard, the integrals of passes, and the ranges that watches, turrets and cues count with (bar: 2 s).
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from longwatch.catalog.models import Sensor
from longwatch.catalog.radar_set import RadarSet
from longwatch.detection import camera_sight, conditions, lookout_sight, pass_table, sight_tables, sights
from longwatch.detection.radar import Met, hazard_per_s
from longwatch.rostering.make import make_roster
from longwatch.scenario.plan import Roster
from longwatch.scenario.read import read_scenario
from longwatch.scenario.scenario import Scenario
from longwatch.sim.detections import Detectors
from longwatch.sim.regard import Watchers
from longwatch.sim.skies import skies_of
from longwatch.sim.turrets import Turrets

HOURS = 8760
RADAR = {
    "frequency": "9.4 GHz", "peak_power": "10 kW", "gain": "33 dB", "pulse": "10 us", "azimuth_beamwidth": "2.4 deg",
    "range_resolution": "3 m",
}  # fmt: skip
EXAMPLE = Path(__file__).parents[1] / "examples" / "us-coast"
HEADER = "time [UTC],place,wind [kt],wind from [deg],hs [m],visibility [km],cloud,rain [mm/h]"


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--json", action="store_true", help="one line of JSON (also the default)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        scenario = under_a_year_of_hours(Path(scratch))
        roster = make_roster(scenario, seed=1).roster
        made = tables(scenario, roster)  # compiled and read from here on
        line = {
            "bench": "physics",
            "hazards": int(hazards().size),
            "hazards_cpu_ms": round(1e3 * median_cpu_s(hazards, asked.repeats), 1),
            "pairings": len(roster.pairings),
            **made,
            "tables_cpu_s": round(median_cpu_s(lambda: tables(scenario, roster), max(asked.repeats // 3, 1)), 2),
            "table_again_us": round(1e6 * again_s(), 1),
            "python": platform.python_version(),
        }
    print(json.dumps(line))


def hazards() -> np.ndarray:
    """(200, 7, 10): of ranges, sea states and targets of growing size."""
    range_m = np.linspace(500.0, 150_000.0, 200)[:, None, None]
    sea_state = np.arange(7)[None, :, None]
    met = Met(np.geomspace(1.0, 1e4, 10)[None, None, :], np.linspace(1.0, 20.0, 10)[None, None, :])
    return hazard_per_s(RadarSet.model_validate(RADAR), range_m, sea_state, met, 3000.0)


def under_a_year_of_hours(folder: Path) -> Scenario:
    """The example with hourly wind, sea, visibility, cloud and rain of another year, drawn once, and with light."""
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    rng, text = np.random.default_rng(5), (folder / "us-coast.toml").read_text(encoding="utf-8")
    speed_kt = np.minimum(12.5 * np.exp(0.33 * smooth(rng, 48)), 45.0)
    rain_mm_h = np.where(smooth(rng, 6) > 1.3, rng.gamma(1.5, 2.0, HOURS), 0.0)
    visibility_km = np.clip(22.0 * np.exp(0.7 * smooth(rng, 12)) / (1.0 + 0.5 * rain_mm_h), 0.3, 60.0)
    cloud = np.clip(0.5 + 0.3 * smooth(rng, 12), 0.0, 1.0)
    rows = [HEADER]
    for hour in range(HOURS):
        at = np.datetime64("2018-01-01T00:00") + np.timedelta64(hour, "h")
        height_m = 0.3 + 0.005 * speed_kt[max(hour - 6, 0) : hour + 1].mean() ** 2
        rows.append(
            f"{str(at).replace('T', ' ')},*,{speed_kt[hour]:.0f},225,{height_m:.1f},{visibility_km[hour]:.1f},"
            f"{cloud[hour]:.2f},{rain_mm_h[hour]:.1f}"
        )
    (folder / "hours.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    begin, end = text.index("[weather]"), text.index("[[weather.closure]]")
    weather = '[weather]\nkind = "table"\nfile = "hours.csv"\nlight = true\n\n'
    (folder / "us-coast.toml").write_text(text[:begin] + weather + text[end:], encoding="utf-8")
    return read_scenario(folder / "us-coast.toml", ())


def smooth(rng: np.random.Generator, hours: int) -> np.ndarray:
    """A year of hours, mean 0 and spread 1, alike over so many."""
    kernel = np.exp(-0.5 * np.linspace(-3.0, 3.0, 6 * hours + 1) ** 2)
    drawn = np.convolve(rng.standard_normal(HOURS), kernel, "same")
    return (drawn - drawn.mean()) / drawn.std()


def tables(scenario: Scenario, roster: Roster) -> dict[str, int]:
    """Make all tables anew, as the first process of a run does; how many states of the sky and laws there are."""
    for module in (sights, sight_tables, camera_sight, lookout_sight, pass_table, conditions):
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()
    skies = skies_of(scenario, roster)
    detectors = Detectors(scenario, roster, skies)
    Watchers(scenario, roster, skies=skies)
    Turrets(scenario, roster, skies)
    return {"states": max(len(skies.given(one.fleet, one.line)) for one in roster.pairings), "laws": detectors.n_laws}


def again_s() -> float:
    """Seconds for one sight that was asked for before."""
    sensor = Sensor.model_validate({"kind": "radar", "radar": RADAR})
    began = time.process_time()
    for _ in range(1000):
        sights.sight_of(sensor, "merchant", "detect", conditions.FAIR_GIVEN, 3000.0)
    return (time.process_time() - began) / 1000.0


def median_cpu_s(work: Callable[[], object], repeats: int) -> float:
    """CPU seconds of this process, the median over repeats."""
    found = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return statistics.median(found)


if __name__ == "__main__":
    main()
