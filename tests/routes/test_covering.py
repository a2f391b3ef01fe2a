"""Maximal covering: by counting every choice, and the proved values of public instances."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.routes.covering import Cover, best_cover

PUBLIC = Path(__file__).parents[2] / ".." / "shared" / "benchmarks" / "mclp_sjc"


def counted(reaches, weights, n_sites):
    """(most covered, most backup among those that cover it), of every choice of exactly n sites."""
    found = []
    for chosen in combinations(range(len(reaches)), min(n_sites, len(reaches))):
        times = reaches[list(chosen)].sum(axis=0)
        found.append((float(weights[times >= 1].sum()), float(weights[times >= 2].sum())))
    return max(found)


@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_as_much_as_any_choice_covers_and_backs_up(seed, n_sites):
    dice = np.random.default_rng(seed)
    reaches = dice.random((dice.integers(1, 8), dice.integers(1, 20))) < 0.35
    weights = dice.integers(0, 9, reaches.shape[1]).astype(float)
    if seed % 2:
        weights += dice.random(len(weights))
    found = best_cover(reaches, weights, n_sites)
    covered, backup = counted(reaches, weights, n_sites)
    assert found.proved
    assert found.covered == pytest.approx(covered)
    assert found.backup == pytest.approx(backup)
    assert len(found.sites) <= n_sites


def test_a_site_that_is_kept_stays_and_the_others_go_round_it():
    reaches = np.array([[1, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 1, 1, 1, 0], [0, 0, 0, 0, 1]], bool)
    weights = np.array([1.0, 1.0, 1.0, 5.0, 2.0])
    free, kept = best_cover(reaches, weights, 2), best_cover(reaches, weights, 2, kept=(1,))
    assert (free.sites, free.covered) == ((0, 2), 8.0) or free.covered == 9.0
    assert 1 in kept.sites
    assert kept.covered == 8.0


def test_what_nobody_reaches_is_covered_by_nobody():
    found = best_cover(np.zeros((3, 2), bool), np.ones(2), 2)
    assert (found.covered, found.bound, found.sites) == (0.0, 0.0, ())


def test_backup_never_takes_cover_away():
    reaches = np.array([[1, 0], [1, 0], [0, 1]], bool)
    found = best_cover(reaches, np.array([1e6, 5.0]), 2)
    assert (found.covered, found.bound, found.backup) == (1000005.0, 1000005.0, 0.0)
    assert 2 in found.sites
    assert found.proved


@given(st.integers(0, 2**32 - 1), st.booleans())
@settings(max_examples=40, deadline=None)
def test_weights_far_apart_are_covered_to_the_last(seed, whole):
    """What is proved is the best there is, though some demand weighs a millionth of other demand."""
    dice = np.random.default_rng(seed)
    reaches = dice.random((dice.integers(2, 7), dice.integers(2, 12))) < 0.35
    weights = 10.0 ** dice.uniform(0.0, 7.0, reaches.shape[1])
    weights = np.round(weights) if whole else weights
    found = best_cover(reaches, weights, 2)
    plain = best_cover(reaches, weights, 2, backup=False)
    most, _ = counted(reaches, weights, 2)
    assert found.covered >= plain.covered
    assert found.bound >= most * (1.0 - 1e-12)
    assert found.proved
    assert found.covered == pytest.approx(most, rel=1e-9, abs=0.0)


def test_a_cover_short_of_its_bound_is_not_proved():
    assert not Cover((0,), 1e6, 1e6 + 1, 0.0, (1e6,), whole=True).proved
    assert not Cover((0,), 1.0, 1.000001, 0.0, (1.0,)).proved
    assert Cover((0,), 1.0, 1.0, 0.0, (1.0,)).proved


@pytest.mark.parametrize(
    ("nodes", "n_rows"),
    [(324, 2), *(pytest.param(nodes, None, marks=pytest.mark.soak) for nodes in (324, 402, 500))],
)
def test_the_proved_values_of_public_instances(nodes, n_rows):
    if not PUBLIC.exists():
        pytest.skip("the public instances are not here")
    x, y, demand = np.loadtxt(PUBLIC / f"SJC{nodes}.txt", skiprows=1, usecols=(0, 1, 2), unpack=True)
    with (PUBLIC / "proved_values.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if int(row["nodes"]) == nodes]
    assert rows
    for row in rows[:n_rows]:
        reaches = np.hypot(x[:, None] - x, y[:, None] - y) <= float(row["radius"])
        found = best_cover(reaches, demand, int(row["facilities"]), backup=False)
        assert (found.covered, found.bound) == (float(row["covered"]), float(row["bound"]))
