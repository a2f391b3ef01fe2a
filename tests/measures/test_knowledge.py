"""Luck told from knowledge, and knowledge shared out among inputs, where both are known beforehand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.measures.knowledge import first_order, knowledge_of

NORMAL_975 = 1.959964


def hypercube(rng, n, inputs):
    return np.stack([(rng.permutation(n) + rng.random(n)) / n for _ in range(inputs)], axis=1)


def sets(rng, n, m, weights, luck):
    """Sets whose true means are a weighted sum of uniform inputs, each trial with normal luck."""
    shares = hypercube(rng, n, len(weights))
    true = shares @ np.asarray(weights, float)
    return true[:, None] + luck * rng.normal(size=(n, m)), shares, true


def test_the_variance_of_the_true_means_is_found_under_much_luck():
    # One input of weight 6 over (0, 1): variance 3; luck of variance 9, 10 trials a set.
    rng, found = np.random.default_rng(1), []
    for _ in range(40):
        values, shares, _ = sets(rng, 60, 10, [6.0], 3.0)
        found.append(knowledge_of(values, shares, 0.95).luck)
    assert np.mean(found) == pytest.approx(9 / (9 + 3), abs=0.02)


def test_the_knowledge_interval_holds_its_share_of_the_true_means():
    rng, held = np.random.default_rng(2), []
    for _ in range(60):
        values, shares, _ = sets(rng, 200, 5, [3.0, 3.0, 3.0, 3.0], 2.0)  # nearly normal: mean 6, variance 3
        one = knowledge_of(values + 10.0, shares, 0.95)
        held.append(one.high - one.low)
        assert one.low < 16.0 < one.high
        assert one.mean_low <= one.mean <= one.mean_high
    # As wide as that of the sum of four uniform inputs (its quantiles lie within 2 % of the normal's); with the luck left in
    # it would be wider by the root of (3 + 4/5) / 3: 13 %.
    assert np.mean(held) == pytest.approx(2 * NORMAL_975 * np.sqrt(3.0), rel=0.04)


def test_shares_of_an_additive_answer():
    rng = np.random.default_rng(3)
    values, shares, _ = sets(rng, 300, 8, [4.0, 2.0, 0.0, 0.0, 1.0], 0.5)
    one = knowledge_of(values, shares, 0.95)
    assert one.shares == pytest.approx((16 / 21, 4 / 21, 0.0, 0.0, 1 / 21), abs=0.04)
    assert one.together == pytest.approx(0.0, abs=0.05)


def test_a_bent_answer_belongs_to_its_input():
    rng = np.random.default_rng(4)
    shares = hypercube(rng, 400, 3)
    true = (2 * shares[:, 0] - 1) ** 2 + 0.2 * shares[:, 2]  # variances 4/45 and 0.04/12
    one = knowledge_of(true[:, None] + 0.01 * rng.normal(size=(400, 4)), shares, 0.95)
    whole = 4 / 45 + 0.04 / 12
    assert one.shares == pytest.approx((4 / 45 / whole, 0.0, 0.04 / 12 / whole), abs=0.03)


def test_a_jump_belongs_to_its_input():
    rng = np.random.default_rng(11)
    shares = hypercube(rng, 150, 20)
    true = 1.0 * (shares[:, 0] > 0.23) + 0.5 * shares[:, 1]  # a sensor that does not reach; variances 0.177 and 0.0208
    one = knowledge_of(true[:, None] + 0.05 * rng.normal(size=(150, 5)), shares, 0.95)
    assert one.shares[:2] == pytest.approx((0.1771 / 0.1979, 0.0208 / 0.1979), abs=0.1)
    assert sum(one.shares[2:]) < 0.02


def test_what_inputs_do_only_together_is_left_over():
    rng = np.random.default_rng(5)
    shares = hypercube(rng, 400, 2)
    x = 2 * shares - 1
    true = x[:, 0] + 3 * x[:, 0] * x[:, 1]  # variances 1/3 and 9/9
    one = knowledge_of(true[:, None] + 0.01 * rng.normal(size=(400, 4)), shares, 0.95)
    assert one.shares[0] == pytest.approx(0.25, abs=0.1)
    assert one.shares[1] < 0.05
    assert one.together == pytest.approx(0.75, abs=0.12)


def test_of_a_hundred_idle_inputs_hardly_any_gets_a_share():
    rng, given_away = np.random.default_rng(6), []
    for _ in range(20):
        values, shares, true = sets(rng, 100, 5, [2.0] + [0.0] * 99, 0.5)
        given_away.append(sum(first_order(values.mean(axis=1), shares, float(true.var()))[1:]))
    assert np.mean(given_away) < 0.02


def test_pure_luck_is_not_taken_for_knowledge():
    rng, told = np.random.default_rng(7), 0
    for _ in range(100):
        values, shares, _ = sets(rng, 40, 10, [0.0, 0.0], 1.0)
        told += knowledge_of(values + 5, shares, 0.95).shares is not None
    assert told <= 12  # five in a hundred by chance, and three standard errors


def test_without_luck_everything_is_knowledge():
    values, shares, true = sets(np.random.default_rng(8), 50, 3, [1.0], 0.0)
    one = knowledge_of(values, shares, 0.9)
    assert one.luck == pytest.approx(0.0, abs=1e-12)
    assert one.shares == pytest.approx((1.0,), abs=0.03)
    assert (one.low, one.high) == pytest.approx(tuple(np.quantile(true, [0.05, 0.95])), abs=0.03)


def test_where_nothing_varies_nothing_is_shared_out():
    one = knowledge_of(np.full((20, 5), 0.7), hypercube(np.random.default_rng(9), 20, 2), 0.95, 1.0)
    assert (one.low, one.mean, one.high) == pytest.approx((0.7, 0.7, 0.7))
    assert (one.luck, one.shares, one.together) == (None, None, None)


@given(st.integers(2, 12), st.integers(2, 6), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_every_number_is_finite_and_possible(n, m, inputs, seed):
    rng = np.random.default_rng(seed)
    values = (rng.random((n, m)) < rng.random((n, 1))).astype(float)
    one = knowledge_of(values, hypercube(rng, n, inputs), 0.95, 1.0)
    assert 0.0 <= one.low <= one.high <= 1.0
    assert 0.0 <= one.mean_low <= one.mean <= one.mean_high <= 1.0
    if one.shares is not None:
        assert all(0.0 <= share <= 1.0 for share in one.shares)
        assert sum(one.shares) + one.together == pytest.approx(1.0)
