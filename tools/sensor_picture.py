"""docs/img/radar_heights.svg: how far the catalog's light radar sees a small boat, by its height and the sea state."""

from __future__ import annotations

import numpy as np

from longwatch.catalog.load import load_catalog
from longwatch.detection.conditions import FAIR, Given
from longwatch.detection.ranges import range_of_sensor
from longwatch.reporting.chart import Line, axis_of, chart

NAME = "radar_heights.svg"
SEA_STATES = (2, 3, 4, 5, 6)
HEIGHTS_M = np.arange(250.0, 6001.0, 250.0)
TITLE = "A light radar and a small boat: range at p = 0.9 by height and sea state"
NOTE = "radar of light_radar_turret_ais, all of whose figures are ASSUMED; no rain; 0: nowhere with p = 0.9"


def heights_picture() -> str:
    """The chart as SVG text, 0 where the boat is nowhere found with p = 0.9."""
    radar = next(one for one in load_catalog().payloads["light_radar_turret_ais"].sensors if one.kind == "radar")
    lines = []
    for degree in SEA_STATES:
        given = Given(FAIR._replace(sea_state=degree))
        found = [range_of_sensor(radar, "small-boat", "detect", 0.9, float(height_m), given) for height_m in HEIGHTS_M]
        range_km = np.array([0.0 if one is None else float(one) / 1000.0 for one in found])
        lines.append(Line(f"sea state {degree}", HEIGHTS_M / 1000.0, range_km))
    x = axis_of("height of the radar, km", [line.x for line in lines], zero=True)
    y = axis_of("range, km", [line.y for line in lines], zero=True)
    return chart(TITLE, lines, x, y, NOTE) + "\n"
