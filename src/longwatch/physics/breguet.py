"""Breguet's relations of propeller aircraft in closed form: how far and how long on a given mass of fuel.

The engine burns fuel in proportion to its shaft power (brake specific fuel consumption, kg/J; 0.25 kg/kWh is 6.94e-8), the
propeller turns a share of it into thrust, the drag polar is CD = CD0 + CL^2 / (pi e AR) and the height is constant. Arrays or
numbers in, arrays out. After J.D. Anderson, *Introduction to Flight*, chapter 6; the forms at constant speed are the same
integral with CL free.

They know no stall, no limit of power and no change of efficiency with speed: `flight` adds what matters of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.units import G0_MPS2

Floats = NDArray[np.float64]


def range_m(
    lift_to_drag: ArrayLike, begin_kg: ArrayLike, end_kg: ArrayLike, propeller: ArrayLike, bsfc_kg_j: ArrayLike
) -> Floats:
    """Way through the air at constant L/D: (eta / c) (L/D) ln(W0 / W1), whatever height and speed. `c` is bsfc x g, in 1/m."""
    begin, end = _falling(begin_kg, end_kg)
    per_m = np.asarray(bsfc_kg_j, np.float64) * G0_MPS2
    return np.asarray(np.asarray(propeller) / per_m * np.asarray(lift_to_drag) * np.log(begin / end), np.float64)


def endurance_s(
    climb_factor: ArrayLike,
    begin_kg: ArrayLike,
    end_kg: ArrayLike,
    wing_m2: ArrayLike,
    density_kg_m3: ArrayLike,
    propeller: ArrayLike,
    bsfc_kg_j: ArrayLike,
) -> Floats:
    """Time at constant height and lift coefficient, slowing down as fuel burns.

    (eta / c) (CL^1.5 / CD) sqrt(2 rho S) (W1^-0.5 - W0^-0.5); `climb_factor` is CL^1.5 / CD.
    """
    begin, end = _falling(begin_kg, end_kg)
    per_m = np.asarray(bsfc_kg_j, np.float64) * G0_MPS2
    root = np.sqrt(2.0 * np.asarray(density_kg_m3) * np.asarray(wing_m2))
    lighter = (end * G0_MPS2) ** -0.5 - (begin * G0_MPS2) ** -0.5
    return np.asarray(np.asarray(propeller) / per_m * np.asarray(climb_factor) * root * lighter, np.float64)


def endurance_under_load_s(
    begin_kg: ArrayLike, end_kg: ArrayLike, lifting_w_kg15: ArrayLike, fixed_w: ArrayLike, bsfc_kg_j: ArrayLike
) -> Floats:
    """`endurance_s` with a constant load on the shaft: power is `lifting_w_kg15` x mass^1.5 + `fixed_w`.

    With u = sqrt(mass) the integral of 2 u / (A u^3 + B) by partial fractions; without load it is Breguet's to 1e-6.
    """
    begin, end = _falling(begin_kg, end_kg)
    lifting = np.asarray(lifting_w_kg15, np.float64)
    root = np.maximum(
        np.cbrt(np.asarray(fixed_w) / lifting), 1e-7 * np.sqrt(end)
    )  # without load: a load that no one feels

    def antiderivative(mass_kg: Floats) -> Floats:
        u = np.sqrt(mass_kg)
        logs = np.log((u * u - root * u + root * root) / (u + root) ** 2) / 6.0
        return np.asarray((logs + np.arctan((2.0 * u - root) / (np.sqrt(3.0) * root)) / np.sqrt(3.0)) / root)

    both = antiderivative(begin) - antiderivative(end)
    return np.asarray(2.0 * both / (lifting * np.asarray(bsfc_kg_j)), np.float64)


def endurance_at_speed_s(
    begin_kg: ArrayLike, end_kg: ArrayLike, fixed_w: ArrayLike, induced_w_kg2: ArrayLike, bsfc_kg_j: ArrayLike
) -> Floats:
    """Time at constant height and speed, where shaft power is `fixed_w` + `induced_w_kg2` x mass^2.

    fixed_w : zero-lift drag and what the generator takes; any extra load belongs in it.
    """
    begin, end = _falling(begin_kg, end_kg)
    fixed, induced = np.asarray(fixed_w, np.float64), np.asarray(induced_w_kg2, np.float64)
    ratio = np.sqrt(induced / fixed)
    angle = np.arctan(ratio * begin) - np.arctan(ratio * end)
    return np.asarray(angle / (np.asarray(bsfc_kg_j) * np.sqrt(fixed * induced)), np.float64)


def best_glide(cd0: ArrayLike, aspect_ratio: ArrayLike, oswald: ArrayLike) -> Floats:
    """Greatest L/D of a polar: sqrt(pi e AR / CD0) / 2."""
    return np.asarray(
        0.5 * np.sqrt(np.pi * np.asarray(oswald) * np.asarray(aspect_ratio) / np.asarray(cd0)), np.float64
    )


def cd0_of_glide(glide_ratio: ArrayLike, aspect_ratio: ArrayLike, oswald: ArrayLike) -> Floats:
    """Zero-lift drag coefficient of an aircraft whose greatest L/D is known."""
    return np.asarray(
        np.pi * np.asarray(oswald) * np.asarray(aspect_ratio) / (2.0 * np.asarray(glide_ratio)) ** 2, np.float64
    )


def _falling(begin_kg: ArrayLike, end_kg: ArrayLike) -> tuple[Floats, Floats]:
    begin, end = np.asarray(begin_kg, np.float64), np.asarray(end_kg, np.float64)
    if not np.all((end > 0.0) & (begin >= end)):
        raise ValueError("an aircraft ends no heavier than it began, and weighs something")
    return begin, end
