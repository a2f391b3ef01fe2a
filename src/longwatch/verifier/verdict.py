"""What the verifier says of a roster: which rules it breaks, by how much, and what it covers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

# Short name used in messages -> what the rule asks. docs/verifier.md lists the same (a test keeps them equal).
RULES: Final[dict[str, str]] = {
    "period": "the roster is for the scenario's period, and no sortie takes off outside it",
    "name": "every line, fleet and pairing that a row names exists, once",
    "line": "the lines in the header are the scenario's watches: k, weights, limits, hold and post",
    "windows": "a line is demanded while its watch is kept, in local time or by daylight",
    "reach": "the farthest point of the area lies no farther from the hold than the header says",
    "warm-up": "gaps count from where the scenario's warm-up rule says",
    "figures": "speeds, heights and turnarounds in the header are no better than the scenario allows",
    "endurance-figure": "the endurance in the header is no longer than platform, payload and planning factor allow",
    "wind": "the wind in the header is the scenario's",
    "sensor": "the payload sees the whole area from every point of the hold",
    "link": "a control station or relay reaches hold, path and the ways of unmanned aircraft, over horizon and ground",
    "relay": "a relay is one of the control station's, no relay of a relay, and always in its sight",
    "footprint": "what is held through a satellite lies in its footprint",
    "route": "a route begins and ends at base and post, or at two posts, and crosses no land where the vehicle cannot",
    "keep-out": "no way, nor what is flown on station, leads through an area that keeps the vehicle out, but for corridors",
    "depth": "no way, nor what is run on station, leaves water that is deep enough for the vehicle",
    "pattern": "the post of a revisit watch goes round a closed path at one speed, and from the paths of its lines every cell is "
    "seen in each lap; the post of a line in company is where its ship is",
    "keeps-up": "a vehicle is as fast as a post that moves, against the wind, on station and on its way",
    "lines-of-fleet": "a fleet serves only the lines it is allowed to",
    "order": "take-off, arrival, departure, landing and readiness follow one another",
    "duplicate": "no row stands twice",
    "transit-out": "the way out takes as long as distance, speed and wind demand",
    "transit-back": "the way back takes as long as distance, speed and wind demand, to where the base will be",
    "endurance": "no vehicle is airborne longer than its endurance",
    "turnaround": "a vehicle is turned round before it flies again",
    "two-places": "a vehicle flies one sortie at a time, and takes off with the fleet it belongs to: its own, or the one it "
    "landed with last",
    "sortie": "rows of one tail with the same take-off agree, and hold their lines one after another",
    "retask": "only a fleet that may (`retask`) holds several lines in one sortie",
    "passage": "the way from one line to the next takes as long as distance, speed and wind demand",
    "ferry": "a vehicle lands with another fleet only where its own may ferry vehicles there (`ferry_to`)",
    "tails": "a fleet uses no more vehicles than it has",
    "tail-names": "the vehicles of a fleet whose `tails` are named are among those",
    "channels": "a control station flies no more vehicles at once than it has channels",
    "crews": "a fleet or station flies no more vehicles at once than it has crews on duty and rested",
    "shifts": "a fleet on shifts flies no more vehicles at once than the shifts of the hour can",
    "base-hours": "vehicles take off and land only while their base is open",
    "deck-cycle": "vehicles take off from a deck and land on it only in the open part of its cycle",
    "flight-hours": "a fleet flies no more hours in a span than it may",
    "sorties-per-day": "a fleet takes off no more often in a local day than it may",
    "movements": "a base launches and lands no more vehicles in a short time than it can",
    "maintenance": "no vehicle flies while it is in maintenance, which begins within the period, after a turnaround",
    "maintenance-lasts": "maintenance lasts as long as it must",
    "maintenance-places": "no more vehicles of a fleet are in maintenance at once than it has places",
    "maintenance-due": "where maintenance is binding no vehicle flies longer between two than it may",
    "outage": "a vehicle that the header calls lost never takes off again and what it flew ends there, one that it calls "
    "grounded does not take off meanwhile; both are the scenario's",
    "overlap": "whoever is relieved leaves when the relief has been on station as long as the watch asks",
    "airborne": "vehicles are airborne at the start as [state] says, no more, no fewer, with the time they had flown",
}


@dataclass(frozen=True)
class Violation:
    """One broken rule: `by` says by how much, in `unit` ("s", "m", "m/s", "vehicles", "sorties"; "" where none applies)."""

    rule: str
    where: str
    what: str
    by: float = 0.0
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what} [{self.rule}]"


@dataclass(frozen=True)
class LineCover:
    """What the stints leave covered of one line; seconds from the start of the period."""

    covered_fraction: float  # watcher-seconds given over watcher-seconds demanded, 1 where nothing is demanded
    demanded_s: int  # watcher-seconds: k times the seconds of the windows that count
    missing_s: int  # watcher-seconds
    gap_max_s: int
    gaps: tuple[tuple[int, int], ...]  # maximal stretches with fewer than k
    n_gaps: int


class LimitCover(NamedTuple):
    """The cells of a revisit watch with one limit; for one class, where it asks for several."""

    limit_s: float
    n_cells: int
    gap_max_s: float
    class_: str = ""


@dataclass(frozen=True)
class RevisitCover:
    """What the stints leave of a revisit watch, from the cells: a gap is a stretch without a look at one."""

    gap_max_s: float  # a cell with a limit of its own: gap / its limit x the limit of the watch
    gap_mean_s: float  # over all gaps of all cells, each by the cell's area
    covered_fraction: float  # share of area and time in which the last look is no older than the cell's limit
    limits: tuple[LimitCover, ...] = ()  # where limits are unequal


@dataclass(frozen=True)
class Verdict:
    """`ok` is true when no rule is broken; gaps are no violation, they stand in `per_line`."""

    ok: bool
    violations: tuple[Violation, ...]
    covered_fraction: float
    per_line: dict[str, LineCover] = field(default_factory=dict)
    per_watch: dict[str, RevisitCover] = field(default_factory=dict)  # of revisit watches
