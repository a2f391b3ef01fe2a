"""What a report needs to know, as plain frozen data: the runs room fills it, everything here only reads it.

Figures are `origins.Figure` in SI units with their origin (`Money` for amounts); `low` and `high` of a figure are its
interval. `None` means unknown, and is printed as a dash. Instants are seconds from the start of the period.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from longwatch.geo.polygon import Polygon
from longwatch.origins import Figure
from longwatch.scenario.plan import Stint, Work
from longwatch.scenario.scenario import CatalogChange

Points = tuple[tuple[float, float], ...]  # (lat_deg, lon_deg)
Part = Literal["watch", "cost"]


@dataclass(frozen=True)
class Settings:
    """What was asked of this run: enough to repeat it."""

    scenario_name: str
    start_s: int  # Unix time of the period's start
    length_s: int
    seed: int
    trials: int  # 0: nothing was flown
    look_trials: int  # trials in which ships were looked at
    confidence: float  # of the flown claims, 0.95
    zone: str = "UTC"  # zone in which times are shown
    marking: str = ""  # printed at the head of every page
    warm_up: str = "none"  # in words: from when gaps count
    end_rule: str = "cut"  # in words: how a gap that is open at the end is taken
    version: str = ""  # of longwatch
    command: str = ""  # how to repeat it: "longwatch run scenario.toml --seed 7"
    inputs: tuple[tuple[str, str], ...] = ()  # (file name, sha256)
    method: tuple[str, ...] = ()  # sentences: how the roster, the bound and the trials were made
    fits: tuple[str, ...] = ()  # sentences: how well spells of weather fit their series
    assumptions: tuple[str, ...] = ()  # short noun phrases that end the claim: "constant wind", "ASSUMED fault rates"
    policies: tuple[str, ...] = ()  # by which flown may exceed planned: "holding into the reserve"


@dataclass(frozen=True)
class ThreeNumbers:
    """One measure three times. For a covered fraction more is better, for a gap less.

    bound: no roster of this fleet can do better; None where no bound is known. planned: this roster, undisturbed.
    flown: what the trials show, with its interval. `bound_name` says what narrows the bound ("1 h grid").
    """

    bound: Figure | None
    planned: Figure | None
    flown: Figure | None
    bound_name: str = ""
    flown_name: str = ""  # "mean of 1,000 weeks", "not exceeded in 95 % of 1,000 weeks"


@dataclass(frozen=True)
class Cause:
    """Watcher-time missing for one cause, mean over the trials, per period."""

    name: str  # "turnaround", "weather", "fault", "link", "crew", "loss", "demand above supply", ...
    unwatched_s: Figure


@dataclass(frozen=True)
class Gap:
    """One stretch with the demand unmet, in the plan (trial None) or in one trial."""

    from_s: float
    to_s: float
    cause: str
    trial: int | None = None
    line: str = ""  # where a watch has several lines


@dataclass(frozen=True)
class Measure:
    """Any further figure with its name in words: "gaps per week", "time-average gap", "sorties flown"."""

    name: str
    figure: Figure | None


@dataclass(frozen=True)
class RevisitReport:
    """What stands beside the numbers of a revisit watch, which come from the looks at its cells.

    The formula of the pattern is printed as what it is: it knows no turns at corners, no reliefs, no ends of a period.
    """

    formula: str  # "largest zone / (sweep width x speed), plus the way from track to track"
    formula_gap_s: Figure
    facts: tuple[Measure, ...] = ()  # area, cells, sweep width, speed, zones, laps
    cells_late: Figure | None = None  # how many of the cells wait longer than the limit in the plan
    trials: int = 0  # with looks


@dataclass(frozen=True)
class WatchReport:
    """One watch: what was asked, and the three numbers."""

    name: str  # as in the scenario: "north"
    sees: str  # "detect a small boat, p 0.9"
    k: int
    limit_s: float  # g, the longest gap that still counts as uninterrupted
    covered: ThreeNumbers  # fraction of the demanded watcher-time
    gap_max: ThreeNumbers  # longest gap; flown is its quantile at the confidence over the trials
    title: str = ""  # as in a sentence; default "the <name>" when it ends in " line", else "watch <name>"
    kind: str = "station"
    required: float = 1.0
    hard: bool = False
    # share of trials without a gap longer than the limit; `low` is the one-sided Clopper-Pearson limit
    p_no_long_gap: Figure | None = None
    n_no_long_gap: int = 0
    planned_gaps: tuple[Gap, ...] = ()  # those longer than the limit and shorter ones alike
    sample_gaps: tuple[Gap, ...] = ()  # of a few trials, longest first
    causes: tuple[Cause, ...] = ()
    hourly_unwatched: tuple[float | None, ...] = ()  # probability by hour from the start; None: not demanded
    gap_max_by_trial_s: tuple[float, ...] = ()  # longest gap of each trial
    measures: tuple[Measure, ...] = ()
    lines: tuple[str, ...] = ()  # that it is held by; () for one of its own name
    gap_curve: tuple[tuple[float, Figure], ...] = ()  # g -> share of trials without a longer gap; low: Clopper-Pearson
    revisit: RevisitReport | None = None  # of a revisit watch: then the gaps above and below are those of its lines,
    # and covered, gap_max, p_no_long_gap and gap_max_by_trial_s those of its cells

    @property
    def is_relay(self) -> bool:
        """Held for the sake of a link: no claim rests on it alone."""
        return self.kind == "relay"

    def trials_of(self, settings: Settings) -> int:
        """Trials that its flown figures rest on."""
        return self.revisit.trials if self.revisit else settings.trials

    @property
    def unheld(self) -> str:
        """What its line, or a line of it, is in the gaps of lines."""
        return "not held" if self.revisit else self.unmet

    @property
    def gap_word(self) -> str:
        return "revisit gap" if self.revisit else "gap"

    @property
    def unmet(self) -> str:
        """What a watch is in its gaps: unwatched, or short of the watchers it asks for."""
        if self.revisit:
            return "seen too late"
        return "unwatched" if self.k == 1 else f"with fewer than {self.k} watchers"

    @property
    def called(self) -> str:
        return self.title or (f"the {self.name}" if self.name.endswith(" line") else f"watch {self.name}")


@dataclass(frozen=True)
class FleetRow:
    """One fleet as planned and flown."""

    name: str
    platform: str
    payload: str
    base: str
    count: int
    usable: int
    measures: tuple[Measure, ...] = ()  # sorties planned, hours on station, losses per 100 weeks, ...
    flown: tuple[
        Measure, ...
    ] = ()  # everything that trials count, by the key of summary.json; empty where none was flown
    endurance_by: str = ""  # "predicted", "fitted", "assumed" or "stated"


@dataclass(frozen=True)
class SensorMove:
    """One input of a sensor's model, and the range when it alone goes to either end of its own range."""

    name: str
    figure: Figure
    at_low_m: float
    at_high_m: float


