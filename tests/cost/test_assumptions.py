"""What every plan is priced with is called assumed, with a reason and a range."""

from __future__ import annotations

from longwatch.cost.assumptions import CostAssumptions, cost_assumptions
from longwatch.origins import Figure


def test_all_of_it_is_assumed_with_reason_and_range() -> None:
    for name in CostAssumptions.model_fields:
        figure = getattr(cost_assumptions(), name)
        assert isinstance(figure, Figure)
        assert figure.origin.is_assumed, name
        assert len(figure.origin.source) > 20, name
        assert figure.low < figure.high, name


def test_pay_lies_between_its_anchors() -> None:
    # Defence pay and provisions of Japan (2.15e12 JPY, FY2016) over 247,000 people; coast guard budget over its staff.
    pay = cost_assumptions().crew_year_cost
    assert 2.15e12 / 247_000 * 0.99 <= pay.low <= pay <= pay.high <= 210.601e9 / 13_744 * 1.01
