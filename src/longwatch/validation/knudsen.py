"""Knudsen, Alford and Emling: noise of the wind sea at 1 kHz by Beaufort number, and what Coates says to it."""

from __future__ import annotations

import numpy as np

from longwatch.physics.sound_noise import coates_db, knudsen_db
from longwatch.validation.authority import Authority, Check, Curve, Statistic
from longwatch.validation.sound_tables import rows

UNIT = "dB re 1 uPa2/Hz"
READING_DB = 2.0
READING_BY = "set after looking: curves drawn by eye, and a Beaufort number spans some 2 m/s"


def beaufort_wind_mps(number: float) -> float:
    """Wind that stands for a Beaufort number: 0.836 B^1.5, the scale of the World Meteorological Organization."""
    return float(0.836 * number**1.5)


def authority() -> Authority:
    """The table itself, and the wind noise of Coates beside it."""
    return Authority(
        "Ambient noise, Knudsen",
        "longwatch.physics.sound_noise.coates_db",
        "Knudsen, Alford and Emling 1948, as printed in course notes on the curves of Wenz",
        _checks,
        "the values of knudsen_db (copied from this table); the original paper was not read; Beaufort 6 and more "
        "are not in the table; "
        "any frequency but 1 kHz",
        curves=_curves,
        statistics=_statistics,
        x_label="wind, m/s",
        y_label=f"at 1 kHz, {UNIT}",
        limits="Coates beside the table at 1 kHz; knudsen_db: 1 to 50 kHz, Beaufort 0 to 5, -17 dB a decade; refuses beyond",
    )


def _table() -> list[tuple[float, float]]:
    return [(float(row["beaufort"]), float(row["nl_1khz_db"])) for row in rows("knudsen_1khz")]


def _checks() -> tuple[Check, ...]:
    """The model's own constants are copied from the table; Coates knows nothing of it."""
    own = [
        Check(f"Beaufort {b:g}", level, float(knudsen_db(1000.0, b)), UNIT, 1e-9, kind="transcription")
        for b, level in _table()
    ]
    slope = Check("Beaufort 3, 10 kHz", 61.5 - 17.0, float(knudsen_db(10_000.0, 3.0)), UNIT, 1e-9, kind="transcription")
    other = [
        Check(
            f"Coates at Beaufort {b:g}, no shipping",
            level,
            float(coates_db(1000.0, beaufort_wind_mps(b), 0.0)),
            UNIT,
            READING_DB,
            why=READING_BY,
        )
        for b, level in _table()
    ]
    return (*own, slope, *other)


def _statistics() -> tuple[Statistic, ...]:
    error = np.array([float(coates_db(1000.0, beaufort_wind_mps(b), 0.0)) - level for b, level in _table()])
    return (
        Statistic("mean difference of Coates from Knudsen, 1 kHz", float(error.mean()), "dB", n=error.size),
        Statistic("largest difference", float(np.abs(error).max()), "dB", n=error.size),
    )


def _curves() -> tuple[Curve, ...]:
    wind = np.linspace(0.0, 12.0, 100)
    x = np.array([beaufort_wind_mps(b) for b, _ in _table()])
    return (
        Curve(
            "Coates, no shipping; points: Knudsen",
            wind,
            coates_db(1000.0, wind, 0.0),
            x,
            np.array([y for _, y in _table()]),
        ),
    )
