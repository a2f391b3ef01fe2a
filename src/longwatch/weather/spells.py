"""A spell model fitted to a series: a semi-Markov chain on classes of sea state, wind and visibility.

A spell is a stretch of the series in one class. At its end comes the class that followed it in the series, and one of that
class's spells is drawn, of the same season where there are enough; what it holds hour by hour is taken as it was. Flows
between classes balance (the last spell is followed by the first), so over a long time every hour of the series comes as
often as every other, and every limit that is a bound of classes is crossed as often as in the series: share of time, number
and mean length of spells beyond it are those of the series. The spread of spell lengths is the model's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from longwatch.formats.conditions import Conditions, Floats
from longwatch.physics.douglas import HS_MAX_M
from longwatch.units import YEAR_S
from longwatch.weather.draws import SPELL, uniforms

Ints = NDArray[np.int64]

# bounds between classes; limits of the scenario are added. Wind: Beaufort forces 3|4, 5|6, 7|8 and 9|10;
# visibility: the words of sea area forecasts (very poor, poor, moderate, good)
BOUNDS: Final[dict[str, tuple[float, ...]]] = {
    "hs_m": HS_MAX_M,
    "wind_mps": (5.4, 10.7, 17.1, 24.4),
    "visibility_m": (1000.0, 3704.0, 9260.0),
    "cloud": (),
    "rain_mm_h": (),
    "icing": (0.5,),
}
FEWEST: Final = 10  # spells of a class that a season must hold to stand for itself
SEASONS_FROM_S: Final = 0.98 * YEAR_S  # a shorter series knows no seasons


@dataclass(frozen=True)
class SpellModel:
    """Spells of a series in its order, and the choices by class and month."""

    begin: Ints
    length: Ints
    state: Ints
    spell_of_row: Ints  # -1 in a row that was left out
    choice_at: Ints
    choices: Ints
    rows_of_month: tuple[Ints, ...]  # where a trial may begin
    classes: tuple[str, ...]  # the quantities that make them
    seasonal: bool

    @property
    def n_spells(self) -> int:
        return len(self.begin)

    @property
    def n_states(self) -> int:
        return int(self.choice_at.shape[0])


def fit_spells(series: Conditions, limits: dict[str, tuple[float, ...]] | None = None) -> SpellModel:
    """The chain of a series. `limits` are further bounds by quantity, so that the chain keeps how often they are crossed."""
    bounds = {what: np.array(bounds_of(what, limits or {})) for what in series.values}
    bounds = {what: edges for what, edges in bounds.items() if edges.size}
    known = np.all([np.isfinite(rows).all(axis=0) for rows in series.values.values()], axis=0)
    code = np.zeros(series.n_times, np.int64)
    for what, edges in bounds.items():
        # over several places the mean decides: the chain is one, and every place keeps its own hours in it
        code = code * (len(edges) + 1) + _class(what, edges, series.values[what].mean(axis=0))
    begin, length, spell_of_row = _runs(code, known)
    _, state = np.unique(code[begin], return_inverse=True)
    months = months_of(series.start_s + series.step_s * np.arange(series.n_times))
    seasonal = series.n_times * series.step_s >= SEASONS_FROM_S
    choice_at, choices = _choices(state, months[begin], seasonal)
    rows = tuple(
        np.flatnonzero(known & (months == month)) if seasonal else np.flatnonzero(known) for month in range(12)
    )
    return SpellModel(begin, length, state, spell_of_row, choice_at, choices, rows, tuple(bounds), seasonal)


def bounds_of(what: str, limits: dict[str, tuple[float, ...]]) -> list[float]:
    """The bounds between classes of a quantity, rising."""
    return sorted({*BOUNDS.get(what, ()), *limits.get(what, ())})


def _class(what: str, edges: Floats, values: Floats) -> Ints:
    """Which class values lie in; a value on a bound is still within the limit that the bound may be."""
    if what == "visibility_m":
        return np.searchsorted(edges, values, side="right")
    return np.searchsorted(edges, values, side="left")


def months_of(unix_s: Ints) -> Ints:
    """0 to 11, UTC."""
    return np.asarray(unix_s.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64) % 12)


def spell_rows(model: SpellModel, month_of_step: Ints, seed: int, trial: int) -> Ints:
    """The rows of the series that one trial meets, one per step."""
    from longwatch.weather.spells_kernels import walk_spells  # imports numba: not before there are spells

    draws = uniforms(len(month_of_step) + 1, seed, trial, SPELL)
    may_start = model.rows_of_month[month_of_step[0]]
    if may_start.size == 0:
        may_start = np.concatenate(model.rows_of_month)
    first = may_start[int(draws[0] * may_start.size)]
    rows = np.empty(len(month_of_step), np.int64)
    walk_spells(
        first, draws[1:], month_of_step, model.spell_of_row, model.begin, model.length, model.state, model.choice_at,
        model.choices, rows,
    )  # fmt: skip
    return rows


def _runs(code: Ints, known: NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    """(begin, length, spell of each row) of stretches with one class and nothing missing."""
    cut = np.ones(code.size, np.bool_)
    cut[1:] = (code[1:] != code[:-1]) | (known[1:] != known[:-1])
    begin = np.flatnonzero(cut)
    length = np.diff(np.append(begin, code.size))
    kept = known[begin]
    spell_of_row = np.full(code.size, -1, np.int64)
    spell_of_row[known] = (np.cumsum(kept) - 1)[np.cumsum(cut) - 1][known]
    return begin[kept], length[kept], spell_of_row


def _choices(state: Ints, month: Ints, seasonal: bool) -> tuple[Ints, Ints]:
    """For every class and month the spells to draw from: of this month, or of as many around it as hold enough."""
    return _choices_kept(state.astype(np.int64).tobytes(), month.astype(np.int64).tobytes(), seasonal)


@lru_cache(maxsize=8)
def _choices_kept(state_bytes: bytes, month_bytes: bytes, seasonal: bool) -> tuple[Ints, Ints]:
    """Most figures in doubt do not change a series or its classes."""
    state, month = np.frombuffer(state_bytes, np.int64), np.frombuffer(month_bytes, np.int64)
    n_states = int(state.max()) + 1
    choice_at = np.zeros((n_states, 12, 2), np.int64)
    lists, at = [], 0
    for one in range(n_states):
        of_state = np.flatnonzero(state == one)
        for middle in range(12):
            off = np.abs((month[of_state] - middle + 6) % 12 - 6)
            within = next((w for w in range(7) if (off <= w).sum() >= FEWEST), 6) if seasonal else 6
            chosen = of_state[off <= within]
            choice_at[one, middle] = at, at + chosen.size
            lists.append(chosen)
            at += chosen.size
    return choice_at, np.concatenate(lists)
