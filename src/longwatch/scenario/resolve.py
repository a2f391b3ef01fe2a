"""From what the user wrote to what it means: every name resolved, figures from the catalog, geometry as plain data."""

from __future__ import annotations

from pathlib import Path

from longwatch.catalog.models import Payload, Platform
from longwatch.errors import BadInputError, Problem
from longwatch.geo.polygon import Polygon
from longwatch.scenario.models import Area, Fleet, ScenarioFile
from longwatch.scenario.scenario import Scenario


def resolve(file: ScenarioFile, path: Path | None = None) -> Scenario:
    """Raises BadInputError when a name leads nowhere."""
    from longwatch.catalog.load import load_catalog

    catalog = load_catalog()
    platforms: dict[str, Platform] = {}
    payloads: dict[str, Payload] = {}
    fleets: list[Fleet] = []
    for index, fleet in enumerate(file.fleet):
        platform = catalog.platforms.get(fleet.platform)
        if platform is None:
            raise BadInputError(Problem(f"fleet[{index}].platform", f"no platform is called {fleet.platform!r}"))
        payload = fleet.payload or platform.payloads[0]
        platforms[fleet.platform] = platform
        payloads[payload] = catalog.payloads[payload]
        name = fleet.name or f"{fleet.platform}@{fleet.base}"
        fleets.append(fleet.model_copy(update={"name": name, "payload": payload}))
    return Scenario(
        file=file,
        path=path,
        start_s=round(file.period.start.timestamp()),
        length_s=round(float(file.period.length_s)),
        fleets=tuple(fleets),
        platforms=platforms,
        payloads=payloads,
        areas={area.name: _polygons(area) for area in file.area},
        land=(),
        changes=(),
        warnings=(),
        inputs={},
    )


def _polygons(area: Area) -> tuple[Polygon, ...]:
    return (Polygon(tuple(area.polygon)),)
