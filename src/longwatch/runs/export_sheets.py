"""What one vehicle or one crew does in the period: a sheet each, as plain data. Times are ISO 8601 in the period's zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.scenario.duties import Turn
from longwatch.scenario.plan import Roster, Stint, first_fleets, sorties_of
from longwatch.scenario.scenario import Scenario

MOST_SHOWN = 12


@dataclass(frozen=True)
class Flown:
    """What is exported: a roster, and the turns of its crews."""

    scenario: Scenario
    roster: Roster
    turns: tuple[Turn, ...]

    def time(self, time_s: int) -> str:
        """In the zone in which the scenario shows times."""
        zone = ZoneInfo(self.scenario.file.period.zone)
        return datetime.fromtimestamp(self.roster.start_s + time_s, zone).isoformat(timespec="seconds")

    @property
    def tails(self) -> list[str]:
        """Of the roster, and vehicles with names that it leaves on the ground."""
        named = [tail for fleet in self.scenario.fleets for tail in fleet.tails]
        return list(
            dict.fromkeys(
                [
                    *named,
                    *sorted(
                        {
                            *(stint.tail for stint in self.roster.stints),
                            *(work.tail for work in self.roster.maintenance),
                        }
                    ),
                ]
            )
        )

    @property
    def crews(self) -> list[str]:
        return sorted({turn.crew for turn in self.turns})


def tail_sheet(flown: Flown, tail: str) -> dict[str, Any]:
    """One vehicle's sorties. Raises BadInputError where no vehicle is called so."""
    _require(tail, flown.tails, "--tail", "vehicle")
    own = [stint for stint in flown.roster.stints if stint.tail == tail]
    works = [work for work in flown.roster.maintenance if work.tail == tail]
    flies_for = {first_fleets(own)[tail]} if own else {work.fleet for work in works}
    sorties = sorties_of(own)
    fleet = next(fleet for fleet in flown.scenario.fleets if tail in fleet.tails or fleet.name in flies_for)
    before_s = round(float(flown.scenario.file.state.hours_flown.get(tail, 0.0)))
    return {
        "tail": tail,
        "fleet": fleet.name,
        "platform": flown.scenario.platform_of(fleet).name,
        "base": fleet.base,
        **_period(flown),
        "sorties": [_row(flown, n, rows, stint) for n, rows in enumerate(sorties, start=1) for stint in rows],
        "maintenance": [{"from": flown.time(work.from_s), "to": flown.time(work.to_s)} for work in works],
        "flown_s": sum(rows[0].land_s - rows[0].takeoff_s for rows in sorties),
        "on_station_s": sum(stint.on_station_s for stint in own),
        "flown_before_s": before_s,
    }


def crew_sheet(flown: Flown, crew: str) -> dict[str, Any]:
    """One crew's duties. Raises BadInputError where no crew is called so."""
    _require(crew, flown.crews, "--crew", "crew")
    own = [turn for turn in flown.turns if turn.crew == crew]
    return {
        "crew": crew,
        "of": own[0].of,
        **_period(flown),
        "turns": [
            {
                "duty": turn.duty,
                "from": flown.time(turn.from_s),
                "to": flown.time(turn.to_s),
                "tail": turn.tail,
                "lines": lines_of_turn(flown.roster.stints, turn),
                "flown_s": turn.flown_s,
            }
            for turn in own
        ],
        "duties": len({turn.duty for turn in own}),
        "flown_s": sum(turn.flown_s for turn in own),
    }


def lines_of_turn(stints: Sequence[Stint], turn: Turn) -> list[str]:
    """What the vehicle serves on the sortie it is on then."""
    flown = (one for one in stints if one.tail == turn.tail and one.takeoff_s < turn.to_s and one.land_s > turn.from_s)
    return list(dict.fromkeys(one.line for one in sorted(flown, key=lambda one: (one.takeoff_s, one.arrive_s))))


def _period(flown: Flown) -> dict[str, Any]:
    return {
        "scenario": flown.scenario.name,
        "marking": flown.scenario.file.marking,
        "zone": flown.scenario.file.period.zone,
        "from": flown.time(0),
        "to": flown.time(flown.roster.length_s),
    }


def _row(flown: Flown, number: int, sortie: Sequence[Stint], stint: Stint) -> dict[str, Any]:
    """One line held on the sortie of this number. The time flown stands with the first of them, else it is null; where the
    vehicle lands, if elsewhere, with the last.
    """
    steps = ("takeoff", "arrive", "leave", "land", "ready")
    elsewhere = stint is sortie[-1] and stint.lands_with != stint.fleet
    return {
        "sortie": number,
        "line": stint.line,
        **{step: flown.time(getattr(stint, f"{step}_s")) for step in steps},
        "flown_s": stint.land_s - stint.takeoff_s if stint is sortie[0] else None,
        "on_station_s": stint.on_station_s,
        "airborne_at_start": stint.airborne_at_start,
        "lands_at": flown.scenario.fleet(stint.lands_with).base if elsewhere else "",
    }


def _require(name: str, names: Sequence[str], where: str, what: str) -> None:
    if name in names:
        return
    listed = ", ".join(names[:MOST_SHOWN]) + (f" and {len(names) - MOST_SHOWN} more" if len(names) > MOST_SHOWN else "")
    has = f"this run has {listed}" if names else f"this run has no {what}s"
    raise BadInputError(Problem(where, f"no {what} is called {name!r}; {has}", nearest_name(name, list(names))))