@dataclass(frozen=True)
class SensorReport:
    """How one fleet meets one watch: with which sensor, how far, in what conditions, and what that rests on."""

    fleet: str
    watch: str
    lines: tuple[str, ...]
    sees: str  # "detect a small boat, p 0.9"
    sensor: str  # as the catalog calls it
    by: str  # "model of radar", "typed range", "typed hazard"
    planned: Figure  # range that the plan counts on, m
    height: Figure  # of the sensor, m
    conditions: str = ""  # those that the range is planned for, as far as they count; "" where none do
    plan_share: Figure | None = None  # of the time in which it reaches that far at least; None in constant weather
    less: tuple[Measure, ...] | None = (
        None  # share of the time in which it reaches less, by cause; None: it does not change
    )
    axis: str = ""  # the condition that counts most, "sea state"
    by_condition: tuple[tuple[str, Figure], ...] = ()  # its values and the range at each, all else as planned
    binned_m: tuple[float, float] | None = None  # range at the ends of the bin that the conditions are counted in
    inputs: tuple[Measure, ...] = ()  # every figure of the model
    moves: tuple[SensorMove, ...] = ()  # the strongest first


@dataclass(frozen=True)
class UseRow:
    """How the vehicles of a fleet, or the crews of a fleet or station, are used."""

    name: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class RosterReport:
    """The roster, with what the verifier said of it. A stint's line is drawn in the colour of its watch."""

    stints: tuple[Stint, ...]
    watch_of_line: dict[str, str]
    fleets: tuple[FleetRow, ...]
    vehicle_use: tuple[UseRow, ...] = ()
    crew_use: tuple[UseRow, ...] = ()
    crew_warnings: tuple[str, ...] = ()
    method: str = ""
    verified: bool = False
    violations: tuple[str, ...] = ()
    maintenance: tuple[Work, ...] = ()


@dataclass(frozen=True)
class MapArea:
    watch: str
    name: str
    polygons: tuple[Polygon, ...]
    unwatched: Figure | None = None  # flown fraction of time with fewer watchers than the watch asks for


@dataclass(frozen=True)
class MapHold:
    line: str
    watch: str
    lat_deg: float
    lon_deg: float
    radius_m: float
    reach_m: float = 0.0  # farthest point of the area that must be seen


@dataclass(frozen=True)
class MapTour:
    """Where the post of a line goes: round and round where it is closed."""

    line: str
    watch: str
    points: Points
    period_s: float  # 0: once


@dataclass(frozen=True)
class MapZone:
    """An area that is not watched but passed: kept out of, opened in spite of that, or ground that hides."""

    name: str
    kind: str  # "keep-out", "corridor" or "ground"
    words: str  # "closed to air vehicles", "rises to 1,434 m"
    polygons: tuple[Polygon, ...]


@dataclass(frozen=True)
class MapCells:
    """The cells of a revisit watch with the longest gap of each in the plan."""

    watch: str
    side_m: float
    limit_s: float
    centres: Points
    gap_max_s: tuple[float, ...]


