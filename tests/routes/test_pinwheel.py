"""Pinwheel and relay sequences against a plain search of the whole state graph, the theorems, and every window."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from math import fsum
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.routes.pinwheel import RELAY_ALWAYS, REVISIT_ALWAYS, Kind, broken_window, by_theorem, density, sequence
from longwatch.routes.pinwheel_rounding import folded
from longwatch.routes.pinwheel_search import searched

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / ".." / "shared" / "benchmarks" / "pinwheel" / "vectors.json"


def exists(kind: Kind, periods: tuple[int, ...]) -> bool:
    """Whether an endless walk leads from the start: states whose every step ends are taken away until none is left."""
    revisit = kind == "revisit"
    start = periods if revisit else (0,) * len(periods)
    after: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    todo = [start]
    while todo:
        state = todo.pop()
        if state in after:
            continue
        after[state] = []
        for i, period in enumerate(periods):
            if revisit:
                to = tuple(period if k == i else left - 1 for k, left in enumerate(state))
                fine = all(to)
            else:
                to = tuple(period - 1 if k == i else max(left - 1, 0) for k, left in enumerate(state))
                fine = state[i] == 0
            if fine:
                after[state].append(to)
        todo += after[state]
    before: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for state, steps in after.items():
        for to in steps:
            before.setdefault(to, []).append(state)
    ways = {state: len(steps) for state, steps in after.items()}
    ends = [state for state, n in ways.items() if n == 0]
    while ends:
        for state in before.get(ends.pop(), ()):
            ways[state] -= 1
            if ways[state] == 0:
                ends.append(state)
    return ways[start] > 0


@settings(deadline=None, max_examples=150)
@given(kind=st.sampled_from(["revisit", "relay"]), periods=st.lists(st.integers(1, 7), min_size=1, max_size=5))
def test_the_answer_is_that_of_the_whole_state_graph(kind: Kind, periods: list[int]) -> None:
    answer = sequence(kind, periods)
    assert answer.schedulable is exists(kind, tuple(periods))
    assert by_theorem(kind, periods) in (None, answer.schedulable)
    if answer.schedulable:
        assert broken_window(kind, periods, answer.cycle) == ""


@settings(deadline=None, max_examples=40)
@given(kind=st.sampled_from(["revisit", "relay"]), drawn=st.lists(st.integers(2, 60), min_size=6, max_size=20))
def test_what_a_theorem_promises_is_written_out(kind: Kind, drawn: list[int]) -> None:
    """Periods are stretched until the density is just on the safe side."""
    share = fsum(1.0 / a for a in drawn) / (0.80 if kind == "revisit" else 1.30)
    periods = [max(2, round(a * share)) for a in drawn]
    answer = sequence(kind, periods, 20_000)
    if by_theorem(kind, periods):
        assert answer.schedulable
        assert answer.cycle
    if answer.cycle:
        assert broken_window(kind, periods, answer.cycle) == ""


@settings(deadline=None, max_examples=60)
@given(kind=st.sampled_from(["revisit", "relay"]), periods=st.lists(st.integers(2, 12), min_size=4, max_size=7))
def test_tasks_put_together_are_served_as_often(kind: Kind, periods: list[int]) -> None:
    fewer = folded(kind, periods, 3)
    assert fewer is not None
    assert len(fewer.periods) == 3
    found = searched(kind, fewer.periods, 5000)
    if found.cycle:
        assert broken_window(kind, fewer.periods, found.cycle) == ""
        assert broken_window(kind, periods, fewer.unfolded(found.cycle)) == ""


def test_the_check_sees_every_kind_of_mistake() -> None:
    assert broken_window("revisit", [2, 4, 4], (0, 1, 0, 2)) == ""
    assert "0 is not served" in broken_window("revisit", [2, 4, 4], (0, 1, 2, 0))
    assert "2 is never served" in broken_window("revisit", [2, 2, 4], (0, 1))
    assert "1 is not served between slots 0 and 4" in broken_window("revisit", [2, 3], (1, 0, 0, 0))
    assert broken_window("relay", [2, 2], (0, 1)) == ""
    assert "0 serves in slots 2 and 3" in broken_window("relay", [2, 3], (0, 1, 0))
    assert "empty" in broken_window("relay", [1], ())
    assert "unknown" in broken_window("relay", [1], (1,))


def test_density_decides_at_its_bounds() -> None:
    assert by_theorem("revisit", [2, 3]) is True  # 5/6 itself
    assert by_theorem("revisit", [2, 3, 1000]) is None
    assert by_theorem("revisit", [1, 1000]) is False
    assert by_theorem("relay", [2, 3, 7]) is False
    assert by_theorem("relay", [2, 3, 6]) is None
    assert density([2, 3, 6]) == 1
    constant = fsum(1.0 / (2**k + 1) for k in range(60))
    assert Fraction(constant) < RELAY_ALWAYS < Fraction(constant) + Fraction(1, 10**5)
    assert Fraction(5, 6) == REVISIT_ALWAYS


def test_the_sequence_just_below_the_relay_bound_has_no_schedule() -> None:
    answer = sequence("relay", [2, 3, 5, 9, 17])  # the sum that gives the constant, cut off
    assert answer.schedulable is False
    assert float(density([2, 3, 5, 9, 17])) == pytest.approx(1.2033, abs=1e-4)


def test_a_search_that_was_cut_says_so() -> None:
    answer = sequence("revisit", [4, 5, 5, 6, 9], most_states=20)
    assert answer.schedulable is None
    with pytest.raises(ValueError, match="at least one slot"):
        sequence("relay", [0, 2])


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not here")
def test_the_shared_vectors() -> None:
    for vector in json.loads(VECTORS.read_text(encoding="utf-8")):
        answer = sequence(vector["kind"], vector["periods"])
        assert answer.schedulable is vector["schedulable"], vector
        if answer.schedulable:
            assert broken_window(vector["kind"], vector["periods"], answer.cycle) == "", vector


def test_the_benchmark_measures_files_of_vectors(tmp_path: Path) -> None:
    rows = [{"kind": "revisit", "periods": [3, 4, 5, 8], "schedulable": True}, {"kind": "relay", "periods": [2, 3, 7]}]
    (tmp_path / "some.json").write_text(json.dumps(rows), encoding="utf-8")
    command = [sys.executable, str(ROOT / "benchmarks" / "pinwheel.py"), str(tmp_path / "some.json"), "--json"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(told.stdout)
    assert [row["answer"] for row in found["rows"]] == [True, False]
    assert found["rows"][0]["checked"]
    rows[0]["schedulable"] = False
    (tmp_path / "some.json").write_text(json.dumps(rows), encoding="utf-8")
    assert subprocess.run(command, capture_output=True, text=True).returncode == 1
