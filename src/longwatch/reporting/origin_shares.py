"""How much of the watch and of the cost rests on each kind of source."""

from __future__ import annotations

from collections.abc import Sequence

from longwatch.origins import KINDS, Kind
from longwatch.reporting.content_tables import InputFigure


def shares_by_kind(inputs: Sequence[InputFigure]) -> dict[Kind, float]:
    """Weight by kind as a share of the whole, in the order of `KINDS`; empty where nothing was given."""
    whole = sum(one.weight for one in inputs)
    if whole <= 0:
        return {}
    sums = {kind: sum(one.weight for one in inputs if one.figure.origin.kind == kind) for kind in KINDS}
    return {kind: total / whole for kind, total in sums.items() if total > 0}


def assumed_by_weight(inputs: Sequence[InputFigure]) -> list[InputFigure]:
    """What is ASSUMED, the heaviest of the cost first, then what the watch rests on: ask the seller first."""
    assumed = [one for one in inputs if one.figure.origin.is_assumed]
    return sorted(assumed, key=lambda one: (one.part != "cost", -one.weight, one.name))
