"""How well a spell model fits its series: share of time, length and number of spells beyond limits, data beside model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from longwatch.formats.conditions import QUANTITIES, Conditions
from longwatch.physics.douglas import HS_MAX_M
from longwatch.scenario.scenario import Scenario
from longwatch.units import DAY_S, HOUR_S, KT_MPS
from longwatch.weather.limits import class_limits
from longwatch.weather.sky import Sky
from longwatch.weather.spells import SpellModel, months_of, spell_rows

Bools = NDArray[np.bool_]

YEARS: Final = 100  # runs of the model as long as the series, or as a year where that is shorter
USUAL: Final[dict[str, tuple[float, ...]]] = {
    "hs_m": (HS_MAX_M[3], HS_MAX_M[4], HS_MAX_M[5]),  # above sea states 3, 4 and 5
    "wind_mps": (10.7, 17.1),  # above Beaufort 5 and 7
    "visibility_m": (1000.0, 3704.0),
}


@dataclass(frozen=True)
class SpellStats:
    """Spells beyond a limit: share of time, mean length, and how many begin in 30 days."""

    share: float
    mean_length_h: float
    per_30_days: float


@dataclass(frozen=True)
class SpellFit:
    """One limit of one quantity at one place, data beside model."""

    quantity: str
    limit: float
    place: str
    data: SpellStats
    model: SpellStats

    @property
    def words(self) -> str:
        name = QUANTITIES[self.quantity][0] + (f" at {self.place}" if self.place != "*" else "")
        beyond = "below" if self.quantity == "visibility_m" else "above"
        d, m = self.data, self.model
        return (
            f"{name} {beyond} {_shown(self.quantity, self.limit)}: {d.share:.1%} of the time in the series, {m.share:.1%} "
            f"in the model; spells of {d.mean_length_h:.1f} h and {m.mean_length_h:.1f} h; "
            f"{d.per_30_days:.1f} and {m.per_30_days:.1f} in 30 days"
        )


def spell_fits(scenario: Scenario, sky: Sky, years: int = YEARS) -> tuple[SpellFit, ...]:
    """The fit at the scenario's own limits and the usual ones, for every place of the series."""
    assert sky.model is not None
    own = class_limits(scenario)
    limits = {what: sorted({*usual, *own.get(what, ())}) for what, usual in USUAL.items() if what in sky.has}
    return fits_of(sky.series, sky.model, limits, years)


def fits_of(
    series: Conditions, model: SpellModel, limits: dict[str, list[float]], years: int = YEARS
) -> tuple[SpellFit, ...]:
    """Data beside `years` runs of the model with seed 0, each as long as the series or a year.

    limits : by quantity; those that the series never passes are left out
    """
    n = min(series.n_times, int(366 * DAY_S) // series.step_s)
    months = months_of(series.start_s + series.step_s * np.arange(n))
    runs = [spell_rows(model, months, 0, run) for run in range(years)]
    fits = []
    for what, each in limits.items():
        for row, place in enumerate(series.places):
            values = series.values[what][row]
            for limit in each:
                beyond = values < limit if what == "visibility_m" else values > limit
                if beyond.any():
                    known = np.isfinite(values)
                    data = spell_stats([beyond], series.step_s, [known])
                    made = spell_stats([beyond[rows] for rows in runs], series.step_s)
                    fits.append(SpellFit(what, limit, place, data, made))
    return tuple(fits)


def spell_stats(series: list[Bools], step_s: float, known: list[Bools] | None = None) -> SpellStats:
    """Statistics over series at even steps; where something is not known no time passes. A spell cut by an end counts."""
    on = sum(int(one.sum()) for one in series)
    steps = sum(int(one.sum()) for one in known) if known is not None else sum(one.size for one in series)
    begins = sum(int(one[:1].sum()) + int((one[1:] & ~one[:-1]).sum()) for one in series)
    hours = on * step_s / HOUR_S
    return SpellStats(on / max(steps, 1), hours / max(begins, 1), begins / max(steps * step_s, 1e-9) * 30 * DAY_S)


def _shown(quantity: str, limit: float) -> str:
    if quantity == "wind_mps":
        return f"{limit / KT_MPS:.0f} kt"
    return f"{limit:g} m" if quantity == "hs_m" else f"{limit / 1000:.3g} km"
