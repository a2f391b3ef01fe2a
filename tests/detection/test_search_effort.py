"""The best allocation: conditions of optimality, a general solver, and what a planner may rely on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, minimize

from longwatch.detection.search_effort import best_effort, found


@st.composite
def maps(draw: st.DrawFn):
    n = draw(st.integers(1, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    p = rng.dirichlet(np.full(n, draw(st.sampled_from([0.1, 1.0, 10.0]))))
    p[rng.random(n) < 0.2] = 0.0
    a = rng.uniform(0.1, 3.0, n) * draw(st.sampled_from([1e-6, 1.0, 100.0]))
    return p, a, draw(st.just(0.0) | st.floats(1e-6, 50.0)) / float(a.mean())


@settings(deadline=None, max_examples=150)
@given(maps())
def test_rates_of_return_are_level_where_effort_goes_and_no_higher_elsewhere(case):
    p, a, total = case
    z = best_effort(p, a, total)
    assert (z >= 0.0).all()
    assert z.sum() == pytest.approx(total, rel=1e-9, abs=1e-300)
    if not p.any() or total == 0.0:
        return
    rate = p * a * np.exp(-a * z)
    used = z > 1e-9 * total
    assert rate[used].max() <= rate[used].min() * (1.0 + 1e-6)
    assert rate[~used].max(initial=0.0) <= rate[used].min() * (1.0 + 1e-6)


def test_a_general_solver_finds_nothing_better():
    rng = np.random.default_rng(3)
    for _ in range(10):
        p, a = rng.dirichlet(np.ones(8)), rng.uniform(0.2, 3.0, 8)
        ours = found(p, a, best_effort(p, a, 4.0))
        other = minimize(
            lambda z, p=p, a=a: -found(p, a, z), np.full(8, 0.5), jac=lambda z, p=p, a=a: -p * a * np.exp(-a * z),
            bounds=[(0.0, None)] * 8, constraints=LinearConstraint(np.ones(8), 4.0, 4.0), method="SLSQP",
            options={"ftol": 1e-12, "maxiter": 500},
        )  # fmt: skip
        assert ours == pytest.approx(-other.fun, abs=1e-7)
        assert ours >= -other.fun - 1e-9
        assert ours >= found(p, a, np.full(8, 0.5))


@settings(deadline=None, max_examples=60)
@given(maps(), st.floats(0.0, 1.0))
def test_a_part_of_the_effort_is_part_of_the_best_plan(case, part):
    p, a, total = case
    if p.any():  # a map without worth is spread evenly
        assert (best_effort(p, a, part * total) <= best_effort(p, a, total) * (1 + 1e-9) + 1e-9 * total).all()


def test_two_cells_by_hand():
    # a = 1, p = 0.6 and 0.4: the level is met where ln 0.6 - z1 = ln 0.4 - z2
    z = best_effort([0.6, 0.4], 1.0, 1.0)
    assert z == pytest.approx([(1 + np.log(1.5)) / 2, (1 - np.log(1.5)) / 2])
    assert best_effort([0.6, 0.4], 1.0, 0.3) == pytest.approx([0.3, 0.0])  # below ln 1.5: the better cell alone
    assert best_effort(np.zeros((2, 2)), 1.0, 8.0).tolist() == [[2.0, 2.0], [2.0, 2.0]]


@pytest.mark.parametrize("wrong", [([-0.1], 1.0, 1.0), ([1.0], -1.0, 1.0), ([1.0], 1.0, -1.0), ([np.nan], 1.0, 1.0)])
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="not negative"):
        best_effort(*wrong)
