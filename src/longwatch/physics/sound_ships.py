"""How loud ships are: spectrum levels of the source in dB re 1 uPa2 m2/Hz.

JOMOPANS-ECHO: A. O. MacGillivray and C. A. F. de Jong, A reference spectrum model for estimating source levels of marine
shipping, J. Mar. Sci. Eng. 9(4), 369, 2021. Wales and Heitmeyer: An ensemble source spectra model for merchant ship-radiated
noise, J. Acoust. Soc. Am. 111, 2002.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.bounds import within
from longwatch.units import KT_MPS

Floats = NDArray[np.float64]

LENGTH_REF_M: Final = 91.44  # 300 ft
HUMP_BELOW_HZ: Final = 100.0  # cargo ships have a propeller hump there


class ShipKind(NamedTuple):
    """A class of JOMOPANS-ECHO. `d_low` is None for what has no hump at low frequency."""

    speed_ref_mps: float
    d: float
    d_low: float | None


@cache
def ship_kinds() -> dict[str, ShipKind]:
    """The classes by name."""
    text = files("longwatch.physics").joinpath("data/ship_class_vref.csv").read_text(encoding="utf-8")
    return {
        row["class"]: ShipKind(
            float(row["v_ref_kn"]) * KT_MPS, float(row["D"]), float(row["D_lf"]) if row["D_lf"] else None
        )
        for row in csv.DictReader(text.splitlines())
    }


def ship_kind(name: str) -> ShipKind:
    """One class; ValueError where there is none."""
    found = ship_kinds().get(name)
    if found is None:
        raise ValueError(f"JOMOPANS-ECHO has no class {name!r}; it has {', '.join(ship_kinds())}")
    return found


def jomopans_db(frequency_hz: ArrayLike, kind: str, speed_mps: ArrayLike, length_m: ArrayLike) -> Floats:
    """Monopole source level of a ship 6 m below the surface; frequency, speed and length broadcast.

    20 Hz to 20 kHz, 0.5 to 30 m/s, 3 to 450 m. Ships of one class scatter about it by some 5 to 6 dB. A cargo class changes its
    formula at 100 Hz and jumps there by a few dB, as published.
    """
    ship = ship_kind(kind)
    f = within("a frequency", frequency_hz, 20.0, 20e3, "Hz")
    v = within("a speed", speed_mps, 0.5, 30.0, "m/s")
    length = within("a length", length_m, 3.0, 450.0, "m")
    knots_ref = ship.speed_ref_mps / KT_MPS
    f1 = 480.0 / knots_ref
    level = 191.0 - 20.0 * np.log10(f1) - 10.0 * np.log10((1.0 - f / f1) ** 2 + ship.d**2)
    if ship.d_low is not None:
        f1 = 600.0 / knots_ref
        hump = -10.0 * np.log10((1.0 - (f / f1) ** 2) ** 2 + ship.d_low**2)
        level = np.where(f < HUMP_BELOW_HZ, 208.0 - 40.0 * np.log10(f1) + 10.0 * np.log10(f) + hump, level)
    out: Floats = level + 60.0 * np.log10(v / ship.speed_ref_mps) + 20.0 * np.log10(length / LENGTH_REF_M)
    return out


def decidecade_db(spectrum_db: ArrayLike, frequency_hz: ArrayLike) -> Floats:
    """Level of the tenth of a decade about a frequency, of a spectrum level that is even within it."""
    f = within("a frequency", frequency_hz, 1.0, 1e6, "Hz")
    out: Floats = np.asarray(spectrum_db, np.float64) + 10.0 * np.log10(0.231 * f)
    return out


def wales_heitmeyer_db(frequency_hz: ArrayLike) -> Floats:
    """Mean merchant ship of 54 that were measured, whatever its speed and length; 30 to 1200 Hz."""
    f = within("a frequency", frequency_hz, 30.0, 1200.0, "Hz")
    out: Floats = 230.0 - 35.94 * np.log10(f) + 9.17 * np.log10(1.0 + (f / 340.0) ** 2)
    return out
