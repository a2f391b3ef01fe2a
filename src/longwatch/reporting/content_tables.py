"""What a report needs to know for its tables: ships, costs, years, and what the answer rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from longwatch.origins import Figure
from longwatch.reporting.content_watch import Measure

Part = Literal["watch", "cost"]


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
