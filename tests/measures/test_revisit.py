"""Measures of revisit watches against sums by hand and instants drawn at random."""

from __future__ import annotations

import random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.hand_tour import tour_roster
from longwatch.measures.intervals import clopper_pearson_low
from longwatch.measures.revisit import cell_sums, judge_revisit
from longwatch.sim.cells import planned_revisit

T = 10_000.0
NAMES = ("looks", "gaps", "gap_max_s", "gap_sum_s", "gap_squares_s2", "late_s")


def looks_of(gaps, limit_s, watch="box"):
    """The table of cells whose gaps are given: {(trial, cell): [lengths]}."""
    rows = []
    for (trial, cell), own in gaps.items():
        late = sum(max(0.0, gap - limit_s) for gap in own)
        rows.append((trial, watch, cell, T, len(own), len(own), max(own, default=0.0), sum(own),
                     sum(g * g for g in own), late))  # fmt: skip
    return pl.DataFrame(rows, schema=["trial", "watch", "cell", "demanded_s", *NAMES], orient="row")


GAPS = {(0, 0): [1000.0, 3000.0], (0, 1): [500.0], (1, 0): [], (1, 1): [2000.0, 2000.0]}
AREAS = (3.0, 1.0)


def test_sums_by_hand():
    m = judge_revisit(looks_of(GAPS, 1500.0), "box", AREAS, 1500.0, 0.95)
    assert m.covered == pytest.approx(1 - (3 * 1500 / (4 * T) + 1 * 1000 / (4 * T)) / 2)
    assert m.gap_mean_s == pytest.approx((3 * 4000 + 500 + 4000) / (3 * 2 + 1 + 2))
    assert m.gap_max_s == 3000
    assert m.longest_by_trial_s == (3000, 2000)
    assert m.longest_mean_s == 2500
    assert m.longest_at_confidence_s == 3000
    squares = ((3 * 1e7 + 0.25e6) / (4 * T), 8e6 / (4 * T))
    assert m.time_average_gap_s == pytest.approx(sum(squares) / 2)
    assert m.response_mean_s == m.age_mean_s == pytest.approx(sum(squares) / 4)
    assert (m.n_no_long_gap, m.p_no_long_gap, m.p_no_long_gap.low) == (0, 0, 0)
    loose = judge_revisit(looks_of(GAPS, 2500.0), "box", AREAS, 2500.0, 0.95)
    assert loose.n_no_long_gap == 1
    assert loose.p_no_long_gap.low == pytest.approx(clopper_pearson_low(1, 2, 0.95))
    assert loose.covered.low <= loose.covered <= loose.covered.high <= 1.0


def test_p95_weighs_cells_by_their_area():
    gaps = {(0, 0): [100.0], (0, 1): [9000.0]}
    assert cell_sums(looks_of(gaps, 1.0), "box", (96.0, 4.0)).gap_quantile_s(0.95) == 100
    assert cell_sums(looks_of(gaps, 1.0), "box", (94.0, 6.0)).gap_quantile_s(0.95) == 9000
    assert cell_sums(looks_of(gaps, 1.0), "box", (95.0, 5.0)).gap_quantile_s(0.95) == 100


def test_no_gap_at_all():
    m = judge_revisit(looks_of({(0, 0): [], (0, 1): []}, 60.0), "box", AREAS, 60.0, 0.95)
    assert m.gap_mean_s is None
    assert (m.covered, m.gap_max_s, m.p_no_long_gap) == (1, 0, 1)


def test_only_its_own_rows_count():
    both = pl.concat([looks_of(GAPS, 1500.0), looks_of({(0, 0): [9999.0], (1, 0): [1.0]}, 1500.0, "other")])
    assert judge_revisit(both, "box", AREAS, 1500.0, 0.95).gap_max_s == 3000
    assert judge_revisit(both, "other", (1.0,), 1500.0, 0.95).gap_max_s == 9999


@settings(max_examples=30)
@given(st.lists(st.floats(1.0, 900.0), min_size=1, max_size=8), st.floats(0.0, 500.0), st.integers(0, 99))
def test_covered_and_age_are_those_of_random_instants(lengths, limit_s, seed):
    """Gaps laid out in a row with looks between: how old is the last look at a random instant?"""
    rng, step = random.Random(seed), T / len(lengths)
    gaps = [length for length in lengths if length < step]
    m = judge_revisit(looks_of({(0, 0): gaps}, limit_s), "box", (1.0,), limit_s, 0.95)
    instants = [rng.uniform(0, T) for _ in range(4000)]
    ages = [max(0.0, t % step) if (k := int(t // step)) < len(gaps) and t % step < gaps[k] else 0.0 for t in instants]
    assert float(m.covered) == pytest.approx(np.mean([age <= limit_s for age in ages]), abs=0.04)
    assert float(m.age_mean_s) == pytest.approx(np.mean(ages), abs=4 * np.std(ages) / 4000**0.5 + 0.5)


def test_the_plan_of_a_whole_tour_is_judged_like_a_trial():
    scenario, roster = tour_roster()
    sums = cell_sums(planned_revisit(scenario, roster), "east", scenario.cells["east"].area_m2)
    assert sums.trials == [-1]
    assert 0.0 < float(sums.covered[0]) < 1.0
    assert sums.longest_s[0] >= sums.gap_quantile_s(0.95) >= sums.gap_mean_s
