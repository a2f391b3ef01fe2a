"""What policies are worth: one roster flown under each, on the same luck; prints the table of docs/policies.md.

python benchmarks/policies.py [--trials 1000]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import polars as pl

from longwatch.rostering.make import make_roster
from longwatch.scenario.plan import Roster
from longwatch.scenario.read import read_scenario
from longwatch.sim.fly import fly_roster

EXAMPLES = Path(__file__).parents[1] / "examples"
ABORTS = tuple(
    f"faults.platform.{one}.{rate}='{often} /1000 h'"
    for one in ("mq9b", "tb3")
    for rate, often in (("abort_rate", 40), ("loss_rate", 2))
)
SEAS = (("us-coast", "us-coast", ()), ("us-coast, 40 aborts and 2 losses in 1,000 h", "us-coast", ABORTS),
        ("strait", "strait", ()), ("aegean", "aegean", ()))  # fmt: skip
SHIFT, DAILY = "policy.shift=true", "policy.reroster='daily'"
POLICIES = (("fixed", ()), ("shifted", (SHIFT,)), ("re-rostered daily", (DAILY,)), ("both", (SHIFT, DAILY)),
            ("every 6 h", ("policy.reroster='6 h'",)), ("fixed, no spares", ("policy.spare=false",)),
            ("shifted, no spares", ("policy.spare=false", SHIFT)),
            ("re-rostered daily, no spares", ("policy.spare=false", DAILY)))  # fmt: skip


def flown(path: Path, overrides: tuple[str, ...], roster: Roster, trials: int) -> tuple[np.ndarray, np.ndarray, float]:
    """(covered share, longest gap in h, sorties) of each trial, the last as a mean."""
    log = fly_roster(read_scenario(path, overrides), roster, trials=trials, seed=1, keep_sorties=0, workers=1)
    sums = log.cover.group_by("trial").agg(pl.col("covered_s", "demanded_s").sum()).sort("trial")
    longest = np.zeros(trials)
    gaps = log.gaps.group_by("trial").agg((pl.col("end_s") - pl.col("start_s")).max().alias("gap_s"))
    longest[gaps["trial"].to_numpy()] = gaps["gap_s"].to_numpy() / 3600.0
    return (sums["covered_s"] / sums["demanded_s"]).to_numpy(), longest, float(log.tallies["launches"].sum()) / trials


def shown(values: np.ndarray, scale: float, digits: int) -> str:
    """A mean difference with its interval of 95 %."""
    half = 1.96 * values.std(ddof=1) / len(values) ** 0.5
    return f"{scale * values.mean():+.{digits}f} ± {scale * half:.{digits}f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=1000)
    trials = parser.parse_args().trials
    print("| scenario | policy | covered, % | against fixed | longest gap, h | against fixed | sorties | ms a trial |")
    print("|---|---|---|---|---|---|---|---|")
    for title, name, overrides in SEAS:
        path = EXAMPLES / name / f"{name}.toml"
        roster, first = make_roster(read_scenario(path, overrides)).roster, None
        for label, rules in POLICIES:
            flown(path, (*overrides, *rules), roster, 1)  # compiled before it is timed
            begun = time.process_time()
            covered, longest, sorties = flown(path, (*overrides, *rules), roster, trials)
            ms = 1000.0 * (time.process_time() - begun) / trials
            first = (covered, longest) if first is None or label.startswith("fixed") else first
            more = (
                (shown(covered - first[0], 100.0, 2), shown(longest - first[1], 1.0, 2))
                if not label.startswith("fixed")
                else ("", "")
            )
            cells = (title, label, f"{100 * covered.mean():.2f}", more[0], f"{longest.mean():.2f}", more[1])
            print(f"| {' | '.join(cells)} | {sorties:.1f} | {ms:.1f} |", flush=True)


if __name__ == "__main__":
    main()
