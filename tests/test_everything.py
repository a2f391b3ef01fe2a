"""Random scenarios that use everything: words for what is wrong, a verified plan and finite figures for what is not."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.everything_checked import check_everything, table_of
from helpers.random_everything import everything

N, BLOCK = 10_000, 100
SLOW = {8, 22}  # vessels that meet a ship on its rounds: half a minute of transit tables, left to the soak
SAMPLE = sorted({*range(24)} - SLOW)
AGAIN = (10, 17)  # seeds that are reported, flown twice


@pytest.mark.parametrize("seed", SAMPLE)
def test_a_sample_of_everything(seed: int, tmp_path: Path) -> None:
    check_everything(seed, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("block", range(N // BLOCK))
def test_everything_of_ten_thousand(block: int, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """No crash, no NaN, no plan above its bound in a random scenario that uses everything a scenario can say."""
    ends: Counter[str] = Counter()
    for seed in range(BLOCK * block, BLOCK * (block + 1)):
        folder = tmp_path / str(seed)
        folder.mkdir()
        try:
            ends[check_everything(seed, folder)[:12]] += 1
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error
    assert len(ends) >= 4, ends  # refused, impossible and reported ones are among them
    record_property("n", BLOCK)


@pytest.mark.parametrize("seed", AGAIN)
def test_the_same_seed_gives_the_same_bytes(seed: int, tmp_path: Path) -> None:
    one, other = (check_everything(seed, tmp_path) for _ in range(2))
    assert one.startswith("{")
    assert one == other


def test_the_random_scenarios_say_what_they_claim(tmp_path: Path) -> None:
    said = Counter[str]()
    for seed in range(300):
        table = everything(seed, tmp_path)
        said.update(f"base {key}" for base in table["base"] for key in base)
        said.update(f"watch {watch['kind']}" for watch in table["watch"])
        said.update(f"watch {key}" for watch in table["watch"] for key in watch)
        said.update(f"area {key}" for area in table["area"] for key in area)
        said.update(f"control {key}" for control in table["control"] for key in control)
        said.update(f"fleet {key}" for fleet in table["fleet"] for key in fleet)
        said.update(f"weather {table['weather'].get('kind', 'constant')}" for _ in [0])
        said.update(f"traffic {traffic['format']}" for traffic in table["traffic"])
        said.update(f"{part} {key}" for part in ("faults", "state", "policy", "period") for key in table.get(part, {}))
    scarce = {
        "base deck_cycle", "base hours", "base patrol_box", "base track_file", "watch revisit", "watch relay", "watch around",
        "watch hours", "area keep_out", "area corridor", "area depth", "area height", "control relays", "control footprint",
        "control delay", "fleet shifts", "fleet depth_min", "weather table", "weather spells", "traffic synthetic",
        "traffic air-tracks", "faults grounding_rate", "state crews", "state airborne", "state file", "period warm_up",
        "watch limits", "fleet retask", "fleet ferry_to",
    }  # fmt: skip
    assert {one: said[one] for one in scarce if said[one] < 5} == {}


def test_about_three_in_ten_are_spoilt(tmp_path: Path) -> None:
    assert 60 <= sum(table_of(seed, tmp_path)[1] for seed in random.Random(1).sample(range(N), 300)) <= 120
