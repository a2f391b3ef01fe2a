"""A report's content with a revisit watch of two zones and a relay: shapes real, every figure made up for the tests."""

from __future__ import annotations

from dataclasses import replace

from helpers.report_fixture import HOUR, make_content
from longwatch.geo.polygon import Polygon
from longwatch.origins import Figure, Origin
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_map import MapArea, MapCells, MapTour
from longwatch.reporting.content_watch import Cause, Gap, Measure, RevisitReport, ThreeNumbers, WatchReport
from longwatch.scenario.plan import Stint

CELLS = Origin("computed", "looks at the cells", of=("roster", "cells"))
BOX = Polygon(((38.0, -74.0), (38.0, -73.0), (37.0, -73.0), (37.0, -74.0)))


def _seconds(value: float) -> Figure:
    return Figure(value, "s", origin=CELLS)


def _share(value: float) -> Figure:
    return Figure(value, "1", low=value - 0.01, high=min(value + 0.01, 1.0), origin=CELLS)


def revisit_watch() -> WatchReport:
    return WatchReport(
        name="box",
        sees="detect a fishing boat, p 0.9",
        k=1,
        limit_s=3.0 * HOUR,
        kind="revisit",
        covered=ThreeNumbers(_share(1.0), _share(0.97), _share(0.95), "area swept", "mean of 400 trials"),
        gap_max=ThreeNumbers(_seconds(1800.0), _seconds(4.0 * HOUR), _seconds(6.0 * HOUR), "area swept", "95 % of 400"),
        p_no_long_gap=Figure(0.1, low=0.07, high=1.0, origin=CELLS),
        n_no_long_gap=40,
        planned_gaps=(Gap(0.0, 5820.0, "demand above supply", line="box.2"),),
        sample_gaps=(Gap(7200.0, 9000.0, "wind", 1, "box.1"),),
        causes=(Cause("wind", _seconds(900.0)),),
        hourly_unwatched=tuple(0.01 * (i % 7) for i in range(168)),
        gap_max_by_trial_s=tuple(3600.0 * (2 + i % 5) for i in range(400)),
        measures=(Measure("time-average gap", _seconds(2000.0)),),
        lines=("box.1", "box.2"),
        revisit=RevisitReport(
            formula="area / (sweep width x speed)",
            formula_gap_s=_seconds(2.5 * HOUR),
            facts=(
                Measure("cells", Figure(4.0, "1", origin=CELLS)),
                Measure("sweep width", Figure(4e4, "m", origin=CELLS)),
            ),
            cells_late=Figure(3.0, "1", origin=CELLS),
            trials=400,
        ),
    )


def relay_watch() -> WatchReport:
    numbers = ThreeNumbers(_share(1.0), _share(0.9), _share(0.9))
    gap = ThreeNumbers(_seconds(0.0), _seconds(9.0 * HOUR), _seconds(9.0 * HOUR))
    return WatchReport("mast", "carry the link of others", 1, 1800.0, numbers, gap, kind="relay")


def revisit_content() -> ReportContent:
    """The content of the station fixture with a revisit watch and a relay added to its watches, map and roster."""
    content = make_content()
    assert content.map is not None
    assert content.roster is not None
    tours = tuple(
        MapTour(
            f"box.{n}", "box", ((37.2, lon), (37.8, lon), (37.8, lon + 0.3), (37.2, lon + 0.3), (37.2, lon)), 7200.0
        )
        for n, lon in ((1, -73.9), (2, -73.4))
    )
    centres = tuple((37.25 + 0.5 * i, -73.75 + 0.5 * j) for i in range(2) for j in range(2))
    stints = tuple(
        Stint(s.takeoff_s, f"box.{1 + n % 2}", f"box-{n % 4}", s.fleet, s.arrive_s, s.leave_s, s.land_s, s.ready_s)
        for n, s in enumerate(content.roster.stints[:8])
    )
    return replace(
        content,
        watches=(*content.watches, revisit_watch(), relay_watch()),
        map=replace(
            content.map,
            areas=(*content.map.areas, MapArea("box", "box", (BOX,), _share(0.05))),
            tours=tours,
            cells=(MapCells("box", 50_000.0, 3.0 * HOUR, centres, (3600.0, 8000.0, 12_000.0, 40_000.0)),),
        ),
        roster=replace(
            content.roster,
            stints=(*content.roster.stints, *stints),
            watch_of_line=content.roster.watch_of_line | {"box.1": "box", "box.2": "box", "mast": "mast"},
        ),
    )
