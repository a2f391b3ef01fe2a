"""The verdict: what may be claimed of each watch, in a sentence that carries its own conditions.

"Planned without a gap longer than g" needs the verifier. "Uninterrupted" needs the verifier and a flown probability of
no gap longer than g over the period whose one-sided Clopper-Pearson limit reaches the stated confidence.
"""

from __future__ import annotations

from typing import Literal

from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_settings import Settings
from longwatch.reporting.content_watch import ThreeNumbers, WatchReport
from longwatch.reporting.first_transit import first_transit
from longwatch.reporting.wording import amount, full_instant, listed, per_cent, periods, share
from longwatch.units import format_duration

Claim = Literal["uninterrupted", "planned", "interrupted", "broken"]
MOST_IN_LEAD = 3  # watches; with more, the first sentence names the worst
CLAIM_WORDS: dict[Claim, str] = {
    "uninterrupted": "Uninterrupted",
    "planned": "Planned without a longer gap, but not uninterrupted",
    "interrupted": "Not planned without a longer gap",
    "broken": "The roster breaks its rules",
}


def claim_of(watch: WatchReport, content: ReportContent) -> Claim:
    """The strongest claim that the verifier and the trials allow."""
    roster = content.roster
    if roster is not None and roster.violations:
        return "broken"
    planned = watch.gap_max.planned
    if roster is None or not roster.verified or planned is None or planned > watch.limit_s:
        return "interrupted"
    flown = watch.p_no_long_gap
    if flown is not None and watch.trials_of(content.settings) and flown.low >= content.settings.confidence:
        return "uninterrupted"
    return "planned"


def headline(content: ReportContent) -> str:
    """The verdict in a few words, over all watches."""
    watches = _claimed(content)
    claims = [claim_of(watch, content) for watch in watches]
    n, kept = len(claims), claims.count("uninterrupted")
    planned = kept + claims.count("planned")
    if "broken" in claims:
        return "No verdict: the roster breaks its rules"
    if content.roster is None or not content.roster.verified:
        return "No verdict: no verified roster stands behind this plan"
    if kept == n:
        return "Uninterrupted" if n == 1 else f"Uninterrupted: all {n} watches"
    flown = f"; the trials hold {kept} of {n}" if kept else ""
    if planned == n:
        return f"Planned without a longer gap than allowed, but not uninterrupted{flown}"
    late = [watch for watch, claim in zip(watches, claims, strict=True) if claim == "interrupted"]
    if all(first_transit(watch, content) for watch in late):
        return f"Not uninterrupted: the only longer gap in the plan is the wait for the first arrival{flown}"
    if not planned:
        return "Not uninterrupted: the plan leaves longer gaps than allowed"
    return f"Not uninterrupted: the plan holds {planned} of {n} watches without a longer gap than allowed{flown}"


def _claimed(content: ReportContent) -> tuple[WatchReport, ...]:
    """The watches that the verdict is about: relays are held for their sake, and a lost link shows in them."""
    return tuple(watch for watch in content.watches if not watch.is_relay) or content.watches


def lead_sentence(content: ReportContent) -> str:
    """What the fleet leaves unwatched, what no roster could better, and what it costs: the first line of page one."""
    watches, worst = _claimed(content), ""
    if len(watches) > MOST_IN_LEAD:
        watches = (max(watches, key=_over_limit),)
        worst = f", at the worst of its {len(_claimed(content))} watches,"
    clauses = "; and ".join(_watch_clause(watch, content.settings) for watch in watches)
    return f"This fleet leaves{worst} {clauses}{_cost(content)}."


def _over_limit(watch: WatchReport) -> tuple[float, float]:
    """Longest gap, flown and planned, as a multiple of the longest allowed: limits of minutes and of hours compare."""
    allowed_s = max(float(watch.limit_s), 60.0)
    return (watch.gap_max.flown or 0.0) / allowed_s, (watch.gap_max.planned or 0.0) / allowed_s


def _watch_clause(watch: WatchReport, settings: Settings) -> str:
    """Planned with its bound, then flown: "unwatched for at most 2 h at a stretch as planned (...) and at most 9 h in"."""
    tightest = watch.tightest
    gap = tightest.gap_max if tightest else watch.gap_max
    said = []
    if gap.planned is not None:
        longest = f"at most {format_duration(gap.planned)} at a stretch" if gap.planned else "no time"
        said.append(f"{longest} as planned{_bound(gap)}")
    if gap.flown is not None:
        many = f"{per_cent(settings.confidence)} of {watch.trials_of(settings):,} flown {periods(settings.length_s)}"
        worst = f"at most {format_duration(gap.flown)}" if gap.flown else "no time"
        said.append(f"{worst} in {many}")
    times = " and ".join(said) or "a time that was not worked out"
    if watch.revisit:
        of = f", at the tightest of its limits ({tightest.called})" if tightest else ""
        return f"some place of {watch.called} without a look for {times}{of}"
    return f"{watch.called} {watch.unmet} for {times}"


