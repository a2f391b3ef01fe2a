"""Vehicles of a fleet that come later: how many are there from the start, and when the others come."""

from __future__ import annotations

import math

from longwatch.scenario.models import Delivery, Fleet

Deliveries = tuple[tuple[int, int], ...]  # (seconds from the start of the period, vehicles), in order of time


def comes_s(delivery: Delivery, start_s: int) -> int:
    """When the vehicles of a delivery come, from the start of the period; at 0 or before: they are there.

    start_s : the period's start as a Unix time
    """
    if delivery.date is not None:
        return math.ceil(delivery.date.timestamp()) - start_s
    return math.ceil(float(delivery.after_s or 0.0))


def deliveries(fleet: Fleet, start_s: int) -> Deliveries:
    """Those after the start."""
    found = [(comes_s(one, start_s), one.count) for one in fleet.delivery]
    return tuple(sorted((time_s, count) for time_s, count in found if time_s > 0))


def count_at_start(fleet: Fleet, start_s: int) -> int:
    """Vehicles that are there from the start."""
    return fleet.count - sum(count for _, count in deliveries(fleet, start_s))


def usable(count: int, fleet: Fleet) -> int:
    """Of so many vehicles those that availability leaves, rounded down."""
    share = float(fleet.availability.share) if fleet.availability else 1.0
    return int(count * share + 1e-9)
