"""What losses do to the life of a vehicle.

With a constant loss rate the hours until a loss are exponential. A vehicle that is retired at H hours lives for

    E[min(loss, H)] = (1 - exp(-lambda H)) / lambda        (H where lambda is zero)

hours in the mean (the mean of a truncated exponential, any textbook on reliability).
"""

from __future__ import annotations

from math import expm1


def expected_life_h(loss_rate_per_h: float, retired_at_h: float) -> float:
    """Mean hours flown by a vehicle until it is lost or retired, whichever comes first."""
    if loss_rate_per_h * retired_at_h < 1e-12:  # the limit, where the quotient would lose its digits
        return retired_at_h
    return -expm1(-loss_rate_per_h * retired_at_h) / loss_rate_per_h


def hull_cost_per_hour(price: float, loss_rate_per_h: float, retired_at_h: float) -> float:
    """Price of a vehicle over the hours it can be expected to fly; same money as the price."""
    return price / expected_life_h(loss_rate_per_h, retired_at_h)
