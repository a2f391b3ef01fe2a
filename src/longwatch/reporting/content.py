"""What a report needs to know, as plain frozen data: the runs room fills it, everything here only reads it.

Figures are `origins.Figure` in SI units with their origin (`Money` for amounts); `low` and `high` of a figure are its
interval. `None` means unknown, and is printed as a dash. Instants are seconds from the start of the period.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from longwatch.reporting.content_fleet import RosterReport, SensorReport
from longwatch.reporting.content_map import MapLayers
from longwatch.reporting.content_settings import Settings
from longwatch.reporting.content_tables import CostReport, InputFigure, KnowledgeReport, ShipReport, YearRow
from longwatch.reporting.content_watch import Measure, WatchReport
from longwatch.reporting.explanation import ExplainReport
from longwatch.scenario.scenario import CatalogChange


@dataclass(frozen=True)
class ReportContent:
    """The whole report. What was not computed is left out (None, or empty) and the report says so."""

    settings: Settings
    watches: tuple[WatchReport, ...]
    roster: RosterReport | None = None
    map: MapLayers | None = None
    sensors: tuple[SensorReport, ...] = ()
    ships: ShipReport | None = None
    cost: CostReport | None = None
    inputs: tuple[InputFigure, ...] = ()
    changes: tuple[CatalogChange, ...] = ()
    warnings: tuple[str, ...] = ()
    knowledge: KnowledgeReport | None = None
    years: tuple[YearRow, ...] = ()  # of a period of years
    events: tuple[Measure, ...] = ()  # mean per period over the trials: aborts, losses, closures, groundings
    explanation: ExplainReport | None = None  # why watches are not met, where somebody asked
    files: dict[str, str] = field(default_factory=dict)  # what else lies in the run folder: "roster" -> "roster.csv"
