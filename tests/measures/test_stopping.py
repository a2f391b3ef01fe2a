"""Stopping early: intervals stay worth their name, and nothing depends on how trials come in."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.stats import beta, binom

from helpers.outcomes import CASES
from helpers.plans import line
from longwatch.errors import BadInputError
from longwatch.measures.intervals import mean_interval
from longwatch.measures.stopping import RISK_LEFT, RISK_LEFT_LIMIT, Stopping, looks_at, mean_is_sure, share_is_sure
from longwatch.scenario.models.money import Stop

CHUNK = 50
SURE, LIMIT = 1.0 - RISK_LEFT * 0.05, 1.0 - RISK_LEFT_LIMIT * 0.05
ENDS = range(CHUNK, 8001, CHUNK)


def stopped(case, half_width, rng):
    """(the interval, the trials) of one run that may stop."""
    values = case.draw(rng, ENDS[-1])
    n = next((n for n in looks_at(ENDS) if mean_is_sure(values[:n], half_width, SURE)), ENDS[-1])
    return mean_interval(values[:n], SURE), n


def share_that_contains(case, trials, repeats, seed):
    """With a half width that takes about so many trials."""
    rng = np.random.default_rng(seed)
    half_width = 2.0 * case.draw(rng, 200_000).std() / np.sqrt(trials)
    found = [stopped(case, half_width, rng) for _ in range(repeats)]
    return float(np.mean([low <= case.truth <= high for (_, low, high), _ in found]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_stopped_intervals_contain_the_truth_as_often_as_they_say(case):
    assert 0.912 <= share_that_contains(case, 400, 300, seed=4) <= 0.988  # three standard errors of 300 repeats


@pytest.mark.soak
@pytest.mark.parametrize("trials", [120, 400, 1500])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_stopped_intervals_contain_the_truth_in_93_to_97_per_cent_of_1000_repeats(case, trials):
    assert 0.93 <= share_that_contains(case, trials, 1000, seed=5) <= 0.97 + 0.007  # and 0.7 % for chance


def coverage_of_stopped_limits(p, half_width, most):
    """How often the lower limit of a probability lies below it: exact, by the law of the clean trials at each look."""
    chances, before, held = np.ones(1), 0, 0.0  # of so many clean trials, not stopped before
    for n in looks_at(range(CHUNK, most + 1, CHUNK)):
        chances, before = np.convolve(chances, binom.pmf(np.arange(n - before + 1), n - before, p)), n
        k = np.arange(n + 1)
        low = np.concatenate([[0.0], beta.ppf(1 - LIMIT, k[1:], n - k[1:] + 1)])
        stops = (k / n - low <= half_width) | (n == most)
        held += chances[stops & (low <= p)].sum()
        chances = np.where(stops, 0.0, chances)
    return held


SHARES = (0.0, 0.001, 0.02, 0.3, 0.77, 0.9, 0.97, 0.985, 0.995, 0.999, 1.0)


@pytest.mark.parametrize("half_width", [0.01, 0.05])
def test_stopped_limits_of_a_probability_hold_in_at_least_95_per_cent(half_width):
    assert min(coverage_of_stopped_limits(p, half_width, 2000) for p in SHARES) >= 0.95


@pytest.mark.soak
@pytest.mark.parametrize("half_width", [0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1])
@pytest.mark.parametrize("most", [1000, 5000])
def test_stopped_limits_of_any_probability_hold_in_at_least_95_per_cent(half_width, most):
    for p in np.concatenate([np.linspace(0.0, 1.0, 81), 1.0 - np.geomspace(1e-4, 0.02, 20)]):
        assert coverage_of_stopped_limits(p, half_width, most) >= 0.95, p


def test_the_computed_stop_is_the_one_that_is_made():
    rng = np.random.default_rng(6)
    values = (rng.random(3000) < 0.9).astype(float)
    for n in (100, 150, 400, 1000):
        k = int(values[:n].sum())
        low = beta.ppf(1 - SURE, k, n - k + 1)
        assert share_is_sure(values[:n], k / n - low + 1e-9, SURE)
        assert not share_is_sure(values[:n], k / n - low - 1e-9, SURE)


def test_it_is_looked_rarely_and_at_the_end():
    assert looks_at(range(50, 1001, 50)) == (100, 150, 250, 400, 600, 900, 1000)
    assert looks_at([13, 26, 126, 226, 1000]) == (126, 226, 1000)
    assert looks_at([20]) == (20,)


def tables(rng, trials):
    """Gaps and cover of one line that is uncovered now and then."""
    gap_s = np.where(rng.random(trials) < 0.4, rng.integers(60, 4000, trials), 0)
    has = np.flatnonzero(gap_s)
    gaps = pl.DataFrame({"trial": has, "line": ["north"] * len(has), "start_s": has * 0, "end_s": gap_s[has]})
    whole = pl.Series([100_000] * trials)
    watched = pl.Series(100_000 - gap_s)
    cover = pl.DataFrame(
        {
            "trial": range(trials),
            "line": ["north"] * trials,
            "demanded_s": whole,
            "covered_s": watched,
            "watcher_s": watched,
        }
    )
    return gaps, cover


def rule(**asked):
    return Stopping(Stop.model_validate(asked), (line(limit_s=1800),), "cut", 100_000, SURE, LIMIT)


def test_a_stop_is_made_by_the_first_trials_alone():
    gaps, cover = tables(np.random.default_rng(7), 2000)
    stop = rule(covered="0.05 %", longest_gap="2 min")
    done = [stop.done(gaps, cover, n) for n in looks_at(ENDS)]
    assert not done[0]
    assert True in done
    n = looks_at(ENDS)[done.index(True)]
    early = pl.col("trial") < n
    assert stop.done(gaps.filter(early).sample(fraction=1.0, shuffle=True, seed=1), cover.filter(early), n)


def test_every_interval_asked_for_must_be_narrow_enough():
    gaps, cover = tables(np.random.default_rng(8), 400)
    assert rule(covered="1 %").done(gaps, cover, 400)
    assert not rule(covered="1 %", longest_gap="1 s").done(gaps, cover, 400)
    assert not rule(no_long_gap="1 %").done(gaps, cover, 400)
    assert rule(no_long_gap="5 %").done(gaps, cover, 400)


def test_trials_without_any_gap_stop_only_by_their_limit():
    _, cover = tables(np.random.default_rng(9), 400)
    cover = cover.with_columns(watcher_s=pl.col("demanded_s"), covered_s=pl.col("demanded_s"))
    none = pl.DataFrame(schema={"trial": pl.Int64, "line": pl.String, "start_s": pl.Int64, "end_s": pl.Int64})
    assert not rule(covered="5 %").done(none, cover, 400)  # all alike says nothing of what comes seldom
    assert rule(no_long_gap="1 %").done(none, cover, 400)
    assert not rule(no_long_gap="0.5 %").done(none, cover, 400)


@pytest.mark.parametrize(
    "asked", [{}, {"covered": "0 %"}, {"longest_gap": "0 s"}, {"covered": "10 min"}, {"gaps": "1 %"}]
)
def test_a_stop_that_means_nothing_is_refused(asked):
    with pytest.raises((BadInputError, ValueError)):
        Stop.model_validate(asked)
