"""What may be claimed, and that the claim carries its conditions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scipy.stats import beta

from helpers.report_fixture import bare_content, make_content
from longwatch.origins import Figure, computed
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_watch import ThreeNumbers
from longwatch.reporting.verdict import beyond_plan, claim_of, claim_sentence, headline, lead_sentence


def flown(n_clean: int, trials: int = 1000) -> ReportContent:
    """One watch planned without a gap, of whose trials so many were free of longer gaps (95 % Clopper-Pearson)."""
    content = make_content()
    low = float(beta.ppf(0.05, n_clean, trials - n_clean + 1)) if n_clean else 0.0
    figure = Figure(n_clean / trials, "1", low=low, high=1.0)
    watch = replace(content.watches[0], p_no_long_gap=figure, n_no_long_gap=n_clean)
    return replace(content, watches=(watch,), settings=replace(content.settings, trials=trials))


def test_a_thousand_clean_trials_show_99_7_per_cent() -> None:
    content = flown(1000)
    assert claim_of(content.watches[0], content) == "uninterrupted"
    sentence = claim_sentence(content.watches[0], content)
    for part in (
        "no gap longer than 30 min",
        "7 d from Mon 29 Jun 2020 20:00 EDT",
        "at least 99.7 % at 95 % confidence",
    ):
        assert part in sentence
    assert sentence.endswith("assuming the stated fault rates, constant wind and independent closures.")
    assert headline(content) == "Uninterrupted"


# One-sided 95 % Clopper-Pearson limits: 59 of 59 gives 0.9505, 58 of 58 gives 0.9497 (0.05 ** (1 / n)).
@pytest.mark.parametrize(("trials", "claim"), [(59, "uninterrupted"), (58, "planned")])
def test_too_few_trials_do_not_show_it(trials: int, claim: str) -> None:
    content = flown(trials, trials)
    assert claim_of(content.watches[0], content) == claim


def test_nothing_flown_is_planned_only() -> None:
    content = flown(1000)
    watch = replace(content.watches[0], p_no_long_gap=None)
    content = replace(content, watches=(watch,), settings=replace(content.settings, trials=0))
    assert claim_of(watch, content) == "planned"
    assert "it was not flown" in claim_sentence(watch, content)


def test_without_the_verifier_nothing_is_shown() -> None:
    content = flown(1000)
    assert content.roster is not None
    unverified = replace(content, roster=replace(content.roster, verified=False))
    assert claim_of(unverified.watches[0], unverified) == "interrupted"
    assert "is not shown" in claim_sentence(unverified.watches[0], unverified)
    broken = replace(content, roster=replace(content.roster, violations=("stint 3: lands before it takes off",)))
    assert claim_of(broken.watches[0], broken) == "broken"
    assert headline(broken).startswith("No verdict")


def test_a_gap_of_exactly_g_is_allowed_and_a_second_more_is_not() -> None:
    content = flown(1000)
    for gap_s, claim in ((1800.0, "uninterrupted"), (1801.0, "interrupted")):
        watch = replace(content.watches[0], gap_max=ThreeNumbers(None, computed(gap_s, "s"), None))
        assert claim_of(watch, content) == claim


def test_the_lead_names_plan_bound_trials_and_money() -> None:
    content = make_content()
    gap = ThreeNumbers(computed(3900.0, "s"), computed(7800.0, "s"), computed(34800.0, "s"))
    watch = replace(content.watches[0], gap_max=gap)
    said = lead_sentence(replace(content, watches=(watch,)))
    assert said == (
        "This fleet leaves the northern line unwatched for at most 2 h 10 min at a stretch as planned (no roster of this "
        "fleet can do better than 1 h 05 min) and at most 9 h 40 min in 95 % of 1,000 flown weeks; it costs JPY 97.8 bn "
        "over 10 years at 2026 prices."
    )


def test_an_unknown_bound_and_a_missing_price_are_said() -> None:
    said = lead_sentence(bare_content())
    assert "no bound on that is known" in said
    assert "it was not priced" in said


def test_many_watches_are_told_by_the_worst() -> None:
    content = make_content()
    watches = tuple(replace(content.watches[0], title=f"line {i}") for i in range(4))
    worst = replace(content.watches[1], gap_max=ThreeNumbers(None, None, computed(9e5, "s")), title="the far line")
    said = lead_sentence(replace(content, watches=(*watches, worst)))
    assert "at the worst of its 5 watches, the far line" in said
    assert "line 0" not in said


def test_flown_above_planned_is_told_with_its_policies() -> None:
    content = make_content()
    said = beyond_plan(content.watches[1], content.settings)
    assert said == (
        "Flown, the southern line covers 0.82 points more than planned, by holding until relieved and launching spares."
    )
    assert beyond_plan(content.watches[0], content.settings) == ""
    assert "no policy" in beyond_plan(content.watches[1], replace(content.settings, policies=()))
