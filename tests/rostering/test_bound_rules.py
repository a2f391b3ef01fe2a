"""Rows of the bound on movements of a base, reliefs that overlap and hours between maintenance: never beaten, and of use."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from helpers.exact_bound import slack_of_bound_s
from helpers.rosters_in_numbers import make_line, one_line
from longwatch.rostering.bound import bound_of
from longwatch.rostering.builder import best_build, score
from longwatch.rostering.kept_servers import KeptServers
from longwatch.rostering.limits import Daily, Spacing
from longwatch.rostering.problem import ConstantTransits, Group, Leg, Problem
from longwatch.rostering.retime import retime
from longwatch.rostering.upkeep import Upkeep

HOUR = 3600


def _small(seed: int) -> Problem:
    """Half a minute of one or two lines and one fleet, nobody aloft, with a limit of movements, an overlap or both."""
    dice = Random(f"rules {seed}")
    t_end, count = dice.randint(16, 28), dice.randint(1, 4)
    lines = tuple(
        make_line(f"line {n}", t_end, k=dice.choice([1, 1, 2]), count_from_s=dice.randint(0, 4))
        for n in range(dice.choice([1, 1, 2]))
    )
    turn = dice.randint(0, 4)
    legs = {}
    for n in range(len(lines)):
        out, back, stint = dice.randint(0, 4), dice.randint(0, 4), dice.randint(1, 8)
        legs[0, n] = Leg(0, n, out + stint + back, turn, ConstantTransits.of(out, back))
    spacing = Spacing(dice.randint(1, 2), dice.randint(2, 7)) if seed % 3 != 1 else None
    group = Group("fleet", "craft", count, base="deck", spacing=spacing)
    overlaps = tuple(dice.randint(0, 4) for _ in lines) if seed % 3 != 0 else ()
    return Problem(t_end, lines, (group,), legs, overlaps=overlaps if any(overlaps) else ())


def _slacks(seeds: range) -> list[int]:
    return [slack_of_bound_s(_small(seed), seed) for seed in seeds]


def test_no_roster_of_tiny_problems_beats_the_rows() -> None:
    slacks = _slacks(range(7))
    assert sum(slack <= 1 for slack in slacks) >= 1


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(10))
def test_no_roster_of_tiny_problems_beats_the_rows_all(shard: int) -> None:
    _slacks(range(shard, 600, 10))


def test_a_slow_deck_shows_in_the_bound() -> None:
    """A launch or landing every two hours: in 20 h ten of them, so five sorties and a few still out, of 2 h on station each."""
    problem = one_line(12, 1800, 1800, 2 * HOUR, HOUR, 20 * HOUR, k=2)
    free = bound_of(problem)
    group = replace(problem.groups[0], base="deck", spacing=Spacing(1, 2 * HOUR))
    slow = replace(problem, groups=(group,))
    tight = bound_of(slow)
    assert free.uncovered_s < 2 * HOUR
    assert tight.uncovered_s > 24 * HOUR  # of 40
    assert score(slow, retime(slow, best_build(slow)[1])).uncovered_s >= tight.uncovered_s


def test_takeoffs_of_a_day_hold_no_more_than_their_stints() -> None:
    problem = one_line(9, 1800, 1800, 2 * HOUR, HOUR, 24 * HOUR)
    one = replace(problem, groups=(replace(problem.groups[0], daily=Daily(4, (0,))),))
    assert bound_of(one).uncovered_s == 16 * HOUR  # four sorties of two hours


def test_back_to_back_reliefs_cost_a_second_each_where_an_overlap_is_asked() -> None:
    """Two aircraft just suffice to relieve each other on the spot; with an overlap each hand-over leaves a gap of a second."""
    problem = one_line(2, HOUR, HOUR, 6 * HOUR, 4 * HOUR, 120 * HOUR, count_from_s=HOUR)
    assert bound_of(problem).uncovered_s == 0
    asked = replace(problem, overlaps=(600,))
    limit = bound_of(asked)
    built = score(asked, retime(asked, best_build(asked)[1])).uncovered_s
    assert 12 <= limit.uncovered_s <= 25  # 19 hand-overs, less what lies at the ends
    assert limit.uncovered_s <= built
    spare = one_line(3, HOUR, HOUR, 6 * HOUR, 4 * HOUR, 120 * HOUR, count_from_s=HOUR)
    assert bound_of(replace(spare, overlaps=(600,))).uncovered_s == 0


def _most_s(stint: int, ways: tuple[int, int], turn: int, upkeep: Upkeep, since: int, t_end: int) -> int:
    """On-station seconds of one vehicle by t_end, by looking at every second."""
    out, back = ways

    @cache
    def most(t: int, flown: int) -> int:
        if t >= t_end:
            return 0
        best = most(t + 1, flown)
        if flown:
            best = max(best, most(t + upkeep.lasts_s, 0))
        for y in range(1, stint + 1):
            after = flown + out + y + back
            if after > upkeep.most_s or t + out >= t_end:
                break
            best = max(best, min(y, t_end - t - out) + most(t + out + y + back + turn, after))
        return best

    return most(0, since)


def _kept_case(seed: int) -> tuple[bool, bool]:
    """Whether the form, and the bound of a line that asks for every vehicle, meet the best of all schedules."""
    dice = Random(f"kept {seed}")
    stint, out, back, turn = dice.randint(1, 7), dice.randint(0, 4), dice.randint(0, 4), dice.randint(0, 5)
    count, t_end = dice.randint(1, 3), dice.randint(5, 80)
    every = out + back + stint + dice.randint(0, 25)
    since = tuple(dice.randrange(every) for _ in range(count))
    upkeep = Upkeep(every, dice.randint(1, 20), count, 0, since, True)
    leg = Leg(0, 0, out + stint + back, turn, ConstantTransits.of(out, back))
    group = Group("fleet", "craft", count, upkeep=upkeep)
    best = sum(_most_s(stint, (out, back), turn, upkeep, one, t_end) for one in since)
    form = KeptServers.of(group, [leg], []).most_by(t_end)
    problem = Problem(t_end, (make_line("line", t_end, k=count),), (group,), {(0, 0): leg})
    bound_s = max(bound_of(problem, slot_s=h).uncovered_s for h in (2, 5))
    assert form >= best
    assert bound_s <= count * t_end - best
    return form == best, bound_s == count * t_end - best


def test_no_schedule_of_a_vehicle_beats_its_hours_between_maintenance() -> None:
    met = [_kept_case(seed) for seed in range(40)]
    assert sum(form for form, _ in met) >= 25
    assert sum(bound for _, bound in met) >= 20


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(10))
def test_no_schedule_of_a_vehicle_beats_its_hours_between_maintenance_all(shard: int) -> None:
    for seed in range(100 + shard, 1100, 10):
        _kept_case(seed)


def test_hours_between_maintenance_show_in_the_bound() -> None:
    """Of each 28 h a vehicle flies 18 and is away for ten: three on a line that two would hold fall short."""
    problem = one_line(2, HOUR, HOUR, 6 * HOUR, 2 * HOUR, 240 * HOUR, count_from_s=HOUR)
    kept = replace(problem.groups[0], upkeep=Upkeep(16 * HOUR, 24 * HOUR, 2, 0, (0, 8 * HOUR), True))
    assert bound_of(problem).uncovered_s == 0
    limit = bound_of(replace(problem, groups=(kept,)))
    # Two sorties of 6 h on station in 8 + 2 + 8 + 2 + 24 h, each: 2 x 12 of every 44 h.
    assert math.isclose(limit.uncovered_s / limit.demand_s, 1.0 - 24 / 44, abs_tol=0.1)
    few = bound_of(replace(problem, groups=(replace(kept, upkeep=replace(kept.upkeep, places=1)),)))
    assert few.uncovered_s >= limit.uncovered_s
    told = replace(kept, upkeep=replace(kept.upkeep, binding=False))
    assert bound_of(replace(problem, groups=(told,))).uncovered_s == 0