@dataclass(frozen=True)
class MapBase:
    name: str
    kind: Literal["airfield", "port", "ship"]
    lat_deg: float
    lon_deg: float
    track: Points = ()  # of a ship


@dataclass(frozen=True)
class MapRoute:
    fleet: str
    line: str
    points: Points  # permitted path from the base, or from another line's post, to the post
    from_line: str = ""  # of a way from line to line

    @property
    def title(self) -> str:
        return f"{self.fleet}, {self.from_line} to {self.line}" if self.from_line else f"{self.fleet} to {self.line}"


@dataclass(frozen=True)
class MapReach:
    """How far a fleet reaches: the region it can hold, or one limit of it."""

    title: str
    style: int  # place of the fleet, for its colour
    kind: Literal["region", "endurance", "link"]
    points: Points


@dataclass(frozen=True)
class MapLayers:
    """Everything drawn on the map. Ship tracks are cut where they jump."""

    areas: tuple[MapArea, ...]
    holds: tuple[MapHold, ...]
    bases: tuple[MapBase, ...]
    routes: tuple[MapRoute, ...] = ()
    land: tuple[Polygon, ...] = ()
    ships: tuple[Points, ...] = ()
    tours: tuple[MapTour, ...] = ()
    cells: tuple[MapCells, ...] = ()
    zones: tuple[MapZone, ...] = ()
    reaches: tuple[MapReach, ...] = ()  # drawn by `check` only
    shown: Points = ()  # places that the window must show besides
    ships_note: str = ""  # "742 real ships, 30 June 2020, MarineCadastre"


@dataclass(frozen=True)
class ShipRow:
    """Ships of one class in the watched areas, per period."""

    name: str
    n_ships: Figure | None
    seen: Figure | None  # share of them looked at at least once
    first_look_s: Figure | None  # median time from entering an area to the first look
    dark: bool = False  # without AIS: kept apart
    first_report_s: Figure | None = None  # the same to the first report of a look
    identified: Figure | None = None  # share of them that were identified
    identify_wait_s: Figure | None = None  # mean time from the first detection to that
    detected: Figure | None = None  # share of them that were detected there, as drawn
    first_detection_s: Figure | None = None  # mean time from entering an area to that
    detections: Figure | None = None  # of them, anywhere


@dataclass(frozen=True)
class ShipReport:
    rows: tuple[ShipRow, ...]
    unknown: Figure | None = None  # share of ship-time outside the ships' recorded spans
    turrets_busy: Figure | None = None  # share of their time in the air that turrets serve
    source: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CostRow:
    """One line of the cost tree in pre-order; the children of a row are the next rows one deeper."""

    name: str
    depth: int
    constant: Figure  # at prices of the base year, over all years
    discounted: Figure | None
    note: str = ""  # "3 x 9.0 M USD 2025 at 150.0 JPY/USD"


@dataclass(frozen=True)
class CostReport:
    """What the fleet costs to buy and to use for `years`, at prices of `base_year`."""

    rows: tuple[CostRow, ...]
    currency: str
    base_year: int
    years: int
    discount: Figure
    per_on_station_h_all_in: Figure | None
    per_on_station_h_marginal: Figure | None
    on_station_h_year: Figure | None = None
    rates: tuple[Measure, ...] = ()  # "JPY per USD"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnowledgeRow:
    """One measure of all watches together: what luck does to it, and what not knowing the inputs does."""

    name: str  # key of the measure: "covered"
    words: str
    likely: Figure  # mean with the likely inputs; its interval is luck alone
    known: Figure  # mean over the inputs; its interval holds the stated share of the true means: knowledge
    mean: Figure  # the same mean with the interval of its own
    luck: Figure | None = None  # share of the variance of one period that stays when the inputs are known
    shares: tuple[Figure, ...] | None = None  # of the variance of the true means, by input; None: lost in luck
    together: Figure | None = None  # the rest: inputs that act only together, or too weakly to be told apart


@dataclass(frozen=True)
class KnowledgeReport:
    """Inputs drawn from their ranges, trials flown with each set of them."""

    n_sets: int
    n_trials: int  # of each set
    inputs: tuple[Measure, ...]  # those that reach the trials, with their ranges
    idle: tuple[str, ...]  # figures with a range that change no trial
    rows: tuple[KnowledgeRow, ...]


@dataclass(frozen=True)
class InputFigure:
    """A figure the answer rests on, with its weight in its part: of the cost the money, of the watch what you choose."""

    name: str  # "endurance of TB3"
    figure: Figure
    part: Part
    weight: float = 1.0
    of_model: bool = False  # of an airframe's or a sensor's model: there are many of them


@dataclass(frozen=True)
class YearRow:
    """One year of a long period: means over trials. vehicles: there at its end."""

    year: int
    covered: Figure
    longest_gap_s: Figure
    gaps: Figure
    flown_s: Figure
    launches: Figure
    losses: Figure
    vehicles: Figure
    covered_of: tuple[tuple[str, Figure], ...]  # of each line


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
    files: dict[str, str] = field(default_factory=dict)  # what else lies in the run folder: "roster" -> "roster.csv"
