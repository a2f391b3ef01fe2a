"""Flight hours, sorties a day, movements of a base: planner and verifier agree, and each breach is told by how much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from helpers.agreement import check_agreement
from helpers.hand_roster import hand_roster, hand_scenario
from helpers.random_limits import scenario_with_limits, table_with_limits
from longwatch.errors import BadInputError
from longwatch.scenario.models import FlightHours, Movements
from longwatch.scenario.plan import Roster
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario
from longwatch.verifier import verify_roster
from longwatch.verifier.verdict import Violation

N, SHARDS = 1500, 100
SAMPLE = (2, 3, 4, 5, 8, 9, 10, 13)


def check(seed: int) -> None:
    """A scenario may be refused where those in the air at the start have no hours to get home."""
    try:
        scenario = scenario_with_limits(seed)
        check_agreement(scenario, seed)
    except BadInputError as error:
        if "to get home" not in str(error):
            raise


@pytest.mark.parametrize("seed", SAMPLE)
def test_planner_and_verifier_agree_on_limits(seed: int) -> None:
    check(seed)


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(SHARDS))
def test_planner_and_verifier_agree_on_limits_all(shard: int, record_property: Callable[[str, object], None]) -> None:
    """With random flight hours, sorties a day and movements the verifier accepts every roster, and none beats the bound."""
    seeds = range(shard, N, SHARDS)
    for seed in seeds:
        check(seed)
    record_property("n", len(seeds))


@cache
def good() -> tuple[Scenario, Roster]:
    scenario = hand_scenario()
    return scenario, hand_roster(scenario)


def wrong(base: str = "", fleet: str = "", roster: Roster | None = None, **changes: Any) -> list[Violation]:
    """What is wrong with the good roster where a base or fleet has other limits."""
    scenario, sound = good()
    bases = tuple(one.model_copy(update=changes) if one.name == base else one for one in scenario.bases)
    fleets = tuple(one.model_copy(update=changes) if one.name == fleet else one for one in scenario.fleets)
    return list(verify_roster(replace(scenario, bases=bases, fleets=fleets), roster or sound).violations)


def flown_s(fleet: str, start: int, end: int) -> int:
    own = [one for one in good()[1].stints if one.fleet == fleet]
    return sum(max(0, min(one.land_s, end) - max(one.takeoff_s, start)) for one in own)


def hours(most_s: int, every: str | None = None) -> FlightHours:
    return FlightHours.model_validate({"most": f"{most_s} s"} | ({} if every is None else {"every": every}))


def test_hours_of_the_whole_period_are_counted_to_the_second() -> None:
    total_s = flown_s("planes", 0, 259_200)
    assert wrong(fleet="planes", flight_hours=hours(total_s)) == []
    (found,) = wrong(fleet="planes", flight_hours=hours(total_s - 7))
    assert (found.rule, found.by, found.unit) == ("flight-hours", 7.0, "s")
    assert found.where == "fleet planes, from 2026-03-01T00:00:00Z"


def test_hours_of_each_span_are_counted_alone_and_those_aloft_from_the_start() -> None:
    spans = [(n * 86_400, (n + 1) * 86_400) for n in range(3)]
    flown = [flown_s("boats", *span) for span in spans]
    assert flown[0] == 86_400 + 76_400, "one in the air all day and one from 10,000 s on"
    found = wrong(fleet="boats", flight_hours=hours(min(flown), "24 h"))
    assert [one.by for one in found] == [seconds - min(flown) for seconds in flown if seconds > min(flown)]
    assert wrong(fleet="boats", flight_hours=hours(max(flown), "24 h")) == []


def test_sorties_are_counted_by_the_local_date() -> None:
    scenario, _ = good()
    (found,) = [one for one in wrong(fleet="decked", sorties_per_day=2) if "03-01" in one.where]
    assert (found.by, found.unit) == (1.0, "sorties")
    assert found.what == "3 take-offs, 2 a day are allowed"
    period = scenario.file.period.model_copy(update={"zone": "Asia/Tokyo"})
    abroad = replace(
        scenario,
        file=scenario.file.model_copy(update={"period": period}),
        fleets=tuple(one.model_copy(update={"sorties_per_day": 2}) for one in scenario.fleets),
    )
    days = [one.where for one in verify_roster(abroad, good()[1]).violations]
    assert days == ["fleet decked, 2026-03-02"], "at 00:10, 08:30 and 16:50 UTC: in Tokyo the third is on the next day"


def test_movements_of_all_fleets_of_a_base_are_spaced() -> None:
    moves = sorted(t for one in good()[1].stints if one.fleet == "planes" for t in (one.takeoff_s, one.land_s))
    least_s = min(b - a for a, b in pairwise(moves))
    within = Movements.model_validate({"within": f"{least_s} s"})
    assert wrong("Field", movements=within) == []
    found = wrong("Field", movements=Movements.model_validate({"within": f"{least_s + 3} s"}))
    assert {one.by for one in found} >= {3.0}
    assert all(one.rule == "movements" for one in found)
    assert "number 2 within" in found[0].what


def test_an_overlap_is_measured_at_each_departure() -> None:
    scenario, roster = good()
    first, second = (one for one in roster.stints if one.line == "inshore")
    lasts_s = first.leave_s - second.arrive_s
    for asked_s, by in ((lasts_s, None), (lasts_s + 5, 5.0)):
        overlap = Movements.model_validate({"within": f"{asked_s} s"}).within_s
        watches = tuple(
            one.model_copy(update={"overlap_s": overlap} if one.name == "inshore" else {}) for one in scenario.watches
        )
        asked = replace(scenario, file=scenario.file.model_copy(update={"watch": watches}))
        found = verify_roster(asked, roster).violations
        assert [(one.rule, one.by) for one in found] == ([] if by is None else [("overlap", by)])
    later = replace(second, arrive_s=first.leave_s + 1)  # nobody follows at once: a gap of a second
    gapped = replace(roster, stints=tuple(sorted(later if one is second else one for one in roster.stints)))
    assert verify_roster(asked, gapped).violations == ()


def test_those_aloft_at_the_start_may_land_together_but_not_with_others() -> None:
    _, roster = good()
    row = next(one for one in roster.stints if one.airborne_at_start)
    twin = replace(row, tail="boat-3")
    two = replace(roster, stints=tuple(sorted([*roster.stints, twin])))
    rules = {one.rule for one in wrong("Port", roster=two, movements=Movements.model_validate({"within": "1 h"}))}
    assert "movements" not in rules
    land_s = row.land_s + 60
    late = replace(twin, takeoff_s=land_s - 100_000, arrive_s=land_s - 90_000, leave_s=land_s - 9_000, land_s=land_s)
    three = replace(roster, stints=tuple(sorted([*roster.stints, replace(late, airborne_at_start=False)])))
    assert "movements" in {
        one.rule for one in wrong("Port", roster=three, movements=Movements.model_validate({"within": "1 h"}))
    }


def refusal(seed: int = 1, **changes: dict[str, Any]) -> str:
    table = table_with_limits(seed)
    for section, values in changes.items():
        table[section][0] |= values
    with pytest.raises(BadInputError) as error:
        scenario_from_dict(table)
    return str(error.value)


def test_limits_that_mean_nothing_are_refused() -> None:
    assert "fleet[0].flight_hours.every: '0.2 s' is less than a second" in refusal(
        fleet={"flight_hours": {"most": "9 h", "every": "0.2 s"}}
    )
    assert "more than 10000 spans" in refusal(fleet={"flight_hours": {"most": "9 h", "every": "1 s"}})
    assert "holds no second movement" in refusal(base={"movements": {"within": "1 s"}})
    assert "must be above zero" in refusal(fleet={"flight_hours": {"most": "0 h"}})
    assert "sorties_per_day" in refusal(fleet={"sorties_per_day": 0})


def test_hours_that_bind_nobody_are_told() -> None:
    table = table_with_limits(1)
    table["fleet"][0]["flight_hours"] = {"most": "9000 h", "every": "9000 h"}
    text = "\n".join(scenario_from_dict(table).warnings)
    assert "flight_hours.every: is longer than the period" in text
    assert "flight_hours.most: has no effect" in text
