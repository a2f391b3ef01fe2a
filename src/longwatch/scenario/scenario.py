"""A scenario as the rest of the program sees it: the user's file with every name resolved, in SI, with plain geometry."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from longwatch.catalog.models import Payload, Platform
from longwatch.geo.polygon import Polygon
from longwatch.scenario.asks import Ask
from longwatch.scenario.deliveries import count_at_start, usable
from longwatch.scenario.models import Base, Control, Fleet, ScenarioFile, Watch

if TYPE_CHECKING:
    from longwatch.geo.cells import Cells


@dataclass(frozen=True)
class CatalogChange:
    """What a scenario overrode or added in the catalog; the report lists it."""

    item: str  # "platform tb3"
    quantity: str  # "endurance", or "(new)"
    catalog_value: str
    scenario_value: str


@dataclass(frozen=True)
class Scenario:
    """Everything resolved. `fleet.name` is unique; `platforms` and `payloads` hold what the fleets use, after overrides."""

    file: ScenarioFile
    path: Path | None
    start_s: int  # Unix time of the period's start
    length_s: int
    bases: tuple[Base, ...]  # tracks filled in, whatever they were made from
    fleets: tuple[Fleet, ...]  # names and payloads filled in
    platforms: dict[str, Platform]
    payloads: dict[str, Payload]
    areas: dict[str, tuple[Polygon, ...]]
    land: tuple[Polygon, ...]  # near the scenario's places: plain data, for the verifier too
    changes: tuple[CatalogChange, ...]
    warnings: tuple[str, ...]
    inputs: dict[str, str]  # file name -> sha256, for the manifest
    cells: dict[str, Cells] = field(default_factory=dict)  # of each revisit watch, by its name
    policy_text: str = ""  # of `policy.file`
    revisit_asks: dict[str, tuple[Ask, ...]] = field(default_factory=dict)  # by revisit watch, by class

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def watches(self) -> tuple[Watch, ...]:
        return self.file.watch

    def base(self, name: str) -> Base:
        return next(base for base in self.bases if base.name == name)

    def fleet(self, name: str) -> Fleet:
        return next(fleet for fleet in self.fleets if fleet.name == name)

    def control(self, name: str) -> Control:
        return next(control for control in self.file.control if control.name == name)

    def watch(self, name: str) -> Watch:
        return next(watch for watch in self.watches if watch.name == name)

    def asks(self, watch: str) -> tuple[Ask, ...]:
        """What a revisit watch asks of its cells, by class in order of their names."""
        own = self.revisit_asks.get(watch)
        if own is not None:
            return own
        n = self.cells[watch].n
        return (Ask(self.watch(watch).sees.class_, tuple(range(n)), (float(self.watch(watch).limit_s),) * n),)

    def limits_s(self, watch: str) -> tuple[float, ...]:
        """The longest time between looks at each cell of a revisit watch, for each class that is asked for there."""
        return tuple(limit_s for ask in self.asks(watch) for limit_s in ask.limit_s)

    def asked_classes(self, watch: str) -> tuple[str, ...]:
        """The class of each of those."""
        return tuple(ask.class_ for ask in self.asks(watch) for _ in ask.cell)

    def asked_m2(self, watch: str) -> tuple[float, ...]:
        """The area of each of those cells: a cell that is asked for in several classes counts in each."""
        return tuple(self.cells[watch].area_m2[k] for ask in self.asks(watch) for k in ask.cell)

    def platform_of(self, fleet: Fleet) -> Platform:
        return self.platforms[fleet.platform]

    def payload_of(self, fleet: Fleet) -> Payload:
        assert fleet.payload is not None  # filled in when the scenario was read
        return self.payloads[fleet.payload]

    def usable_count(self, fleet: Fleet) -> int:
        """Vehicles a plan may use: those there from the start, times availability, rounded down, less those on standby."""
        return max(usable(count_at_start(fleet, self.start_s), fleet) - fleet.standby, 0)
