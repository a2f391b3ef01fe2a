"""What a finished trial leaves behind."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from longwatch.sim.state import COVER, Records, State, records

Logs: TypeAlias = tuple[Records, Records, Records, Records]  # gaps, sorties, tallies, cover


def logs_of(state: State) -> Logs:
    """Gaps, sorties, tallies and cover of a trial whose books are closed."""
    clock, cover = state.clock[0], records(len(state.lines), COVER)
    cover["trial"], cover["line"] = clock["trial"], np.arange(len(state.lines))
    for name in ("demanded_s", "covered_s", "watcher_s"):
        cover[name] = state.lines[name]
    gaps, sorties = state.gaps[: int(clock["n_gaps"])], state.sorties[: int(clock["n_sorties"])]
    return gaps.copy(), sorties.copy(), state.fleets.copy(), cover
