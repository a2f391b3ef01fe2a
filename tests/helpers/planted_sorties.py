"""Faults to plant in the good roster of `hand_sorties`, each with the rule that names it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from helpers.hand_sorties import ENDURANCE_S, flown
from longwatch.scenario.plan import Passage, Roster, Stint, sorties_of
from longwatch.scenario.scenario import Scenario


def rows_of(roster: Roster, tail: str, number: int) -> tuple[Stint, ...]:
    """The rows of a vehicle's sortie by its number."""
    return [rows for rows in sorties_of(roster.stints) if rows[0].tail == tail][number]


def swap_sortie(roster: Roster, old: Sequence[Stint], new: Sequence[Stint]) -> Roster:
    """The roster with other rows for one sortie."""
    left = [one for one in roster.stints if not any(one is row for row in old)]
    return replace(roster, stints=tuple(sorted([*left, *new])))


def _changed(roster: Roster, tail: str, number: int, only: int | None = None, **changes: Any) -> Roster:
    """All rows of one sortie, or one of them, with other columns."""
    rows = rows_of(roster, tail, number)
    new = [replace(row, **changes) if only in (None, n) else row for n, row in enumerate(rows)]
    return swap_sortie(roster, rows, new)


def rows_that_land_at_two_times(_: Scenario, r: Roster) -> Roster:
    row = rows_of(r, "plane-1", 0)[1]
    return _changed(r, "plane-1", 0, 1, land_s=row.land_s + 60)


def rows_that_land_at_two_bases(_: Scenario, r: Roster) -> Roster:
    return _changed(r, "plane-2", 1, 0, to_fleet="")


def second_line_before_the_first_is_left(_: Scenario, r: Roster) -> Roster:
    before, after = rows_of(r, "plane-1", 0)
    return _changed(r, "plane-1", 0, 1, arrive_s=before.leave_s - 60, leave_s=after.leave_s)


def passage_cut_by_five_seconds(_: Scenario, r: Roster) -> Roster:
    return _changed(r, "plane-1", 1, 2, arrive_s=rows_of(r, "plane-1", 1)[2].arrive_s - 5)


def passage_that_nobody_permitted(_: Scenario, r: Roster) -> Roster:
    return replace(r, passages=tuple(one for one in r.passages if (one.from_line, one.to_line) != ("south", "east")))


def passage_through_a_closed_area(_: Scenario, r: Roster) -> Roster:
    """Straight from east to inshore: shorter, but through the range."""
    return replace(
        r,
        passages=tuple(
            Passage(one.fleet, one.from_line, one.to_line)
            if (one.from_line, one.to_line) == ("east", "inshore")
            else one
            for one in r.passages
        ),
    )


def passage_that_begins_elsewhere(_: Scenario, r: Roster) -> Roster:
    """The route starts a kilometre nearer."""
    ways = [replace(one, route=((one.route[0][0] - 0.01, one.route[0][1]), *one.route[1:])) if
            (one.fleet, one.from_line, one.to_line) == ("Northern", "east", "south") else one for one in r.passages]  # fmt: skip
    return replace(r, passages=tuple(ways))


def sortie_of_several_lines_beyond_its_endurance(_: Scenario, r: Roster) -> Roster:
    """Each line lies within the endurance, all of them together do not: its second pairing has the shorter one."""
    rows = rows_of(r, "plane-1", 0)
    most_s = rows[0].land_s - rows[0].takeoff_s - 1
    pairings = [
        replace(one, endurance_s=most_s) if (one.fleet, one.line) == ("Northern", "south") else one
        for one in r.pairings
    ]
    return replace(r, pairings=tuple(pairings))


def ferry_beyond_the_endurance_of_the_other(_: Scenario, r: Roster) -> Roster:
    row = rows_of(r, "plane-2", 0)[0]
    most_s = row.land_s - row.takeoff_s - 1
    pairings = [
        replace(one, endurance_s=most_s) if (one.fleet, one.line) == ("Southern", "south") else one
        for one in r.pairings
    ]
    return replace(r, pairings=tuple(pairings))


def longer_than_all_endurances(_: Scenario, r: Roster) -> Roster:
    rows = rows_of(r, "plane-1", 1)
    more_s = ENDURANCE_S + 2 - (rows[0].land_s - rows[0].takeoff_s)
    late = [replace(row, land_s=row.land_s + more_s, ready_s=row.ready_s + more_s) for row in rows]
    return swap_sortie(r, rows, [*late[:-1], replace(late[-1], leave_s=late[-1].leave_s + more_s)])


def takes_off_where_it_did_not_land(_: Scenario, r: Roster) -> Roster:
    """It landed in the south, and its next sortie is made from the north."""
    rows = rows_of(r, "plane-2", 1)
    return swap_sortie(r, rows, flown(r, "plane-2", "Northern", rows[0].takeoff_s, [("south", 900), ("east", 800)]))


