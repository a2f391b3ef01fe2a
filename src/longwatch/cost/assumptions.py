"""What a plan is priced with where neither catalog nor scenario gives a figure: all ASSUMED, all shown on their line."""

from __future__ import annotations

from functools import cache

from longwatch.catalog.load import data_folder, read_table
from longwatch.quantities import Fraction, Number, Price, Strict


class CostAssumptions(Strict):
    """`catalog/data/cost.toml`."""

    spares_share: Fraction
    crew_year_cost: Price
    crew_cover: Number
    satellite_hour_air: Price
    satellite_hour_other: Price
    moving_base_share: Fraction


@cache
def cost_assumptions() -> CostAssumptions:
    """The assumptions that ship with longwatch, read once."""
    table = read_table((data_folder() / "cost.toml").read_text(encoding="utf-8"), "cost.toml")
    return CostAssumptions(**table)