def _bound(gap: ThreeNumbers) -> str:
    """What no roster can better, in brackets; nothing where no gap was planned."""
    if not gap.planned:
        return ""
    if gap.bound is None:
        return " (no bound on that is known)"
    if gap.planned <= gap.bound + 1.0:  # the bound is rounded down and the plan up, to whole seconds
        return " (no roster of this fleet can do better)"
    if not gap.bound:
        return " (the bound does not rule out a roster without a gap)"
    return f" (no roster of this fleet can do better than {format_duration(gap.bound)})"


def _cost(content: ReportContent) -> str:
    cost = content.cost
    if cost is None or not cost.rows:
        return "; it was not priced"
    total = cost.rows[0].constant
    return f"; it costs {amount(total, cost.currency)} over {cost.years} years at {cost.base_year} prices"


def claim_sentence(watch: WatchReport, content: ReportContent, *, alone: bool = True) -> str:
    """g, period, confidence and assumptions in the same sentence as the claim.

    alone : False where `assuming_sentence` stands under several of them, so that none repeats it
    """
    claim, settings = claim_of(watch, content), content.settings
    span = f"over the {format_duration(settings.length_s)} from {_start(settings)}"
    called = watch.called[:1].upper() + watch.called[1:]
    if watch.is_relay:
        called += ", held for the link of others,"
    if claim == "broken":
        return f"{called}: nothing is claimed {span}, because the verifier found rules broken."
    none, without = _no_long_gap(watch)
    said = {
        "uninterrupted": f"is uninterrupted ({none}) {span}",
        "planned": f"is planned {without} {span}, but is not uninterrupted",
        "interrupted": f"is not planned {without} {span}",
    }[claim]
    if content.roster is None or not content.roster.verified:
        said = f"is not shown to be kept {without} {span}"
    assuming = _assuming(settings) if alone else ""
    return f"{called} {said}: {_evidence(watch, content)}{assuming}."


def _no_long_gap(watch: WatchReport) -> tuple[str, str]:
    """What was asked, as a clause and as what a plan has: "no gap longer than 2 h", "without a gap longer than 2 h"."""
    if watch.limits:
        return (
            f"every {watch.gap_word} within {watch.each_limit}",
            f"with every {watch.gap_word} within {watch.each_limit}",
        )
    gap = watch.gap_word if watch.k == 1 else f"gap (fewer than {watch.k} watchers)"
    longer = f"{gap} longer than {format_duration(watch.limit_s)}"
    return f"no {longer}", f"without a {longer}"


def _evidence(watch: WatchReport, content: ReportContent) -> str:
    settings, roster = content.settings, content.roster
    if roster is None or not roster.verified:
        seen = "no verified roster stands behind it"
    elif watch.gap_max.planned is not None and watch.gap_max.planned > watch.limit_s:
        longest = format_duration(watch.gap_max.planned)
        if (worst := watch.tightest) is not None:
            longest = f"{format_duration(float(worst.gap_max.planned or 0.0))} where {worst.called} is allowed"
        seen = f"the verifier finds {_long_gaps(watch)}the longest {longest}"
    else:
        seen = f"the verifier finds {'none longer' if watch.limits else 'none'} in the roster"
    flown, trials = watch.p_no_long_gap, watch.trials_of(settings)
    if flown is None or not trials:
        return f"{seen}; it was not flown"
    flown_of = f"of {trials:,} flown {periods(settings.length_s)}"
    if flown.low <= 0:
        return f"{seen}, and none {flown_of} was free of longer gaps"
    clean = f"{watch.n_no_long_gap:,} {flown_of} were free of longer gaps"
    return f"{seen}, and {clean}, which shows at least {share(flown.low)} at {per_cent(settings.confidence)} confidence"


def _long_gaps(watch: WatchReport) -> str:
    """How many gaps, or cells that wait too long, the plan has."""
    if watch.revisit:
        late = watch.revisit.cells_late
        return f"{float(late):,.0f} cell{'s that wait' if float(late) != 1 else ' that waits'} longer, " if late else ""
    n = sum(gap.to_s - gap.from_s > watch.limit_s for gap in watch.planned_gaps)
    return f"{n} longer gap{'s' if n != 1 else ''}, " if n else ""


def assuming_sentence(settings: Settings) -> str:
    """What all claims take for granted."""
    return f"All of this assumes {listed(list(settings.assumptions))}." if settings.assumptions else ""


def _assuming(settings: Settings) -> str:
    return f", assuming {listed(list(settings.assumptions))}" if settings.assumptions else ""


def _start(settings: Settings) -> str:
    return full_instant(settings.start_s, 0, settings.zone)


def beyond_plan(watch: WatchReport, settings: Settings) -> str:
    """By how much flown exceeds planned, and by which policies; empty when it does not."""
    covered, gap = watch.covered, watch.gap_max
    said = []
    if covered.flown is not None and covered.planned is not None and covered.flown > covered.planned + 5e-7:
        said.append(f"covers {100 * (covered.flown - covered.planned):.2g} points more than planned")
    if gap.flown is not None and gap.planned is not None and gap.flown < gap.planned - 0.5:
        said.append(f"keeps its longest gap {watch.told(gap.planned - gap.flown)} shorter than planned")
    if not said:
        return ""
    by = f"by {listed(list(settings.policies))}" if settings.policies else "though no policy is named that allows it"
    return f"Flown, {watch.called} {' and '.join(said)}, {by}."