def lands_where_it_has_no_way(_: Scenario, r: Roster) -> Roster:
    return replace(r, pairings=tuple(one for one in r.pairings if (one.fleet, one.line) != ("Southern", "south")),
                   stints=tuple(one for one in r.stints if one.fleet != "Southern"))  # fmt: skip


def ferry_that_lands_too_soon(_: Scenario, r: Roster) -> Roster:
    row = rows_of(r, "plane-2", 0)[0]
    return _changed(r, "plane-2", 0, land_s=row.land_s - 5, ready_s=row.ready_s - 5)


def ferry_turned_round_too_soon(_: Scenario, r: Roster) -> Roster:
    return _changed(r, "plane-2", 0, ready_s=rows_of(r, "plane-2", 0)[0].ready_s - 60)


def ferried_before_it_is_ready(_: Scenario, r: Roster) -> Roster:
    rows = rows_of(r, "plane-2", 1)
    steps = [(row.line, row.leave_s - row.arrive_s) for row in rows]
    return swap_sortie(r, rows, flown(r, "plane-2", "Southern", rows[0].takeoff_s - 700, steps, "Northern"))


def one_vehicle_too_many_in_the_south(_: Scenario, r: Roster) -> Roster:
    """A fourth vehicle that begins in the south; those ferried there are not counted."""
    more = flown(r, "plane-4", "Southern", 110000, [("inshore", 100)])
    return replace(r, stints=tuple(sorted([*r.stints, *more])))


def name_of_a_fleet_that_is_not_there(_: Scenario, r: Roster) -> Roster:
    return _changed(r, "plane-2", 2, to_fleet="Eastern")


def row_of_a_sortie_twice(_: Scenario, r: Roster) -> Roster:
    return replace(r, stints=tuple(sorted([*r.stints, rows_of(r, "plane-1", 0)[1]])))


SORTIES_FAULTS = [
    (rows_that_land_at_two_times, "sortie"),
    (rows_that_land_at_two_bases, "sortie"),
    (second_line_before_the_first_is_left, "sortie"),
    (passage_cut_by_five_seconds, "passage"),
    (passage_that_nobody_permitted, "name"),
    (passage_through_a_closed_area, "keep-out"),
    (passage_that_begins_elsewhere, "route"),
    (sortie_of_several_lines_beyond_its_endurance, "endurance"),
    (ferry_beyond_the_endurance_of_the_other, "endurance"),
    (longer_than_all_endurances, "endurance"),
    (takes_off_where_it_did_not_land, "two-places"),
    (lands_where_it_has_no_way, "name"),
    (ferry_that_lands_too_soon, "transit-back"),
    (ferry_turned_round_too_soon, "turnaround"),
    (ferried_before_it_is_ready, "turnaround"),
    (one_vehicle_too_many_in_the_south, "tails"),
    (name_of_a_fleet_that_is_not_there, "ferry"),
    (row_of_a_sortie_twice, "duplicate"),
]


def _fleets(**changes: dict[str, Any]) -> list[dict[str, Any]]:
    fleets = {
        "Northern": {"base": "North", "count": 2, "ferry_to": ["Southern"]},
        "Southern": {"base": "South", "count": 1, "ferry_to": ["Northern"]},
    }
    all_alike = {"platform": "plane", "control": "Sat", "retask": True}
    return [{"name": name, **all_alike, **own, **changes.get(name, {})} for name, own in fleets.items()]


def _bases(**south: Any) -> list[dict[str, Any]]:
    return [
        {"name": "North", "kind": "airfield", "at": "36 N, 76 W"},
        {"name": "South", "kind": "airfield", "at": "34 N, 76 W", **south},
    ]


SORTIES_CHANGED: list[tuple[dict[str, Any], str]] = [
    ({"fleet": _fleets(Northern={"retask": False})}, "retask"),
    ({"fleet": _fleets(Northern={"ferry_to": []})}, "ferry"),
    ({"fleet": _fleets(Northern={"count": 1})}, "tails"),
    ({"fleet": _fleets(Northern={"tails": ["J1", "J2"]})}, "tail-names"),
    ({"fleet": _fleets(Northern={"crews": 1, "crew_duty": "24 h"})}, "crews"),
    ({"fleet": _fleets(Northern={"sorties_per_day": 1})}, "sorties-per-day"),
    ({"fleet": _fleets(Southern={"flight_hours": {"most": "14 h"}})}, "flight-hours"),
    ({"control": [{"name": "Sat", "at": "North", "kind": "satellite", "channels": 2}]}, "channels"),
    # the ferry lands at 15:04 in the south, and takes off there at 18:14
    ({"base": _bases(hours="15:30-13:00")}, "base-hours"),
    ({"base": _bases(movements={"most": 1, "within": "200 min"})}, "movements"),
]
