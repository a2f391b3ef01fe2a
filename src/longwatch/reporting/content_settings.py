"""What was asked of a run, as a report shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """What was asked of this run: enough to repeat it."""

    scenario_name: str
    start_s: int  # Unix time of the period's start
    length_s: int
    seed: int
    trials: int  # 0: nothing was flown
    look_trials: int  # trials in which ships were looked at
    confidence: float  # of the flown claims, 0.95
    zone: str = "UTC"  # zone in which times are shown
    marking: str = ""  # printed at the head of every page
    warm_up: str = "none"  # in words: from when gaps count
    end_rule: str = "cut"  # in words: how a gap that is open at the end is taken
    version: str = ""  # of longwatch
    command: str = ""  # how to repeat it: "longwatch run scenario.toml --seed 7"
    inputs: tuple[tuple[str, str], ...] = ()  # (file name, sha256)
    method: tuple[str, ...] = ()  # sentences: how the roster, the bound and the trials were made
    fits: tuple[str, ...] = ()  # sentences: how well spells of weather fit their series
    assumptions: tuple[str, ...] = ()  # short noun phrases that end the claim: "constant wind", "ASSUMED fault rates"
    policies: tuple[str, ...] = ()  # by which flown may exceed planned: "holding into the reserve"
