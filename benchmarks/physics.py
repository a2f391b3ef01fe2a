"""Models of sensors: hazards over 200 ranges x 7 sea states x 10 targets, and the integrated tables of a scenario.

    python benchmarks/physics.py [--repeats 9] [--json]

The first is one call of the radar model (bar: 50 ms). The second asks for every table that a scenario of four sensors could
need: each class that a sensor detects, in every bin of the conditions its kind rests on that a year at sea meets, as steps
of hazard and as the integrals of passes (bar: 2 s).
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import product

import numpy as np

from longwatch.catalog.models import Sensor
from longwatch.catalog.radar_set import RadarSet
from longwatch.detection import pass_table, sight_tables, sights
from longwatch.detection.conditions import FAIR, Conditions, Given
from longwatch.detection.radar import Met, hazard_per_s
from longwatch.detection.targets import class_order

RADAR = {
    "frequency": "9.4 GHz", "peak_power": "10 kW", "gain": "33 dB", "pulse": "10 us", "azimuth_beamwidth": "2.4 deg",
    "range_resolution": "3 m",
}  # fmt: skip
SENSORS = (  # sensor, its height in metres, the conditions it is asked for
    (
        Sensor.model_validate({"kind": "radar", "radar": RADAR}),
        3000.0,
        {"sea_state": range(7), "rain_mm_h": (0.0, 0.7, 2.8, 11.3)},
    ),
    (
        Sensor.model_validate({"kind": "turret", "camera": {"ifov": "25 urad"}}),
        3000.0,
        {"visibility_m": (2500.0, 5000.0, 10000.0, 20000.0, 40000.0), "cloud": (0.0, 0.25, 0.5, 0.75), "dark": (False, True)},
    ),
    (
        Sensor.model_validate({"kind": "eyes", "lookout": {"from": "fixed wing"}}),
        300.0,
        {"wind_mps": (4.45, 9.4, 15.55), "visibility_m": (5000.0, 10000.0, 20000.0)},
    ),
    (
        Sensor.model_validate({"kind": "sonar", "hydrophone": {"frequency": "250 Hz", "bandwidth": "100 Hz"}}),
        0.0,
        {"wind_mps": (0.95, 2.5, 4.45, 6.75, 9.4, 12.35, 15.55, 19.0)},
    ),
)  # fmt: skip


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--json", action="store_true", help="one line of JSON (also the default)")
    asked = parser.parse_args()
    n = tables()  # compiled and read from here on
    line = {
        "bench": "physics",
        "hazards": int(hazards().size),
        "hazards_cpu_ms": round(1e3 * median_cpu_s(hazards, asked.repeats), 1),
        "tables": n,
        "tables_cpu_s": round(median_cpu_s(tables, max(asked.repeats // 3, 1)), 2),
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


def questions() -> Iterator[tuple[Sensor, str, Given, float]]:
    """(sensor, class, conditions, height) of every table."""
    for sensor, height_m, bins in SENSORS:
        for values in product(*bins.values()):
            now: Conditions = FAIR._replace(**dict(zip(bins, values, strict=True)))
            yield from ((sensor, class_, Given(now), height_m) for class_ in class_order())


def tables() -> int:
    """Make every table anew; how many there are."""
    sights._sight.cache_clear()
    sight_tables.sampled.cache_clear()
    pass_table._of_steps.cache_clear()
    made = 0
    for sensor, class_, given, height_m in questions():
        sight = sights.sight_of(sensor, class_, "detect", given, height_m)
        if sight is not None and sight.hazard_per_s is not None:
            steps = sight_tables.table_of(sight)
            if steps.hazard_per_s:
                pass_table.pass_table(steps)
                made += 1
    return made


def again_s() -> float:
    """Seconds for one sight that was asked for before."""
    sensor, class_, given, height_m = next(questions())
    began = time.process_time()
    for _ in range(1000):
        sights.sight_of(sensor, class_, "detect", given, height_m)
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
